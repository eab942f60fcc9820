import { optionsOf } from "@gradiente/core/arguments";
import { ACQUIRE, type AcquireOptions } from "../files/acquire.ts";
import type { TabularDataset } from "../table/tabular-dataset.ts";
import { type CsvDataset, loadCsvDataset, textFile } from "./csv-dataset.ts";

const PAGE = "https://www.kaggle.com/c/titanic/data";
const MIRROR = "https://raw.githubusercontent.com/datasciencedojo/datasets/master/";

const TITANIC: CsvDataset = {
  set: {
    folder: "titanic",
    title: "Titanic",
    files: [
      textFile("titanic.csv", {
        bytes: 60_302,
        lines: 892,
        sha256: "4a437fde05fe5264e1701a7387ac6fb75393772ba38bb2c9c566405af5af4bd7",
      }),
    ],
    mirrors: [MIRROR],
    page: `${MIRROR}titanic.csv, or from ${PAGE} (the file train.csv; a login is needed; call it "titanic.csv")`,
  },
  format: {
    rows: 891,
    columns: {
      PassengerId: "numeric",
      Survived: "numeric",
      Pclass: "numeric",
      Name: "text",
      Sex: "categorical",
      Age: "numeric",
      SibSp: "numeric",
      Parch: "numeric",
      Ticket: "text",
      Fare: "numeric",
      Cabin: "text",
      Embarked: "categorical",
    },
  },
  targetNames: ["Survived"],
  identifiers: ["PassengerId"],
  task: "classification",
  classNames: ["died", "survived"],
  description: {
    title: "Titanic",
    summary:
      "891 passengers of the Titanic, of whom 342 survived: class, name, sex, age, relatives on board, ticket, fare, " +
      "cabin and port. Age is missing 177 times, Cabin 687 times, Embarked twice.",
    source: `Kaggle, "Titanic - Machine Learning from Disaster", train.csv, ${PAGE}; from Encyclopedia Titanica and others`,
    licence: "Kaggle competition rules; no open licence stated",
    citation: "W. Cukierski, Titanic - Machine Learning from Disaster, Kaggle (2012)",
  },
};

/**
 * Loads Titanic: 891 passengers, 342 of whom survived. The features Pclass, Age, SibSp, Parch and Fare are numeric; Sex
 * and Embarked are categorical; Name, Ticket and Cabin are text. The target is Survived, y int32 `[891]`, 0 or 1. Values
 * are missing in Age (177), Cabin (687) and Embarked (2). `table` has PassengerId too, which is not a feature.
 *
 * Source: Kaggle, "Titanic - Machine Learning from Disaster", train.csv. No open licence is stated.
 *
 * @throws DatasetNotFoundError if the file is not found. The message says where to get it and where to put it.
 * @throws DatasetFormatError if the file does not have the expected content. The message names file, line and column.
 * @example
 * ```ts needs-data
 * const { table } = await loadTitanic();
 * table.size; // 891
 * ```
 */
export async function loadTitanic(options?: AcquireOptions): Promise<TabularDataset> {
  return loadCsvDataset(TITANIC, optionsOf("loadTitanic", options, ACQUIRE));
}
