import { check, checkArgument, declareOptions, optionsOf } from "@gradiente/core/arguments";
import type { Mark, Scope } from "vega";
import { Figure } from "./figure.ts";
import { aText, someColumns } from "./input/options.ts";

/** Options of {@link arrange}. */
export interface ArrangeOptions {
  /** The number of figures in a row. Default: all in one row. */
  readonly columns?: number;
  /** The title above all figures. Default: none. */
  readonly title?: string;
}

const ARRANGE = declareOptions<ArrangeOptions>({ columns: someColumns, title: aText });

const someFigures = check<readonly Figure[]>(
  "a list of figures",
  (value) => Array.isArray(value) && Array.from(value).every((each) => each instanceof Figure),
);

/**
 * Joins figures side by side into one. Each keeps its title and legend.
 *
 * @throws RangeError if there are no figures, or if `columns` is not a positive whole number.
 * @example
 * ```ts
 * import { arrange, barChart, line } from "@gradiente/plot";
 *
 * arrange([line({ a: [1, 4, 9] }), barChart({ a: 1, b: 2 })], { columns: 2, title: "Two figures" }).toSVG();
 * ```
 */
export function arrange(figures: readonly Figure[], options?: ArrangeOptions): Figure {
  const { columns, title } = optionsOf("arrange", options, ARRANGE);
  checkArgument("arrange", "the figures", figures, someFigures);
  if (figures.length === 0)
    throw new RangeError("arrange: there is nothing to draw; give at least one figure");
  const inARow = columns ?? figures.length;
  return new Figure({
    ...(title === undefined ? {} : { title: { text: title, fontSize: 17 } }),
    layout: { columns: inARow, padding: { column: 36, row: 36 }, bounds: "full", align: "each" },
    marks: figures.map(({ scope }) => ({ type: "group", ...scope }) as Mark),
  } satisfies Scope);
}
