import {
  checkGradients,
  type DType,
  grad,
  ones,
  profile,
  type Tensor,
  tensor,
  Variable,
} from "@gradiente/core";
import { GELU, Sequential } from "@gradiente/nn";
import { describe, expect, it } from "vitest";

/* The layer computes in kernels of its own what the op does, to the last bit. */

const wave = (size: number, dtype: DType): Tensor =>
  tensor(Float64Array.from({ length: size }, (_, i) => 4 * Math.sin(i * 1.7))).cast(dtype);

describe.each(["float32", "float64"] as const)("GELU, %s", (dtype) => {
  // Below 1024 elements, functions are not fused.
  it.each([1, 30, 1024, 5003])("of %i elements: values and gradients are those of the op", (size) => {
    const x = wave(size, dtype);
    const weight = wave(size, dtype).cos();
    const layer = new GELU();
    const functions = [(given: Tensor) => layer.forward(given), (given: Tensor) => given.gelu()];
    const [ours, ops] = functions.map((f) => [
      f(x).toArray(),
      grad((given) => f(given).mul(weight).sum())(x).toArray(),
      grad((given) =>
        grad((inner) => f(inner).mul(weight).sum())(given)
          .mul(weight)
          .sum(),
      )(x).toArray(),
    ]);
    expect(ours.slice(0, 2)).toEqual(ops.slice(0, 2));
    const difference = tensor(ours[2] as number[]).sub(tensor(ops[2] as number[]));
    expect(difference.abs().max().item()).toBeLessThan(dtype === "float32" ? 1e-5 : 1e-13);
  });
});

it.each([4, 2000])("has the limits at infinity, in %i elements", (size) => {
  const ends = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  const x = tensor(Array.from({ length: size }, (_, i) => ends[i % 2]));
  const layer = new GELU();
  const first = grad((given: Tensor) => layer.forward(given).sum());
  const found = [layer.forward(x), first(x), grad((given: Tensor) => first(given).sum())(x)];
  const last = found.map((y) => [...y.toTypedArray().slice(-2)].map((value) => value + 0));
  expect(last).toEqual([
    [0, Number.POSITIVE_INFINITY],
    [0, 1],
    [0, 0],
  ]);
});

it("takes views, and numbers that are not floating", () => {
  const x = wave(4096, "float32").reshape([64, 64]);
  const layer = new GELU();
  expect(layer.forward(x.transpose()).toArray()).toEqual(x.gelu().transpose().toArray());
  expect(layer.forward(ones([2], { dtype: "int32" })).toArray()).toEqual(ones([2]).gelu().toArray());
  const gradient = grad((given) => layer.forward(given.transpose()).sum())(x);
  expect(gradient.toArray()).toEqual(grad((given) => given.gelu().sum())(x).toArray());
});

it("has gradients of order 2", () => {
  const model = new Sequential(new GELU());
  expect(() =>
    checkGradients((x) => model.forward(x).sum(), [wave(9, "float64")], { order: 2 }),
  ).not.toThrow();
});

it("is one kernel forward, and one for the gradient", () => {
  const x = new Variable(wave(4096, "float32"));
  const weight = wave(4096, "float32").cos();
  const layer = new GELU();
  const counts = new Map(profile(() => layer.forward(x.value).mul(weight).sum().backward()).ops.map((row) => [row.name, row.calls])); // biome-ignore format: one thing
  expect(counts.get("fuse")).toBe(2);
  for (const name of ["erfc", "erfSlope", "weighted", "add"]) expect(counts.get(name)).toBeUndefined();
});
