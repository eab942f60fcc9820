import type { Table } from "../table/table.ts";
import type { LearningData } from "./columns.ts";
import { type AnyTransform, type Json, Transform, type TransformJSON } from "./transform.ts";

/** Some columns, and what is done to them. */
export interface ColumnTransform {
  readonly columns: readonly string[];
  /** A transform, taken as a pattern: `fit` fits a copy. Or "passthrough", to take the columns as they are. */
  readonly transform: AnyTransform | "passthrough";
}

/**
 * Transforms some columns of a table one way and others another way, and sets the results side by side, in the order
 * in which they are listed. Columns that are not listed are left out; a column may be listed twice, if the results do
 * not share names. Data transformed may have other columns too.
 *
 * @example
 * ```ts
 * const { train, test } = trainTestSplit(table, { testFraction: 0.25, seed: 0 });
 * const encoder = new ColumnTransformer([
 *   { columns: ["Age", "Fare"], transform: new Pipeline([new Imputer({ strategy: "median" }), new Standardizer()]) },
 *   { columns: ["Sex", "Pclass"], transform: new OneHotEncoder() },
 * ]).fit(train);
 * const x = encoder.transform(test).toTensor();
 * ```
 */
export class ColumnTransformer extends Transform<readonly (AnyTransform | "passthrough")[]> {
  readonly type = "ColumnTransformer";
  protected readonly options: readonly ColumnTransform[];

  /** @throws RangeError if nothing is listed, or no column for some transform. */
  constructor(parts: readonly ColumnTransform[]) {
    super();
    if (parts.length === 0 || parts.some(({ columns }) => columns.length === 0)) {
      throw new RangeError("ColumnTransformer: it needs one part or more, and each part one column or more");
    }
    this.options = parts.map((part) => ({ ...part }));
  }

  /** What is done to each part, fitted, in the order listed. @throws Error before `fit`. */
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
    revive: (json: TransformJSON) => AnyTransform,
  ): readonly (AnyTransform | "passthrough")[] {
    return (json as unknown as (TransformJSON | "passthrough")[]).map((part) =>
      part === "passthrough" ? part : revive(part),
    );
  }
}
