import { Tensor, where } from "@gradiente/core";
import { type LayoutName, layouts } from "@gradiente/testing";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { reference } from "../src/backends/reference/index.ts";
import { limits, wasm } from "../src/backends/wasm/index.ts";
import { watchFallbacks } from "../src/fallbacks.ts";
import { Layout } from "../src/layout.ts";

/* Kernels of integers and booleans give what the plain loops give, to the last bit, overflow included. */

const usual = { ...limits };
beforeAll(() => Object.assign(limits, { smallest: 1 }));
afterAll(() => Object.assign(limits, usual));

const LEAST = -(2 ** 31);
const element = fc.oneof(
  fc.integer({ min: -5, max: 5 }),
  fc.integer({ min: LEAST, max: 2 ** 31 - 1 }),
  fc.constantFrom(LEAST, LEAST + 1, 2 ** 31 - 1, 65536, -65536, 46341),
);
const runs = { numRuns: 25 };
const layoutNames = fc.constantFrom(...(Object.keys(layouts) as LayoutName[]));

/** A shape, and elements for two tensors of it. */
const operands = fc
  .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 130 }))
  .chain((shape) => {
    const size = shape.reduce((a, b) => a * b);
    // A few drawn elements, and all of them from these.
    const elements = fc
      .tuple(fc.array(element, { minLength: 1, maxLength: 40 }), fc.nat(1000))
      .map(([drawn, step]) =>
        Int32Array.from({ length: size }, (_, i) => drawn[(i * (step + 1)) % drawn.length]),
      );
    return fc.record({ shape: fc.constant(shape), a: elements, b: elements });
  });

/** What runs on each backend, and that all of it had a kernel. */
function agree(
  values: readonly Int32Array[],
  shape: readonly number[],
  layout: LayoutName,
  run: (...x: Tensor[]) => Tensor,
): void {
  const compute = (backend: typeof wasm) =>
    run(...values.map((x) => layouts[layout](new Tensor(x.slice(), Layout.dense(shape), "int32", backend)))); // biome-ignore format: a line
  let fast = compute(reference);
  const plain = fast;
  const missing = watchFallbacks(() => {
    fast = compute(wasm);
  });
  expect([fast.dtype, fast.shape]).toEqual([plain.dtype, plain.shape]);
  expect(fast.toTypedArray()).toEqual(plain.toTypedArray());
  expect([...missing.keys()].filter((name) => !name.startsWith("copy"))).toEqual([]);
}

describe("integers", () => {
  const unary = ["neg", "abs", "sign", "relu", "sum", "max", "min"] as const;
  const binary = ["add", "sub", "mul", "maximum", "minimum", "eq", "ne", "lt", "le", "gt", "ge"] as const;

  for (const name of unary) {
    it(name, () => {
      fc.assert(
        fc.property(operands, layoutNames, ({ shape, a }, layout) => {
          agree([a], shape, layout, (x) => x[name]());
        }),
        runs,
      );
    });
  }

  for (const name of ["sum", "max", "min"] as const) {
    it(`${name} over any axes`, () => {
      const axes = fc.constantFrom([0], [1], [2], [0, 1], [0, 2], [1, 2]);
      fc.assert(
        fc.property(operands, layoutNames, axes, ({ shape, a }, layout, folded) => {
          agree([a], shape, layout, (x) => x[name](folded));
        }),
        runs,
      );
    });
  }

  for (const name of binary) {
    it(name, () => {
      fc.assert(
        fc.property(operands, layoutNames, ({ shape, a, b }, layout) => {
          agree([a, b], shape, layout, (x, y) => x[name](y));
          agree([a, b], shape, layout, (x, y) => x[name](y.slice([[0, 1]])));
          agree([a, b], shape, layout, (x, y) => x[name](y.slice([null, null, [0, 1]])));
        }),
        runs,
      );
    });
  }

  it("where, and sums of booleans", () => {
    fc.assert(
      fc.property(operands, layoutNames, ({ shape, a, b }, layout) => {
        agree([a, b], shape, layout, (x, y) => where(x.gt(y), x, y));
        agree([a, b], shape, layout, (x, y) => x.gt(y).sum([1]));
      }),
      runs,
    );
  });

  it("multiply to the last bit, as integers wrap", () => {
    const x = new Tensor(new Int32Array(100).fill(2 ** 31 - 1), Layout.dense([100]), "int32", wasm);
    expect(x.mul(x).toTypedArray()).toEqual(new Int32Array(100).fill(1));
  });
});
