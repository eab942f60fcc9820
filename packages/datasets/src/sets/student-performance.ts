import { optionsOf } from "@gradiente/core/arguments";
import { ACQUIRE, type AcquireOptions } from "../files/acquire.ts";
import type { TabularDataset } from "../table/tabular-dataset.ts";
import { type CsvDataset, loadCsvDataset, textFile } from "./csv-dataset.ts";

const PAGE = "https://www.kaggle.com/datasets/nikhil7280/student-performance-multiple-linear-regression";

const STUDENT_PERFORMANCE: CsvDataset = {
  set: {
    folder: "student-performance",
    title: "Student performance",
    files: [
      textFile(
        "student-performance.csv",
        {
          bytes: 175_071,
          lines: 10_001,
          sha256: "93793b00d9026d0b4907df0ca9f88b3696747c7496679d35833bb0fbf9fb57cf",
        },
        ["Student_Performance.csv"],
      ),
    ],
    mirrors: [],
    page: `${PAGE} (a login is needed; keep the name "Student_Performance.csv" or call it "student-performance.csv")`,
  },
  format: {
    rows: 10_000,
    columns: {
      "Hours Studied": "numeric",
      "Previous Scores": "numeric",
      "Extracurricular Activities": "categorical",
      "Sleep Hours": "numeric",
      "Sample Question Papers Practiced": "numeric",
      "Performance Index": "numeric",
    },
  },
  targetNames: ["Performance Index"],
  task: "regression",
  description: {
    title: "Student performance",
    summary:
      "10,000 synthetic students: four figures, whether they have other activities, and a performance index.",
    source: `Nikhil Narayan (nikhil7280), Kaggle, ${PAGE}`,
    licence: "not verified: check before redistributing",
    citation: "N. Narayan, Student Performance (Multiple Linear Regression), Kaggle",
  },
};

/**
 * Loads Student performance: 10,000 synthetic students. Four features are numeric, and Extracurricular Activities is
 * categorical, "Yes" or "No". The target is the Performance Index, 10 to 100, y float32 `[10000, 1]`. No values are
 * missing. 127 rows are repetitions of others.
 *
 * Source: N. Narayan, Kaggle. The licence is not verified. There is no public download without a login.
 *
 * @throws DatasetNotFoundError if the file is not found. The message says where to get it and where to put it.
 * @throws DatasetFormatError if the file does not have the expected content. The message names file, line and column.
 * @example
 * ```ts needs-data
 * const { table } = await loadStudentPerformance();
 * table.size; // 10000
 * ```
 */
export async function loadStudentPerformance(options?: AcquireOptions): Promise<TabularDataset> {
  return loadCsvDataset(STUDENT_PERFORMANCE, optionsOf("loadStudentPerformance", options, ACQUIRE));
}
