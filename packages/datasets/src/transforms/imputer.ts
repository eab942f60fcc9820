import { aBoolean, check, declareOptions, oneOf, optionsOf } from "@gradiente/core/arguments";
import { type Column, cellAt, numericColumn } from "../table/column.ts";
import { quantile } from "../table/quantile.ts";
import { Table } from "../table/table.ts";
import { type LearningData, labelOf, presentValues } from "./columns.ts";
import { Transform } from "./transform.ts";

/** Options of {@link Imputer}. */
export interface ImputerOptions {
  /** The figure that replaces missing values. If several values are the most frequent, the smallest. Default: "mean". */
  readonly strategy?: "mean" | "median" | "mostFrequent" | "constant";
  /** The value of the strategy "constant": a finite number for numeric columns, a string for columns of words. */
  readonly value?: number | string;
  /**
   * Whether to add a column, such as `Age missing`, for each column with missing values in the fitted rows: 1 where the
   * value was missing and 0 elsewhere. These columns come last. Default: false.
   */
  readonly indicator?: boolean;
}

interface ImputerFigures {
  readonly fills: readonly (number | string)[];
  /** Whether values are missing in the fitted rows. */
  readonly missing: readonly boolean[];
}

const IMPUTER = declareOptions<ImputerOptions>({
  strategy: oneOf("mean", "median", "mostFrequent", "constant"),
  value: check(
    "a finite number or a text",
    (value) => typeof value === "string" || Number.isFinite(value),
    RangeError,
  ),
  indicator: aBoolean,
});

/**
 * Fills in missing values with a figure of the fitted rows, or with a constant. The figure is the mean, the median or the
 * most frequent of the values that are not missing, as in scikit-learn's SimpleImputer. Other values are not changed. A
 * column without any value can only be fitted with the strategy "constant".
 *
 * @example
 * ```ts
 * const ages = new Table([["age", numericColumn([20, null, 40])]]);
 * new Imputer().fitTransform(ages).toTensor(); // [[20], [30], [40]]
 * ```
 */
export class Imputer extends Transform<ImputerFigures> {
  readonly type = "Imputer";
  protected readonly options: ImputerOptions;

  /**
   * A transform that fills in missing values by this strategy.
   *
   * @throws RangeError if the strategy is unknown, if it is "constant" and `value` is not a finite number or a string, or
   * if there is a `value` for another strategy.
   */
  constructor(options?: ImputerOptions) {
    super();
    const { strategy = "mean", value } = optionsOf("Imputer", options, IMPUTER);
    if ((value !== undefined) !== (strategy === "constant")) {
      throw new RangeError(
        `Imputer: value must be a finite number or a string for the strategy "constant", and left out for others; got ${value} for "${strategy}"`,
      );
    }
    this.options = { ...options };
  }

  /** The values that replace missing ones, by column. @throws Error before `fit`. */
  get fills(): Readonly<Record<string, number | string>> {
    const { columns, figures } = this.fittedFor("fills");
    return Object.fromEntries(columns.map((name, at) => [name, figures.fills[at]]));
  }

  protected learn({ columns }: LearningData): ImputerFigures {
    const fills: (number | string)[] = [];
    const missing: boolean[] = [];
    for (const name of columns.names) {
      const column = columns.column(name);
      const present = presentValues(column);
      const fill = this.#fill(column, present, name);
      if (typeof fill === "number" && !Number.isFinite(fill)) {
        throw new RangeError(
          `Imputer.fit: column ${labelOf(name)} would be filled in with ${fill}; drop infinite values first`,
        );
      }
      fills.push(fill);
      missing.push(present.length < columns.size);
    }
    return { fills, missing };
  }

  protected apply(table: Table, { fills, missing }: ImputerFigures): Table {
    const columns = new Map<string, Column>();
    for (const [at, name] of table.names.entries()) {
      columns.set(name, filled(table.column(name), fills[at]));
    }
    for (const [at, name] of table.names.entries()) {
      if (!this.options.indicator || !missing[at]) continue;
      const column = table.column(name);
      const indicator = Float64Array.from({ length: table.size }, (_, row) =>
        cellAt(column, row) === null ? 1 : 0,
      );
      const made = `${name} missing`;
      if (columns.has(made)) {
        throw new RangeError(
          `Imputer.transform: two columns would be named ${labelOf(made)}; rename one of them`,
        );
      }
      columns.set(made, numericColumn(indicator));
    }
    return new Table(columns, table.size);
  }

  #fill(column: Column, present: readonly (number | string)[], name: string): number | string {
    const { strategy = "mean", value } = this.options;
    const refuse = (problem: string): never => {
      throw new TypeError(`Imputer.fit: column ${labelOf(name)} ${problem}`);
    };
    if (strategy === "constant") {
      if (column.kind === "numeric" && typeof value !== "number")
        return refuse(`is numeric, and the value is a string`);
      if (column.kind !== "numeric" && typeof value === "number") {
        return refuse(`is ${column.kind}, and the value is a number`);
      }
      return value as number | string;
    }
    if (present.length === 0) {
      throw new RangeError(
        `Imputer.fit: column ${labelOf(name)} has no value in these rows; leave it out, or use the strategy "constant"`,
      );
    }
    if (strategy === "mostFrequent") return mostFrequent(present);
    if (column.kind !== "numeric") {
      return refuse(`is ${column.kind} and has no ${strategy}; use "mostFrequent" or "constant"`);
    }
    const values = Float64Array.from(present as number[]);
    if (strategy === "median") return quantile(values.sort(), 0.5) + 0;
    return values.reduce((sum, each) => sum + each, 0) / values.length + 0;
  }
}

function filled(column: Column, fill: number | string): Column {
  if (column.kind === "numeric") {
    return {
      kind: "numeric",
      values: column.values.map((value) => (Number.isNaN(value) ? Number(fill) : value)),
    };
  }
  return { kind: column.kind, values: column.values.map((value) => value ?? String(fill)) };
}

function mostFrequent(values: readonly (number | string)[]): number | string {
  const counts = new Map<number | string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  let best = values[0];
  for (const [value, count] of counts) {
    const most = counts.get(best) as number;
    if (count > most || (count === most && value < best)) best = value;
  }
  return best;
}
