import { check, isPlain, type OptionChecks } from "@gradiente/core/arguments";
import { isListOf, isObject } from "../checks.ts";
import { type Column, cellAt, distinctValues } from "../table/column.ts";
import { type Columns, type LearningData, labelOf } from "./columns.ts";
import { Transform } from "./transform.ts";

/** The value of a category: a word, or a number such as a class of travel. */
export type Category = number | string;

/** The figures of an encoder of categories. */
export interface CategoryFigures {
  /** The categories of each column, in the order of their codes. */
  readonly categories: readonly (readonly Category[])[];
  /** Whether values of each column were missing in the fitted rows. */
  readonly missing: readonly boolean[];
}

/** Options of all encoders of categories. */
export interface CategoryOptions {
  /**
   * The categories of some columns by name, in the order of their codes. Default: for each column, the values in the
   * fitted rows in ascending order.
   */
  readonly categories?: Readonly<Record<string, readonly Category[]>>;
}

const isCategory = (value: unknown) => typeof value === "string" || typeof value === "number";

export const CATEGORIES: OptionChecks<CategoryOptions> = {
  categories: check(
    "an object of lists of numbers and texts by column",
    (value) =>
      isObject(value) && isPlain(value) && Object.values(value).every((list) => isListOf(list, isCategory)),
  ),
};

/** Learns the categories of columns, which may be categorical or numeric. Free text is refused. */
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
    const known = columns.names.map((name) =>
      this.#categoriesOf(columns, name, Object.hasOwn(given, name) ? given[name] : undefined),
    );
    const missing = columns.names.map((name) => {
      const column = columns.column(name);
      return Array.from({ length: columns.size }, (_, row) => cellAt(column, row)).includes(null);
    });
    return { categories: known, missing };
  }

  /** The code of every cell: the index of its category, -1 for a missing value, -2 for an unknown one. */
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
        "one of the fitted categories; allow such values with the option `unknown`",
    );
  }

  #categoriesOf(columns: Columns, name: string, given: readonly Category[] | undefined): readonly Category[] {
    const column = columns.column(name);
    if (column.kind === "text") {
      throw new TypeError(
        `${this.type}.fit: column ${labelOf(name)} is free text, where few values repeat; derive a categorical ` +
          "column from it (`withColumn`), or leave it out",
      );
    }
    const found = distinctValues(column);
    if (given === undefined) return found;
    if (new Set(given).size < given.length) {
      throw new RangeError(`${this.type}.fit: a category given for column ${labelOf(name)} occurs twice`);
    }
    const strange = found.find((value) => !given.includes(value));
    if (strange === undefined) return given;
    throw new RangeError(
      `${this.type}.fit: column ${labelOf(name)} holds ${JSON.stringify(strange)}, which is not one of the categories given`,
    );
  }
}

/** The codes of {@link CategoryEncoder.codes} that are not the index of a category. */
export const MISSING = -1;
export const UNKNOWN = -2;
