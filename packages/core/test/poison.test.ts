import { type DType, einsum, grad, ones, setBackend, tensor, windows, zeros } from "@gradiente/core";
import { beforeAll, describe, expect, it } from "vitest";
import { allocateStorage, poisonStorage } from "../src/backends/storage.ts";

/* Buffers promise nothing about what they hold: here they hold what shows. */

beforeAll(() => {
  poisonStorage();
  setBackend("reference");
});

const dtypes: readonly DType[] = ["float32", "float64", "int32", "bool"];

describe("poisoned storage", () => {
  it("holds no value that anybody could take for a result", () => {
    for (const dtype of dtypes) {
      // Inside an object, in a slab, and of its own.
      for (const size of [1, 5, 100, 1000, 100_000]) {
        const array = allocateStorage(dtype, size);
        const isPoison = (value: number) => Number.isNaN(value) || Math.abs(value) > 1;
        expect(array.every(isPoison), `${dtype} [${size}]`).toBe(true);
      }
    }
  });

  it("is overwritten by all that wants zeros", () => {
    for (const dtype of dtypes) {
      const none = dtype === "bool" ? false : 0;
      expect(zeros([2, 3], { dtype }).toArray()).toEqual([[none, none, none], [none, none, none]]); // biome-ignore format: a matrix
      const one = ones([2], { dtype });
      expect(one.pad([[1, 2]]).cast("int32").toArray()).toEqual([0, 1, 1, 0, 0]); // biome-ignore format: a line
      if (dtype === "bool") continue;
      const index = tensor([2, 2], { dtype: "int32" });
      expect(zeros([4], { dtype }).scatterAdd(index, one, 0).toArray()).toEqual([0, 0, 2, 0]);
    }
  });

  it("is overwritten by sums and products over nothing", () => {
    const none = zeros([2, 0]);
    expect(none.sum(1).toArray()).toEqual([0, 0]);
    expect(zeros([2, 1, 0]).matmul(zeros([2, 0, 2])).toArray()).toEqual([[[0, 0]], [[0, 0]]]); // biome-ignore format: a line
    expect(none.prod(1).toArray()).toEqual([1, 1]);
    expect(none.matmul(zeros([0, 3])).toArray()).toEqual([[0, 0, 0], [0, 0, 0]]); // biome-ignore format: a matrix
    expect(einsum("ij,kj->ik", none, none).toArray()).toEqual([[0, 0], [0, 0]]); // biome-ignore format: a matrix
  });

  it("is overwritten by the adjoints of views", () => {
    const x = tensor([1, 2, 3, 4]);
    expect(grad((at) => windows(at, [2]).sum())(x).toArray()).toEqual([1, 2, 2, 1]);
    expect(grad((at) => at.slice([[1, 3]]).sum())(x).toArray()).toEqual([0, 1, 1, 0]);
  });
});
