import { concat, ShapeError, type Tensor, tensor, zeros } from "@gradiente/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  augment,
  bundleParts,
  DataLoader,
  gaussianNoise,
  isHeldOut,
  joinBundles,
  kFold,
  mapBundle,
  StreamLoader,
  TensorDataset,
  trainTestSplit,
} from "../src/index.ts";

const column = (size: number, offset = 0) =>
  tensor(Float64Array.from({ length: size }, (_, i) => i + offset)).reshape([size, 1]);

const values = (x: Tensor) => [...x.toTypedArray()];

describe("data of several tensors", () => {
  test("keep the rows of all parts together, in any order", () => {
    const sizes = fc.integer({ min: 1, max: 40 });
    fc.assert(
      fc.property(sizes, fc.integer({ min: 1, max: 9 }), fc.nat(), (size, batchSize, seed) => {
        const x = { a: column(size), b: column(size, 100) } as const;
        const loader = new DataLoader(new TensorDataset(x, [column(size, 200), column(size, 300)]), {
          batchSize,
          shuffle: true,
          seed,
        });
        const seen: number[] = [];
        for (const { x, y } of loader) {
          const rows = values(x.a);
          seen.push(...rows);
          expect(values(x.b)).toEqual(rows.map((row) => row + 100));
          expect(values(y[0])).toEqual(rows.map((row) => row + 200));
          expect(values(y[1])).toEqual(rows.map((row) => row + 300));
        }
        expect(seen.sort((a, b) => a - b)).toEqual(values(column(size)));
      }),
    );
  });

  test("are refused if parts differ in their rows, or are no tensors", () => {
    expect(() => new TensorDataset([column(3), column(2)], column(3))).toThrow(ShapeError);
    expect(() => new TensorDataset([column(3), column(2)], column(3))).toThrow(
      "TensorDataset: all parts of x and y must have one row per sample, and the same number of rows; " +
        "x[0] is [3, 1], x[1] is [2, 1], y is [3, 1]",
    );
    expect(() => new TensorDataset(column(3), { far: tensor(1) })).toThrow(
      "TensorDataset: x and y.far must have one row per sample, and the same number of rows; " +
        "x is [3, 1], y.far is []",
    );
    for (const wrong of [[], {}, [1], { a: 1 }, new Map([["a", column(3)]]), new Array(2), null]) {
      expect(() => new TensorDataset(wrong as never, column(3))).toThrow(
        /^TensorDataset: x must be a tensor, a tuple of tensors, or an object of tensors by name, not /,
      );
    }
  });

  test("of a test part are marked, in each of their tensors", () => {
    const { train, test: held } = trainTestSplit(
      new TensorDataset([column(8), column(8)], { t: column(8) }),
      {
        testFraction: 0.5,
      },
    );
    const batch = new DataLoader(held, { batchSize: 2 })[Symbol.iterator]().next().value;
    for (const part of [batch.x, ...batch.x, batch.y, batch.y.t]) expect(isHeldOut(part)).toBe(true);
    expect(isHeldOut(train.batch([0]).x[0])).toBe(false);
    const again = new TensorDataset([batch.x[0], zeros([2])], column(2));
    expect(isHeldOut(again)).toBe(true);
  });

  test("have no classes to keep in proportion, which an error says", () => {
    const data = new TensorDataset(column(8), [column(8), column(8)]);
    expect(() => kFold(data, { folds: 2, stratify: true })).toThrow(
      "kFold: classes need one target per sample, and these targets are several tensors; pass one label per sample instead",
    );
  });

  test("are no inputs of an augmentation", () => {
    const noisy = augment(
      new TensorDataset([column(3), column(3)], column(3)) as never,
      gaussianNoise({ standardDeviation: 1 }),
    );
    expect(() => noisy.batch([0])).toThrow(/^augment: x of a batch must be a tensor/);
  });

  test("come one by one, and are stacked", async () => {
    const source = () =>
      Array.from({ length: 5 }, (_, i) => ({ x: { a: tensor(i), b: tensor([i]) }, y: tensor(i) }));
    const sizes: number[][] = [];
    for await (const { x } of new StreamLoader(source, { batchSize: 2 })) {
      sizes.push([...x.b.shape]);
      expect(values(x.a)).toEqual(values(x.b));
    }
    expect(sizes).toEqual([[2, 1], [2, 1], [1, 1]]); // biome-ignore format: shapes
    const uneven = () => [
      { x: [tensor(1)] as const, y: tensor(1) },
      { x: [tensor(1), tensor(2)] as const, y: tensor(1) },
    ];
    const loader = new StreamLoader(uneven as never, { batchSize: 2 });
    await expect(loader[Symbol.asyncIterator]().next()).rejects.toThrow(
      "StreamLoader: x of sample 1 is a tuple of 2, and the first one is a tuple of 1; all must have the same parts",
    );
  });
});

describe("a bundle", () => {
  test("is changed part by part, in its form", () => {
    const twice = (x: Tensor) => x.mul(2);
    expect(values(mapBundle(column(2, 1), twice))).toEqual([2, 4]);
    expect(mapBundle([column(1, 1), column(1, 2)], twice).map((x) => x.item())).toEqual([2, 4]);
    expect(Object.keys(mapBundle({ b: column(1), a: column(1) }, twice))).toEqual(["b", "a"]);
    expect(() => mapBundle([] as never, twice)).toThrow(/^mapBundle: the first argument must be a tensor/);
    expect(() => mapBundle(column(1), 1 as never)).toThrow(/^mapBundle: the function must be a function/);
  });

  test("is joined with others of its form alone", () => {
    const joined = joinBundles([{ a: column(2), b: column(1) }, { b: column(1, 5), a: column(1) }], concat); // biome-ignore format: a line
    expect(values(joined.b)).toEqual([0, 5]);
    expect(() => joinBundles([{ a: column(1) }, { b: column(1) }] as never, concat)).toThrow(
      "joinBundles: bundle 1 is an object with b, and the first one is an object with a; all must have the same parts",
    );
    expect(() => joinBundles([column(1), [column(1)]] as never, concat)).toThrow(/bundle 1 is a tuple of 1/);
    expect(() => joinBundles([], concat)).toThrow(
      "joinBundles: the first argument must be a list of bundles, not []",
    );
  });

  test("has a path for each part", () => {
    const paths = (bundle: Parameters<typeof bundleParts>[2]) =>
      bundleParts("f", "x", bundle).map(([path]) => path);
    expect(paths(column(1))).toEqual(["x"]);
    expect(paths([column(1), column(1)])).toEqual(["x[0]", "x[1]"]);
    expect(paths({ mask: column(1) })).toEqual(["x.mask"]);
    expect(() => paths(3 as never)).toThrow(/^f: x must be a tensor, .*, not 3$/);
  });
});
