import { aBoolean, check, checkArgument, declareOptions, optionsOf } from "@gradiente/core/arguments";
import type { Data, Mark } from "vega";
import type { Figure } from "../figure.ts";
import { entriesOf, extent, isVector, type Named, sameLength, toVector, type Vector } from "../input/data.ts";
import { aRange, FIGURE, LABELS } from "../input/options.ts";
import { type Curve, curveMarks } from "../parts/curves.ts";
import { type Entry, legend } from "../parts/legend.ts";
import { type FigureOptions, figureOf, panel } from "../parts/panel.ts";
import { categorical } from "../parts/style.ts";
import { counted, say } from "../parts/words.ts";

/** Points in the plane, by their coordinates. */
export interface Points {
  /** The x of each point. */
  readonly x: Vector;
  /** The y of each point. */
  readonly y: Vector;
}

/** Options of {@link line}, {@link scatterChart} and {@link weightEvolution}. */
export interface PlotOptions extends FigureOptions {
  /** The label of the x axis. Default: none; "iteration" in {@link weightEvolution}. */
  readonly xLabel?: string;
  /** The label of the y axis. Default: none; "weight" in {@link weightEvolution}. */
  readonly yLabel?: string;
  /** Whether the x axis is logarithmic. Default: false. */
  readonly xLogScale?: boolean;
  /** Whether the y axis is logarithmic. Default: false. */
  readonly yLogScale?: boolean;
  /** The range of x, above 0 on a logarithmic axis. Default: that of the data. */
  readonly xRange?: readonly [number, number];
  /** The range of y, above 0 on a logarithmic axis. Default: that of the data, extended to round numbers. */
  readonly yRange?: readonly [number, number];
}

/** Options of {@link scatterChart}. */
export interface ScatterChartOptions extends PlotOptions {
  /** Lines over the points by name, such as a fitted line. Default: none. */
  readonly lines?: Named<Points>;
}

const PLOT = declareOptions<PlotOptions>({
  ...FIGURE,
  ...LABELS,
  xLogScale: aBoolean,
  yLogScale: aBoolean,
  xRange: aRange,
  yRange: aRange,
});

const SCATTER = declareOptions<ScatterChartOptions>({
  ...PLOT.checks,
  lines: check("an object of lines by name", (value) => typeof value === "object" && value !== null),
});

const someSeries = check<Vector | Points>(
  "a list of numbers, a tensor [n], or { x, y } of these",
  (value) => isVector(value) || (typeof value === "object" && value !== null && "x" in value && "y" in value),
);

const namedSeries = check<never>("{ x, y } of lists of numbers, or an object of series by name", () => false);

interface Series {
  readonly label: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/** The name of a single series without a name. */
const unnamed = "";

/**
 * Draws one line per series. A series without x has 0, 1, 2 and so on as x. Values that are not finite, or not positive on
 * a logarithmic axis, are gaps, and a note counts them.
 *
 * @throws RangeError if there is nothing to draw.
 * @throws ShapeError if x and y of a series have different lengths.
 * @example
 * ```ts
 * import { line } from "@gradiente/plot";
 *
 * line({ squares: [0, 1, 4, 9], roots: { x: [0, 1, 4], y: [0, 1, 2] } }, { xLabel: "x", yLabel: "y" }).toSVG();
 * ```
 */
export function line(series: Vector | Points | Named<Vector | Points>, options?: PlotOptions): Figure {
  return draw("line", [], seriesOf("line", series), optionsOf("line", options, PLOT));
}

/**
 * Draws points with a colour for each group, and lines over them, such as data and a fitted line. Points that are not
 * finite are left out, and a note counts them.
 *
 * @throws RangeError if there is nothing to draw.
 * @throws ShapeError if x and y of a group have different lengths.
 * @example
 * ```ts
 * import { scatterChart } from "@gradiente/plot";
 *
 * const lines = { "least squares": { x: [25, 40], y: [8.7, 40.4] } };
 * scatterChart({ x: [26, 31, 38], y: [11, 20, 37] }, { lines, xLabel: "temperature" }).toSVG();
 * ```
 */
export function scatterChart(points: Points | Named<Points>, options?: ScatterChartOptions): Figure {
  const given = optionsOf("scatterChart", options, SCATTER);
  const lines = given.lines === undefined ? [] : seriesOf("scatterChart: lines", given.lines);
  return draw("scatterChart", seriesOf("scatterChart", points), lines, given);
}

/**
 * Draws weights over the iterations, one line per weight. It is {@link line} with other labels.
 *
 * @throws RangeError if there is nothing to draw.
 * @example weightEvolution({ "w[0, 0]": [0.1, 0.3, 0.35], "w[0, 1]": [0.2, 0.1, 0.05] }, { xLabel: "update" }).toSVG();
 */
export function weightEvolution(series: Named<Vector | Points>, options?: PlotOptions): Figure {
  const {
    xLabel = say("iteration"),
    yLabel = say("weight"),
    ...others
  } = optionsOf("weightEvolution", options, PLOT);
  return draw("weightEvolution", [], seriesOf("weightEvolution", series), { xLabel, yLabel, ...others });
}

function seriesOf(name: string, series: Vector | Points | Named<Vector | Points>): Series[] {
  if (typeof series !== "object" || series === null) checkArgument(name, "the series", series, someSeries);
  // Without a name and without x, these are one line: it is not what points or lines by name are.
  if (isVector(series) && name !== "line") checkArgument(name, "the series", series, namedSeries);
  const isOne = isVector(series) || ("y" in series && isVector(series.y as Vector) && "x" in series);
  const entries = isOne
    ? [[unnamed, series as Vector | Points] as const]
    : entriesOf(name, series as Named<Vector | Points>);
  return entries.map(([label, data]) => {
    const what = label === unnamed ? name : `${name}: ${label}`;
    checkArgument(what, "the series", data, someSeries);
    const y = toVector(`${what}: y`, isVector(data) ? data : data.y);
    const x = isVector(data) ? y.map((_, i) => i) : toVector(`${what}: x`, data.x);
    sameLength(what, { x, y });
    if (y.length === 0) throw new RangeError(`${what}: the series is empty`);
    return { label, x, y };
  });
}

/** @throws RangeError for a range that a logarithmic axis cannot show. */
function checkLogRange(
  name: string,
  option: string,
  range: readonly [number, number] | undefined,
  logScale: boolean,
): void {
  if (!logScale || range === undefined || range[0] > 0) return;
  throw new RangeError(
    `${name}: a logarithmic axis has no place for 0 and below; ${option} must begin above 0, not be [${range.join(", ")}]`,
  );
}

function draw(
  name: string,
  points: readonly Series[],
  lines: readonly Series[],
  options: PlotOptions,
): Figure {
  const { title, width = 420, height = 280, xLabel, yLabel, xLogScale = false, yLogScale = false } = options;
  checkLogRange(name, "xRange", options.xRange, xLogScale);
  checkLogRange(name, "yRange", options.yRange, yLogScale);
  const all = [...points, ...lines];
  const palette = categorical(all.length);
  const isDrawn = (x: number, y: number) =>
    Number.isFinite(x) && Number.isFinite(y) && (!xLogScale || x > 0) && (!yLogScale || y > 0);
  const drawn = all.flatMap(({ x, y }) =>
    x.flatMap((at, i) => (isDrawn(at, y[i]) ? [[at, y[i]] as const] : [])),
  );
  const left = all.reduce((sum, { x }) => sum + x.length, 0) - drawn.length;
  const inRange = ([at]: readonly [number, number]) =>
    options.xRange === undefined || (at >= options.xRange[0] && at <= options.xRange[1]);
  const room = (range: unknown, logScale: boolean) =>
    range === undefined && (points.length > 0 || logScale) ? { room: 0.03 } : {};
  const xs = drawn.map(([x]) => x);
  const ys = drawn.filter(inRange).map(([, y]) => y);
  const what = (axis: string, logScale: boolean) =>
    `${name}: ${axis}${logScale ? " (positive, for a logarithmic axis)" : ""}`;
  const xDomain = options.xRange ?? extent(what("x", xLogScale), xs);
  const yDomain = options.yRange ?? extent(what("y", yLogScale), ys);
  const curves = lines.map(
    ({ x, y }, i): Curve => ({
      colour: palette[points.length + i],
      x: x.map((at) => (xLogScale && at <= 0 ? Number.NaN : at)),
      y: y.map((value, j) => (isDrawn(x[j], value) ? value : Number.NaN)),
    }),
  );
  const curved = curveMarks(curves, yLogScale);
  const dots = points.map((series, i) => pointMarks(i, series, palette[i], isDrawn));
  const isEmpty = ({ x, y }: Series) => !x.some((at, i) => isDrawn(at, y[i]));
  const empty = all.filter(isEmpty).map(({ label }) => label);
  const entries = all.flatMap((series, i): Entry[] => {
    if (series.label === unnamed || isEmpty(series)) return [];
    return [{ label: series.label, colour: palette[i], as: i < points.length ? "point" : "line" }];
  });
  const isWhole =
    lines.length > 0 && points.length === 0 && lines.every(({ x }) => x.every(Number.isInteger));
  return figureOf({
    title,
    notes: [
      ...(left === 0 ? [] : [say("{} left out (not finite, or not positive)", counted(left, "value"))]),
      ...(empty.length === 0 ? [] : [say("{}: nothing that can be drawn", empty.join(", "))]),
    ],
    panels: [
      panel({
        width,
        height,
        x: {
          label: xLabel,
          domain: xDomain,
          logScale: xLogScale,
          ...(points.length > 0 ? room(options.xRange, false) : {}),
          whole: isWhole,
        },
        y: {
          label: yLabel,
          domain: yDomain,
          logScale: yLogScale,
          ...room(options.yRange, yLogScale),
          nice: options.yRange === undefined && !yLogScale,
        },
        data: [...curved.data, ...dots.map(({ data }) => data)],
        marks: [...dots.map(({ mark }) => mark), ...curved.marks],
      }),
    ],
    ...legend(entries),
  });
}

function pointMarks(
  index: number,
  { x, y }: Series,
  colour: string,
  isDrawn: (x: number, y: number) => boolean,
): { data: Data; mark: Mark } {
  const data = `points${index}`;
  return {
    data: { name: data, values: x.flatMap((at, i) => (isDrawn(at, y[i]) ? [{ x: at, y: y[i] }] : [])) },
    mark: {
      type: "symbol",
      from: { data },
      encode: {
        enter: {
          x: { scale: "x", field: "x" },
          y: { scale: "y", field: "y" },
          size: { value: x.length > 500 ? 16 : 45 },
          fill: { value: colour },
          fillOpacity: { value: x.length > 200 ? 0.6 : 0.9 },
        },
      },
    },
  };
}
