import { avgPool1d, Generator, type Tensor, tensor } from "@gradiente/core";
import {
  AvgPool1d,
  AvgPool2d,
  AvgPool3d,
  GlobalAvgPool,
  GlobalMaxPool,
  LPPool1d,
  LPPool2d,
  LPPool3d,
  MaxPool1d,
  MaxPool2d,
  MaxPool3d,
  type Module,
} from "@gradiente/nn";
import { describe, expect, it } from "vitest";

/*
 * Pools over one or three axes, with each option away from its default, against those over two, which are compared with
 * PyTorch's: an axis of size 1 more, or less, must change nothing.
 */

/** Options that mean the same for each axis. */
interface Options {
  readonly stride?: number;
  readonly ceilMode?: boolean;
  readonly padding?: number;
  readonly dilation?: number;
  readonly countIncludePad?: boolean;
  readonly divisorOverride?: number;
}

type Make = (size: readonly number[], options: object) => Module;

const pools: Record<string, { readonly of: Record<1 | 2 | 3, Make>; readonly cases: readonly Options[] }> = {
  MaxPool: {
    of: {
      1: ([size], options) => new MaxPool1d(size, options),
      2: (size, options) => new MaxPool2d(size, options),
      3: (size, options) => new MaxPool3d(size, options),
    },
    cases: [{}, { stride: 1 }, { ceilMode: true }, { padding: 1 }, { dilation: 2, stride: 1 }],
  },
  AvgPool: {
    of: {
      1: ([size], options) => new AvgPool1d(size, options),
      2: (size, options) => new AvgPool2d(size, options),
      3: (size, options) => new AvgPool3d(size, options),
    },
    cases: [
      {},
      { stride: 1 },
      { ceilMode: true },
      { padding: 1 },
      { padding: 1, countIncludePad: false },
      { padding: 1, ceilMode: true, stride: 2 },
      { divisorOverride: 2.5, padding: 1 },
    ],
  },
  LPPool: {
    of: {
      1: ([size], options) => new LPPool1d(2, size, options),
      2: (size, options) => new LPPool2d(2, size, options),
      3: (size, options) => new LPPool3d(2, size, options),
    },
    cases: [{}, { stride: 1 }, { ceilMode: true }, { ceilMode: true, stride: 2 }, { padding: 1 }],
  },
};

/** The options of an axis that is there, and of one of size 1. */
function perAxis(options: Options, axes: readonly ("long" | "one")[]): object {
  const neutral = { stride: 1, padding: 0, dilation: 1 };
  return Object.fromEntries(
    Object.entries(options).map(([name, value]) => {
      const one = neutral[name as keyof typeof neutral] as number | undefined;
      return [name, one === undefined ? value : axes.map((axis) => (axis === "long" ? value : one))];
    }),
  );
}

const SIZE = 3;
const signal = new Generator(1).normal([2, 3, 11], { dtype: "float64" });
const images = new Generator(2).normal([2, 3, 8, 11], { dtype: "float64" });

function run(make: Make, size: readonly number[], options: object, x: Tensor, shape: readonly number[]) {
  const y = make(size, options).forward(x.reshape(shape));
  return { shape: y.shape, values: [...y.toTypedArray()] };
}

describe.each(Object.entries(pools))("%s", (_name, { of, cases }) => {
  it.each(cases)("of one axis with %j is that of two", (options) => {
    const one = run(of[1], [SIZE], options, signal, [2, 3, 11]);
    const two = run(of[2], [1, SIZE], perAxis(options, ["one", "long"]), signal, [2, 3, 1, 11]);
    expect(one.values).toEqual(two.values);
    expect([...one.shape, ...one.shape.slice(2)]).toEqual([
      ...two.shape.slice(0, 2),
      one.shape[2],
      two.shape[3],
    ]);
  });

  it.each(cases)("of three axes with %j is that of two", (options) => {
    const three = run(
      of[3],
      [1, SIZE, SIZE],
      perAxis(options, ["one", "long", "long"]),
      images,
      [2, 3, 1, 8, 11],
    );
    const two = run(of[2], [SIZE, SIZE], options, images, [2, 3, 8, 11]);
    expect(three.values).toEqual(two.values);
    expect(three.shape).toEqual([...two.shape.slice(0, 2), 1, ...two.shape.slice(2)]);
  });

  it.each(cases.slice(1))("with %j differs from without", (options) => {
    const [given, plain] = [options, {}].map((o) => run(of[1], [SIZE], o, signal, [2, 3, 11]));
    expect(given).not.toEqual(plain);
  });
});

it("divisorOverride divides the sum of a window, by hand", () => {
  const pooled = avgPool1d(tensor([[1, 2, 3, 4, 5]]), 2, { divisorOverride: 4 });
  expect(pooled.toArray()).toEqual([[0.75, 1.75]]);
});

it.each([
  ["GlobalAvgPool", GlobalAvgPool],
  ["GlobalMaxPool", GlobalMaxPool],
] as const)("%s keeps axes of size 1 with keepDims", (_name, Pool) => {
  const kept = new Pool({ keepDims: true }).forward(images);
  expect(kept.shape).toEqual([2, 3, 1, 1]);
  expect(kept.squeeze([2, 3]).toArray()).toEqual(new Pool().forward(images).toArray());
});
