import { formatShape, Tensor } from "@gradiente/core";
import { inheritPart } from "../splits/parts.ts";
import { quote, Table } from "../table/table.ts";
import { TabularDataset } from "../table/tabular-dataset.ts";
import { type FitData, type LearningData, learningData } from "./columns.ts";

/** Plain data, as `JSON.stringify` writes and `JSON.parse` reads them. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** A transform as plain data: `transformFromJSON` makes it a transform again, which gives the same bits. */
export interface TransformJSON {
  readonly type: string;
  readonly options: Json;
  /** The columns fitted on and what was learnt from them; null before `fit`. */
  readonly fitted: { readonly columns: readonly string[]; readonly figures: Json } | null;
  readonly [key: string]: Json;
}

/** Any transform, whatever it learns. */
export type AnyTransform = Transform<unknown>;

/**
 * What is learnt from some rows (`fit`) and then done to any rows (`transform`). Fit on the training part only, so that
 * nothing of the test part leaks into the model: a `fit` on the test part of a split is an error.
 *
 * Tables go by column names: those transformed need the columns fitted on, and no others. Matrices go by position. A
 * `fit` that fails leaves the transform as it was.
 */
export abstract class Transform<Figures> {
  /** The name in messages and in JSON. */
  abstract readonly type: string;
  #fitted: { readonly columns: readonly string[]; readonly figures: Figures } | null = null;

  /** What the constructor takes, to make another of the kind. */
  protected abstract readonly options: unknown;
  protected abstract learn(data: LearningData): Figures;
  /** @param table - The columns fitted on, in that order. */
  protected abstract apply(table: Table, figures: Figures): Table;

  /** The columns fitted on; "0", "1" and so on for a matrix. @throws Error before `fit`. */
  get inputNames(): readonly string[] {
    return this.fittedFor("inputNames").columns;
  }

  /**
   * Learns from these rows, in place of what an earlier fit learnt.
   *
   * @param data - A table, a matrix `[rows, columns]`, or a data set, of which the inputs count.
   * @throws LeakageError if the data are, or come from, the test part of a split.
   * @throws RangeError if there are no rows, or a value stands in the way; it names column and row.
   * @throws TypeError if a column is of a kind that this transform cannot take.
   */
  fit(data: FitData): this {
    const learning = learningData(this.type, data);
    this.#fitted = { columns: learning.columns.names, figures: this.learn(learning) };
    return this;
  }

  /**
   * Transforms rows by what was learnt: a table gives a table, a matrix a matrix of its dtype, a tabular data set one
   * with the same targets.
   *
   * @throws Error before `fit`.
   * @throws RangeError if the columns are not those fitted on.
   */
  transform(data: Table): Table;
  transform(data: Tensor): Tensor;
  transform(data: TabularDataset): TabularDataset;
  transform(data: Table | Tensor | TabularDataset): Table | Tensor | TabularDataset {
    const { columns, figures } = this.fittedFor("transform");
    if (data instanceof TabularDataset) return data.withFeatures(this.transform(data.features));
    if (data instanceof Tensor) return inheritPart(this.applyToTensor(data, columns, figures), data);
    return inheritPart(this.apply(this.checkedTable("transform", data), figures), data);
  }

  /** Fits on the rows and transforms them: for the training part. */
  fitTransform(data: Table): Table;
  fitTransform(data: Tensor): Tensor;
  fitTransform(data: TabularDataset): TabularDataset;
  fitTransform(data: Table | Tensor | TabularDataset): Table | Tensor | TabularDataset {
    return this.fit(data).transform(data as Table);
  }

  /** Another of the same options, not fitted. */
  clone(): this {
    return new (this.constructor as new (options: unknown) => this)(this.options);
  }

  /** Options and what was learnt, as plain data. */
  toJSON(): TransformJSON {
    const fitted = this.#fitted && {
      columns: this.#fitted.columns,
      figures: this.figuresToJSON(this.#fitted.figures),
    };
    return { type: this.type, options: this.optionsToJSON(), fitted };
  }

  /** For `transformFromJSON`: takes over what another learnt. */
  restore(fitted: NonNullable<TransformJSON["fitted"]>, revive: (json: TransformJSON) => AnyTransform): this {
    this.#fitted = { columns: fitted.columns, figures: this.figuresFromJSON(fitted.figures, revive) };
    return this;
  }

  protected optionsToJSON(): Json {
    return (this.options ?? {}) as Json;
  }

  protected figuresToJSON(figures: Figures): Json {
    return figures as Json;
  }

  protected figuresFromJSON(json: Json, _revive: (json: TransformJSON) => AnyTransform): Figures {
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
      `${this.type}.${method}: fitted on ${width} columns, but the last axis of x is another: ${formatShape(x.shape)}`,
    );
  }

  /** The table with the columns fitted on, in their order. */
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
      `${this.type}.${method}: the columns are not those fitted on: ${parts.filter(Boolean).join(", and ")}; use \`select\``,
    );
  }
}
