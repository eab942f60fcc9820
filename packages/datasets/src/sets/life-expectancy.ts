import { declareOptions, optionsOf } from "@gradiente/core/arguments";
import { ACQUIRE, type AcquireOptions } from "../files/acquire.ts";
import type { TabularDataset } from "../table/tabular-dataset.ts";
import {
  COLUMN_NAMES,
  type ColumnNameOptions,
  type CsvDataset,
  loadCsvDataset,
  textFile,
} from "./csv-dataset.ts";

/** Options of {@link loadLifeExpectancy}. */
export interface LifeExpectancyOptions extends AcquireOptions, ColumnNameOptions {}

const OPTIONS = declareOptions<LifeExpectancyOptions>({ ...ACQUIRE.checks, ...COLUMN_NAMES });

const PAGE = "https://www.kaggle.com/datasets/kumarajarshi/life-expectancy-who";

const LIFE_EXPECTANCY: CsvDataset = {
  set: {
    folder: "life-expectancy",
    title: "Life expectancy (WHO)",
    files: [
      textFile(
        "life-expectancy.csv",
        {
          bytes: 333_442,
          lines: 2939,
          sha256: "872125dd1dd0f9140fbead61df20585a815f5cf47db68f08bf54efaf87963b11",
        },
        ["Life Expectancy Data.csv"],
      ),
    ],
    mirrors: [],
    page: `${PAGE} (a login is needed; keep the name "Life Expectancy Data.csv" or call it "life-expectancy.csv")`,
  },
  format: {
    rows: 2938,
    columns: {
      Country: "categorical",
      Year: "numeric",
      Status: "categorical",
      "Life expectancy ": "numeric",
      "Adult Mortality": "numeric",
      "infant deaths": "numeric",
      Alcohol: "numeric",
      "percentage expenditure": "numeric",
      "Hepatitis B": "numeric",
      "Measles ": "numeric",
      " BMI ": "numeric",
      "under-five deaths ": "numeric",
      Polio: "numeric",
      "Total expenditure": "numeric",
      "Diphtheria ": "numeric",
      " HIV/AIDS": "numeric",
      GDP: "numeric",
      Population: "numeric",
      " thinness  1-19 years": "numeric",
      " thinness 5-9 years": "numeric",
      "Income composition of resources": "numeric",
      Schooling: "numeric",
    },
  },
  targetNames: ["Life expectancy "],
  task: "regression",
  description: {
    title: "Life expectancy (WHO)",
    summary:
      "193 countries over the years 2000 to 2015: health and economic figures, and life expectancy at birth. 2563 " +
      "cells are empty, ten of them of the target; some published values are plainly wrong.",
    source: `KumarRajarshi, Kaggle, from the WHO Global Health Observatory and the United Nations, ${PAGE}`,
    licence: "not verified: no open licence known; check before redistributing",
    citation: "KumarRajarshi, Life Expectancy (WHO), Kaggle",
  },
};

/**
 * Loads Life expectancy: 2938 rows, each for a country in a year, with health and economic figures. The target is life
 * expectancy in years. Country and Status ("Developing" or "Developed") are categorical; the other 19 features are
 * numeric. 2563 values are missing (NaN). Ten of them are targets: remove those rows with `dropMissing`.
 *
 * Published column names have stray blanks: `"Life expectancy "`, `"Measles "`, `" BMI "`, `"under-five deaths "`,
 * `"Diphtheria "`, `" HIV/AIDS"`, `" thinness  1-19 years"` (with two blanks inside) and `" thinness 5-9 years"`. They
 * are kept unless `columnNames` is "trimmed".
 *
 * Source: KumarRajarshi, Kaggle. The licence is not verified. There is no public download without a login.
 *
 * @throws DatasetNotFoundError if the file is not found. The message says where to get it and where to put it.
 * @throws DatasetFormatError if the file does not have the expected content. The message names file, line and column.
 * @example
 * ```ts needs-data
 * const { table } = await loadLifeExpectancy({ columnNames: "trimmed" });
 * table.size; // 2938
 * ```
 */
export async function loadLifeExpectancy(options?: LifeExpectancyOptions): Promise<TabularDataset> {
  return loadCsvDataset(LIFE_EXPECTANCY, optionsOf("loadLifeExpectancy", options, OPTIONS));
}
