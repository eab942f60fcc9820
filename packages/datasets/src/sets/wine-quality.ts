import { declareOptions, oneOf, optionsOf } from "@gradiente/core/arguments";
import { ACQUIRE, type AcquireOptions } from "../files/acquire.ts";
import type { TabularDataset } from "../table/tabular-dataset.ts";
import { loadCsvDataset, textFile } from "./csv-dataset.ts";

/** Options of {@link loadWineQuality}. */
export interface WineQualityOptions extends AcquireOptions {
  /** The table to load. */
  readonly color: "red" | "white";
}

const OPTIONS = declareOptions<WineQualityOptions>(
  { ...ACQUIRE.checks, color: oneOf("red", "white") },
  "color",
);

const FILES = {
  red: {
    rows: 1599,
    file: textFile("winequality-red.csv", {
      bytes: 84_199,
      lines: 1600,
      sha256: "4a402cf041b025d4566d954c3b9ba8635a3a8a01e039005d97d6a710278cf05e",
    }),
  },
  white: {
    rows: 4898,
    file: textFile("winequality-white.csv", {
      bytes: 264_426,
      lines: 4899,
      sha256: "76c3f809815c17c07212622f776311faeb31e87610d52c26d87d6e361b169836",
    }),
  },
} as const;

/**
 * Loads Wine quality: 1599 red or 4898 white Portuguese wines with eleven physicochemical measurements each. The target
 * is the median of the marks of at least three experts, on a scale from 0 to 10; 3 to 8 occur for red and 3 to 9 for
 * white. All columns are numeric, and no values are missing: x float32 `[samples, 11]`, y float32 `[samples, 1]`. 240 red
 * and 937 white rows are repetitions of others.
 *
 * Source: P. Cortez et al. (2009), UCI Machine Learning Repository, CC BY 4.0.
 *
 * @throws DatasetNotFoundError if the file is not found. The message lists the places tried and what to do.
 * @throws DatasetFormatError if the file does not have the expected content. The message names file, line and column.
 * @example
 * ```ts needs-data
 * const { table } = await loadWineQuality({ color: "red" });
 * table.size; // 1599
 * ```
 */
export async function loadWineQuality(options: WineQualityOptions): Promise<TabularDataset> {
  const { color } = optionsOf("loadWineQuality", options, OPTIONS);
  const { rows, file } = FILES[color];
  return loadCsvDataset(
    {
      set: {
        folder: "wine-quality",
        title: `Wine quality (${color})`,
        files: [file],
        mirrors: ["https://archive.ics.uci.edu/ml/machine-learning-databases/wine-quality/"],
      },
      format: {
        delimiter: ";",
        rows,
        columns: {
          "fixed acidity": "numeric",
          "volatile acidity": "numeric",
          "citric acid": "numeric",
          "residual sugar": "numeric",
          chlorides: "numeric",
          "free sulfur dioxide": "numeric",
          "total sulfur dioxide": "numeric",
          density: "numeric",
          pH: "numeric",
          sulphates: "numeric",
          alcohol: "numeric",
          quality: "numeric",
        },
      },
      targetNames: ["quality"],
      task: "regression",
      description: {
        title: `Wine quality (${color})`,
        summary: `${rows} ${color} vinho verde wines: eleven physicochemical measurements and a mark given by experts.`,
        source:
          "P. Cortez et al., UCI Machine Learning Repository, https://archive.ics.uci.edu/dataset/186/wine+quality",
        licence: "CC BY 4.0",
        citation:
          "P. Cortez, A. Cerdeira, F. Almeida, T. Matos, J. Reis, Modeling wine preferences by data mining from " +
          "physicochemical properties, Decision Support Systems 47 (2009)",
      },
    },
    options,
  );
}
