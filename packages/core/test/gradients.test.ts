import { det, eigh, eye, grad, inverse, randn, seed, type Tensor, tensor } from "@gradiente/core";
import { expect, it } from "vitest";
import { expectClose } from "./close.ts";

/* What mutants of gradients survived otherwise: see `pnpm mutate`. */

it("casts carry gradients back in the dtype they came from", () => {
  const x = tensor([1, 2], { dtype: "float64" });
  const gradient = grad((v: Tensor) => v.cast("float32").mul(3).sum())(x);
  expect([gradient.dtype, gradient.toArray()]).toEqual(["float64", [3, 3]]);
});

it("the gradient of the determinant of a large regular matrix is det(A) A⁻ᵀ", () => {
  seed(7);
  const a = randn([65, 65], { dtype: "float64" })
    .mul(0.02)
    .add(eye(65, 65, { dtype: "float64" }));
  const gradient = grad((m: Tensor) => det(m))(a);
  expectClose(gradient.toArray(), inverse(a).transpose().mul(det(a)).toArray(), { absolute: 1e-12 });
});

it("equal negative eigenvalues are found equal, as positive ones are", () => {
  const negative = eye(2, 2, { dtype: "float64" }).mul(-1);
  expect(() => grad((m: Tensor) => eigh(m).vectors.slice([0, 0]))(negative)).toThrow(
    /equal eigenvalues 0 and 1/,
  );
  const [near, apart] = [-1 - 2 ** -52, -1 - 2 ** -40];
  const between = (value: number) => tensor([[-1, 0], [0, value]], { dtype: "float64" }); // biome-ignore format: a matrix
  const slope = grad((m: Tensor) => eigh(m).vectors.slice([0, 0]));
  expect(() => slope(between(near))).toThrow(/equal eigenvalues/);
  expect(slope(between(apart)).toTypedArray().every(Number.isFinite)).toBe(true);
});
