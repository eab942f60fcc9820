import { type Column, cellAt, distinctValues } from "../table/column.ts";
import { type Columns, type LearningData, labelOf } from "./columns.ts";
import { Transform } from "./transform.ts";

/** A value that tells a category: a word, or a number such as a class of travel. */
export type Category = number | string;

/** The categories of each column, in the order of their codes. */
export interface CategoryFigures {
  readonly categories: readonly (readonly Category[])[];
  /** Whether values are missing in the fitted rows. */
  readonly missing: readonly boolean[];
}

/** What encoders of categories have in common. */
export interface CategoryOptions {
  /** The categories of some columns, in order. Those of the others are the values fitted on, ascending. */
  readonly categories?: Readonly<Record<string, readonly Category[]>>;
}

/** Learns which categories there are. Columns may be categorical or numeric; free text is refused. */
export abstract class CategoryEncoder extends Transform<CategoryFigures> {
  protected abstract override readonly options: CategoryOptions;

  /** The categories by column, in the order of their codes. @throws Error before `fit`. */
  get categories(): Readonly<Record<string, readonly Category[]>> {
    const { columns, figures } = this.fittedFor("categories");
    return Object.fromEntries(columns.map((name, at) => [name, figures.categories[at]]));
  }

  protected learn({ columns }: LearningData): CategoryFigures {
    const { categories: given = {} } = this.options;
    for (const name of Object.keys(given)) columns.column(name);
    const known = columns.names.map((name) => this.#categoriesOf(columns, name, given[name]));
    const missing = columns.names.map((name) => {
      const column = columns.column(name);
      return Array.from({ length: columns.size }, (_, row) => cellAt(column, row)).includes(null);
    });
    return { categories: known, missing };
  }

  /** The code of every cell: its category's place, -1 where the value is missing, -2 where it is not known. */
  protected codes(column: Column, categories: readonly Category[]): Int32Array {
    const places = new Map<Category | null, number>(categories.map((category, place) => [category, place]));
    places.set(null, MISSING);
    return Int32Array.from(
      { length: column.values.length },
      (_, row) => places.get(cellAt(column, row)) ?? UNKNOWN,
    );
  }

  protected unknownCategory(column: Column, name: string, row: number): RangeError {
    return new RangeError(
      `${this.type}.transform: ${JSON.stringify(column.values[row])} in row ${row} of column ${labelOf(name)} is not ` +
        "among the categories fitted on; the option `unknown` says what else to do",
    );
  }

  #categoriesOf(columns: Columns, name: string, given: readonly Category[] | undefined): readonly Category[] {
    const column = columns.column(name);
    if (column.kind === "text") {
      throw new TypeError(
        `${this.type}.fit: column ${labelOf(name)} is free text, in which few values repeat; derive a categorical ` +
          "column from it (`withColumn`), or leave it out",
      );
    }
    const found = distinctValues(column);
    if (given === undefined) return found;
    if (new Set(given).size < given.length) {
      throw new RangeError(`${this.type}.fit: a category given for column ${labelOf(name)} comes twice`);
    }
    const strange = found.find((value) => !given.includes(value));
    if (strange === undefined) return given;
    throw new RangeError(
      `${this.type}.fit: column ${labelOf(name)} holds ${JSON.stringify(strange)}, which is not among the categories given`,
    );
  }
}

/** The codes of {@link CategoryEncoder.codes} that are no place. */
export const MISSING = -1;
export const UNKNOWN = -2;
