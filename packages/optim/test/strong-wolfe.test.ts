import { describe, expect, it } from "vitest";
import { type Point, type Search, strongWolfe } from "../src/evaluating/strong-wolfe.ts";

/** A search along a function with its derivative: the point that it finds, and the distances that it has tried. */
function searched(
  at: (t: number) => readonly [value: number, slope: number],
  first: number,
  limits: Partial<Pick<Search<Point>, "reach" | "tolerance">> = {},
) {
  const tried: number[] = [];
  const pointAt = (t: number): Point => {
    const [value, slope] = at(t);
    return { t, value, slope };
  };
  const found = strongWolfe({
    at: (t) => {
      tried.push(t);
      return pointAt(t);
    },
    start: pointAt(0),
    first,
    ...{ reach: 1, tolerance: 0, ...limits },
  });
  const rounded = (t: number) => Number(t.toPrecision(12));
  return { found: rounded(found.t), tried: tried.map(rounded) };
}

/** Lowest at 1. */
const parabola = (t: number) => [(t - 1) ** 2, 2 * (t - 1)] as const;

/** A function that is known at 0 and where the search looks, in turn. */
const told = (start: readonly [number, number], ...points: (readonly [number, number])[]) => {
  const left = [...points];
  return (t: number) => (t === 0 ? start : (left.shift() ?? left[0] ?? ([0, 0] as const)));
};

describe("a line search", () => {
  it("takes the first distance where the slope is nine tenths of the first or less, of either sign", () => {
    for (const first of [0.11, 1, 1.89]) expect(searched(parabola, first)).toEqual({ found: first, tried: [first] }); // biome-ignore format: one line
    expect(searched(parabola, 0.09).tried).toEqual([0.09, 0.9]);
    expect(searched(parabola, 1.95).tried).toEqual([1.95, 1]);
  });

  it("goes on to the lowest point of a cubic, but at most ten times as far", () => {
    expect(searched(parabola, 0.005)).toEqual({ found: 0.5, tried: [0.005, 0.05, 0.5] });
    expect(searched(parabola, 0.09).found).toBe(0.9);
  });

  it("goes on by a hundredth of the last way at least", () => {
    // The cubic through both points is flattest at the second.
    const steep = told([0, -1], [-0.325, -0.95], [-1, 0]);
    expect(searched(steep, 1)).toEqual({ found: 1.01, tried: [1, 1.01] });
  });

  it("goes to the middle where no cubic has a lowest point", () => {
    const falling = told([0, -1], [-1, -1], [-6, 0]);
    expect(searched(falling, 1).tried).toEqual([1, 5.505]);
  });

  it("turns back where the function is higher than the slope at the start promises", () => {
    // 1e-4 of the slope: at 2 it must be below -2e-4.
    expect(searched(told([0, -1], [-3e-4, 0.5]), 2).tried).toEqual([2]);
    expect(searched(told([0, -1], [-1e-4, 0.5], [-0.3, 0]), 2).tried).toHaveLength(2);
    expect(searched(parabola, 3)).toEqual({ found: 1, tried: [3, 1] });
    const cliff = (t: number) => (t < 1.5 ? parabola(t) : ([Infinity, Number.NaN] as const));
    expect(searched(cliff, 4)).toEqual({ found: 1, tried: [4, 2, 1] });
  });

  it("turns back where the function rises again, from the third distance on", () => {
    const seen = searched(told([0, -1], [-1, -0.95], [-0.9, -0.95], [-0.8, -0.95], [-2, 0]), 1);
    expect(seen.tried.length).toBe(4);
    expect(seen.tried[3]).toBeGreaterThan(seen.tried[1]);
    expect(seen.tried[3]).toBeLessThan(seen.tried[2]);
    expect(seen.found).toBe(seen.tried[3]);
  });

  it("turns back where the function is as high as before", () => {
    const level = searched(told([0, -1], [-1, -0.95], [-1.5, -0.95], [-1.5, -0.95], [-2, 0]), 1);
    expect(level.tried[3]).toBeGreaterThan(level.tried[1]);
    expect(level.tried[3]).toBeLessThan(level.tried[2]);
  });

  it("goes close to the start of an interval once, and then a tenth of it", () => {
    // Parabolas, lowest at 0.005, at 0.0001 and at 0.00001: all close to 0.
    const steep = told([0, -1], [99, 199], [0.12, 49], [0.012, 49], [-1, 0]);
    expect(searched(steep, 1)).toEqual({ found: 0.00001, tried: [1, 0.005, 0.0005, 0.00001] });
  });

  it("goes close to the end of an interval once, and then a tenth of it", () => {
    const late = told([0, -1], [-1, -0.95], [-101, 0.95], [-50, -1], [-102, 0]);
    const { found, tried } = searched(late, 1);
    const [, end, near, next] = tried;
    expect((end - near) / (end - 1)).toBeLessThan(0.1);
    expect(next).toBeCloseTo(end - 0.1 * (end - near), 9);
    expect([found, tried.length]).toEqual([next, 4]);
  });

  it("ends at the lowest point it has found where the interval is shorter than any change that counts", () => {
    const { found, tried } = searched(parabola, 3, { tolerance: 7, reach: 2 });
    expect([found, tried]).toEqual([0, [3]]);
    for (const tolerance of [5, 6]) expect(searched(parabola, 3, { tolerance, reach: 2 }).found).toBe(1);
    const low = told([0, -1], [-0.5, 3]);
    expect(searched(low, 1, { tolerance: 2 })).toEqual({ found: 1, tried: [1] });
  });

  it("ends after 25 distances, at the start if that is lower", () => {
    const endless = (t: number) => [-t, -1] as const;
    expect(searched(endless, 1e-30).tried).toHaveLength(26);
    // Each point is too high: the interval shrinks towards the start.
    const wall = (t: number) => (t === 0 ? ([0, -1] as const) : ([1, 1] as const));
    const { found, tried } = searched(wall, 1);
    expect([found, tried.length]).toEqual([0, 26]);
    expect(tried.every((t, i) => i === 0 || (t > 0 && t < tried[i - 1]))).toBe(true);
  });
});
