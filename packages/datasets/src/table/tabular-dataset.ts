import { type Tensor, tensor } from "@gradiente/core";
import { type Batch, checkIndices, type Dataset } from "../dataset/dataset.ts";
import type { Description } from "../dataset/description.ts";
import { inheritPart } from "../splits/parts.ts";
import { distinctValues } from "./column.ts";
import { quote, type Table } from "./table.ts";

/** The parts of a {@link TabularDataset}. */
export interface TabularDatasetOptions {
  /** All columns. */
  readonly table: Table;
  /** The columns to predict from. */
  readonly featureNames: readonly string[];
  /** The numeric columns to predict. */
  readonly targetNames: readonly string[];
  /** Whether the target is a value, or the index of a class. */
  readonly task: "regression" | "classification";
  /** What the classes 0, 1 and so on mean. */
  readonly classNames?: readonly string[];
  readonly description: Description;
}

/**
 * A table of which some columns are features and others targets. Where all features are numeric it serves batches as
 * it is: x float32 `[samples, features]`, NaN where a value is missing; y float32 `[samples, targets]` for regression,
 * int32 `[samples]` for classification. Otherwise, and to fill in or scale values, fit transforms on
 * {@link TabularDataset.features}; {@link TabularDataset.withFeatures} puts the result in their place.
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
  readonly featureNames: readonly string[];
  readonly targetNames: readonly string[];
  readonly task: "regression" | "classification";
  readonly classNames: readonly string[];
  readonly description: Description;
  readonly #table: Table;
  #x: Tensor | null = null;
  #y: Tensor | null = null;

  /** @throws RangeError if a column is not there, or a classification has more than one target. */
  constructor(options: TabularDatasetOptions) {
    const { table, featureNames, targetNames, task, classNames = [], description } = options;
    for (const name of [...featureNames, ...targetNames]) table.column(name);
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

  get size(): number {
    return this.#table.size;
  }

  /** All columns. */
  get table(): Table {
    return inheritPart(this.#table, this);
  }

  /** The columns to predict from. */
  get features(): Table {
    return this.table.select(this.featureNames);
  }

  /** The columns to predict. */
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

  /** All targets: float32 `[samples, targets]`, or int32 `[samples]` for classification. */
  get y(): Tensor {
    this.#y ??= this.#targetTensor();
    return inheritPart(this.#y, this);
  }

  /** True where a feature is missing: bool `[samples, features]`. */
  get missing(): Tensor {
    return this.features.missingMask();
  }

  batch(indices: readonly number[] | Int32Array): Batch {
    checkIndices(indices, this.size);
    const rows = tensor(Int32Array.from(indices));
    return {
      x: inheritPart(this.x.indexSelect(rows, 0), this),
      y: inheritPart(this.y.indexSelect(rows, 0), this),
    };
  }

  /** The rows at these indices. @throws RangeError if an index is not one of the data set's. */
  take(indices: readonly number[] | Int32Array): TabularDataset {
    return this.#with({ table: this.table.take(indices) });
  }

  /** The rows that have a value in each of these columns; unless said otherwise, in every feature and target. */
  dropMissing(names: readonly string[] = [...this.featureNames, ...this.targetNames]): TabularDataset {
    return this.#with({ table: this.table.dropMissing(names) });
  }

  /** Predicts from these columns only. */
  selectFeatures(featureNames: readonly string[]): TabularDataset {
    return this.#with({ featureNames });
  }

  /**
   * The same targets with other features, row for row: what a transform made of the old ones.
   *
   * @throws ShapeError if the number of rows differs.
   * @throws RangeError if a feature has the name of a target.
   */
  withFeatures(features: Table): TabularDataset {
    const table = inheritPart(features.join(this.targets), this.table);
    return this.#with({ table, featureNames: features.names });
  }

  #with(changes: Partial<TabularDatasetOptions>): TabularDataset {
    const changed = new TabularDataset({ ...this, table: this.table, ...changes });
    return inheritPart(changed, changed.table);
  }

  #targetTensor(): Tensor {
    if (this.task === "regression") return this.targets.toTensor();
    const [name] = this.targetNames;
    const values = this.table.numbers(name);
    const wrong = values.findIndex((value) => !(Number.isInteger(value) && value >= 0));
    if (wrong < 0) return tensor(Int32Array.from(values));
    throw new RangeError(
      `TabularDataset: ${quote(name)} is ${values[wrong]} in row ${wrong}, where a class index, 0 or more, is needed; ` +
        `its values are ${distinctValues(this.table.column(name)).join(", ")}`,
    );
  }
}
