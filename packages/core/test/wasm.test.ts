import {
  batchNorm,
  grad,
  groupNorm,
  layerNorm,
  ones,
  rand,
  randn,
  scaledDotProductAttention,
  Tensor,
  watchFallbacks,
} from "@gradiente/core";
import { conformance, type LayoutName, layouts } from "@gradiente/testing";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Backend, View } from "../src/backend.ts";
import { unaryFormulas } from "../src/backends/formulas/index.ts";
import { reference } from "../src/backends/reference/index.ts";
import { chunkLimits } from "../src/backends/wasm/chunks.ts";
import { blockLimits } from "../src/backends/wasm/contract.ts";
import { hasSimd, limits, wasm } from "../src/backends/wasm/index.ts";
import { alongside } from "../src/create.ts";
import type { DType, TypedArray } from "../src/dtype.ts";
import type { UnaryFunction } from "../src/functions.ts";
import { countWindows, Layout } from "../src/layout.ts";
import { Contraction } from "../src/primitives/contraction.ts";
import { unary } from "../src/primitives/elementwise.ts";
import { contract } from "../src/primitives/list.ts";
import { type Float, floats, result, worst } from "./kernels.ts";

/* Kernels against the plain loops, which compute in double precision and round once: what all backends promise, and more. */

const usual = { ...limits };
beforeAll(() =>
  Object.assign(limits, { smallest: 1, smallestProduct: 1, smallestOfBatch: 1, smallestRandom: 1 }),
);
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
  sigmoidSlope: { float32: 4, float64: 4 },
  tanhSlope: { float32: 4, float64: 4 },
  softplus: { float32: 4, float64: 3 },
  softsign: { float32: 1, float64: 0 },
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
  // Of that, the plain loops take up to 6 in float64: wasm-functions.test.ts compares with exact values.
  erfc: { float32: 3, float64: 6 },
  erfSlope: { float32: 2, float64: 4 },
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
    alongside(x, () => rand([100], { dtype: "float64" }));
  });
  expect([...seen].sort()).toEqual([["cumsum float32", 1], ["digamma float32", 1], ["lgamma float32", 2], ["mod int32", 1]]); // biome-ignore format: a list
  let inner = new Map<string, number>() as ReadonlyMap<string, number>;
  const outer = watchFallbacks(() => {
    inner = watchFallbacks(() => x.lgamma());
    x.lgamma();
  });
  expect([inner, outer].map((found) => found.get("lgamma float32"))).toEqual([1, 2]);
  limits.smallest = 101;
  expect(watchFallbacks(() => x.lgamma()).size).toBe(0);
  limits.smallest = 1;
});

describe("has kernels of its own, in any layout, for", () => {
  const calls: Record<string, (x: Tensor, y: Tensor) => unknown> = {
    arithmetic: (x, y) => x.add(y).sub(x).mul(y).div(x.abs().add(1)).neg(),
    bounds: (x, y) => x.maximum(y).minimum(x.relu()),
    comparisons: (x, y) => [x.eq(y), x.ne(y), x.lt(y), x.le(y), x.gt(y), x.ge(y)],
    choices: (x, y) => x.gt(0).where(x, y),
    powers: (x, y) => x.abs().pow(y),
    folds: (x) => [x.sum(), x.sum(0), x.sum(1), x.max(0), x.min(1), x.mean()],
    shares: (x) => [x.softmax(0), x.softmax(1), x.logSoftmax(1)],
    products: (x, y) => [x.matmul(y.transpose()), x.transpose().matmul(y)],
    "products of a batch": (x, y) => x.reshape([3, 4, 10]).matmul(y.reshape([3, 10, 4])),
    casts: (x) => [
      x.cast("int32"),
      x.cast(x.dtype === "float32" ? "float64" : "float32"),
      x.gt(0).cast(x.dtype),
    ],
    "normalisations, with their gradients": (x) => {
      for (const normalized of [layerNorm, (at: Tensor) => groupNorm(at, 2), (at: Tensor) => batchNorm(at)]) {
        grad((at: Tensor) => normalized(at).square().sum())(x);
      }
    },
    "shares of attention, with their gradients": (x, y) =>
      grad((at: Tensor) => scaledDotProductAttention(at, y.slice([[0, 12]]), y, { causal: true }).square().sum())(x), // biome-ignore format: one thing
    copies: (x) => [x.transpose().reshape([120]), x.expand([2, 12, 10]).reshape([240])],
  };
  for (const [name, call] of Object.entries(calls)) {
    for (const dtype of ["float32", "float64"] as const) {
      it(`${name} of ${dtype}`, () => {
        const [x, y] = [randn([12, 10], { dtype }), randn([12, 10], { dtype })];
        const turned = randn([10, 12], { dtype }).transpose();
        expect([...watchFallbacks(() => [call(x, y), call(turned, y), call(x, turned)])]).toEqual([]);
      });
    }
  }
});

describe("elementwise functions", () => {
  for (const name of unaryFormulas.names) {
    for (const dtype of floats) {
      const bound = bounds[name]?.[dtype] ?? 0;
      it(`${name} of ${dtype} is within ${bound} ULP`, () => {
        const op = unary(name as UnaryFunction["name"], null);
        const values = inputs(dtype);
        const compute = (backend: Backend) =>
          op(new Tensor(values, Layout.dense([values.length]), dtype, backend)).toTypedArray();
        const [fast, plain] = [wasm, reference].map(compute);
        const zeros = (y: TypedArray) => Array.from(y, (value) => Object.is(value, -0));
        expect(zeros(fast), "the signs of zeros").toEqual(zeros(plain));
        const { ulps: most, at } = worst(fast, plain, dtype);
        expect(most, `at ${values[at]}: ${fast[at]} for ${plain[at]}`).toBeLessThanOrEqual(bound);
      });
    }
  }
});

const layoutNames = fc.constantFrom(...(Object.keys(layouts) as LayoutName[]));
const float = fc.constantFrom(...floats);

function random(shape: readonly number[], dtype: Float, layout: LayoutName): Tensor {
  return layouts[layout](randn(shape, { dtype }));
}

/** A view as a tensor of a backend. */
function tensorAt(backend: Backend, { buffer, layout, dtype }: View): Tensor {
  return new Tensor(buffer, layout, dtype, backend);
}

describe("the suite of conformance", () => {
  for (const { name, run } of conformance("wasm")) it(name, run);
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

  for (const { name, run } of conformance("wasm")) if (name.startsWith("contract")) it(name, run);

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
            viewing: { kind: "windows", windows },
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
            result(backend, dtype, shape, (on, to) =>
              contract.run(on, [a, b], [tensorAt(on, to)], contraction),
            );
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

it("folds one axis of many, wherever it lies in memory", () => {
  const orders = fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 5 });
  fc.assert(
    fc.property(orders, fc.nat(4), fc.boolean(), (order, axis, apart) => {
      // With every second place of an axis left out, axes do not merge.
      const size = apart ? 2 : 1;
      const layout = Layout.dense([2 * size, 3, 4 * size, 5, 6 * size])
        .slice([2, 3, 4, 5, 6].map((count, i) => ({ start: 0, step: i % 2 === 0 ? size : 1, size: count })))
        .permute(order);
      const buffer = Float64Array.from({ length: 720 * size ** 3 }, (_, i) => (i * 7919) % 1013);
      const x = { buffer, layout, dtype: "float64" } as const;
      const shape = layout.shape.map((count, i) => (i === axis ? 1 : count));
      const folded = (on: Backend) =>
        result(on, "float64", shape, (backend, out) => {
          const spread = { ...out, layout: out.layout.expand(layout.shape) };
          backend.reduce({ name: "sum", parameters: [] } as never, x, spread);
        });
      expect(folded(wasm)).toEqual(folded(reference));
    }),
  );
});

it("folds columns that are longer than a part, all parts of them", () => {
  for (const rows of [17, 49, 9000]) {
    const values = Float32Array.from({ length: rows * 3 }, (_, i) => ((i * 5) % 7) + Math.floor(i / 4096));
    const [fast, plain] = [wasm, reference].map((backend) => {
      const x = new Tensor(values, Layout.dense([rows, 3]), "float32", backend);
      return [x.sum(0).toArray(), x.max(0).toArray()];
    });
    expect(fast).toEqual(plain);
  }
});
