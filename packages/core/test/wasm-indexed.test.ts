import { arange, IndexError, randn, seed, type Tensor, tensor } from "@gradiente/core";
import { type LayoutName, layouts } from "@gradiente/testing";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Backend } from "../src/backend.ts";
import { reference } from "../src/backends/reference/index.ts";
import { limits, wasm } from "../src/backends/wasm/index.ts";
import { indexedOn } from "../src/backends/wasm/indexed.ts";
import type { DType } from "../src/dtype.ts";
import { arrayView, result } from "./kernels.ts";

/* gather, scatterAdd and scatter: kernels against plain loops, and both against what the words say. */

const usual = { ...limits };
beforeAll(() => {
  Object.assign(limits, { smallest: 1 });
  seed(3);
});
afterAll(() => Object.assign(limits, usual));

const shapes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 6 });
const dtypes = fc.constantFrom<DType[]>("float32", "float64", "int32", "bool");
const layoutNames = fc.constantFrom(...(Object.keys(layouts) as LayoutName[]));
const operations = fc.constantFrom("gather", "scatterAdd", "scatter");

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** Indices below `most`, alike along the last axis if rows are picked. */
function indicesOf(shape: readonly number[], most: number, step: number, rows: boolean): Tensor {
  const own = rows ? [...shape.slice(0, -1), 1] : shape;
  const numbers = Int32Array.from({ length: sizeOf(own) }, (_, i) => (i * step + (i >> 2)) % most);
  return tensor(numbers, { dtype: "int32", shape: own }).expand(shape);
}

function fresh(shape: readonly number[], dtype: DType): Tensor {
  const x = randn(shape, { dtype: "float64" });
  return dtype === "bool" ? x.gt(0) : x.mul(5).cast(dtype);
}

describe("kernels and loops agree on any shape, layout and dtype", () => {
  it("of data and indices that fit together", () => {
    fc.assert(
      fc.property(
        operations,
        shapes,
        fc.nat(5),
        fc.integer({ min: 1, max: 12 }),
        fc.nat(30),
        fc.boolean(),
        dtypes,
        layoutNames,
        layoutNames, // biome-ignore format: a list
        (how, shape, choice, axisSize, step, rows, dtype, la, lb) => {
          const axis = choice % shape.length;
          const dataShape = shape.map((size, i) => (i === axis ? axisSize : size));
          const index = layouts[lb](indicesOf(shape, axisSize, step, rows && axis < shape.length - 1));
          if (how === "gather") {
            const x = layouts[la](fresh(dataShape, dtype));
            const run = (on: Backend) => result(on, dtype, shape, (b, to) => b.gather(x, index, axis, to));
            expect(run(wasm)).toEqual(run(reference));
            return;
          }
          const updates = layouts[la](fresh(shape, dtype));
          const run = (on: Backend) =>
            result(on, dtype, dataShape, (b, to) =>
              how === "scatter"
                ? b.scatter(updates, index, axis, to)
                : b.scatterAdd(updates, index, axis, to),
            );
          expect(run(wasm)).toEqual(run(reference));
        },
      ),
      { numRuns: 300 },
    );
  });

  it("with a kernel for all but rows and large data", () => {
    const index = arrayView(indicesOf([20, 60], 50, 7, false));
    const out = { buffer: new Float32Array(1200), layout: index.layout, dtype: "float32" as const };
    expect(indexedOn("gather", arrayView(randn([50, 60])), index, 0, out)).toBe(true);
    expect(indexedOn("gather", arrayView(randn([500, 60])), index, 0, out)).toBe(false);
    const rows = arrayView(indicesOf([20, 60], 50, 7, true));
    expect(indexedOn("gather", arrayView(randn([50, 60])), rows, 0, out)).toBe(false);
    expect(indexedOn("scatterAdd", { ...out, buffer: new Float32Array(1200) }, rows, 0, out)).toBe(false);
  });
});

describe("an index outside", () => {
  for (const backend of [wasm, reference]) {
    for (const wrong of [-1, 7, 2 ** 31 - 1, -(2 ** 31)]) {
      it(`${wrong} is named with its place on ${backend.name}`, () => {
        for (const rows of [true, false]) {
          const numbers = new Int32Array(rows ? 6 : 6 * 64).fill(3);
          numbers[rows ? 4 : 4 * 64 + 5] = wrong;
          const index = tensor(numbers, { dtype: "int32", shape: [6, rows ? 1 : 64] }).expand([6, 64]);
          const x = arange(0, 7 * 64)
            .reshape([7, 64])
            .cast("float32");
          const out = {
            buffer: new Float32Array(6 * 64),
            layout: index.layout.dense,
            dtype: "float32" as const,
          };
          const place = rows ? [4, 0] : [4, 5];
          const pick = () => backend.gather(arrayView(x), arrayView(index), 0, out);
          expect(pick).toThrow(IndexError);
          expect(pick).toThrow(`index ${wrong} at [${place.join(", ")}]`);
        }
      });
    }
  }
});
