import { ShapeError } from "@gradiente/core";
import type { Mark } from "vega";
import type { Figure } from "../figure.ts";
import { extent, type Matrix, toTable } from "../input/data.ts";
import { curveMarks } from "../parts/curves.ts";
import { colourBar, type Entry, legend, missingEntry } from "../parts/legend.ts";
import { type FigureOptions, figureOf, frame, panel } from "../parts/panel.ts";
import { colourOf, colours, rgbOf } from "../parts/style.ts";
import { type Cells, cellCentres, cellsImage, contourLines, type Placement } from "../parts/surface.ts";

/** Options of {@link lossSurface}. */
export interface LossSurfaceOptions extends FigureOptions {
  /** The part of the plane. */
  readonly xRange: readonly [number, number];
  readonly yRange: readonly [number, number];
  /** Where the descent went, `[steps, 2]`, in order. */
  readonly path?: Matrix;
  /** The place of the minimum, if it is known. */
  readonly minimum?: readonly [number, number];
  readonly xLabel?: string;
  readonly yLabel?: string;
  /** What the values are. Default "loss". */
  readonly valueLabel?: string;
  /** Whether colours and lines are in equal factors instead of equal steps; all values must be positive. */
  readonly logScale?: boolean;
  /** How many lines of equal loss. Default 12. */
  readonly levels?: number;
  /** Along each side, at how many places the function is asked. Default 100. */
  readonly resolution?: number;
}

const name = "lossSurface";
/** Steps of colour: more are not seen, and make the file larger. */
const shades = 64;
const pathColour = "#D55E00";

/**
 * A loss over two parameters in colour, with lines of equal loss and the path of a descent. Dark is low.
 *
 * ```ts
 * lossSurface((weight, bias) => sse(weight, bias), { xRange: [-1, 3], yRange: [-2, 2], path, logScale: true });
 * ```
 *
 * @param loss - The function of x and y, or its values at the centres of a grid over the ranges, row 0 at the least y.
 * What is not finite is grey.
 * @throws ShapeError if `path` is not `[steps, 2]`.
 * @throws RangeError if no value is finite, or `logScale` meets a value that is not positive.
 */
export function lossSurface(
  loss: ((x: number, y: number) => number) | Matrix,
  options: LossSurfaceOptions,
): Figure {
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
  const { xLabel = "x", yLabel = "y", valueLabel = "loss", resolution = 100 } = options;
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
      : [{ label: "descent from the white dot", colour: pathColour, as: "line" } as const]),
    ...(minimum === undefined ? [] : [{ label: "minimum", colour: "#FFFFFF", as: "cross" } as const]),
    ...(cells.values.every(Number.isFinite) ? [] : [missingEntry("not finite")]),
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
