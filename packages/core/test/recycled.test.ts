import { recyclingStorage } from "@gradiente/core/backend";
import { expect, it } from "vitest";

/* What happens to arrays that nobody has any more. */

it("an array comes back for the same dtype and size alone, and once", () => {
  const { allocate, recycle } = recyclingStorage();
  const arrays = [new Float32Array(100), new Float64Array(100), new Int32Array(100), new Uint8Array(100)];
  for (const array of arrays) recycle(array);
  expect(arrays).not.toContain(allocate("float32", 99));
  for (const [i, dtype] of (["float32", "float64", "int32", "bool"] as const).entries()) {
    expect(allocate(dtype, 100)).toBe(arrays[i]);
    const next = allocate(dtype, 100);
    expect(arrays).not.toContain(next);
    expect([next.constructor, next.length]).toEqual([arrays[i].constructor, 100]);
  }
});

it("the last one of a size comes back first", () => {
  const { allocate, recycle } = recyclingStorage();
  const [a, b] = [new Float32Array(10), new Float32Array(10)];
  recycle(a);
  recycle(b);
  const [first, second, third] = [1, 2, 3].map(() => allocate("float32", 10));
  expect(first).toBe(b);
  expect(second).toBe(a);
  expect([a, b]).not.toContain(third);
});

it("at most 64 MiB are kept: with more, all go", () => {
  const { allocate, recycle } = recyclingStorage();
  const large = new Uint8Array(64 * 2 ** 20);
  const small = new Float32Array(10);
  recycle(large);
  // Not by toBe, which compares all elements of arrays that differ.
  expect(allocate("bool", large.length) === large).toBe(true);
  recycle(large);
  recycle(small);
  expect(allocate("bool", large.length) === large).toBe(false);
  expect(allocate("float32", 10)).not.toBe(small);
  recycle(small);
  expect(allocate("float32", 10)).toBe(small);
});

it("what came back and went again counts no more", () => {
  const { allocate, recycle } = recyclingStorage();
  const small = new Float32Array(10);
  recycle(small);
  const half = new Uint8Array(2 ** 25);
  for (let time = 0; time < 5; time++) {
    recycle(half);
    expect(allocate("bool", half.length) === half).toBe(true);
  }
  expect(allocate("float32", 10)).toBe(small);
});
