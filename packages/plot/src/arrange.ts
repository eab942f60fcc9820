import type { Mark } from "vega";
import { Figure } from "./figure.ts";

/** Options of {@link arrange}. */
export interface ArrangeOptions {
  /** How many figures stand in a row. Default: all. */
  readonly columns?: number;
  /** The title above all of them. */
  readonly title?: string;
}

/**
 * Figures side by side in one, each with its own title and legend.
 *
 * @throws RangeError if there are no figures, or `columns` is not a positive whole number.
 */
export function arrange(figures: readonly Figure[], { columns, title }: ArrangeOptions = {}): Figure {
  if (figures.length === 0)
    throw new RangeError("arrange: there is nothing to draw; give at least one figure");
  const inARow = columns ?? figures.length;
  if (!Number.isInteger(inARow) || inARow < 1) {
    throw new RangeError(`arrange: columns is a positive whole number, not ${columns}`);
  }
  return new Figure({
    ...(title === undefined ? {} : { title: { text: title, fontSize: 17 } }),
    layout: { columns: inARow, padding: { column: 36, row: 36 }, bounds: "full", align: "each" },
    marks: figures.map(({ scope }) => ({ type: "group", ...scope }) as Mark),
  });
}
