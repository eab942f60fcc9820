import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { allocateStorage } from "../src/backends/storage.ts";
import { bytesPerElement, type DType } from "../src/dtype.ts";
import { type Tensor, tensor } from "../src/index.ts";

const requests = fc.array(
  fc.record({
    dtype: fc.constantFrom<DType>("float32", "float64", "int32", "bool"),
    size: fc.integer({ min: 0, max: 1200 }),
  }),
  { maxLength: 60 },
);

describe("storage", () => {
  test("is of the size asked for, and no two arrays share an element", () => {
    fc.assert(
      fc.property(requests, (asked) => {
        const arrays = asked.map(({ dtype, size }) => allocateStorage(dtype, size));
        arrays.forEach((array, i) => {
          expect(array.length).toBe(asked[i].size);
          expect(array.BYTES_PER_ELEMENT).toBe(bytesPerElement(asked[i].dtype));
        });
        arrays.forEach((array, i) => {
          array.fill(i + 1);
        });
        arrays.forEach((array, i) => {
          expect(array.every((value) => value === i + 1)).toBe(true);
        });
      }),
    );
  });

  test("that users are handed is theirs alone, so that it can be transferred", () => {
    const x = tensor(Float32Array.from({ length: 40 }, (_, i) => i));
    const results: readonly Tensor[] = [x, x.add(1), x.reshape([5, 8]).transpose(), x.slice([[2, 30]])];
    for (const result of results) {
      const values = result.toTypedArray();
      expect(values.buffer.byteLength).toBe(values.byteLength);
      const expected = Array.from(values);
      structuredClone(values.buffer, { transfer: [values.buffer as ArrayBuffer] });
      expect(Array.from(result.toTypedArray())).toEqual(expected);
    }
  });
});
