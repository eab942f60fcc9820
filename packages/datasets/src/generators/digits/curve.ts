import type { Point, Stroke } from "./glyphs.ts";

/** The number of straight pieces between two points of a curve: enough that 28 pixels show no corner. */
const PIECES = 5;

/** The points of a line of short straight pieces that follows a stroke, whose own points are moved by `move` first. */
export function flatten(stroke: Stroke, move: (point: Point) => Point): Point[] {
  const points = stroke.points.map(move);
  if (stroke.form === "straight") return points;
  const { length } = points;
  const closed = stroke.form === "loop";
  // Outside its ends, an open curve repeats its end points; a closed curve starts again.
  const at = (index: number): Point =>
    points[closed ? (index + length) % length : Math.min(Math.max(index, 0), length - 1)];
  const spans = closed ? length : length - 1;
  const line: Point[] = [at(0)];
  for (let span = 0; span < spans; span++) {
    for (let piece = 1; piece <= PIECES; piece++) {
      line.push(catmullRom(at(span - 1), at(span), at(span + 1), at(span + 2), piece / PIECES));
    }
  }
  return line;
}

/** The uniform Catmull-Rom spline at t, from b (t = 0) to c (t = 1). Its slope at b is (c - a) / 2, at c (d - b) / 2. */
function catmullRom(a: Point, b: Point, c: Point, d: Point, t: number): Point {
  const along = (axis: 0 | 1): number => {
    const slopeAtB = (c[axis] - a[axis]) / 2;
    const slopeAtC = (d[axis] - b[axis]) / 2;
    const rise = c[axis] - b[axis];
    return (
      b[axis] +
      t * (slopeAtB + t * (3 * rise - 2 * slopeAtB - slopeAtC + t * (slopeAtB + slopeAtC - 2 * rise)))
    );
  };
  return [along(0), along(1)];
}
