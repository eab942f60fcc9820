import { check, checkArgument, declareOptions, listOf, optionsOf } from "@gradiente/core/arguments";
import { someTexts } from "../checks.ts";
import type { Table } from "../table/table.ts";
import type { LearningData } from "./columns.ts";
import { type AnyTransform, aTransform, type Json, Transform, type TransformJSON } from "./transform.ts";

/** Some columns, and their transform. */
export interface ColumnTransform {
  /** The names of the columns. */
  readonly columns: readonly string[];
  /** A transform; `fit` fits a copy of it. Or "passthrough", which takes the columns unchanged. */
  readonly transform: AnyTransform | "passthrough";
}

const PART = declareOptions<ColumnTransform>(
  {
    columns: someTexts,
    transform: check(
      `${aTransform.expected}, or "passthrough"`,
      (value) => value === "passthrough" || aTransform.accepts(value),
    ),
  },
  "columns",
  "transform",
);

/**
 * Transforms groups of columns of a table, each in its own way, and joins the results side by side, in the order of the
 * list. Columns that are not listed are left out. A column may be listed twice if the results have different names. The
 * table to transform may have more columns.
 *
 * @example
 * ```ts
 * const passengers = new Table({
 *   Age: numericColumn([22, 38, Number.NaN, 35, 54, 2, 27, 14]),
 *   Fare: numericColumn([7.25, 71.28, 7.92, 53.1, 51.86, 21.07, 11.13, 30.07]),
 *   Sex: categoricalColumn(["male", "female", "female", "female", "male", "male", "female", "female"]),
 * });
 * const { train, test } = trainTestSplit(passengers, { testFraction: 0.25, seed: 0 });
 * const encoder = new ColumnTransformer([
 *   { columns: ["Age", "Fare"], transform: new Pipeline([new Imputer({ strategy: "median" }), new Standardizer()]) },
 *   { columns: ["Sex"], transform: new OneHotEncoder() },
 * ]).fit(train);
 * const x = encoder.transform(test).toTensor();
 * ```
 */
export class ColumnTransformer extends Transform<readonly (AnyTransform | "passthrough")[]> {
  readonly type = "ColumnTransformer";
  protected readonly options: readonly ColumnTransform[];

  /**
   * A transform that gives its columns to these parts.
   *
   * @throws RangeError if the list is empty, or a part of it has no columns.
   */
  constructor(parts: readonly ColumnTransform[]) {
    super();
    checkArgument("ColumnTransformer", "the parts", parts, listOf("parts, each { columns, transform }"));
    for (const part of parts) optionsOf("ColumnTransformer", part, PART);
    if (parts.length === 0 || parts.some(({ columns }) => columns.length === 0)) {
      throw new RangeError(
        "ColumnTransformer: at least one part is needed, and at least one column in each part",
      );
    }
    this.options = parts.map((part) => ({ ...part }));
  }

  /** The fitted transform of each part, in the order of the list. @throws Error before `fit`. */
  get parts(): readonly (AnyTransform | "passthrough")[] {
    return this.fittedFor("parts").figures;
  }

  protected learn({ table }: LearningData): readonly (AnyTransform | "passthrough")[] {
    return this.options.map(({ columns, transform }) => {
      const rows = table(columns);
      return transform === "passthrough" ? transform : transform.clone().fit(rows);
    });
  }

  protected apply(table: Table, parts: readonly (AnyTransform | "passthrough")[]): Table {
    return this.options
      .map(({ columns }, at) => {
        const rows = table.select(columns);
        const part = parts[at];
        return part === "passthrough" ? rows : part.transform(rows);
      })
      .reduce((all, part) => all.join(part));
  }

  protected override checkedTable(_method: string, table: Table): Table {
    return table;
  }

  protected override optionsToJSON(): Json {
    return this.options.map(({ columns, transform }) => ({
      columns,
      transform: transform === "passthrough" ? transform : transform.clone().toJSON(),
    }));
  }

  protected override figuresToJSON(parts: readonly (AnyTransform | "passthrough")[]): Json {
    return parts.map((part) => (part === "passthrough" ? part : part.toJSON()));
  }

  protected override figuresFromJSON(
    json: Json,
    revive: (json: TransformJSON, at: number) => AnyTransform,
  ): readonly (AnyTransform | "passthrough")[] {
    return (json as unknown as (TransformJSON | "passthrough")[]).map((part, at) =>
      part === "passthrough" ? part : revive(part, at),
    );
  }
}
