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
  const bands = curves.flatMap(({ colour, band }, i) => (band === undefined ? [] : [bandMark(i, colour)]));
  return { data, marks: [...bands, ...curves.flatMap((curve, i) => lineMarks(i, curve, data[i].values))] };
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
        strokeWidth: { value: 2 },
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
