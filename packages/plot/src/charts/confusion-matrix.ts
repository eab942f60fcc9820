import { ShapeError } from "@gradiente/core";
import { check, declareOptions, optionsOf } from "@gradiente/core/arguments";
import type { Mark } from "vega";
import type { Figure } from "../figure.ts";
import { extent, type Matrix, sameLength, toTable } from "../input/data.ts";
import { FIGURE } from "../input/options.ts";
import { largest } from "../parts/extremes.ts";
import { apart } from "../parts/names.ts";
import { type FigureOptions, figureOf, frame, panel } from "../parts/panel.ts";
import { colourOf, colours, hex, isDark } from "../parts/style.ts";
import { say } from "../parts/words.ts";
import { textWidth } from "../render/text-width.ts";

/** Options of {@link confusionMatrixChart}. */
export interface ConfusionMatrixChartOptions extends FigureOptions {
  /** The names of the classes. Default: 0, 1, 2 and so on. */
  readonly labels?: readonly (string | number)[];
}

const CONFUSION = declareOptions<ConfusionMatrixChartOptions>({
  ...FIGURE,
  labels: check(
    "a list of texts or numbers",
    (value) =>
      Array.isArray(value) &&
      Array.from(value).every((each) => typeof each === "string" || typeof each === "number"),
  ),
});

/** Each cell has a text, and a figure of more would take minutes. */
const MOST_CLASSES = 200;

/** The least size of the matrix by default, in pixels: with few classes, cells are larger, so that it fits beside others. */
const smallest = 220;

/**
 * Draws the number of samples of each true class (rows) that were predicted as each class (columns). The colour of a cell
 * is the square root of its fraction of the row, so that rare classes and rare mistakes are visible too. A note gives the
 * accuracy.
 *
 * @param counts - The counts, `[classes, classes]`: rows are true classes, columns are predicted classes.
 * @throws ShapeError if `counts` is not square, or if there is not one label per class.
 * @throws RangeError if a count is negative or not a whole number, or there are more than 200 classes.
 * @example
 * ```ts
 * import { confusionMatrixChart } from "@gradiente/plot";
 *
 * confusionMatrixChart([[48, 2], [5, 45]], { labels: ["cat", "dog"] }).toSVG();
 * ```
 */
export function confusionMatrixChart(counts: Matrix, options?: ConfusionMatrixChartOptions): Figure {
  const given = optionsOf("confusionMatrixChart", options, CONFUSION);
  const { rows, columns, values } = toTable("confusionMatrixChart: counts", counts);
  if (rows !== columns)
    throw new ShapeError(`confusionMatrixChart: as many rows as columns, not [${rows}, ${columns}]`);
  if (rows > MOST_CLASSES)
    throw new RangeError(
      `confusionMatrixChart: ${rows} classes are too many for counts that can be read: at most ${MOST_CLASSES}; heatMap draws more`,
    );
  const at = values.findIndex((value) => !(Number.isInteger(value) && value >= 0));
  if (at >= 0) {
    const place = `row ${Math.floor(at / columns)}, column ${at % columns}`;
    throw new RangeError(`confusionMatrixChart: ${values[at]} in ${place} is not a count`);
  }
  const labels = (given.labels ?? Array.from({ length: rows }, (_, i) => i)).map(String);
  sameLength("confusionMatrixChart", { counts: { length: rows }, labels });
  const digits = extent("confusionMatrixChart", values)[1].toLocaleString("en").length;
  const cell = Math.max(38, 12 + 8 * digits, smallest / rows);
  const { width = cell * rows, height = cell * rows, title } = given;
  const total = values.reduce((sum, value) => sum + value, 0);
  const right = values.reduce((sum, value, i) => sum + (i % (columns + 1) === 0 ? value : 0), 0);
  const note =
    total === 0
      ? say("no samples")
      : say(
          "accuracy {} ({} of {})",
          (right / total).toFixed(4),
          ...[right, total].map((n) => n.toLocaleString("en")),
        );
  return figureOf({
    title,
    notes: [note],
    panels: [
      panel({
        width,
        height,
        x: {
          label: say("predicted class"),
          names: labels,
        },
        y: { label: say("true class"), names: labels },
        marks: [...cells(values, labels, Math.min(width, height) / rows), frame(width, height)],
        data: [],
      }),
    ],
  });
}

function cells(values: readonly number[], labels: readonly string[], cell: number): Mark[] {
  const size = labels.length;
  const names = apart(labels);
  const widest = largest(values.map((count) => textWidth(count.toLocaleString("en"), 1, false)));
  // In a small cell, a number whose ends are cut off would be another number.
  const fontSize = Math.min(cell < 60 ? 12 : 15, (cell - 2) / widest);
  const colour = colourOf("blues");
  const data = values.map((count, i) => {
    const start = i - (i % size);
    const sum = values.slice(start, start + size).reduce((total, value) => total + value, 0);
    const fill = count === 0 ? ([255, 255, 255] as const) : colour(Math.sqrt(count / sum));
    return {
      predicted: names[i % size],
      actual: names[Math.floor(i / size)],
      text: count.toLocaleString("en"),
      fill: hex(fill),
      ink: count === 0 ? colours.rule : isDark(fill) ? "#FFFFFF" : colours.ink,
    };
  });
  const place = { x: { scale: "x", field: "predicted" }, y: { scale: "y", field: "actual" } };
  return [
    {
      type: "group",
      data: [{ name: "cells", values: data }],
      marks: [
        {
          type: "rect",
          from: { data: "cells" },
          encode: {
            enter: {
              ...place,
              width: { scale: "x", band: 1 },
              height: { scale: "y", band: 1 },
              fill: { field: "fill" },
            },
          },
        },
        {
          type: "text",
          from: { data: "cells" },
          encode: {
            enter: {
              x: { ...place.x, band: 0.5 },
              y: { ...place.y, band: 0.5 },
              text: { field: "text" },
              align: { value: "center" },
              baseline: { value: "middle" },
              fontSize: { value: fontSize },
              fill: { field: "ink" },
            },
          },
        },
      ],
    },
  ];
}
