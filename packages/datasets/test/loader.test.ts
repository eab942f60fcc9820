import { seed, tensor } from "@gradiente/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Batch, DataLoader, type DataLoaderOptions, StreamLoader, TensorDataset } from "../src/index.ts";

/** A loader of the numbers 0 to size - 1. */
function loaderOf(size: number, options: DataLoaderOptions): DataLoader {
  const numbers = Int32Array.from({ length: size }, (_, index) => index);
  return new DataLoader(new TensorDataset(tensor(numbers), tensor(numbers)), options);
}

const members = (batch: Batch): number[] => [...batch.x.toTypedArray()];
const epoch = (loader: DataLoader): number[][] => Array.from(loader, members);
const ascending = (a: number, b: number): number => a - b;

test.each([
  ["DataLoader", () => loaderOf(100_000, { batchSize: 1 })],
  ["StreamLoader", () => new StreamLoader(scalars, { batchSize: 1 })],
] as [string, () => AsyncIterable<Batch>][])(
  "for await over a %s lets timers run and a signal end it",
  async (_, make) => {
    const signal = AbortSignal.timeout(5);
    let batches = 0;
    for await (const _batch of make()) {
      batches++;
      if (signal.aborted) break;
    }
    expect(signal.aborted).toBe(true);
    expect(batches).toBeLessThan(100_000);
  },
);

function* scalars() {
  for (let i = 0; i < 100_000; i++) yield { x: tensor(i), y: tensor(i) };
}

describe("DataLoader", () => {
  test("gives every sample exactly once an epoch, in batches of the size asked", () => {
    const sizes = fc.integer({ min: 0, max: 100 });
    const batchSizes = fc.integer({ min: 1, max: 40 });
    fc.assert(
      fc.property(sizes, batchSizes, fc.boolean(), fc.nat(), (size, batchSize, shuffle, seed) => {
        const loader = loaderOf(size, { batchSize, shuffle, seed });
        for (const batches of [epoch(loader), epoch(loader)]) {
          expect(batches).toHaveLength(loader.length);
          for (const batch of batches.slice(0, -1)) expect(batch).toHaveLength(batchSize);
          expect(batches.flat().sort(ascending)).toEqual(Array.from({ length: size }, (_, index) => index));
        }
      }),
      { numRuns: 50 },
    );
  });

  test("dropLast leaves out just the samples that fill no batch", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 1, max: 20 }), (size, batchSize) => {
        const loader = loaderOf(size, { batchSize, dropLast: true, shuffle: true, seed: 1 });
        const batches = epoch(loader);
        expect(batches).toHaveLength(Math.floor(size / batchSize));
        expect(loader.length).toBe(batches.length);
        for (const batch of batches) expect(batch).toHaveLength(batchSize);
        expect(new Set(batches.flat()).size).toBe(batches.length * batchSize);
      }),
      { numRuns: 50 },
    );
  });

  test("keeps the order of the data set unless told to shuffle", () => {
    expect(epoch(loaderOf(5, { batchSize: 2 }))).toEqual([[0, 1], [2, 3], [4]]);
  });

  test("keeps x and y together", () => {
    for (const { x, y } of loaderOf(50, { batchSize: 7, shuffle: true, seed: 2 })) {
      expect(x.toArray()).toEqual(y.toArray());
    }
  });

  test("shuffles each epoch anew, and the same seed gives the same epochs", () => {
    const epochs = (seed: number): number[][] => {
      const loader = loaderOf(40, { batchSize: 8, shuffle: true, seed });
      return [epoch(loader).flat(), epoch(loader).flat(), epoch(loader).flat()];
    };
    const [first, second, third] = epochs(1);
    expect(first).not.toEqual(second);
    expect(second).not.toEqual(third);
    expect(epochs(1)).toEqual([first, second, third]);
    expect(epochs(2)[0]).not.toEqual(first);
  });

  test("follows core's seed when it has none of its own", () => {
    const draw = (): number[] => epoch(loaderOf(40, { batchSize: 8, shuffle: true })).flat();
    seed(0);
    const first = draw();
    expect(draw()).not.toEqual(first);
    seed(0);
    expect(draw()).toEqual(first);
  });

  test("with a seed of its own, leaves core's generator alone", () => {
    const after = (work: () => void): number[] => {
      seed(0);
      work();
      return epoch(loaderOf(20, { batchSize: 20, shuffle: true })).flat();
    };
    expect(after(() => epoch(loaderOf(20, { batchSize: 3, shuffle: true, seed: 5 })))).toEqual(
      after(() => {}),
    );
    expect(after(() => epoch(loaderOf(20, { batchSize: 3 })))).toEqual(after(() => {}));
  });

  test("two loops at once do not disturb each other", () => {
    const options = { batchSize: 4, shuffle: true, seed: 9 };
    const alone = loaderOf(20, options);
    const expected = [epoch(alone), epoch(alone)];

    const shared = loaderOf(20, options);
    const [left, right] = [shared[Symbol.iterator](), shared[Symbol.iterator]()];
    const seen: [number[][], number[][]] = [[], []];
    // The right loop starts first and runs at half the pace.
    for (let step = 0; step < 10; step++) {
      const b = step % 2 === 0 ? right.next() : undefined;
      if (b && !b.done) seen[1].push(members(b.value));
      const a = left.next();
      if (!a.done) seen[0].push(members(a.value));
    }
    expect(seen).toEqual(expected);
  });

  test("may be left early and started again", () => {
    const loader = loaderOf(10, { batchSize: 4 });
    for (const batch of loader) {
      expect(members(batch)).toEqual([0, 1, 2, 3]);
      break;
    }
    expect(epoch(loader)).toHaveLength(3);
  });

  test.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])("refuses the batchSize %d", (batchSize) => {
    expect(() => loaderOf(3, { batchSize })).toThrow(/batchSize must be a positive whole number/);
  });
});

test.each<[string, unknown]>([
  ["a function", () => [0]],
  ["a size alone", { size: 3 }],
  ["a way to draw alone", { draw: () => [0] }],
  ["nothing", null],
])("a sampler that is %s is refused by name", (_name, sampler) => {
  const data = new TensorDataset(tensor([[1], [2], [3]]), tensor([0, 1, 0]));
  expect(() => new DataLoader(data, { batchSize: 1, sampler } as never)).toThrow(
    /^DataLoader: sampler must be a sampler, such as classBalanced\(dataset\), not /,
  );
});
