import { expect, it } from "vitest";
import type { View } from "../src/backends/view.ts";
import { chunkLimits, chunksOf } from "../src/backends/wasm/chunks.ts";
import { Layout } from "../src/layout.ts";

/* How products are cut: what is cut gives the same numbers, so that these layouts are all that can be seen of it. */

type Operand = readonly [shape: readonly number[], strides: readonly number[], offset?: number];

interface Cutting {
  readonly batch?: number;
  readonly inner?: number;
  readonly a: Operand;
  readonly b: Operand;
  readonly out: Operand;
}

const k32 = 2 ** 15;

/** A product, and what is in the scratch memory at a time: chunks are axes of the batch, or the first summed axis. */
const cuttings: Record<string, readonly [given: Cutting, made: Cutting & { readonly passes?: number }]> = {
  "small matrices stay whole": [
    { a: [[4, 5], [5, 1]], b: [[5, 6], [6, 1]], out: [[4, 6], [6, 1]] },
    { a: [[4, 5], [5, 1]], b: [[5, 6], [6, 1]], out: [[4, 6], [6, 1]] },
  ],
  "2^20 elements stay whole": [
    { a: [[2 ** 17, 8], [8, 1]], b: [[8, 3], [3, 1]], out: [[2 ** 17, 3], [3, 1]] },
    { a: [[2 ** 17, 8], [8, 1]], b: [[8, 3], [3, 1]], out: [[2 ** 17, 3], [3, 1]] },
  ],
  "many rows are cut": [
    { a: [[2 ** 18, 8], [8, 1]], b: [[8, 3], [3, 1]], out: [[2 ** 18, 3], [3, 1]] },
    { batch: 1, a: [[8, k32, 8], [8 * k32, 8, 1]], b: [[8, 8, 3], [0, 3, 1]], out: [[8, k32, 3], [3 * k32, 3, 1]] },
  ],
  "many columns are cut": [
    { a: [[3, 8], [8, 1]], b: [[8, 2 ** 18], [1, 8]], out: [[3, 2 ** 18], [2 ** 18, 1]] },
    { batch: 1, a: [[8, 3, 8], [0, 8, 1]], b: [[8, 8, k32], [8 * k32, 1, 8]], out: [[8, 3, k32], [k32, 8 * k32, 1]] },
  ],
  "rows and columns are cut": [
    { a: [[2 ** 18, 8], [8, 1]], b: [[8, 2 ** 18], [1, 8]], out: [[2 ** 18, 2 ** 18], [2 ** 18, 1]] },
    {
      batch: 2,
      a: [[8, 8, k32, 8], [8 * k32, 0, 8, 1]],
      b: [[8, 8, 8, k32], [0, 8 * k32, 1, 8]],
      out: [[8, 8, k32, k32], [k32 * 2 ** 18, k32, 2 ** 18, 1]],
    },
  ],
  "a long sum is cut": [
    { a: [[8, 2 ** 18], [1, 8]], b: [[2 ** 18, 5], [5, 1]], out: [[8, 5], [5, 1]] },
    { inner: 2, passes: 1, a: [[8, 8, k32], [1, 8 * k32, 8]], b: [[8, k32, 5], [5 * k32, 5, 1]], out: [[8, 5], [5, 1]] },
  ],
  "the shorter chunk of two counts": [
    { a: [[8, 2 ** 18], [1, 8]], b: [[2 ** 18, 16], [16, 1]], out: [[8, 16], [16, 1]] },
    {
      ...{ inner: 2, passes: 1, out: [[8, 16], [16, 1]] },
      a: [[8, 16, 2 ** 14], [1, 2 ** 17, 8]],
      b: [[16, 2 ** 14, 16], [2 ** 18, 16, 1]],
    },
  ],
  "chunks have 1024 rows at least": [
    { a: [[2048, 1024], [1024, 1]], b: [[1024, 3], [3, 1]], out: [[2048, 3], [3, 1]] },
    { batch: 1, a: [[2, 1024, 1024], [2 ** 20, 1024, 1]], b: [[2, 1024, 3], [0, 3, 1]], out: [[2, 1024, 3], [3072, 3, 1]] },
  ],
  "rows without a divisor stay whole": [
    { a: [[1031, 2048], [2048, 1]], b: [[2048, 3], [3, 1]], out: [[1031, 3], [3, 1]] },
    { a: [[1031, 2048], [2048, 1]], b: [[2048, 3], [3, 1]], out: [[1031, 3], [3, 1]] },
  ],
  "rows far apart are taken one by one": [
    { a: [[4, 32, 2], [10_000, 2, 1]], b: [[2, 3], [3, 1]], out: [[4, 32, 3], [96, 3, 1]] },
    { batch: 1, a: [[4, 1, 32, 2], [10_000, 10_000, 2, 1]], b: [[4, 2, 3], [0, 3, 1]], out: [[4, 1, 32, 3], [96, 96, 3, 1]] },
  ],
  "few that are far apart are brought together": [
    { a: [[4, 31, 2], [10_000, 2, 1]], b: [[2, 3], [3, 1]], out: [[4, 31, 3], [93, 3, 1]] },
    { a: [[4, 31, 2], [62, 2, 1]], b: [[2, 3], [3, 1]], out: [[4, 31, 3], [93, 3, 1]] },
  ],
  "rows that go backwards are brought in order": [
    { a: [[2, 3], [-3, 1], 3], b: [[3, 2], [2, 1]], out: [[2, 2], [2, 1]] },
    { a: [[2, 3], [3, 1]], b: [[3, 2], [2, 1]], out: [[2, 2], [2, 1]] },
  ],
  "columns that go backwards are brought in order": [
    { a: [[2, 3], [3, 1]], b: [[3, 2], [2, -1], 1], out: [[2, 2], [2, 1]] },
    { a: [[2, 3], [3, 1]], b: [[3, 2], [2, 1]], out: [[2, 2], [2, 1]] },
  ],
}; // biome-ignore format: one row an operand

it("the limits are those that were measured", () => {
  expect(chunkLimits).toEqual({ large: 2 ** 20, chunk: 2 ** 18, smallest: 1024, smallestSparse: 32 });
});

it.each(Object.entries(cuttings))("%s", (_, [given, made]) => {
  // Only what is brought together or in order is read.
  const buffer = new Float32Array(40_000);
  const view = ([shape, strides, offset = 0]: Operand): View => ({
    buffer,
    layout: new Layout(shape, strides, offset),
    dtype: "float32",
  });
  const { a, b, out, ...counts } = chunksOf(view(given.a), view(given.b), view(given.out), 0, 1);
  expect(counts).toEqual({ batch: made.batch ?? 0, inner: made.inner ?? 1, passes: made.passes ?? 0 });
  const shown = ({ layout: { shape, strides, offset } }: View) => [shape, strides, offset];
  expect([a, b, out].map(shown)).toEqual([made.a, made.b, made.out].map(([shape, strides]) => [shape, strides, 0])); // biome-ignore format: a line
});
