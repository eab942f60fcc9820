import { tensor } from "@gradiente/core";
import { describe, expect, it } from "vitest";
import { Curvature } from "../src/evaluating/curvature.ts";

const f64 = (data: number[]) => tensor(data, { dtype: "float64" });

/** A step along one axis, with a curvature. */
const along = (axis: number, curvature: number) => {
  const step = f64([0, 0, 0].map((_, i) => (i === axis ? 2 : 0)));
  return { step, change: step.mul(curvature) };
};

describe("what LBFGS knows of the curvature", () => {
  it("ignores steps along which the function does not curve upwards, or cannot be compared", () => {
    const known = new Curvature().and(along(0, 4), 5);
    expect(known.pairs).toHaveLength(1);
    // 4 times the last is 1e-10, which is not more than the least.
    for (const curvature of [0, -1, 1e-12, Number.NaN, 0.25e-10]) expect(known.and(along(1, curvature), 5)).toBe(known); // biome-ignore format: one line
    expect(known.and(along(1, 1e-6), 5).pairs).toHaveLength(2);
  });

  it("keeps as many pairs as it may, the last ones", () => {
    const pairs = [3, 4, 5, 6].map((curvature) => along(0, curvature));
    const known = pairs.reduce((before, pair) => before.and(pair, 3), new Curvature());
    expect(known.pairs.map(({ change }) => change)).toEqual(pairs.slice(1).map(({ change }) => change));
  });

  it("is exact along the axes that were tried, and scaled as the last one elsewhere", () => {
    const known = new Curvature().and(along(0, 4), 5).and(along(1, 0.5), 5);
    expect(known.direction(f64([1, 1, 1])).toArray()).toEqual([-0.25, -2, -2]);
    expect(
      Curvature.of(known.pairs, known.scale)
        .direction(f64([1, 1, 1]))
        .toArray(),
    ).toEqual([-0.25, -2, -2]);
  });
});
