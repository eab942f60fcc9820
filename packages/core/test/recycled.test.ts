import { expect, it } from "vitest";
import { Recycled } from "../src/backends/recycled.ts";

/* What happens to arrays that nobody has any more. */

it("an array comes back for the same dtype and size alone, and once", () => {
  const recycled = new Recycled();
  const arrays = [new Float32Array(100), new Float64Array(100), new Int32Array(100), new Uint8Array(100)];
  for (const array of arrays) recycled.keep(array);
  expect(recycled.take("float32", 99)).toBeUndefined();
  expect(recycled.take("float32", 100)).toBe(arrays[0]);
  expect(recycled.take("float32", 100)).toBeUndefined();
  expect(recycled.take("float64", 100)).toBe(arrays[1]);
  expect(recycled.take("int32", 100)).toBe(arrays[2]);
  expect(recycled.take("bool", 100)).toBe(arrays[3]);
  for (const dtype of ["float32", "float64", "int32", "bool"] as const) {
    expect(recycled.take(dtype, 100)).toBeUndefined();
  }
});

it("the last one of a size comes back first", () => {
  const recycled = new Recycled();
  const [a, b] = [new Float32Array(10), new Float32Array(10)];
  recycled.keep(a);
  recycled.keep(b);
  expect([recycled.take("float32", 10), recycled.take("float32", 10)]).toEqual([b, a]);
  expect(recycled.take("float32", 10)).toBeUndefined();
});

it("at most 64 MiB are kept: beyond, those of earlier sizes go", () => {
  const recycled = new Recycled();
  const large = new Uint8Array(64 * 2 ** 20);
  const small = new Float32Array(10);
  recycled.keep(small);
  recycled.keep(large);
  expect(recycled.take("float32", 10)).toBeUndefined();
  expect(recycled.take("bool", large.length)).toBe(large);
  recycled.keep(small);
  recycled.keep(new Uint8Array(large.length + 1));
  expect(recycled.take("bool", large.length + 1)).toBeUndefined();
  expect(recycled.take("float32", 10)).toBe(small);
});
