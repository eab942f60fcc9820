import { drawLine } from "../../../packages/datasets/src/generators/digits/brush.ts";
import tenDigits from "./ten-digits.json" with { type: "json" };

/* What is drawn with a pen, and the image that networks see of it. */

/** A place on the pad: x to the right and y down, both from 0 to 1. */
export type Point = readonly [x: number, y: number];

/** What is drawn while the pen is down. */
export type Stroke = readonly Point[];

/** Strokes in their order. */
export type Drawing = readonly Stroke[];

/** A drawing of each digit, from 0 to 9. */
export const DIGITS = tenDigits as unknown as readonly Drawing[];

/** Width and height of an image. */
export const SIDE = 28;

/** MNIST fits its digits into a square of this many pixels, and puts their centre of mass into the middle of the image. */
const BOX = 20;

/** Half the width of the pen in pixels of the image: about that of the pens of MNIST. */
const RADIUS = 1.2;

/** Parts of the pad: what is smaller, such as a dot, is not enlarged any more. */
const LEAST = 0.25;

/**
 * The image of a drawing as MNIST has its images, row by row: 0 without ink, 1 with. It depends on the strokes alone, not on
 * how a browser draws.
 */
export function imageOf(drawing: Drawing): Float32Array {
  const points = drawing.flat();
  if (points.length === 0) return new Float32Array(SIDE * SIDE);
  const [left, right, top, bottom] = [0, 1].flatMap((axis) => {
    const along = points.map((point) => point[axis]);
    return [Math.min(...along), Math.max(...along)];
  });
  const scale = (BOX - 2 * RADIUS) / Math.max(right - left, bottom - top, LEAST);
  const placed = (across: number, down: number) =>
    inked(
      drawing.map((stroke) =>
        stroke.map(
          ([x, y]): Point => [
            (x - (left + right) / 2) * scale + across,
            (y - (top + bottom) / 2) * scale + down,
          ],
        ),
      ),
    );
  const middle = SIDE / 2;
  const [x, y] = centreOfMass(placed(middle, middle));
  return Float32Array.from(placed(2 * middle - x, 2 * middle - y));
}

/** Ink along lines whose points are in pixels. */
function inked(lines: readonly Stroke[]): Float64Array {
  const ink = new Float64Array(SIDE * SIDE);
  for (const line of lines) {
    // A dot is a line from a point to itself.
    drawLine(ink, SIDE, line.length === 1 ? [line[0], line[0]] : line, [RADIUS, RADIUS]);
  }
  return ink;
}

/** In pixels. The middle of the pixel in row r and column c is (c + 0.5, r + 0.5). */
function centreOfMass(ink: Float64Array): Point {
  let [total, x, y] = [0, 0, 0];
  ink.forEach((amount, pixel) => {
    total += amount;
    x += amount * ((pixel % SIDE) + 0.5);
    y += amount * (Math.floor(pixel / SIDE) + 0.5);
  });
  return [x / total, y / total];
}
