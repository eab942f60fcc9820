import { tensor, Variable } from "@gradiente/core";
import { adaptiveClipping, type GradientTransform, Optimizer, scaleByTrustRatio } from "@gradiente/optim";
import { describe, expect, it } from "vitest";

/* Directions that depend on the size of the parameter, worked out by hand. */

type Data = Parameters<typeof tensor>[0];
const f64 = (data: Data) => tensor(data, { dtype: "float64" });

/** What a transform makes of a gradient: how far the parameter moves. */
function direction(transform: GradientTransform, parameter: Data, gradient: Data): unknown {
  const w = new Variable(f64(parameter));
  const optimizer = new Optimizer(new Map([["w", w]]), transform, { learningRate: 1 });
  optimizer.step(w.mul(f64(gradient)).sum().backward());
  return f64(parameter).sub(w).toArray();
}

describe("scaleByTrustRatio", () => {
  it("makes directions as long as the parameter", () => {
    expect(direction(scaleByTrustRatio(), [3, 4], [0, 2])).toEqual([0, 5]);
    expect(direction(scaleByTrustRatio(), [[3, 0], [0, 4]], [[0, 0.5], [0, 0]])).toEqual([[0, 5], [0, 0]]); // biome-ignore format: matrices
  });

  it("leaves them as they are where either is 0", () => {
    expect(direction(scaleByTrustRatio(), [0, 0], [0, 2])).toEqual([0, 2]);
    expect(direction(scaleByTrustRatio(), [3, 4], [0, 0])).toEqual([0, 0]);
  });
});

describe("adaptiveClipping", () => {
  it("leaves directions that are just as long as they may be, and shortens longer ones", () => {
    const clip = adaptiveClipping(0.5);
    expect(direction(clip, [3, 4], [0, 2.5])).toEqual([0, 2.5]);
    expect(direction(clip, [3, 4], [0, 5])).toEqual([0, 2.5]);
    expect(direction(clip, [3, 4], [1.5, -2])).toEqual([1.5, -2]);
    expect(direction(clip, [3, 4], [0, 0])).toEqual([0, 0]);
  });

  it("takes each row of a matrix, and each filter, by itself", () => {
    const [weights, slopes] = [[[3, 4], [6, 8]], [[0, 5], [0, 5]]]; // biome-ignore format: matrices
    expect(direction(adaptiveClipping(0.5), weights, slopes)).toEqual([[0, 2.5], [0, 5]]); // biome-ignore format: a matrix
    const filters = (rows: number[][]) => rows.map((row) => row.map((value) => [value]));
    expect(direction(adaptiveClipping(0.5), filters(weights), filters(slopes))).toEqual(filters([[0, 2.5], [0, 5]])); // biome-ignore format: a matrix
  });

  it("takes epsilon for the size of what is smaller", () => {
    const clip = adaptiveClipping(0.5, { epsilon: 4 });
    expect(direction(clip, [0, 0], [0, 8])).toEqual([0, 2]);
    expect(direction(clip, [0, 2], [4, 0])).toEqual([2, 0]);
    expect(direction(clip, [0, 8], [6, 0])).toEqual([4, 0]);
  });
});
