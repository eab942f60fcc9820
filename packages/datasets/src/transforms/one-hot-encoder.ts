import { declareOptions, oneOf, optionsOf } from "@gradiente/core/arguments";
import { type Column, numericColumn } from "../table/column.ts";
import { Table } from "../table/table.ts";
import {
  CATEGORIES,
  CategoryEncoder,
  type CategoryFigures,
  type CategoryOptions,
  MISSING,
} from "./category-encoder.ts";
import { labelOf } from "./columns.ts";

/** Options of {@link OneHotEncoder}. */
export interface OneHotEncoderOptions extends CategoryOptions {
  /** What a value outside the fitted categories becomes: an error, or with "ignore" 0 in all columns. Default: "error". */
  readonly unknown?: "error" | "ignore";
  /**
   * What a missing value becomes: an error, or with "category" its own category, if the fitted rows have missing values
   * too. Default: "error".
   */
  readonly missing?: "error" | "category";
}

const ONE_HOT_ENCODER = declareOptions<OneHotEncoderOptions>({
  ...CATEGORIES,
  unknown: oneOf("error", "ignore"),
  missing: oneOf("error", "category"),
});

/**
 * Replaces each column by one column per category: 1 where the value is that category, else 0. The new columns have names
 * such as `Embarked=C`, and are in ascending order of the categories, as in scikit-learn's OneHotEncoder. With
 * `missing: "category"`, the last column, `Embarked=(missing)`, is that of missing values, if the fitted rows have any. If
 * they have none, a missing value counts as unknown. A constant column becomes a single column of 1.
 *
 * @example
 * ```ts
 * const colours = new Table([["colour", categoricalColumn(["red", "blue", "red"])]]);
 * new OneHotEncoder().fitTransform(colours).toTensor(); // [[0, 1], [1, 0], [0, 1]]
 * ```
 */
export class OneHotEncoder extends CategoryEncoder {
  readonly type = "OneHotEncoder";
  protected readonly options: OneHotEncoderOptions;

  constructor(options?: OneHotEncoderOptions) {
    super();
    this.options = optionsOf("OneHotEncoder", options, ONE_HOT_ENCODER);
  }

  protected apply(table: Table, figures: CategoryFigures): Table {
    const columns = new Map<string, Column>();
    for (const [at, name] of table.names.entries()) {
      for (const [category, column] of this.#encode(table.column(name), name, at, figures)) {
        const made = `${name}=${category}`;
        if (columns.has(made)) {
          throw new RangeError(
            `OneHotEncoder.transform: two columns would be named ${labelOf(made)}; rename one of them`,
          );
        }
        columns.set(made, column);
      }
    }
    return new Table(columns, table.size);
  }

  #encode(column: Column, name: string, at: number, figures: CategoryFigures): [string, Column][] {
    const categories = figures.categories[at];
    const own = this.options.missing === "category" && figures.missing[at];
    const names = [...categories.map(String), ...(own ? ["(missing)"] : [])];
    const columns = names.map(() => new Float64Array(column.values.length));
    for (const [row, code] of this.codes(column, categories).entries()) {
      if (code >= 0) columns[code][row] = 1;
      else if (code === MISSING && own) columns[categories.length][row] = 1;
      else if (code === MISSING && this.options.missing !== "category") {
        throw new RangeError(
          `OneHotEncoder.transform: a value is missing in row ${row} of column ${labelOf(name)}; fill it in (Imputer), ` +
            'or make it a category with the option `missing: "category"`',
        );
      } else if (this.options.unknown !== "ignore") {
        throw this.unknownCategory(column, name, row);
      }
    }
    return names.map((category, place) => [category, numericColumn(columns[place])]);
  }
}
