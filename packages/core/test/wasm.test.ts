import { ones, randn, seed, Tensor, tensor, watchFallbacks } from "@gradiente/core";
import { type LayoutName, layouts } from "@gradiente/testing";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Backend } from "../src/backend.ts";
import { binaryFormulas, comparisons, unaryFormulas } from "../src/backends/formulas/index.ts";
import { reference } from "../src/backends/reference/index.ts";
import { chunkLimits } from "../src/backends/wasm/chunks.ts";
import { blockLimits } from "../src/backends/wasm/contract.ts";
import { hasSimd, limits, wasm } from "../src/backends/wasm/index.ts";
import type { DType, TypedArray } from "../src/dtype.ts";
import { countWindows, Layout } from "../src/layout.ts";
import { Contraction } from "../src/primitives/contraction.ts";
import { type Float, floats, result, worst } from "./kernels.ts";

/* One suite of conformance: each kernel against the plain loops, which compute in double precision and round once. */

const usual = { ...limits };
beforeAll(() => Object.assign(limits, { smallest: 1, smallestProduct: 1, smallestOfBatch: 1 }));
afterAll(() => Object.assign(limits, usual));

const INF = Number.POSITIVE_INFINITY;

/** Special values, every scale, and the ranges in which functions change their formula. */
function inputs(dtype: Float): TypedArray {
  const special = [0, -0, 1, -1, INF, -INF, Number.NaN, 0.625, -0.625, Math.SQRT1_2, Math.SQRT2, 2 ** -126, 2 ** -149, 2 ** -1022, 2 ** -1074]; // biome-ignore format: a list
  const scales = Array.from({ length: 600 }, (_, i) => 10 ** (i / 4 - 75)).flatMap((x) => [x, -x]);
  const even = Array.from({ length: 40_001 }, (_, i) => (i - 20_000) / 200);
  const close = Array.from({ length: 20_001 }, (_, i) => (i - 10_000) / 10_000);
  const values = [...special, ...scales, ...even, ...close];
  return dtype === "float32" ? Float32Array.from(values) : Float64Array.from(values);
}

/** What each function promises, in units in the last place; 0 is exact. */
const bounds: Record<string, Record<Float, number>> = {
  exp: { float32: 2, float64: 2 },
  log: { float32: 2, float64: 2 },
  tanh: { float32: 2, float64: 2 },
  sigmoid: { float32: 3, float64: 3 },
  softplus: { float32: 4, float64: 3 },
  expm1: { float32: 2, float64: 2 },
  log1p: { float32: 2, float64: 2 },
  log2: { float32: 1, float64: 2 },
  log10: { float32: 1, float64: 2 },
  sinh: { float32: 3, float64: 3 },
  cosh: { float32: 2, float64: 2 },
  sin: { float32: 1, float64: 2 },
  cos: { float32: 1, float64: 2 },
  tan: { float32: 1, float64: 3 },
  erf: { float32: 1, float64: 2 },
};

/** Smaller results may be 0: the way to them leads through numbers that are. */
const flushes: Record<string, Record<Float, number>> = {
  sigmoid: { float32: 2 ** -126, float64: 2 ** -1022 },
};

it("the engine has what the kernels need", () => {
  expect(hasSimd()).toBe(true);
});

it("tells what it left to the plain loops, but not what is small", () => {
  const x = new Tensor(
    Float32Array.from({ length: 100 }, (_, i) => i),
    Layout.dense([100]),
    "float32",
    wasm,
  );
  const seen = watchFallbacks(() => {
    x.lgamma().exp().add(1).sum();
    x.digamma().lgamma();
    x.cast("int32").mod(3);
    x.cumsum(0);
  });
  expect([...seen].sort()).toEqual([["cumsum float32", 1], ["digamma float32", 1], ["lgamma float32", 2], ["mod int32", 1]]); // biome-ignore format: a list
  limits.smallest = 101;
  expect(watchFallbacks(() => x.lgamma()).size).toBe(0);
  limits.smallest = 1;
});

describe("elementwise functions", () => {
  for (const name of unaryFormulas.names) {
    for (const dtype of floats) {
      const bound = bounds[name]?.[dtype] ?? 0;
      it(`${name} of ${dtype} is within ${bound} ULP`, () => {
        const op = (Tensor.prototype as unknown as Record<string, (this: Tensor) => Tensor>)[name];
        const values = inputs(dtype);
        const compute = (backend: Backend) =>
          op.call(new Tensor(values, Layout.dense([values.length]), dtype, backend)).toTypedArray();
        const tiny = flushes[name]?.[dtype] ?? 0;
        const [fast, plain] = [wasm, reference].map((b) =>
          compute(b).map((y) => (Math.abs(y) < tiny ? 0 : y)),
        );
        const zeros = (y: TypedArray) => Array.from(y, (value) => Object.is(value, -0));
        expect(zeros(fast), "the signs of zeros").toEqual(zeros(plain));
        const { ulps: most, at } = worst(fast, plain, dtype);
        expect(most, `at ${values[at]}: ${fast[at]} for ${plain[at]}`).toBeLessThanOrEqual(bound);
      });
    }
  }
});

const sizes = fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 10_000 }));
const shapesOf = fc.oneof(
  sizes.map((size) => [size]),
  fc
    .tuple(
      fc.integer({ min: 1, max: 40 }),
      sizes.map((size) => Math.ceil(size / 20)),
    )
    .map(([a, b]) => [a, b]),
  fc
    .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 70 }))
    .map((s) => [...s]),
);
const layoutNames = fc.constantFrom(...(Object.keys(layouts) as LayoutName[]));
const float = fc.constantFrom(...floats);

function random(shape: readonly number[], dtype: Float, layout: LayoutName): Tensor {
  return layouts[layout](randn(shape, { dtype }));
}

/** One of the shapes that broadcast to this one. */
function part(shape: readonly number[], choice: number): number[] {
  return shape
    .map((size, axis) => ((choice >> axis) & 1 ? 1 : size))
    .slice((choice >> 4) % (shape.length + 1));
}

/** Binary functions without a rounding of their own; pow has a suite of its own. */
const exact = binaryFormulas.names.filter((name) => name !== "pow");

describe("kernels and loops agree on any shape and layout", () => {
  beforeAll(() => seed(1));

  it("unary and binary functions, comparisons, where", () => {
    const functions = fc.constantFrom(...exact, ...comparisons.names);
    fc.assert(
      fc.property(
        shapesOf,
        functions,
        float,
        layoutNames,
        layoutNames,
        fc.nat(127),
        fc.nat(127),
        (shape, name, dtype, la, lb, ca, cb) => {
          const a = random(part(shape, ca), dtype, la).expand(shape);
          const b = random(part(shape, cb), dtype, lb).expand(shape);
          const of = functionOf(name);
          const out = comparisons.has(name) ? "bool" : dtype;
          const [fast, plain] = [wasm, reference].map((backend) =>
            result(backend, out, shape, (on, to) => on.binary({ name, of }, a, b, to)),
          );
          expect(fast).toEqual(plain);
          const c = a.gt(b.mul(0.5));
          const condition = part(shape, cb).length === shape.length ? c : c.slice(shape.map(() => null));
          const chosen = [wasm, reference].map((backend) =>
            result(backend, dtype, shape, (on, to) => on.where(condition, a, b, to)),
          );
          expect(chosen[0]).toEqual(chosen[1]);
          const roots = [wasm, reference].map((backend) =>
            result(backend, dtype, shape, (on, to) => on.unary({ name: "abs", of: Math.abs }, a, to)),
          );
          expect(roots[0]).toEqual(roots[1]);
        },
      ),
    );
  });

  it("softmax and its logarithm, of rows of any length and magnitude", () => {
    fc.assert(
      fc.property(
        shapesOf,
        float,
        layoutNames,
        fc.constantFrom(1, 30, 1000),
        (shape, dtype, layout, scale) => {
          const x = random(shape, dtype, layout).mul(scale);
          const unit = dtype === "float32" ? 2 ** -24 : 2 ** -53;
          // Rounding x - max is off by units of its size, the sum by units of the number of terms.
          const relative = unit * (shape[shape.length - 1] + 10 + 2 * x.abs().max().item());
          for (const kind of ["softmax", "logSoftmax"] as const) {
            const [fast, plain] = [wasm, reference].map((on) =>
              result(on, dtype, shape, (b, to) => b.normalize(kind, x, to)),
            );
            for (let i = 0; i < fast.length; i++) {
              const allowed = kind === "softmax" ? relative * plain[i] + 2 ** -126 : 2 * relative;
              expect(Math.abs(fast[i] - plain[i])).toBeLessThanOrEqual(allowed);
            }
          }
        },
      ),
    );
  });

  it("sum, max and min, over every axis", () => {
    fc.assert(
      fc.property(
        shapesOf,
        fc.constantFrom("sum", "max", "min"),
        float,
        layoutNames,
        fc.nat(7),
        (shape, name, dtype, layout, choice) => {
          const x = random(shape, dtype, layout);
          const kept = shape.map((size, axis) => ((choice >> axis) & 1 ? 1 : size));
          const f = { name, ...folds[name] };
          const [fast, plain] = [wasm, reference].map((backend) =>
            result(backend, dtype, kept, (on, to) =>
              on.reduce(f, x, { ...to, layout: to.layout.expand(shape) }),
            ),
          );
          if (name !== "sum") expect(fast).toEqual(plain);
          // Of each sum, a few roundings of the sum of magnitudes, whatever its length.
          const scale = result(reference, "float64", kept, (on, to) =>
            on.reduce({ name: "sum", ...folds.sum }, x.abs().cast("float64"), {
              ...to,
              layout: to.layout.expand(shape),
            }),
          );
          const unit = dtype === "float32" ? 2 ** -24 : 2 ** -53;
          for (let i = 0; i < fast.length; i++) {
            expect(Math.abs(fast[i] - plain[i])).toBeLessThanOrEqual(12 * unit * scale[i]);
          }
        },
      ),
    );
  });

  it("keeps NaN in max, min and sum, wherever it stands", () => {
    for (const dtype of floats) {
      for (const place of [0, 1, 63, 64, 500, 998, 999]) {
        const values = new Float64Array(1000).fill(1);
        values[place] = Number.NaN;
        for (const shape of [[1000], [10, 100], [100, 10]]) {
          const x = tensor(values, { dtype, shape });
          for (const [name, f] of Object.entries(folds)) {
            for (let axis = 0; axis < shape.length; axis++) {
              const kept = shape.map((size, i) => (i === axis ? 1 : size));
              const count = (backend: Backend) =>
                result(backend, dtype, kept, (on, to) =>
                  on.reduce({ name, ...f }, x, { ...to, layout: to.layout.expand(shape) }),
                ).filter(Number.isNaN).length;
              expect(count(wasm), `${name} ${dtype} [${shape}] over ${axis}, NaN at ${place}`).toBe(1);
            }
          }
        }
      }
    }
  });
});

describe.each([
  ["in one go", {}, {}],
  // Sizes at which all that is done for large products is done for small ones.
  [
    "in blocks and chunks",
    { depth: 7, largestDepth: 9, cached: 40, smallest: 8, smallestStrip: 5 },
    { large: 30, chunk: 12, smallest: 3, smallestSparse: 2 },
  ],
])("sums of products, %s", (_how, blocks, chunks) => {
  const before = { blocks: { ...blockLimits }, chunks: { ...chunkLimits } };
  beforeAll(() => {
    Object.assign(blockLimits, blocks);
    Object.assign(chunkLimits, chunks);
  });
  afterAll(() => {
    Object.assign(blockLimits, before.blocks);
    Object.assign(chunkLimits, before.chunks);
  });

  it("matrix products of any size, plain and transposed, batched and broadcast", () => {
    const size = fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 70 }));
    const depth = fc.oneof(size, fc.constantFrom(255, 256, 257, 600));
    const batches = fc.constantFrom([], [1], [3], [2, 2]);
    fc.assert(
      fc.property(
        size,
        depth,
        size,
        float,
        layoutNames,
        layoutNames,
        batches,
        fc.nat(3),
        (m, k, n, dtype, la, lb, batch, shared) => {
          const a = random([...(shared & 1 ? [] : batch), m, k], dtype, la).expand([...batch, m, k]);
          const b = random([...(shared & 2 ? [] : batch), k, n], dtype, lb).expand([...batch, k, n]);
          const [fast, plain] = [wasm, reference].map((backend) =>
            result(backend, dtype, [...batch, m, n], (on, to) => on.contract(a, b, to, batch.length, 1)),
          );
          // k multiplications and additions, each off by half a unit of what is summed (Higham 2002, section 3.5).
          const sums = result(reference, "float64", [...batch, m, n], (on, to) =>
            on.contract(a.abs().cast("float64"), b.abs().cast("float64"), to, batch.length, 1),
          );
          const unit = (k + 1) * (dtype === "float32" ? 2 ** -24 : 2 ** -53);
          for (let i = 0; i < fast.length; i++) {
            expect(Math.abs(fast[i] - plain[i])).toBeLessThanOrEqual(unit * sums[i] + 1e-300);
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  it("sums of products seen as windows, and added up through them", () => {
    const window = fc.record({
      size: fc.integer({ min: 1, max: 5 }),
      stride: fc.integer({ min: 1, max: 3 }),
      dilation: fc.integer({ min: 1, max: 2 }),
    });
    const few = fc.integer({ min: 1, max: 3 });
    const channels = fc.oneof(few, fc.integer({ min: 1, max: 40 }));
    const space = fc.oneof(fc.integer({ min: 0, max: 9 }), fc.constantFrom(30, 45));
    const example = fc.record({
      windows: fc.array(fc.tuple(window, space), { minLength: 1, maxLength: 2 }),
      images: few,
      groups: fc.constantFrom(1, 1, 2),
      filters: channels,
      channels,
      dtype: float,
      layout: layoutNames,
    });
    fc.assert(
      fc.property(example, ({ windows: along, images, groups, filters, channels, dtype, layout }) => {
        const windows = along.map(([window]) => window);
        const sizes = windows.map(({ size }) => size);
        const spatial = along.map(([{ size, dilation }, more]) => (size - 1) * dilation + 1 + more);
        const places = windows.map((window, axis) => countWindows(spatial[axis], window));
        const [within, at] = ["within", "at"].map((name) => sizes.map((_, axis) => `${name} ${axis}`));
        const axes = new Contraction(
          { labels: ["group", "filter", "channel", ...within] },
          {
            labels: ["image", "group", "channel", ...at, ...within],
            view: (layout) => layout.windows(windows),
          },
          { labels: ["image", "group", "filter", ...at] },
        );
        const shapes = {
          filters: [groups, filters, channels, ...sizes],
          images: [images, groups, channels, ...spatial],
          product: [images, groups, filters, ...places],
        };
        const draw = (shape: readonly number[]) => random(shape, dtype, layout);
        const [f, x, y] = [draw(shapes.filters), draw(shapes.images), draw(shapes.product)];
        const cases: [Contraction, Tensor, Tensor, readonly number[]][] = [
          [axes, f, x, shapes.product],
          [axes.gradientA, y, x, shapes.filters],
          [axes.gradientB, f, y, shapes.images],
        ];
        for (const [contraction, a, b, shape] of cases) {
          const run = (backend: Backend, dtype: DType, a: Tensor, b: Tensor) =>
            result(backend, dtype, shape, (on, to) => contraction.run(on, a, b, to));
          const [fast, plain] = [wasm, reference].map((backend) => run(backend, dtype, a, b));
          const [wideA, wideB] = [a.cast("float64"), b.cast("float64")];
          const sums = run(reference, "float64", wideA.abs(), wideB.abs());
          const terms = run(
            reference,
            "float64",
            ones(a.shape, { dtype: "float64" }),
            ones(b.shape, { dtype: "float64" }),
          );
          const unit = dtype === "float32" ? 2 ** -24 : 2 ** -53;
          for (let i = 0; i < fast.length; i++) {
            // As for products: each term is off by a unit at most for each that it is summed with.
            const bound = (terms[i] + 1) * unit * sums[i] + 1e-300;
            expect(Math.abs(fast[i] - plain[i])).toBeLessThanOrEqual(bound);
          }
        }
      }),
      { numRuns: 40 },
    );
  });
});

const folds: Record<string, { initial: number; of(a: number, b: number): number }> = {
  sum: { initial: 0, of: (a, b) => a + b },
  max: { initial: -INF, of: Math.max },
  min: { initial: INF, of: Math.min },
};

/** The meaning of a function, for the reference backend. */
function functionOf(name: string): (a: number, b: number) => number {
  const meanings: Record<string, (a: number, b: number) => number> = {
    add: (a, b) => a + b,
    sub: (a, b) => a - b,
    mul: (a, b) => a * b,
    div: (a, b) => a / b,
    maximum: Math.max,
    minimum: Math.min,
    eq: (a, b) => Number(a === b),
    ne: (a, b) => Number(a !== b),
    gt: (a, b) => Number(a > b),
    ge: (a, b) => Number(a >= b),
    lt: (a, b) => Number(a < b),
    le: (a, b) => Number(a <= b),
  };
  return meanings[name];
}
