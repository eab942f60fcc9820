import { declareOptions, optionsOf } from "@gradiente/core/arguments";
import type { Mark } from "vega";
import type { Figure } from "../figure.ts";
import { extent, type Matrix, sameLength, toTable } from "../input/data.ts";
import { aColourScale, aRange, aText, FIGURE, LABELS, someDecimals, someTexts } from "../input/options.ts";
import { largest } from "../parts/extremes.ts";
import { colourBar, legend, missingEntry } from "../parts/legend.ts";
import { type FigureOptions, figureOf, frame, type PanelAxis, panel } from "../parts/panel.ts";
import { type ColourScale, colourOf, colours, isDark, rgbOf } from "../parts/style.ts";
import { imageMark } from "../parts/surface.ts";
import { say } from "../parts/words.ts";
import { picture } from "../render/image.ts";
import { textWidth } from "../render/text-width.ts";

/** Options of {@link heatMap}. */
export interface HeatMapOptions extends FigureOptions {
  /** The names of the rows, from the top. Default: numbers from 0. */
  readonly rowLabels?: readonly string[];
  /** The names of the columns, from the left. Default: numbers from 0. */
  readonly columnLabels?: readonly string[];
  /** The label of the x axis. Default: none. */
  readonly xLabel?: string;
  /** The label of the y axis. Default: none. */
  readonly yLabel?: string;
  /** The name of the values in the legend. Default: none. */
  readonly valueLabel?: string;
  /** The colour scale. Default: "diverging" if there are positive and negative values, else "sequential". */
  readonly colours?: ColourScale;
  /**
   * The values at the ends of the colour scale. Default: the smallest and the largest value; for a diverging scale, the
   * same distance on both sides of 0.
   */
  readonly range?: readonly [number, number];
  /** The meaning of NaN, for the legend. Default: "undefined". */
  readonly missingLabel?: string;
  /** The number of decimals of a value in each cell. Default: no values. */
  readonly decimals?: number;
}

const name = "heatMap";

const HEAT_MAP = declareOptions<HeatMapOptions>({
  ...FIGURE,
  ...LABELS,
  rowLabels: someTexts,
  columnLabels: someTexts,
  valueLabel: aText,
  colours: aColourScale,
  range: aRange,
  missingLabel: aText,
  decimals: someDecimals,
});

/**
 * Draws a matrix in colour. Row 0 is at the top. Values that are not finite are grey, and the legend counts them: for
 * example, a pixel that is constant over a data set has no correlation.
 *
 * @throws RangeError if no value is finite, or if `range` is not in ascending order.
 * @throws ShapeError if rows have different lengths, or if there is not one label per row or column.
 * @example
 * ```ts
 * import { heatMap } from "@gradiente/plot";
 *
 * heatMap([[1, 0.3], [0.3, Number.NaN]], { rowLabels: ["a", "b"], columnLabels: ["a", "b"], decimals: 1 }).toSVG();
 * ```
 */
export function heatMap(matrix: Matrix, options?: HeatMapOptions): Figure {
  const given = optionsOf(name, options, HEAT_MAP);
  const table = toTable(`${name}: matrix`, matrix);
  const { rows, columns, values } = table;
  const {
    title,
    rowLabels,
    columnLabels,
    xLabel,
    yLabel,
    valueLabel,
    missingLabel = say("undefined"),
    decimals,
  } = given;
  const texts = decimals === undefined ? [] : values.map((value) => textOf(value, decimals));
  // Wide numbers would run into each other, and be read as one.
  const widest = largest([0, ...texts.map((text) => textWidth(text, fontSize, false))]);
  const [leastWidth, leastHeight] = decimals === undefined ? [4, 4] : [Math.max(44, widest + 8), 34];
  const cellWidth = Math.max(leastWidth, Math.min(40, Math.floor(340 / columns)));
  const cellHeight = Math.max(leastHeight, Math.min(40, 3 * cellWidth, Math.floor(340 / rows)));
  const { width = cellWidth * columns, height = cellHeight * rows } = given;
  if (rowLabels !== undefined) sameLength(name, { rows: { length: rows }, rowLabels });
  if (columnLabels !== undefined) sameLength(name, { columns: { length: columns }, columnLabels });

  const [least, greatest] = extent(`${name}: matrix`, values);
  const scale = given.colours ?? (least < 0 && greatest > 0 ? "diverging" : "sequential");
  const far = Math.max(Math.abs(least), Math.abs(greatest));
  const [low, high] = given.range ?? (scale === "diverging" ? [-far, far] : [least, greatest]);
  const colour = colourOf(scale);
  const missing = rgbOf(colours.missing);
  const colourAt = (index: number) =>
    Number.isFinite(values[index])
      ? colour(Math.min(1, Math.max(0, high > low ? (values[index] - low) / (high - low) : 0.5)))
      : missing;

  const missingCount = values.filter((value) => !Number.isFinite(value)).length;
  const bar = colourBar(scale, high > low ? [low, high] : [low - 0.5, high + 0.5], {
    title: valueLabel,
    length: Math.min(200, Math.max(60, height - 60)),
  });
  const grey = legend(
    missingCount === 0 ? [] : [missingEntry(`${missingLabel} (${missingCount.toLocaleString("en")})`)],
  );
  const image = picture(columns, rows, (x, y) => colourAt(y * columns + x));
  return figureOf({
    title,
    panels: [
      panel({
        width,
        height,
        x: axisOf(columns, columnLabels, xLabel),
        y: axisOf(rows, rowLabels, yLabel),
        marks: [
          imageMark(image, { x: 0, y: 0, width, height }, false),
          ...(decimals === undefined
            ? []
            : [
                cellTexts(table, { width, height }, decimals, (i) =>
                  isDark(colourAt(i)) ? "#FFFFFF" : colours.ink,
                ),
              ]),
          frame(width, height),
        ],
      }),
    ],
    scales: [...bar.scales, ...grey.scales],
    legends: [...bar.legends, ...grey.legends],
  });
}

/** The labels of an axis. Without names, some cells have a tick with their number at their middle. */
function axisOf(count: number, names: readonly string[] | undefined, label: string | undefined): PanelAxis {
  return {
    label,
    names: names ?? Array.from({ length: count }, (_, i) => String(i)),
    every: names === undefined,
  };
}

const fontSize = 12;

function textOf(value: number, decimals: number): string {
  return value.toFixed(decimals).replace("-", "−");
}

function cellTexts(
  { rows, columns, values }: { rows: number; columns: number; values: readonly number[] },
  { width, height }: { width: number; height: number },
  decimals: number,
  ink: (index: number) => string,
): Mark {
  const texts = values.flatMap((value, i) =>
    Number.isFinite(value)
      ? [
          {
            x: (((i % columns) + 0.5) * width) / columns,
            y: ((Math.floor(i / columns) + 0.5) * height) / rows,
            text: textOf(value, decimals),
            ink: ink(i),
          },
        ]
      : [],
  );
  return {
    type: "group",
    data: [{ name: "texts", values: texts }],
    marks: [
      {
        type: "text",
        from: { data: "texts" },
        encode: {
          enter: {
            x: { field: "x" },
            y: { field: "y" },
            text: { field: "text" },
            fill: { field: "ink" },
            align: { value: "center" },
            baseline: { value: "middle" },
            fontSize: { value: fontSize },
          },
        },
      },
    ],
  };
}
