import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { Coder } from "../../playground/code/coder.ts";
import { DIGITS, imageOf } from "../../playground/shared/drawing.ts";

const weights = readFileSync(new URL("../../playground/weights/code.safetensors", import.meta.url));
const coder = new Coder(weights);
const images = DIGITS.map(imageOf);

const error = (a: Float32Array, b: Float32Array) =>
  a.reduce((sum, value, i) => sum + (value - b[i]) ** 2, 0) / a.length;

test("the weights take less than 500 KB", () => {
  expect(weights.length).toBeLessThan(500_000);
});

describe("nine numbers", () => {
  test("are those of an image, of the order of 1", () => {
    const codes = images.map((image) => coder.encode(image));
    for (const code of codes) expect(code.length).toBe(9);
    const sizes = codes.flat().map(Math.abs);
    expect(Math.max(...sizes)).toBeLessThan(6);
    expect(sizes.reduce((sum, size) => sum + size) / sizes.length).toBeGreaterThan(0.4);
  });

  test.each(images.map((image, digit) => ({ image, digit })))(
    "give back a drawn $digit: it is nearer to it than to any other drawing",
    ({ image, digit }) => {
      const made = coder.decode(coder.encode(image));
      const errors = images.map((other) => error(made, other));
      expect(errors.indexOf(Math.min(...errors))).toBe(digit);
      expect(made.every((ink) => ink >= 0 && ink <= 1)).toBe(true);
    },
  );
});

describe("noise", () => {
  test("is removed for the most part", () => {
    for (const image of images) {
      const { before, after, noisy, restored } = coder.restore(image, 0.5, 0);
      expect(before).toBeCloseTo(0.25, 1);
      expect(error(noisy, image)).toBeCloseTo(before, 5);
      expect(error(restored, image)).toBeCloseTo(after, 5);
      expect(after).toBeLessThan(before / 2);
    }
  });

  test("is the same with the same seed, and none without strength", () => {
    expect(coder.restore(images[4], 0.2, 7)).toEqual(coder.restore(images[4], 0.2, 7));
    expect(coder.restore(images[4], 0.2, 8).before).not.toBe(coder.restore(images[4], 0.2, 7).before);
    expect(coder.restore(images[4], 0, 7).before).toBe(0);
  });
});
