import { Buffer } from "node:buffer";
import { concat, grad, ones, setBackend, type Tensor, tensor, windows, zeros } from "@gradiente/core";
import { backendOf } from "@gradiente/core/backend";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { useNative } from "../src/index.ts";

describe("results that are not filled with zeros first", () => {
  // Whatever the system gives: here it is NaN in floats, and -1 in whole numbers.
  beforeEach(() => {
    useNative();
    const allocate = Buffer.allocUnsafeSlow;
    vi.spyOn(Buffer, "allocUnsafeSlow").mockImplementation((size) => allocate(size).fill(0xff));
  });
  afterEach(() => vi.restoreAllMocks());

  /** More than a megabyte. */
  const SIZE = 300_000;
  const values = Float32Array.from({ length: SIZE }, (_, i) => 0.5 + ((i * 7) % 13));
  const zeroIndices = (shape: readonly number[]) => zeros(shape, { dtype: "int32" });

  const programs: Record<string, (x: Tensor) => Tensor> = {
    "a function": (x) => x.add(x).exp(),
    "a comparison": (x) => concat([x, x, x, x]).gt(3).cast("float32"),
    "whole numbers": (x) => x.cast("int32").mul(3).cast("float32"),
    "a product": (x) => x.matmul(x.slice([[0, 100]]).transpose()).matmul(ones([100, 200])),
    "the gradient of a product": (x) => grad((at: Tensor) => at.matmul(ones([100, 3])).sum())(x),
    "a padded tensor": (x) => x.pad([[1, 1], [0, 2]]), // biome-ignore format: one thing
    "a triangle": (x) => x.reshape([300, 1000]).tril(),
    "the gradient of a slice": (x) => grad((at: Tensor) => at.slice([[1, 50]]).sum())(x),
    "the gradient of windows": (x) => grad((at: Tensor) => windows(at, [2, 2]).sum())(x),
    "a joined tensor": (x) => concat([x, x], 1),
    "what is scattered": (x) => x.scatterAdd(zeroIndices(x.shape), x, 0),
    "the gradient of what is gathered": (x) =>
      grad((at: Tensor) => at.gather(zeroIndices(x.shape), 0).sum())(x),
    "an embedding": (x) => x.embedding(zeroIndices([SIZE / 50])),
    "the gradient of an embedding": (x) =>
      grad((at: Tensor) => at.embedding(zeroIndices([SIZE / 50])).sum())(x),
    "a running sum": (x) => x.cumsum(0),
    order: (x) => x.argsort(0).cast("float32"),
    softmax: (x) => x.softmax(-1),
    "a selection": (x) => x.gt(2).where(x, 0),
    "an empty sum of products": () => zeros([600, 0]).matmul(zeros([0, 600])),
    "an empty sum": () => zeros([SIZE, 0]).sum(1),
  };

  it("come in memory that shows", () => {
    expect(backendOf("test", "native").allocate("float32", SIZE)).toEqual(
      new Float32Array(SIZE).fill(Number.NaN),
    );
  });

  for (const [name, program] of Object.entries(programs)) {
    it(`are written everywhere: ${name}`, () => {
      const x = tensor(values, { shape: [SIZE / 100, 100] });
      const found = program(x).toTypedArray();
      setBackend("reference");
      const expected = program(x.to("reference")).toTypedArray();
      expect(found.length).toBeGreaterThanOrEqual(262_144);
      const wrong = found.findIndex((value, i) => !(Math.abs(value - expected[i]) <= 2e-6 * Math.abs(expected[i]))); // biome-ignore format: one thing
      expect([wrong, found[wrong], expected[wrong]]).toEqual([-1, undefined, undefined]);
    });
  }
});
