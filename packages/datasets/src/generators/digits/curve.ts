import type { Point, Stroke } from "./glyphs.ts";

/** Pieces into which a curve is cut between two of its points: enough that no corner shows in 28 pixels. */
const PIECES = 5;

/** Turns a stroke into the points of a line of short pieces, after moving each of its own points by `move`. */
export function flatten(stroke: Stroke, move: (point: Point) => Point): Point[] {
  const points = stroke.points.map(move);
  if (stroke.form === "straight") return points;
  const { length } = points;
  const closed = stroke.form === "loop";
  // Beyond its ends an open curve goes on from its last point; a closed one starts again.
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

/** The uniform Catmull-Rom spline: at t from 0 to 1 between b and c, with the slopes of a to c and of b to d. */
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
