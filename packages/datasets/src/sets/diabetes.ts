import { optionsOf } from "@gradiente/core/arguments";
import { ACQUIRE, type AcquireOptions } from "../files/acquire.ts";
import type { TabularDataset } from "../table/tabular-dataset.ts";
import { type CsvDataset, loadCsvDataset, textFile } from "./csv-dataset.ts";

const DIABETES: CsvDataset = {
  set: {
    folder: "diabetes",
    title: "Diabetes",
    files: [
      textFile("diabetes.tab.txt", {
        bytes: 18_496,
        lines: 443,
        sha256: "4733febee697862c22139cdac87478a300ce0d101593deb07ed6c0f3328a99cd",
      }),
    ],
    mirrors: ["https://www4.stat.ncsu.edu/~boos/var.select/"],
  },
  format: {
    delimiter: "\t",
    rows: 442,
    columns: {
      AGE: "numeric",
      SEX: "numeric",
      BMI: "numeric",
      BP: "numeric",
      S1: "numeric",
      S2: "numeric",
      S3: "numeric",
      S4: "numeric",
      S5: "numeric",
      S6: "numeric",
      Y: "numeric",
    },
  },
  targetNames: ["Y"],
  task: "regression",
  description: {
    title: "Diabetes",
    summary:
      "442 patients: age, sex (1 or 2), body mass index, blood pressure and six blood serum measurements, and a " +
      "measure of the disease's progression after a year. Raw values, not standardised.",
    source:
      "Efron, Hastie, Johnstone and Tibshirani, https://www4.stat.ncsu.edu/~boos/var.select/diabetes.html",
    licence: "not stated; also distributed with scikit-learn (BSD-3-Clause)",
    citation:
      "B. Efron, T. Hastie, I. Johnstone, R. Tibshirani, Least Angle Regression, Annals of Statistics 32 (2004)",
  },
};

/**
 * Loads Diabetes: 442 patients with ten raw measurements each (not the standardised ones of scikit-learn). The target is
 * the progression of the disease after a year, 25 to 346. All columns are numeric, and no values are missing: x float32
 * `[442, 10]`, y float32 `[442, 1]`.
 *
 * Source: B. Efron et al., "Least Angle Regression", Annals of Statistics 32 (2004); no explicit licence.
 *
 * @throws DatasetNotFoundError if the file is not found. The message lists the places tried and what to do.
 * @throws DatasetFormatError if the file does not have the expected content. The message names file, line and column.
 * @example
 * ```ts needs-data
 * const { table } = await loadDiabetes();
 * table.size; // 442
 * ```
 */
export async function loadDiabetes(options?: AcquireOptions): Promise<TabularDataset> {
  return loadCsvDataset(DIABETES, optionsOf("loadDiabetes", options, ACQUIRE));
}
