import { formatShape, Tensor } from "@gradiente/core";
import { check, checkArgument, PackageCopy } from "@gradiente/core/arguments";
import { isDataset } from "../checks.ts";
import { datasetsCopy } from "../copy.ts";
import { inheritPart } from "../splits/parts.ts";
import { quote } from "../table/quote.ts";
import { Table } from "../table/table.ts";
import { TabularDataset } from "../table/tabular-dataset.ts";
import { type FitData, type LearningData, learningData } from "./columns.ts";

/** Plain data that `JSON.stringify` writes and `JSON.parse` reads. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** A transform as plain data. `transformFromJSON` makes a transform of it that gives the same bits. */
export interface TransformJSON {
  /** The class of the transform. */
  readonly type: string;
  /** The options of its constructor. */
  readonly options: Json;
  /** The fitted columns and the figures learnt from them; null before `fit`. */
  readonly fitted: { readonly columns: readonly string[]; readonly figures: Json } | null;
  readonly [key: string]: Json;
}

/** A transform with any figures. */
export type AnyTransform = Transform<unknown>;

const someRows = check<never>(
  "a Table, a tensor or a TabularDataset",
  (value) => value instanceof Table || value instanceof Tensor || value instanceof TabularDataset,
);

/** As that of a tensor: `structuredClone` and `postMessage` would copy next to nothing, and succeed. */
const NOT_CLONEABLE = Symbol("a transform; send transform.toJSON(), and make one of it by transformFromJSON");

/**
 * The base class of transforms. `fit` learns figures from some rows, and `transform` changes any rows by them. Fit on the
 * training part only, so that no information of the test part gets into the model: a `fit` on the test part of a split is
 * an error.
 *
 * In tables, columns are found by name: the table to transform must have the fitted columns and no others. In matrices,
 * they are found by position. A `fit` that fails does not change the transform.
 *
 * @example
 * ```ts
 * const transform: Transform<unknown> = new Imputer({ strategy: "constant", value: 0 });
 * const filled = transform.fitTransform(new Table([["age", numericColumn([20, null])]]));
 * filled.toTensor(); // [[20], [0]]
 * ```
 */
export abstract class Transform<Figures> {
  /** The name of the class in messages and in JSON. */
  abstract readonly type: string;
  #fitted: { readonly columns: readonly string[]; readonly figures: Figures } | null = null;
  /** @internal */
  readonly notCloneable = NOT_CLONEABLE;

  /** The argument of the constructor, from which a copy is made. */
  protected abstract readonly options: unknown;
  /** Learns the figures from rows. */
  protected abstract learn(data: LearningData): Figures;
  /**
   * Transforms a table by the figures.
   *
   * @param table - The fitted columns, in their order.
   */
  protected abstract apply(table: Table, figures: Figures): Table;

  /** The names of the fitted columns; "0", "1" and so on for a matrix. @throws Error before `fit`. */
  get inputNames(): readonly string[] {
    return this.fittedFor("inputNames").columns;
  }

  /**
   * Learns from these rows. The figures of an earlier fit are replaced.
   *
   * @param data - A table, a matrix `[rows, columns]`, or a data set, whose inputs are taken.
   * @throws LeakageError if the data are the test part of a split, or were taken from it.
   * @throws RangeError if there are no rows, or if the transform cannot use a value. The message names column and row.
   * @throws TypeError if the transform cannot use a column of this kind.
   */
  fit(data: FitData): this {
    const learning = learningData(this.type, data);
    this.#fitted = { columns: learning.columns.names, figures: this.learn(learning) };
    return this;
  }

  /**
   * Transforms rows by the fitted figures. A table gives a table. A matrix gives a matrix, float64 if it is float64 and
   * float32 otherwise. A tabular data set gives one with the same targets. Of other data sets, such as the parts of
   * `loadIris`, the batches are transformed: `mapBatches(data, ({ x, y }) => ({ x: transform.transform(x), y }))`.
   *
   * @throws Error before `fit`.
   * @throws RangeError if the columns are not the fitted ones.
   * @throws TypeError for a data set without a table. The message has the call of `mapBatches`.
   */
  transform(data: Table): Table;
  transform(data: Tensor): Tensor;
  transform(data: TabularDataset): TabularDataset;
  transform(data: Table | Tensor | TabularDataset): Table | Tensor | TabularDataset {
    const { columns, figures } = this.fittedFor("transform");
    PackageCopy.of(Table).check(`${this.type}.transform`, data);
    PackageCopy.of(Tensor).check(`${this.type}.transform`, data);
    refuseOtherDatasets(`${this.type}.transform`, data);
    checkArgument(`${this.type}.transform`, "the data", data, someRows);
    if (data instanceof TabularDataset) return data.withFeatures(this.transform(data.features));
    if (data instanceof Tensor) return inheritPart(this.applyToTensor(data, columns, figures), data);
    return inheritPart(this.apply(this.checkedTable("transform", data), figures), data);
  }

  /**
   * Fits on rows and transforms the same rows, which should be the training part. They are rows that `transform` takes:
   * not a data set without a table, which only `fit` takes.
   */
  fitTransform(data: Table): Table;
  fitTransform(data: Tensor): Tensor;
  fitTransform(data: TabularDataset): TabularDataset;
  fitTransform(data: Table | Tensor | TabularDataset): Table | Tensor | TabularDataset {
    return this.fit(data).transform(data as Table);
  }

  /** A new transform with the same options, not fitted. */
  clone(): this {
    return new (this.constructor as new (options: unknown) => this)(this.options);
  }

  /** The options and the fitted figures, as plain data. See {@link transformFromJSON}. */
  toJSON(): TransformJSON {
    const fitted = this.#fitted && {
      columns: this.#fitted.columns,
      figures: this.figuresToJSON(this.#fitted.figures),
    };
    return { type: this.type, options: this.optionsToJSON(), fitted };
  }

  /**
   * Sets the fitted figures from plain data, which `transformFromJSON` has checked.
   *
   * @internal
   * @param revive - Makes the transforms that are parts of it, each with its place.
   */
  restore(
    fitted: NonNullable<TransformJSON["fitted"]>,
    revive: (json: TransformJSON, at: number) => AnyTransform,
  ): this {
    this.#fitted = { columns: fitted.columns, figures: this.figuresFromJSON(fitted.figures, revive) };
    return this;
  }

  protected optionsToJSON(): Json {
    return (this.options ?? {}) as Json;
  }

  protected figuresToJSON(figures: Figures): Json {
    return figures as Json;
  }

  protected figuresFromJSON(json: Json, _revive: (json: TransformJSON, at: number) => AnyTransform): Figures {
    return json as Figures;
  }

  protected applyToTensor(x: Tensor, columns: readonly string[], figures: Figures): Tensor {
    if (x.ndim !== 2) {
      throw new RangeError(`${this.type}.transform: x must be [rows, columns], not ${formatShape(x.shape)}`);
    }
    this.checkWidth("transform", x, columns.length);
    const dtype = x.dtype === "float64" ? "float64" : "float32";
    return this.apply(Table.fromTensor(x, columns), figures).toTensor({ dtype });
  }

  protected fittedFor(method: string) {
    if (this.#fitted !== null) return this.#fitted;
    throw new Error(`${this.type}.${method}: nothing is fitted yet; call fit(x) first`);
  }

  protected checkWidth(method: string, x: Tensor, width: number): void {
    if (x.shape.at(-1) === width) return;
    throw new RangeError(
      `${this.type}.${method}: fitted on ${width} columns, but x has the shape ${formatShape(x.shape)}; its last axis must be ${width}`,
    );
  }

  /** The table with the fitted columns, in their order. */
  protected checkedTable(method: string, table: Table): Table {
    const { columns } = this.fittedFor(method);
    const missing = columns.filter((name) => !table.has(name));
    const strange = table.names.filter((name) => !columns.includes(name));
    if (missing.length === 0 && strange.length === 0) return table.select(columns);
    const parts = [
      missing.length > 0
        ? `${missing.map(quote).join(", ")} ${missing.length > 1 ? "are" : "is"} missing`
        : "",
      strange.length > 0 ? `it was not fitted on ${strange.map(quote).join(", ")}` : "",
    ];
    throw new RangeError(
      `${this.type}.${method}: the columns are not the fitted ones: ${parts.filter(Boolean).join(", and ")}; choose columns with \`select\``,
    );
  }
}

datasetsCopy.mark(Transform);

/** A transform, of this package or of a user. */
export const aTransform = check<AnyTransform>(
  "a transform, such as new Standardizer()",
  (value) => value instanceof Transform,
);

/** `fit` takes any data set. The error for `transform` says how the inputs of one without a table are transformed. */
function refuseOtherDatasets(owner: string, data: unknown): void {
  if (!isDataset(data) || someRows.accepts(data)) return;
  throw new TypeError(
    `${owner}: the data must be ${someRows.expected}, not a data set without a table; transform its batches: mapBatches(data, ({ x, y }) => ({ x: transform.transform(x), y }))`,
  );
}
