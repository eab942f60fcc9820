import { type Column, numericColumn } from "../table/column.ts";
import { Table } from "../table/table.ts";
import {
  CategoryEncoder,
  type CategoryFigures,
  type CategoryOptions,
  MISSING,
  UNKNOWN,
} from "./category-encoder.ts";

/** The order of {@link OrdinalEncoder}, and what it makes of values that were not fitted on. */
export interface OrdinalEncoderOptions extends CategoryOptions {
  /** A value that was not fitted on: an error (default), or this number (-1, say). */
  readonly unknown?: "error" | number;
}

/**
 * Turns categories into the numbers 0, 1, 2 and so on: in the order given, else ascending, as scikit-learn's
 * OrdinalEncoder. Missing values stay missing.
 *
 * @example
 * ```ts
 * new OrdinalEncoder({ categories: { Status: ["Developing", "Developed"] } });
 * ```
 */
export class OrdinalEncoder extends CategoryEncoder {
  readonly type = "OrdinalEncoder";
  protected readonly options: OrdinalEncoderOptions;

  /** @throws RangeError if the number for unknown values is not finite. */
  constructor(options: OrdinalEncoderOptions = {}) {
    super();
    const { unknown = "error" } = options;
    if (unknown !== "error" && !Number.isFinite(unknown)) {
      throw new RangeError(`OrdinalEncoder: unknown must be "error" or a finite number, not ${unknown}`);
    }
    this.options = options;
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
