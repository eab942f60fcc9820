import { type Column, numericColumn } from "../table/column.ts";
import { Table } from "../table/table.ts";
import { CategoryEncoder, type CategoryFigures, type CategoryOptions, MISSING } from "./category-encoder.ts";
import { labelOf } from "./columns.ts";

/** What {@link OneHotEncoder} makes of values that stand in the way. */
export interface OneHotEncoderOptions extends CategoryOptions {
  /** A value that was not fitted on: an error (default), or 0 in all columns. */
  readonly unknown?: "error" | "ignore";
  /** A missing value: an error (default), or a category of its own if there is one in the fitted rows. */
  readonly missing?: "error" | "category";
}

/**
 * Turns each column into one column for every category: 1 where the value is that category, else 0. The new columns
 * are named `Embarked=C`; they take the place of the old one, in ascending order of the categories, as scikit-learn's
 * OneHotEncoder. With `missing: "category"`, missing values have the last one, `Embarked=(missing)`, if the fitted rows
 * have any; a missing value where they have none counts as unknown.
 *
 * A constant column becomes a single column of 1.
 */
export class OneHotEncoder extends CategoryEncoder {
  readonly type = "OneHotEncoder";
  protected readonly options: OneHotEncoderOptions;

  constructor(options: OneHotEncoderOptions = {}) {
    super();
    this.options = options;
  }

  protected apply(table: Table, figures: CategoryFigures): Table {
    const columns = new Map<string, Column>();
    for (const [at, name] of table.names.entries()) {
      for (const [category, column] of this.#encode(table.column(name), name, at, figures)) {
        const made = `${name}=${category}`;
        if (columns.has(made)) {
          throw new RangeError(
            `OneHotEncoder.transform: two columns would be named ${labelOf(made)}; rename one`,
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
            'or make it a category of its own by the option `missing: "category"`',
        );
      } else if (this.options.unknown !== "ignore") {
        throw this.unknownCategory(column, name, row);
      }
    }
    return names.map((category, place) => [category, numericColumn(columns[place])]);
  }
}
