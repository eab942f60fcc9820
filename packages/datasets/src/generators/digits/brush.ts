import type { Point } from "./glyphs.ts";

/** The width in pixels over which the ink fades at the edge of a line. */
const EDGE = 1.2;

/**
 * Draws a line into a square image. Each pixel keeps the strongest ink that touches it, from 0 to 1.
 *
 * @param ink - The image, row by row.
 * @param side - Its width and height in pixels.
 * @param line - Points in pixels.
 * @param radii - Half the line's width, in pixels, at its first and at its last point.
 */
export function drawLine(
  ink: Float64Array,
  side: number,
  line: readonly Point[],
  radii: readonly [number, number],
): void {
  const pieces = line.length - 1;
  for (let piece = 0; piece < pieces; piece++) {
    const radius = radii[0] + ((piece + 0.5) / pieces) * (radii[1] - radii[0]);
    drawPiece(ink, side, line[piece], line[piece + 1], radius);
  }
}

function drawPiece(ink: Float64Array, side: number, [x0, y0]: Point, [x1, y1]: Point, radius: number): void {
  const reach = radius + EDGE / 2;
  const [dx, dy] = [x1 - x0, y1 - y0];
  const squaredLength = dx * dx + dy * dy;
  // The centre of the pixel in row r and column c lies at (c + 0.5, r + 0.5).
  const firstRow = Math.max(0, Math.ceil(Math.min(y0, y1) - reach - 0.5));
  const lastRow = Math.min(side - 1, Math.floor(Math.max(y0, y1) + reach - 0.5));
  const firstColumn = Math.max(0, Math.ceil(Math.min(x0, x1) - reach - 0.5));
  const lastColumn = Math.min(side - 1, Math.floor(Math.max(x0, x1) + reach - 0.5));
  for (let row = firstRow; row <= lastRow; row++) {
    for (let column = firstColumn; column <= lastColumn; column++) {
      const [fromX, fromY] = [column + 0.5 - x0, row + 0.5 - y0];
      const along = squaredLength === 0 ? 0 : (fromX * dx + fromY * dy) / squaredLength;
      const nearest = Math.min(Math.max(along, 0), 1);
      const [offX, offY] = [fromX - nearest * dx, fromY - nearest * dy];
      const strength = Math.min((reach - Math.sqrt(offX * offX + offY * offY)) / EDGE, 1);
      const pixel = row * side + column;
      if (strength > ink[pixel]) ink[pixel] = strength;
    }
  }
}
