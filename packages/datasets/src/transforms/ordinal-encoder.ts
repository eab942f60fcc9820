import { check, declareOptions, optionsOf } from "@gradiente/core/arguments";
import { type Column, numericColumn } from "../table/column.ts";
import { Table } from "../table/table.ts";
import {
  CATEGORIES,
  CategoryEncoder,
  type CategoryFigures,
  type CategoryOptions,
  MISSING,
  UNKNOWN,
} from "./category-encoder.ts";

/** Options of {@link OrdinalEncoder}. */
export interface OrdinalEncoderOptions extends CategoryOptions {
  /** What a value outside the fitted categories becomes: an error, or a finite number such as -1. Default: "error". */
  readonly unknown?: "error" | number;
}

const ORDINAL_ENCODER = declareOptions<OrdinalEncoderOptions>({
  ...CATEGORIES,
  unknown: check(
    '"error" or a finite number',
    (value) => value === "error" || Number.isFinite(value),
    RangeError,
  ),
});

/**
 * Turns categories into the numbers 0, 1, 2 and so on, in the given order or else in ascending order, as scikit-learn's
 * OrdinalEncoder. Missing values stay missing.
 *
 * @example
 * ```ts
 * import { categoricalColumn, OrdinalEncoder, Table } from "@gradiente/datasets";
 *
 * const table = new Table({ Status: categoricalColumn(["Developed", "Developing"]) });
 * const encoder = new OrdinalEncoder({ categories: { Status: ["Developing", "Developed"] } });
 * encoder.fitTransform(table).numbers("Status"); // [1, 0]
 * ```
 */
export class OrdinalEncoder extends CategoryEncoder {
  readonly type = "OrdinalEncoder";
  protected readonly options: OrdinalEncoderOptions;

  /**
   * A transform of categories to numbers.
   *
   * @throws RangeError if the number for unknown values is not finite.
   */
  constructor(options?: OrdinalEncoderOptions) {
    super();
    this.options = optionsOf("OrdinalEncoder", options, ORDINAL_ENCODER);
  }

  protected apply(table: Table, { categories }: CategoryFigures): Table {
    const { unknown = "error" } = this.options;
    const columns = new Map<string, Column>();
    for (const [at, name] of table.names.entries()) {
      const column = table.column(name);
      const values = Array.from(this.codes(column, categories[at]), (code, row) => {
        if (code === MISSING) return null;
        if (code !== UNKNOWN) return code;
        if (unknown === "error") throw this.unknownCategory(column, name, row);
        return unknown;
      });
      columns.set(name, numericColumn(values));
    }
    return new Table(columns, table.size);
  }
}
