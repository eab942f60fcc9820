import { type Tensor, tensor } from "@gradiente/core";
import { checkArgument, declareOptions, oneOf, optionsOf } from "@gradiente/core/arguments";
import { someTexts } from "../checks.ts";
import { datasetsCopy } from "../copy.ts";
import { type Batch, checkIndices, type Dataset } from "../dataset/dataset.ts";
import { aDescription, type Description } from "../dataset/description.ts";
import { inheritPart } from "../splits/parts.ts";
import { cellAt, countMissing, distinctValues } from "./column.ts";
import { checkDistinct } from "./named.ts";
import { quote } from "./quote.ts";
import { aTable, type Table } from "./table.ts";
import type { TableJSON } from "./table-json.ts";

/** The parts of a {@link TabularDataset}. */
export interface TabularDatasetOptions {
  /** The table with all columns. */
  readonly table: Table;
  /** The names of the columns that are inputs. */
  readonly featureNames: readonly string[];
  /** The names of the numeric columns to predict; a single one for classification. */
  readonly targetNames: readonly string[];
  /** "regression" if targets are values, "classification" if the target is a class index. */
  readonly task: "regression" | "classification";
  /** The names of the classes 0, 1 and so on. Default: none. */
  readonly classNames?: readonly string[];
  /** The description of the data set and its origin. */
  readonly description: Description;
}

/** A {@link TabularDataset} as plain data: see its `toJSON`. */
export interface TabularDatasetJSON extends Required<Omit<TabularDatasetOptions, "table">> {
  /** The table with all columns. */
  readonly table: TableJSON;
}

const TABULAR = declareOptions<TabularDatasetOptions>(
  {
    table: aTable,
    featureNames: someTexts,
    targetNames: someTexts,
    task: oneOf("regression", "classification"),
    classNames: someTexts,
    description: aDescription,
  },
  "table",
  "featureNames",
  "targetNames",
  "task",
  "description",
);

/**
 * A table in which some columns are features and others are targets. If all features are numeric, it can be loaded in
 * batches: x float32 `[samples, features]`, NaN where a value is missing; y float32 `[samples, targets]` for regression,
 * int32 `[samples]` for classification. To encode words, fill in missing values or scale, fit a transform on the training
 * part and transform both parts.
 *
 * @example
 * ```ts needs-data
 * const { train, test } = trainTestSplit(await loadTitanic(), { testFraction: 0.2, seed: 0, stratify: true });
 * const encoder = new ColumnTransformer([
 *   { columns: ["Age", "Fare"], transform: new Imputer({ strategy: "median" }) },
 * ]).fit(train.features);
 * const [trainX, testX] = [train, test].map((part) => part.withFeatures(encoder.transform(part.features)));
 * ```
 */
export class TabularDataset implements Dataset {
  /** The names of the columns that are inputs. */
  readonly featureNames: readonly string[];
  /** The names of the columns to predict. */
  readonly targetNames: readonly string[];
  /** "regression" if targets are values, "classification" if the target is a class index. */
  readonly task: "regression" | "classification";
  /** The names of the classes 0, 1 and so on; empty if none were given. */
  readonly classNames: readonly string[];
  /** The description of the data set and its origin. */
  readonly description: Description;
  readonly #table: Table;
  #x: Tensor | null = null;
  #y: Tensor | null = null;

  /**
   * A data set of the rows of a table: some columns are its features, others its targets.
   *
   * @throws RangeError if there is no such column, if a name is given twice, or if a classification does not have exactly
   * one target.
   */
  constructor(options: TabularDatasetOptions) {
    const {
      table,
      featureNames,
      targetNames,
      task,
      classNames = [],
      description,
    } = optionsOf("TabularDataset", options, TABULAR);
    for (const name of [...featureNames, ...targetNames]) table.column(name);
    checkDistinct("TabularDataset: featureNames", featureNames);
    checkDistinct("TabularDataset: targetNames", targetNames);
    if (task === "classification" && targetNames.length !== 1) {
      throw new RangeError(`TabularDataset: a classification has one target, not ${targetNames.length}`);
    }
    this.#table = table;
    this.featureNames = featureNames;
    this.targetNames = targetNames;
    this.task = task;
    this.classNames = classNames;
    this.description = description;
  }

  /** The number of rows. */
  get size(): number {
    return this.#table.size;
  }

  /** What `JSON.stringify` writes: what the constructor takes, with the table as by {@link Table.toJSON}. */
  toJSON(): TabularDatasetJSON {
    const { featureNames, targetNames, task, classNames, description } = this;
    return { featureNames, targetNames, task, classNames, description, table: this.#table.toJSON() };
  }

  /** The table with all columns. */
  get table(): Table {
    return inheritPart(this.#table, this);
  }

  /** The table of the features. */
  get features(): Table {
    return this.table.select(this.featureNames);
  }

  /** The table of the targets. */
  get targets(): Table {
    return this.table.select(this.targetNames);
  }

  /**
   * All features, float32 `[samples, features]`, NaN where a value is missing.
   *
   * @throws TypeError if a feature is not numeric.
   */
  get x(): Tensor {
    this.#x ??= inheritPart(this.features.toTensor(), this);
    return this.#x;
  }

  /**
   * All targets: float32 `[samples, targets]`, or int32 `[samples]` for classification.
   *
   * @throws RangeError if a target is missing, or if that of a classification is not a class index, in any row. The
   * message names column and row.
   */
  get y(): Tensor {
    this.#y ??= this.#targetTensor();
    return inheritPart(this.#y, this);
  }

  /** True where a feature is missing: bool `[samples, features]`. */
  get missing(): Tensor {
    return this.features.missingMask();
  }

  /**
   * The samples at these indices.
   *
   * @throws RangeError if an index is not a whole number from 0 to `size - 1`, or if {@link TabularDataset.y} cannot be
   * had: each row needs its targets, also those that are not asked for.
   * @throws TypeError if a feature is not numeric.
   */
  batch(indices: readonly number[] | Int32Array): Batch {
    checkIndices(indices, this.size);
    const rows = tensor(Int32Array.from(indices));
    return {
      x: inheritPart(this.x.indexSelect(rows, 0), this),
      y: inheritPart(this.y.indexSelect(rows, 0), this),
    };
  }

  /** The rows at these indices, in that order. @throws RangeError if there is no such row. */
  take(indices: readonly number[] | Int32Array): TabularDataset {
    return this.#with({ table: this.table.take(indices) });
  }

  /**
   * The rows that have a value in each of these columns.
   *
   * @param names - Default: all features and targets.
   * @throws RangeError if there is no such column.
   */
  dropMissing(names: readonly string[] = [...this.featureNames, ...this.targetNames]): TabularDataset {
    return this.#with({ table: this.table.dropMissing(names) });
  }

  /** The data set with only these columns as features. @throws RangeError if there is no such column. */
  selectFeatures(featureNames: readonly string[]): TabularDataset {
    checkArgument("TabularDataset.selectFeatures", "the names", featureNames, someTexts);
    return this.#with({ featureNames });
  }

  /**
   * The data set with the same targets and other features, such as the result of a transform. Rows must match.
   *
   * @throws ShapeError if the number of rows differs.
   * @throws RangeError if a feature has the name of a target.
   */
  withFeatures(features: Table): TabularDataset {
    checkArgument("TabularDataset.withFeatures", "the features", features, aTable);
    const table = inheritPart(features.join(this.targets), this.table);
    return this.#with({ table, featureNames: features.names });
  }

  #with(changes: Partial<TabularDatasetOptions>): TabularDataset {
    const changed = new TabularDataset({ ...this.#parts(), ...changes });
    return inheritPart(changed, changed.table);
  }

  #parts(): TabularDatasetOptions {
    const { table, featureNames, targetNames, task, classNames, description } = this;
    return { table, featureNames, targetNames, task, classNames, description };
  }

  #targetTensor(): Tensor {
    for (const name of this.targetNames) this.#checkPresent(name);
    if (this.task === "regression") return this.targets.toTensor();
    const [name] = this.targetNames;
    const values = this.table.numbers(name);
    const classes = this.classNames.length > 0 ? this.classNames.length : MOST_CLASSES;
    const wrong = values.findIndex((value) => !(Number.isInteger(value) && value >= 0 && value < classes));
    if (wrong < 0) return tensor(Int32Array.from(values));
    const expected =
      this.classNames.length > 0
        ? `one of the classes ${this.classNames.map((label, at) => `${at} (${label})`).join(", ")}`
        : `a class index, a whole number from 0 to ${MOST_CLASSES - 1}`;
    throw new RangeError(
      `TabularDataset: ${quote(name)} is ${values[wrong]} in row ${wrong}, not ${expected}; ` +
        `its values are ${shortList(distinctValues(this.table.column(name)))}; encode them (OrdinalEncoder)`,
    );
  }

  #checkPresent(name: string): void {
    const column = this.table.column(name);
    const missing = countMissing(column);
    if (missing === 0) return;
    const row = Array.from({ length: this.size }, (_, at) => at).find((at) => cellAt(column, at) === null);
    throw new RangeError(
      `TabularDataset: the target ${quote(name)} is missing in row ${row}` +
        `${missing > 1 ? ` and ${missing - 1} more` : ""}; remove such rows: dropMissing([${quote(name)}])`,
    );
  }
}

/** As many as an int32 can tell apart. */
const MOST_CLASSES = 2 ** 31;

function shortList(values: readonly (number | string)[]): string {
  return values.length > 20
    ? `${values.slice(0, 20).join(", ")} and ${values.length - 20} more`
    : values.join(", ");
}
datasetsCopy.mark(TabularDataset);
