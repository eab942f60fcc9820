import { ShapeError } from "@gradiente/core";
import { aBoolean, check, declareOptions, optionsOf, whole } from "@gradiente/core/arguments";
import type { Mark } from "vega";
import type { Figure } from "../figure.ts";
import { extent, type Matrix, toTable } from "../input/data.ts";
import { aPoint, aRange, aText, FIGURE, LABELS } from "../input/options.ts";
import { curveMarks } from "../parts/curves.ts";
import { colourBar, type Entry, legend, missingEntry } from "../parts/legend.ts";
import { type FigureOptions, figureOf, frame, panel } from "../parts/panel.ts";
import { colourOf, colours, rgbOf } from "../parts/style.ts";
import { type Cells, cellCentres, cellsImage, contourLines, type Placement } from "../parts/surface.ts";
import { say } from "../parts/words.ts";

/** Options of {@link lossSurface}. */
export interface LossSurfaceOptions extends FigureOptions {
  /** The range of x. */
  readonly xRange: readonly [number, number];
  /** The range of y. */
  readonly yRange: readonly [number, number];
  /** The positions of a descent in order, `[steps, 2]`. Default: none. */
  readonly path?: Matrix;
  /** The position of the minimum. Default: not shown. */
  readonly minimum?: readonly [number, number];
  /** The label of the x axis. Default: "x". */
  readonly xLabel?: string;
  /** The label of the y axis. Default: "y". */
  readonly yLabel?: string;
  /** The name of the values in the legend. Default: "loss". */
  readonly valueLabel?: string;
  /** Whether colours and lines have equal factors between them, and not equal steps. All values must be positive. Default: false. */
  readonly logScale?: boolean;
  /** The number of lines of equal loss. Default: 12. */
  readonly levels?: number;
  /** The number of positions along each side at which the function is evaluated. Default: 100. */
  readonly resolution?: number;
}

const name = "lossSurface";

const LOSS = declareOptions<LossSurfaceOptions>(
  {
    ...FIGURE,
    ...LABELS,
    xRange: aRange,
    yRange: aRange,
    path: check("positions [steps, 2]", (value) => typeof value === "object" && value !== null),
    minimum: aPoint,
    valueLabel: aText,
    logScale: aBoolean,
    levels: whole(0, 1000),
    resolution: whole(2, 2000),
  },
  "xRange",
  "yRange",
);
/** The number of steps of colour. More steps are not visible and make the file larger. */
const shades = 64;
const pathColour = "#D55E00";

/**
 * Draws a loss over two parameters in colour, with lines of equal loss and the path of a descent. Dark is low. Values that
 * are not finite are grey.
 *
 * @param loss - The function of x and y; or its values at the centres of a grid over the ranges, with row 0 at the smallest
 * y.
 * @throws ShapeError if `path` is not `[steps, 2]`.
 * @throws RangeError if no value is finite, or if a value is not positive and `logScale` is true.
 * @example
 * ```ts
 * import { lossSurface } from "@gradiente/plot";
 *
 * const loss = (weight: number, bias: number) => (weight - 1) ** 2 + 3 * bias ** 2 + 0.1;
 * const path = [[-0.5, 1.5], [0.2, 0.6], [0.8, 0.1]];
 * lossSurface(loss, { xRange: [-1, 3], yRange: [-2, 2], path, logScale: true }).toSVG();
 * ```
 */
export function lossSurface(
  loss: ((x: number, y: number) => number) | Matrix,
  options: LossSurfaceOptions,
): Figure {
  optionsOf(name, options, LOSS);
  const {
    title,
    width = 360,
    height = 320,
    xRange,
    yRange,
    minimum,
    logScale = false,
    levels = 12,
  } = options;
  const { xLabel = "x", yLabel = "y", valueLabel = say("loss"), resolution = 100 } = options;
  const beyond = typeof loss === "function" ? 1 : 0;
  const side = resolution + 2 * beyond;
  const cells: Cells =
    typeof loss === "function"
      ? {
          columns: side,
          rows: side,
          values: cellCentres(xRange, yRange, resolution, beyond).map(([x, y]) => loss(x, y)),
        }
      : toTable(`${name}: loss`, loss);
  const [low, high] = extent(`${name}: loss`, cells.values);
  if (logScale && low <= 0) {
    throw new RangeError(
      `${name}: logScale takes positive values, and the least is ${low}; leave logScale out`,
    );
  }
  const scaled = logScale ? Math.log : (value: number) => value;
  const share = (value: number) => (scaled(value) - scaled(low)) / (scaled(high) - scaled(low) || 1);
  const colour = colourOf("sequential");
  const missing = rgbOf(colours.missing);
  const placement: Placement = { width, height, beyond };
  const shares = { ...cells, values: cells.values.map(share) };
  const thresholds = Array.from({ length: levels }, (_, i) => (i + 1) / (levels + 1));
  const path = options.path === undefined ? undefined : pathOf(options.path);
  const entries: Entry[] = [
    ...(path === undefined
      ? []
      : [{ label: say("descent from the white dot"), colour: pathColour, as: "line" } as const]),
    ...(minimum === undefined ? [] : [{ label: say("minimum"), colour: "#FFFFFF", as: "cross" } as const]),
    ...(cells.values.every(Number.isFinite) ? [] : [missingEntry(say("not finite"))]),
  ];
  const bar = colourBar("sequential", [low, high], {
    title: valueLabel,
    logScale,
    length: Math.max(60, Math.min(200, height - 100)),
  });
  const lines = legend(entries);
  const curves = path === undefined ? { data: [], marks: [] } : pathMarks(path);
  return figureOf({
    title,
    panels: [
      panel({
        width,
        height,
        x: { label: xLabel, domain: xRange, grid: false },
        y: { label: yLabel, domain: yRange, grid: false },
        data: curves.data,
        marks: [
          cellsImage(
            cells,
            (i) =>
              Number.isFinite(cells.values[i])
                ? colour(Math.round(shades * share(cells.values[i])) / shades)
                : missing,
            placement,
          ),
          contourLines(shares, thresholds, placement, { colour: "#FFFFFF", strokeWidth: 0.8, opacity: 0.6 }),
          ...curves.marks,
          ...(minimum === undefined ? [] : [pointMark(minimum, "cross", "#FFFFFF", 90)]),
          frame(width, height),
        ],
      }),
    ],
    scales: [...bar.scales, ...lines.scales],
    legends: [...bar.legends, ...lines.legends],
  });
}

function pathOf(data: Matrix): { x: number[]; y: number[] } {
  const { rows, columns, values } = toTable(`${name}: path`, data);
  if (columns !== 2) throw new ShapeError(`${name}: path is [steps, 2], not [${rows}, ${columns}]`);
  return { x: values.filter((_, i) => i % 2 === 0), y: values.filter((_, i) => i % 2 === 1) };
}

function pathMarks({ x, y }: { x: number[]; y: number[] }) {
  const { data, marks } = curveMarks([{ colour: pathColour, x, y }]);
  const last = x.length - 1;
  return {
    data,
    marks: [
      ...marks,
      pointMark([x[0], y[0]], "circle", "#FFFFFF", 60),
      pointMark([x[last], y[last]], "circle", pathColour, 60),
    ],
  };
}

function pointMark([x, y]: readonly [number, number], shape: string, fill: string, size: number): Mark {
  return {
    type: "symbol",
    encode: {
      enter: {
        x: { scale: "x", value: x },
        y: { scale: "y", value: y },
        shape: { value: shape },
        size: { value: size },
        fill: { value: fill },
        stroke: { value: colours.ink },
        strokeWidth: { value: 1 },
      },
    },
  };
}
