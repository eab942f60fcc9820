import type { UniformStream } from "../../random/uniform-stream.ts";
import type { Point } from "./glyphs.ts";

/** The number of nodes of the elastic lattice along each side of the image. */
const NODES = 4;

/**
 * A random map from the points of a glyph to an image of `side` pixels: it scales, slants, turns and shifts the glyph,
 * then bends it as if it were drawn on rubber. With a `strength` of 0, the glyph is upright in the middle.
 *
 * The code uses only +, -, * and /, which every engine rounds in the same way. It uses no sine and no exponential.
 */
export function randomWarp(random: UniformStream, side: number, strength: number): (point: Point) => Point {
  const spread = (deviation: number): number => strength * deviation * random.bell();
  const height = (side / 1.4) * (1 + spread(0.08));
  const width = (side / 1.4) * (1 + spread(0.14));
  // Handwriting slants to the right more often than to the left.
  const slant = strength * 0.1 + spread(0.18);
  // The cosine and sine of an angle, from the tangent of half of it. The angle itself is never needed.
  const half = spread(0.05);
  const cos = (1 - half * half) / (1 + half * half);
  const sin = (2 * half) / (1 + half * half);
  const shiftX = side / 2 + spread(1.1);
  const shiftY = side / 2 + spread(1.1);
  const latticeX = Float64Array.from({ length: NODES * NODES }, () => spread(0.9));
  const latticeY = Float64Array.from({ length: NODES * NODES }, () => spread(0.9));

  return ([x, y]) => {
    const down = (y - 0.5) * height;
    const right = x * width - slant * down;
    const px = cos * right - sin * down + shiftX;
    const py = sin * right + cos * down + shiftY;
    return [
      px + interpolate(latticeX, px / side, py / side),
      py + interpolate(latticeY, px / side, py / side),
    ];
  };
}

/** The value of a lattice over the unit square. It is smooth between the nodes and constant outside the square. */
function interpolate(lattice: Float64Array, x: number, y: number): number {
  const [column, right] = cell(x);
  const [row, down] = cell(y);
  const node = (r: number, c: number): number => lattice[r * NODES + c];
  const upper = node(row, column) + right * (node(row, column + 1) - node(row, column));
  const lower = node(row + 1, column) + right * (node(row + 1, column + 1) - node(row + 1, column));
  return upper + down * (lower - upper);
}

/** The lattice cell of a coordinate and the position in it, smoothed so that the slope is 0 at each node. */
function cell(coordinate: number): [index: number, fraction: number] {
  const scaled = Math.min(Math.max(coordinate, 0), 1) * (NODES - 1);
  const index = Math.min(Math.floor(scaled), NODES - 2);
  const t = scaled - index;
  return [index, t * t * (3 - 2 * t)];
}
