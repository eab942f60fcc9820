import {
  attentionWeights,
  checkGradients,
  type DType,
  getBackend,
  grad,
  ones,
  type Tensor,
  tensor,
} from "@gradiente/core";
import { describe, expect, it } from "vitest";
import { expectClose } from "./close.ts";

/* Shares by routine are those of ops, which a mask of bool that says the same leads to. */

const wave = (shape: readonly number[], dtype: DType, phase: number): Tensor => {
  const size = shape.reduce((a, b) => a * b, 1);
  return tensor(Float64Array.from({ length: size }, (_, i) => 3 * Math.sin(i * 1.7 + phase)), { shape }).cast(dtype); // biome-ignore format: one thing
};

/** Rows and columns: square, more of either, in several chunks, and those that no routine takes. */
const sizes: readonly (readonly [number, number])[] = [
  [1, 4],
  [8, 8],
  [5, 12],
  [21, 8],
  [64, 64],
  [130, 160],
  [3, 4096],
  [3, 4100],
  [9, 7],
];

describe.each(["float32", "float64"] as const)("attentionWeights, causal, %s", (dtype) => {
  const same = (actual: Tensor, expected: Tensor) => {
    // With vectors, every number is that of the ops; the plain loops compute in float64.
    if (getBackend() === "wasm") expect(actual.toArray()).toEqual(expected.toArray());
    else expectClose(actual.toArray(), expected.toArray(), { relative: 1e-5, absolute: 1e-6 });
  };

  it.each(sizes)("%i x %i: values and gradients are those of a mask", (rows, columns) => {
    const [q, k] = [wave([2, 3, rows, 4], dtype, 0), wave([2, 3, columns, 4], dtype, 0.5)];
    const mask = ones([rows, columns]).tril().cast("bool");
    const weight = wave([2, 3, rows, columns], dtype, 1);
    const byRoutine = (x: Tensor, y: Tensor) => attentionWeights(x, y, { causal: true });
    const byMask = (x: Tensor, y: Tensor) => attentionWeights(x, y, { mask });
    same(byRoutine(q, k), byMask(q, k));
    const gradients = [byRoutine, byMask].map((f) => grad((x, y) => f(x, y).mul(weight).sum())(q, k));
    gradients[0].forEach((gradient, i) => {
      same(gradient, gradients[1][i]);
    });
  });

  it("what is masked has a share of 0, also beside NaN", () => {
    const keys = tensor([Number.NaN, ...new Array<number>(15).fill(1)], { shape: [16, 1] }).cast(dtype);
    const shares = attentionWeights(ones([16, 1], { dtype }), keys, { causal: true }).toArray() as number[][];
    shares.forEach((row, i) => {
      expect(row.slice(0, i + 1).every(Number.isNaN)).toBe(true);
      expect(row.slice(i + 1)).toEqual(new Array(15 - i).fill(0));
    });
  });
});

it("shares have gradients of order 2", () => {
  const [q, k] = [wave([1, 8, 2], "float64", 0), wave([1, 8, 2], "float64", 0.5)];
  const weight = wave([1, 8, 8], "float64", 1);
  for (const causal of [true, false]) {
    expect(() =>
      checkGradients((x, y) => attentionWeights(x, y, { causal }).mul(weight).sum(), [q, k], { order: 2 }),
    ).not.toThrow();
  }
});
