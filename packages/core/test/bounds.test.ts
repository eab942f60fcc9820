import { arange, clip, Generator, hardTanh, linspace, type Tensor, tensor } from "@gradiente/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { unaryMeaning } from "../src/functions.ts";
import { INF, NAN } from "./samples/values.ts";

/* Ends that are included, ends that are not, and what lies just beyond. */

const list = (x: Tensor) => Array.from(x.toTypedArray());

describe("arange", () => {
  it("does not contain its end, where rounding puts a multiple of the step beside it", () => {
    expect(arange(1, 1.6, 0.1).size).toBe(6);
    // Rounding puts these quotients a little above whole numbers.
    for (const [start, stop, step, size] of [
      [-51550.8, 13113.8, 64.6, 1001],
      [-1.3688, -1.0089, 0.0059, 61],
      [-34.956, 30.564, 0.036, 1820],
      [-14.5638, 24.5862, 0.0783, 500],
    ]) {
      expect(arange(start, stop, step, { dtype: "float64" }).size).toBe(size);
    }
    expect(arange(0, 0.9, 0.3).size).toBe(3);
    expect(arange(1.6, 1, -0.1).size).toBe(6);
    expect(list(arange(0, 1, 0.25))).toEqual([0, 0.25, 0.5, 0.75]);
    expect(list(arange(0, 1, 0.4, { dtype: "float64" }))).toEqual([0, 0.4, 0.8]);
    expect([arange(0, 5, -1).size, arange(3, 3, 0.1).size, arange(0, 1e-50).size]).toEqual([0, 0, 1]);
  });

  it("has as many numbers as decimals say, all before the end", () => {
    const whole = fc.integer({ min: -1000, max: 1000 });
    fc.assert(
      fc.property(
        whole,
        fc.integer({ min: 1, max: 400 }),
        whole,
        fc.constantFrom(10, 100, 1000),
        (from, step, count, unit) => {
          const size = Math.abs(count);
          const sign = count < 0 ? -1 : 1;
          const [start, stop] = [from / unit, (from + sign * step * size) / unit];
          for (const dtype of ["float32", "float64"] as const) {
            const values = list(arange(start, stop, (sign * step) / unit, { dtype }));
            expect(values.length).toBe(size);
            expect(values.every((value) => sign * (stop - value) > 0)).toBe(true);
          }
        },
      ),
    );
  });

  it("leaves out what its dtype rounds up to the end", () => {
    expect(list(arange(0, 0.1 + 1e-12, 0.1))).toEqual([0]);
    expect(list(arange(0, 0.1 + 1e-12, 0.1, { dtype: "float64" }))).toEqual([0, 0.1]);
  });
});

describe("linspace", () => {
  it("is finite between finite ends, however far apart", () => {
    expect(list(linspace(1e308, 1, 5, { dtype: "float64" }))).toEqual([1e308, 7.5e307, 5e307, 2.5e307, 1]);
    expect(list(linspace(-1e308, 1e308, 3, { dtype: "float64" }))).toEqual([-1e308, 0, 1e308]);
    expect(list(linspace(3e38, -3e38, 3))).toEqual([Math.fround(3e38), 0, Math.fround(-3e38)]);
  });

  it("begins and ends where it says", () => {
    expect(list(linspace(0, INF, 3))).toEqual([0, INF, INF]);
    for (const [start, stop, count] of [
      [-9.82, 7.78, 10],
      [6.81, -3.33, 17],
    ]) {
      expect(list(linspace(start, stop, count, { dtype: "float64" })).at(-1)).toBe(stop);
    }
    expect([list(linspace(2, 7, 1)), list(linspace(2, 7, 2)), list(linspace(2, 7, 0))]).toEqual([[2], [2, 7], []]); // biome-ignore format: lists
  });
});

describe("uniform", () => {
  /** A stream that gives the largest number before 1 at some place. */
  const largest = 1 - 2 ** -24;

  it("does not give its upper bound, where rounding reaches it", () => {
    for (const dtype of ["float32", "float64"] as const) {
      for (const [low, high] of [
        [1000, 1001],
        [-1, 1e-30],
        [2 ** 24, 2 ** 24 + 2],
        [-1001, -1000],
        [0.1, 0.3],
        [-1, 0],
        [-(2 ** -149), 0],
      ]) {
        // biome-ignore format: pairs
        const x = new Generator(3).uniform([200_000], { low, high, dtype });
        expect(x.max().item(), `${dtype}, below ${high}`).toBeLessThan(high);
        expect(x.min().item(), `${dtype}, from ${low}`).toBeGreaterThanOrEqual(low);
      }
    }
    // Of two numbers that are left, it is the lower one.
    expect(new Set(list(new Generator(3).uniform([1000], { low: 2 ** 24, high: 2 ** 24 + 2 })))).toEqual(new Set([2 ** 24])); // biome-ignore format: a line
  });

  it("keeps the bits of all others", () => {
    const [low, high] = [1000, 1001];
    const u = list(new Generator(5).uniform([1000]));
    const x = list(new Generator(5).uniform([1000], { low, high }));
    const expected = u.map((value) => Math.min(Math.fround(value + low), 1001 - 2 ** -14));
    expect(x).toEqual(expected);
    expect(Math.fround(largest + low)).toBe(1001);
  });

  it("is finite where the interval is longer than any number", () => {
    const x = new Generator(1).uniform([1000], { low: -3e38, high: 3e38 });
    expect(list(x).every(Number.isFinite)).toBe(true);
    expect(x.min().item()).toBeLessThan(-2e38);
    expect(x.max().item()).toBeGreaterThan(2e38);
  });
});

describe("bernoulli", () => {
  it("takes 53 bits for fine probabilities", () => {
    const draws = new Generator(2).uniform([100_000], { dtype: "float64" });
    for (const fine of [1e-5, 3e-6, 1e-10, 1 - 1e-5, 1 - 1e-10]) {
      expect(list(new Generator(2).bernoulli([100_000], fine))).toEqual(list(draws.lt(fine)));
    }
  });

  it("keeps bits and place in the stream of probabilities that 24 bits tell", () => {
    for (const coarse of [0.5, 0.3, 0.1, 0.01, 0.999, 2 ** -24, 3 * 2 ** -24, 0, 1]) {
      const [a, b] = [new Generator(9), new Generator(9)];
      expect(list(a.bernoulli([10_000], coarse))).toEqual(list(b.uniform([10_000]).lt(coarse)));
      expect(list(a.uniform([3]))).toEqual(list(b.uniform([3])));
    }
    const [a, b] = [new Generator(9), new Generator(9)];
    a.bernoulli([10], 1e-10);
    b.uniform([10]);
    expect(list(a.uniform([3]))).toEqual(list(b.uniform([3])));
  });
});

describe("bounds of NaN", () => {
  it("make clip NaN, as NumPy's, each element by its own bound", () => {
    const x = tensor([0, 1, 5]);
    expect(clip(x, NAN, 2).toArray()).toEqual([NAN, NAN, NAN]);
    expect(clip(x, 0, NAN).toArray()).toEqual([NAN, NAN, NAN]);
    expect(clip(x, tensor([NAN, 2, 0]), 3).toArray()).toEqual([NAN, 2, 3]);
    expect(clip(x, 0, tensor([2, NAN, 2])).toArray()).toEqual([0, NAN, 2]);
    expect(clip(tensor([NAN]), 0, 1).toArray()).toEqual([NAN]);
    expect(clip(x, NAN, 2).dtype).toBe("float32");
    expect(clip(x.cast("int32"), tensor([0, 2, 0], { dtype: "int32" }), 3).toArray()).toEqual([0, 2, 3]);
  });

  it("are refused by hardTanh", () => {
    expect(() => hardTanh(1, NAN)).toThrow(/^hardTanh: the bounds are numbers, not NaN$/);
    expect(() => hardTanh(1, 0, NAN)).toThrow(/^hardTanh: the bounds/);
  });
});

it("sigmoid far below 0 is eˣ, as long as that is a number", () => {
  const sigmoid = unaryMeaning({ name: "sigmoid", parameters: [] }, "float64");
  for (const x of [-650, -699.9, -700.1, -720, -740]) expect(sigmoid(x) / Math.exp(x)).toBeCloseTo(1, 12);
  expect([-745, -746, -INF].map(sigmoid)).toEqual([5e-324, 0, 0]);
});
