import { expect, test } from "vitest";
import { INKED, pixelsOf, SIGNED, signedColour } from "../../playground/shared/colours.ts";
import { pathOf, thinned } from "../../playground/shared/scale.ts";

test("values become the colours of a palette, and what is beyond its ends that of the end", () => {
  const pixels = [...pixelsOf([-1, 1, -5, 5], SIGNED.light)];
  const ends = [-1, 1].map((value) => [...signedColour(value, false), 255]);
  expect(pixels).toEqual([...ends[0], ...ends[1], ...ends[0], ...ends[1]]);
  expect([...pixelsOf([0, 1], INKED.light)]).toEqual([255, 255, 255, 255, 20, 20, 24, 255]);
  expect([...pixelsOf([0], INKED.dark)]).toEqual([24, 24, 28, 255]);
});

test("what is no number has a colour, too", () => {
  expect(pixelsOf([Number.NaN], SIGNED.dark)[3]).toBe(255);
});

test("a curve has gaps where there is no number", () => {
  expect(pathOf([[0, 1], [1, 2], [2, Number.NaN], [3, 4]])).toBe("M0.0 1.0L1.0 2.0M3.0 4.0"); // biome-ignore format: points
});

test("a long curve is thinned, and keeps its ends", () => {
  const short = [1, 2, 3];
  expect(thinned(short)).toBe(short);
  const long = Array.from({ length: 402 }, (_, i) => i);
  expect(thinned(long).length).toBe(202);
  expect(thinned(long)[0]).toBe(0);
  expect(thinned(long).at(-1)).toBe(401);
});
