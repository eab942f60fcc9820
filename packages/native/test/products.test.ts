import { Layout } from "@gradiente/core/backend";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import type { View } from "../src/arrays.ts";
import { addon } from "../src/border.ts";
import { contractOn } from "../src/contract.ts";
import { type InstructionSet, setNativeThreads, useNative } from "../src/index.ts";
import { shareEverything } from "./sharing.ts";
import type { Floats } from "./views.ts";

/*
 * Products of matrices in every layout that kernels tell apart: operands that are packed, and those that are read where they
 * lie. Of small whole numbers, they are exact.
 */

const levels = addon().levels as readonly InstructionSet[];

shareEverything();
afterAll(() => useNative());

/** How a matrix lies: by rows or by columns, whose beginnings lie `gap` elements further apart than they have to. */
interface Lie {
  readonly transposed: boolean;
  readonly gap: number;
}

interface Case {
  readonly rows: number;
  readonly depth: number;
  readonly columns: number;
  readonly left: Lie;
  readonly right: Lie;
  readonly out: Lie;
}

const OUTSIDE = 77;
const small = (i: number) => ((i * 7919) % 7) - 3;

function matrix(
  OfType: Floats,
  height: number,
  width: number,
  { transposed, gap }: Lie,
  of: (i: number) => number,
): View {
  const step = (transposed ? height : width) + gap;
  const buffer = new OfType(1 + (transposed ? width : height) * step);
  for (let i = 0; i < buffer.length; i++) buffer[i] = of(i);
  const layout = new Layout([height, width], transposed ? [1, step] : [step, 1], 1);
  return { buffer, layout, dtype: OfType === Float32Array ? "float32" : "float64" };
}

/** The buffer of the product by its definition. */
function expected({ rows, depth, columns }: Case, a: View, b: View, out: View): number[] {
  const values = Array.from(out.buffer, () => OUTSIDE);
  const at = ({ layout: { offset, strides } }: View, i: number, j: number) =>
    offset + i * strides[0] + j * strides[1];
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      let sum = 0;
      for (let k = 0; k < depth; k++) sum += a.buffer[at(a, i, k)] * b.buffer[at(b, k, j)];
      values[at(out, i, j)] = sum;
    }
  }
  return values;
}

/** The first place that differs, and what stands there. */
function firstOther(found: ArrayLike<number>, wanted: readonly number[]): string | undefined {
  const place = wanted.findIndex((value, i) => value !== found[i]);
  return place < 0 ? undefined : `place ${place}: ${found[place]} for ${wanted[place]}`;
}

function check(given: Case, OfType: Floats, instructions: InstructionSet, threads: number): void {
  useNative({ instructions });
  setNativeThreads(threads);
  const { rows, depth, columns } = given;
  const a = matrix(OfType, rows, depth, given.left, small);
  const b = matrix(OfType, depth, columns, given.right, (i) => small(i + 3));
  const out = matrix(OfType, rows, columns, given.out, () => OUTSIDE);
  expect(contractOn(a, b, out, 0, 1)).toBe(true);
  expect(firstOther(out.buffer, expected(given, a, b, out))).toBeUndefined();
}

const lies: Readonly<Record<string, Lie>> = {
  rows: { transposed: false, gap: 0 },
  columns: { transposed: true, gap: 0 },
  "rows apart": { transposed: false, gap: 5 },
  "columns far apart": { transposed: true, gap: 600 },
};

/** Sizes around whole tiles, of pieces of sums and of blocks, few panels and many. */
const sizes: readonly (readonly [rows: number, depth: number, columns: number])[] = [
  [12, 8, 32],
  [25, 385, 33],
  [61, 400, 130],
  [130, 70, 300],
  [7, 1024, 40],
  [200, 96, 20],
];

describe("products in every layout", () => {
  for (const level of levels) {
    for (const [rows, depth, columns] of sizes) {
      it(`${rows} x ${depth} x ${columns}: ${level}`, () => {
        for (const left of Object.values(lies)) {
          for (const right of Object.values(lies)) {
            for (const OfType of [Float32Array, Float64Array]) {
              check({ rows, depth, columns, left, right, out: lies.rows }, OfType, level, 1);
            }
          }
        }
      });
    }
  }

  it("whose rows lie in the same places of a cache", () => {
    const page = { transposed: false, gap: 1024 - 200 };
    for (const level of levels) {
      check(
        { rows: 30, depth: 200, columns: 300, left: page, right: lies.rows, out: page },
        Float32Array,
        level,
        1,
      );
    }
  });

  it("of any size, on any number of threads", () => {
    const lie = fc.record({ transposed: fc.boolean(), gap: fc.constantFrom(0, 1, 3, 16, 300) });
    const size = (most: number) =>
      fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: most }));
    const any = fc.record({
      ...{ rows: size(140), depth: size(450), columns: size(320) },
      ...{ left: lie, right: lie, out: lie },
    });
    fc.assert(
      fc.property(
        any,
        fc.constantFrom(Float32Array, Float64Array),
        fc.constantFrom(...levels),
        fc.constantFrom(1, 2, 3, 4),
        check,
      ),
      { numRuns: 150 },
    );
  });
});
