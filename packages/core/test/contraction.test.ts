import {
  conv1d,
  conv2d,
  convTranspose2d,
  einsum,
  grad,
  ones,
  type Tensor,
  tensordot,
  zeros,
} from "@gradiente/core";
import { describe, expect, it } from "vitest";

/* What the table of samples does not say of contractions. */

const nothing: Record<string, [f: (a: Tensor, b: Tensor) => Tensor, a: number[], b: number[], shape: number[]]> = {
  "conv1d, no images": [(x, w) => conv1d(x, w), [0, 3, 5], [2, 3, 3], [0, 2, 3]],
  "conv2d, no images": [(x, w) => conv2d(x, w), [0, 3, 5, 5], [2, 3, 3, 3], [0, 2, 3, 3]],
  "conv2d, no channels": [(x, w) => conv2d(x, w), [1, 0, 5, 5], [2, 0, 3, 3], [1, 2, 3, 3]],
  "conv2d, no filters": [(x, w) => conv2d(x, w), [1, 3, 5, 5], [0, 3, 3, 3], [1, 0, 3, 3]],
  "convTranspose2d, no images": [(x, w) => convTranspose2d(x, w), [0, 3, 5, 5], [3, 2, 3, 3], [0, 2, 7, 7]],
  "convTranspose2d, no channels": [(x, w) => convTranspose2d(x, w), [1, 0, 5, 5], [0, 2, 3, 3], [1, 2, 7, 7]],
  "matmul, no matrices on the right": [(a, b) => a.matmul(b), [2, 3], [0, 3, 4], [0, 2, 4]],
  "matmul, none where one is repeated": [(a, b) => a.matmul(b), [1, 2, 3], [0, 3, 4], [0, 2, 4]],
  "matmul, nothing to sum": [(a, b) => a.matmul(b), [4, 2, 0], [0, 3], [4, 2, 3]],
  "tensordot, nothing to sum, permuted": [(a, b) => tensordot(a.permute([2, 1, 0]), b, 1), [0, 4, 3], [0, 5], [3, 4, 5]],
  "einsum, nothing to sum": [(a, b) => einsum("kba,kc->abc", a, b), [0, 4, 3], [0, 5], [3, 4, 5]],
  "einsum, no batch": [(a, b) => einsum("bij,bjk->kib", a, b), [0, 4, 3], [0, 3, 5], [5, 4, 0]],
}; // biome-ignore format: one row a case

describe("of nothing", () => {
  it.each(Object.entries(nothing))("%s", (_name, [f, shapeA, shapeB, shape]) => {
    const [a, b] = [ones(shapeA), ones(shapeB)];
    const y = f(a, b);
    expect(y.shape).toEqual(shape);
    expect(y.toArray()).toEqual(zeros(shape).toArray());
    for (const [index, x] of [a, b].entries()) {
      const dx = grad((x) => (index === 0 ? f(x, b) : f(a, x)).sum())(x);
      expect(dx.toArray()).toEqual(zeros(x.shape).toArray());
    }
  });
});

describe("large", () => {
  // Every product is its number of terms; each shape cuts something else into blocks.
  it.each([[7, 8, 20_000], [20_000, 8, 7], [1100, 500, 1100], [3, 50_000, 5], [300, 20, 5000], [1, 3000, 3000]])(
    "[%i, %i] x [_, %i]",
    (m, k, n) => {
      const y = ones([m, k]).matmul(ones([k, n]));
      expect([y.min().item(), y.max().item()]).toEqual([k, k]);
    },
  ); // biome-ignore format: one row
});
