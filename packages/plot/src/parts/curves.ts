import type { Data, Mark } from "vega";
import { dashes } from "./legend.ts";
import { colours } from "./style.ts";

/** A line through points, in order. A y that cannot be drawn makes a gap. */
export interface Curve {
  readonly colour: string;
  readonly dashed?: boolean;
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** The lower and the upper edge of a band around the line. */
  readonly band?: readonly [low: readonly number[], high: readonly number[]];
}

/** The data and marks of curves for a panel. Bands are below all lines. */
export function curveMarks(curves: readonly Curve[], logScale = false): { data: Data[]; marks: Mark[] } {
  const isDrawn = (value: number) => Number.isFinite(value) && (!logScale || value > 0);
  const data = curves.map(({ x, y, band }, i) => ({
    name: `curve${i}`,
    values: x.map((at, j) => ({
      x: at,
      y: isDrawn(y[j]) ? y[j] : null,
      ...(band === undefined || !isDrawn(band[0][j]) || !isDrawn(band[1][j])
        ? {}
        : { low: band[0][j], high: band[1][j] }),
    })),
  }));
  const over = hidingEach(data, logScale);
  // A line under one of its own colour would not be seen beside it, so it is pale.
  const looks = over.map((above, i): Look => {
    const isPale = above.some((top) => curves[top].colour === curves[i].colour);
    return { strokeWidth: width + 3 * above.length, ...(isPale ? { strokeOpacity: pale } : {}) };
  });
  const bands = curves.flatMap(({ colour, band }, i) => (band === undefined ? [] : [bandMark(i, colour)]));
  return {
    data,
    marks: [...bands, ...curves.flatMap((curve, i) => lineMarks(i, curve, data[i].values, looks[i]))],
  };
}

type Point = readonly [x: number, y: number];

/** How near two curves are to be one to the eye: a fraction of what all of them span, on each axis. */
const near = 0.01;

/** How many places on a curve are looked at: enough to tell whether it lies under another. */
const samples = 100;

const width = 2;
const pale = 0.35;

interface Look {
  /** A line that others would hide from end to end is wider, and shows on both sides of them. */
  readonly strokeWidth: number;
  readonly strokeOpacity?: number;
}

/** The lines that hide each line from end to end. */
function hidingEach(
  data: readonly { readonly values: readonly { x: number; y: number | null }[] }[],
  logScale: boolean,
): number[][] {
  if (data.length < 2) return data.map(() => []);
  const heights = logScale ? Math.log : (y: number) => y;
  const drawn = data.map(({ values }) =>
    values.flatMap(({ x, y }): Point[] => (y === null ? [] : [[x, heights(y)]])),
  );
  const [xScale, yScale] = [0, 1].map((axis) => {
    const all = drawn.flatMap((points) => points.map((point) => point[axis]));
    const [low, high] = all.reduce(
      ([least, most], value) => [Math.min(least, value), Math.max(most, value)],
      [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
    );
    return 1 / (high - low || 1);
  });
  const placed = drawn.map((points) => points.map(([x, y]): Point => [x * xScale, y * yScale]));
  return placed.map((points, i) => placed.flatMap((top, j) => (j > i && hides(top, points) ? [j] : [])));
}

function hides(top: readonly Point[], points: readonly Point[]): boolean {
  return (
    top.length > 0 &&
    points.length > 0 &&
    placesOn(points).every((place) => top.some((end, i) => distance(place, top[i - 1] ?? end, end) <= near))
  );
}

/** Some places on a curve from its first point to its last, between its points too. */
function placesOn(points: readonly Point[]): Point[] {
  return Array.from({ length: samples + 1 }, (_, i) => {
    const at = (i / samples) * (points.length - 1);
    const [from, to] = [points[Math.floor(at)], points[Math.ceil(at)]];
    const mixed = (axis: 0 | 1) => from[axis] + (to[axis] - from[axis]) * (at - Math.floor(at));
    return [mixed(0), mixed(1)];
  });
}

/** How far a point is from a line between two points. */
function distance([x, y]: Point, [x0, y0]: Point, [x1, y1]: Point): number {
  const [u, v] = [x1 - x0, y1 - y0];
  const share = Math.min(1, Math.max(0, ((x - x0) * u + (y - y0) * v) / (u * u + v * v || 1)));
  return Math.hypot(x - x0 - share * u, y - y0 - share * v);
}

function bandMark(index: number, colour: string): Mark {
  return {
    type: "area",
    from: { data: `curve${index}` },
    encode: {
      enter: {
        x: { scale: "x", field: "x" },
        y: { scale: "y", field: "low" },
        y2: { scale: "y", field: "high" },
        defined: { signal: "isValid(datum.low)" },
        fill: { value: colour },
        fillOpacity: { value: 0.2 },
      },
    },
  };
}

function lineMarks(
  index: number,
  { colour, dashed = false }: Curve,
  values: readonly { y: number | null }[],
  { strokeWidth, strokeOpacity }: Look,
): Mark[] {
  const from = { data: `curve${index}` };
  const position = { x: { scale: "x", field: "x" }, y: { scale: "y", field: "y" } };
  const line: Mark = {
    type: "line",
    from,
    encode: {
      enter: {
        ...position,
        defined: { signal: "isValid(datum.y)" },
        stroke: { value: colour },
        strokeWidth: { value: strokeWidth },
        ...(strokeOpacity === undefined ? {} : { strokeOpacity: { value: strokeOpacity } }),
        strokeJoin: { value: "round" },
        ...(dashed ? { strokeDash: { value: dashes } } : {}),
      },
    },
  };
  // A value between two gaps would be a line without length, so it is drawn as a point.
  const isGap = (i: number) => (values[i]?.y ?? null) === null;
  const alone = values.filter((_, i) => !isGap(i) && isGap(i - 1) && isGap(i + 1));
  if (alone.length === 0) return [line];
  const dots: Mark = {
    type: "group",
    data: [{ name: "alone", values: alone }],
    marks: [
      {
        type: "symbol",
        from: { data: "alone" },
        encode: {
          enter: {
            ...position,
            size: { value: 25 },
            stroke: { value: colour },
            strokeWidth: { value: 1.5 },
            // The point of a dashed line is hollow.
            fill: { value: dashed ? colours.background : colour },
          },
        },
      },
    ],
  };
  return [line, dots];
}
