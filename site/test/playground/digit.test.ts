import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { Recognizer } from "../../playground/digit/recognizer.ts";
import { DIGITS, imageOf, type Point, SIDE } from "../../playground/shared/drawing.ts";

const weights = readFileSync(new URL("../../playground/weights/digit.safetensors", import.meta.url));
const recognizer = new Recognizer(weights);

const best = (probabilities: Float32Array) => probabilities.indexOf(Math.max(...probabilities));

function extent(image: Float32Array) {
  const inked = [...image].flatMap((ink, i) => (ink > 0.5 ? [[i % SIDE, Math.floor(i / SIDE)]] : []));
  const [columns, rows] = [inked.map(([x]) => x), inked.map(([, y]) => y)];
  return Math.max(Math.max(...columns) - Math.min(...columns), Math.max(...rows) - Math.min(...rows)) + 1;
}

function centre(image: Float32Array): Point {
  const total = image.reduce((sum, ink) => sum + ink);
  const mean = (place: (i: number) => number) =>
    image.reduce((sum, ink, i) => sum + ink * (place(i) + 0.5), 0) / total;
  return [mean((i) => i % SIDE), mean((i) => Math.floor(i / SIDE))];
}

describe("the image of a drawing", () => {
  test.each(DIGITS.map((drawing, digit) => ({ drawing, digit })))(
    "$digit is centred and scaled as MNIST is",
    ({ drawing }) => {
      const image = imageOf(drawing);
      expect(extent(image)).toBeGreaterThanOrEqual(19);
      expect(extent(image)).toBeLessThanOrEqual(21);
      // Within a tenth of a pixel: the soft edges of lines differ a little between places.
      for (const place of centre(image)) expect(Math.abs(place - SIDE / 2)).toBeLessThan(0.1);
    },
  );

  test("does not depend on where and how large it is drawn", () => {
    const moved = DIGITS[5].map((stroke) => stroke.map(([x, y]): Point => [x / 2 + 0.4, y / 2 + 0.1]));
    imageOf(moved).forEach((ink, i) => {
      expect(ink).toBeCloseTo(imageOf(DIGITS[5])[i], 5);
    });
  });

  test("of nothing is empty, and of a dot is a dot", () => {
    expect(imageOf([]).every((ink) => ink === 0)).toBe(true);
    expect(extent(imageOf([[[0.9, 0.9]]]))).toBeLessThan(5);
  });
});

describe("the network", () => {
  test("has weights of less than 500 KB", () => {
    expect(weights.length).toBeLessThan(500_000);
  });

  test.each(DIGITS.map((drawing, digit) => ({ drawing, digit })))(
    "reads a drawn $digit",
    ({ drawing, digit }) => {
      const { probabilities, layers } = recognizer.answer(imageOf(drawing));
      expect(best(probabilities)).toBe(digit);
      expect(probabilities[digit]).toBeGreaterThan(0.8);
      expect(probabilities.reduce((sum, p) => sum + p)).toBeCloseTo(1, 5);
      expect(layers.map(({ pictures, columns }) => [pictures.length, columns])).toEqual([
        [8, 24],
        [8, 12],
        [16, 8],
        [16, 4],
        [1, 16],
      ]);
    },
  );
});
