import { seed, tensor } from "@gradiente/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type AsyncDataset,
  augment,
  type Batch,
  classBalanced,
  DataLoader,
  type DataLoaderOptions,
  type Dataset,
  gaussianNoise,
  type Sample,
  StreamLoader,
  type StreamLoaderOptions,
  subset,
  TensorDataset,
} from "../src/index.ts";

const numbers = (size: number): TensorDataset =>
  new TensorDataset(
    tensor(Float32Array.from({ length: size }, (_, at) => at)).reshape([size, 1]),
    tensor(Int32Array.from({ length: size }, (_, at) => (at % 5 === 0 ? 1 : 0))),
  );
const members = ({ x }: Batch): number[] => [...x.toTypedArray()];

/** Takes batches over several epochs; after some, hands the loader over to a copy by way of JSON. */
async function take(
  make: () => DataLoader | StreamLoader,
  count: number,
  options: { handOverAfter?: number; async?: boolean } = {},
): Promise<number[][]> {
  const taken: number[][] = [];
  let loader = make();
  let done = options.handOverAfter === undefined;
  const handOver = (): boolean => {
    if (done || taken.length !== options.handOverAfter) return false;
    done = true;
    const state = JSON.parse(JSON.stringify(loader.state()));
    loader = make();
    // A copy that has been used, and whose own state must not matter.
    loader.loadState(state);
    return true;
  };
  handOver();
  while (taken.length < count) {
    const source = options.async || loader instanceof StreamLoader ? loader : awaited(loader);
    for await (const batch of source as AsyncIterable<Batch>) {
      taken.push(members(batch));
      if (taken.length === count || handOver()) break;
    }
  }
  return taken;
}

/** The loop of `for ... of`, where `for await` would take the other one. */
function* awaited(loader: DataLoader): Iterable<Batch> {
  yield* { [Symbol.iterator]: () => loader[Symbol.iterator]() };
}

const noisy = (): Dataset => augment(numbers(23), gaussianNoise({ standardDeviation: 0.1 }), { seed: 9 });
const makers: Record<string, (options: DataLoaderOptions) => DataLoader> = {
  "a plain data set": (options) => new DataLoader(numbers(23), options),
  "a data set that draws random numbers": (options) => new DataLoader(noisy(), options),
  "part of one": (options) => new DataLoader(subset(noisy(), [3, 1, 4, 1, 5, 9, 2, 6]), options),
  "balanced classes": ({ shuffle: _, ...options }) =>
    new DataLoader(numbers(23), { ...options, sampler: classBalanced(numbers(23)) }),
};

describe("a loader resumed in mid-epoch gives exactly the same batches", () => {
  for (const [name, make] of Object.entries(makers)) {
    for (const way of ["for", "for await"]) {
      test(`${name}, by ${way}`, async () => {
        const create = () => make({ batchSize: 4, shuffle: true, seed: 3, prefetch: 3 });
        const options = { async: way === "for await" };
        // Within an epoch; the prefetched batches of a loop left early have drawn noise that a resumed one draws later.
        const straight = await take(create, 15, options);
        const rest = create().length;
        for (let after = 0; after < rest; after++) {
          const resumed = await take(create, rest, { ...options, handOverAfter: after });
          expect(resumed).toEqual(straight.slice(0, rest));
        }
      });
    }
  }

  test("and then the same epochs", async () => {
    const create = () => new DataLoader(numbers(23), { batchSize: 4, shuffle: true, seed: 3 });
    const straight = await take(create, 20);
    for (let after = 0; after <= 18; after++) {
      expect(await take(create, 20, { handOverAfter: after })).toEqual(straight);
    }
  });

  test("before the first batch of an order already drawn", () => {
    const create = () => new DataLoader(numbers(9), { batchSize: 9, shuffle: true, seed: 1 });
    const [first, second] = [create(), create()];
    const begun = first[Symbol.iterator]();
    second.loadState(first.state());
    expect([...second].map(members)).toEqual([...{ [Symbol.iterator]: () => begun }].map(members));
    expect([...second].map(members)).toEqual([...first].map(members));
  });

  test("without a seed of its own, by the state of core's", () => {
    seed(7);
    const straight = [...new DataLoader(numbers(12), { batchSize: 4, shuffle: true })].map(members);
    seed(7);
    const loader = new DataLoader(numbers(12), { batchSize: 4, shuffle: true });
    loader[Symbol.iterator]().next();
    const state = loader.state();
    seed(8);
    const resumed = new DataLoader(numbers(12), { batchSize: 4, shuffle: true });
    resumed.loadState(state);
    expect([...resumed].map(members)).toEqual(straight.slice(1));
    seed(0);
  });

  test("refuses a state that cannot be its own, and stays as it was", () => {
    const loader = new DataLoader(numbers(9), { batchSize: 3, seed: 1 });
    const state = loader.state();
    expect(() => loader.loadState({ ...state, batch: 4 })).toThrow(/batch is 4, where an epoch has 3/);
    expect(() => loader.loadState({ ...state, generators: [] })).toThrow(
      /0 random generators, and .* have 1/,
    );
    expect(() => loader.loadState({ ...state, generators: [[1]] })).toThrow(
      /DataLoader.loadState: generators\[0\] must be a list of 4 words, got a list of 1; was it written by loader.state/,
    );
    expect(() => loader.loadState({ ...state, batch: 1 })).toThrow(
      "DataLoader.loadState: batch must be 0 between epochs, where the order is null, got 1",
    );
    expect(loader.state()).toEqual(state);
  });

  test("after its last batch has none left, and then begins anew", () => {
    const loader = new DataLoader(numbers(9), { batchSize: 3, seed: 1 });
    const { generators } = loader.state();
    const [order] = generators;
    loader.loadState({ batch: 3, order, generators });
    expect([...loader]).toEqual([]);
    expect(loader.state()).toEqual({ batch: 0, order: null, generators });
    loader.loadState({ batch: 2, order, generators });
    expect(loader.state()).toEqual({ batch: 2, order, generators });
    expect([...loader].map(members)).toEqual([[6, 7, 8]]);
    expect([...loader].map(members)).toHaveLength(3);
  });

  test("says how far the loop begun last has come, and 0 after it", () => {
    const loader = new DataLoader(numbers(5), { batchSize: 2 });
    const seen = [loader.state().batch];
    for (const _ of loader) seen.push(loader.state().batch);
    expect([...seen, loader.state().batch, loader.state().order]).toEqual([0, 1, 2, 3, 0, null]);
  });
});

describe("for await", () => {
  test("gives the batches before one that fails at once", async () => {
    const dataset: Dataset = {
      size: 10,
      batch(indices) {
        if (indices[0] === 6) throw new Error("sample 6 is broken");
        return numbers(10).batch(indices);
      },
    };
    const taken: number[][] = [];
    const all = async () => {
      for await (const batch of new DataLoader(dataset, { batchSize: 2, prefetch: 4 }))
        taken.push(members(batch));
    };
    await expect(all()).rejects.toThrow("sample 6 is broken");
    expect(taken).toEqual([[0, 1], [2, 3], [4, 5]]); // biome-ignore format: a list
  });

  const slow = (options: { failAt?: number } = {}) => {
    const asked: number[][] = [];
    const dataset: AsyncDataset = {
      size: 10,
      async batch(indices) {
        asked.push([...indices]);
        const turn = asked.length;
        await new Promise((resolve) => setTimeout(resolve, turn % 2 === 1 ? 4 : 1));
        if (turn === options.failAt) throw new Error("the disk is gone");
        return numbers(10).batch(indices);
      },
    };
    return { dataset, asked };
  };

  test("asks for batches ahead, and gives them in order", async () => {
    const { dataset, asked } = slow();
    const taken: number[][] = [];
    for await (const batch of new DataLoader(dataset, { batchSize: 2, prefetch: 2 })) {
      taken.push(members(batch));
      if (taken.length === 1)
        expect(asked).toEqual([
          [0, 1],
          [2, 3],
          [4, 5],
        ]);
    }
    expect(taken).toEqual([
      [0, 1],
      [2, 3],
      [4, 5],
      [6, 7],
      [8, 9],
    ]);
    expect(asked).toEqual(taken);
  });

  test("asks for one batch ahead unless told otherwise", async () => {
    const { dataset, asked } = slow();
    for await (const _ of new DataLoader(dataset, { batchSize: 2 })) break;
    expect(asked).toEqual([[0, 1], [2, 3]]); // biome-ignore format: a list
  });

  test("rejects where a batch fails; one that nobody waits for harms nobody", async () => {
    const epoch = async (loader: DataLoader<AsyncDataset>): Promise<number> => {
      let batches = 0;
      for await (const _ of loader) batches++;
      return batches;
    };
    await expect(epoch(new DataLoader(slow({ failAt: 3 }).dataset, { batchSize: 2 }))).rejects.toThrow(
      "the disk is gone",
    );
    for await (const _ of new DataLoader(slow({ failAt: 2 }).dataset, { batchSize: 2, prefetch: 3 })) break;
    await new Promise((resolve) => setTimeout(resolve, 10));
  });

  test("is the only way through an asynchronous data set", () => {
    const loader = new DataLoader(slow().dataset, { batchSize: 2 });
    expect(() => [...loader]).toThrow(/batches of this data set are promises; loop with `for await/);
    expect(() => new DataLoader(numbers(3), { batchSize: 1, prefetch: 0 })).toThrow(/prefetch must be/);
  });
});

describe("classBalanced", () => {
  test("gives each class its equal share, no sample two times more than another of its class", () => {
    const labels = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(labels, fc.integer({ min: 1, max: 50 }), fc.nat(), (of, samples, seed) => {
        const loader = new DataLoader(numbers(of.length), {
          batchSize: 7,
          sampler: classBalanced(of, { samples }),
          seed,
        });
        const drawn = [...loader].flatMap(members);
        expect(drawn).toHaveLength(samples);
        const classes = [...new Set(of)];
        const counts = classes.map((label) => drawn.filter((sample) => of[sample] === label).length);
        expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
        for (const label of classes) {
          const each = of.flatMap((own, sample) =>
            own === label ? [drawn.filter((one) => one === sample).length] : [],
          );
          expect(Math.max(...each) - Math.min(...each)).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: 60 },
    );
  });

  test("tells classes by a data set's targets, and has a length of its own", () => {
    const sampler = classBalanced(numbers(20), { samples: 8 });
    const loader = new DataLoader(numbers(20), { batchSize: 3, sampler, seed: 0 });
    expect(loader.length).toBe(3);
    const labels = [...loader].flatMap(({ y }) => [...y.toTypedArray()]);
    expect(labels.filter((label) => label === 1)).toHaveLength(4);
    expect(() => classBalanced([])).toThrow(/there are no samples/);
    expect(() => new DataLoader(numbers(2), { batchSize: 1, shuffle: true, sampler })).toThrow(
      /leave out `shuffle`/,
    );
  });
});

describe("StreamLoader", () => {
  test("refuses a source that cannot begin anew, by its first or its second epoch", async () => {
    const once = samples(3)();
    expect(() => new StreamLoader(once as never, { batchSize: 1 })).toThrow(
      /must be a function that starts again/,
    );
    const loader = new StreamLoader(() => once, { batchSize: 1 });
    expect(await epoch(loader)).toHaveLength(3);
    await expect(epoch(loader)).rejects.toThrow(/the same iterator for every epoch/);
    const kept = [...samples(3)()];
    const array = new StreamLoader(() => kept, { batchSize: 1 });
    expect([await epoch(array), await epoch(array)].map((taken) => taken.length)).toEqual([3, 3]);
  });

  const samples = (count: number) =>
    function* (): Iterable<Sample> {
      for (let at = 0; at < count; at++) yield { x: tensor([at]), y: tensor(at) };
    };
  const stream = (options: StreamLoaderOptions, count = 23) => new StreamLoader(samples(count), options);
  const epoch = async (loader: StreamLoader): Promise<number[][]> => {
    const taken: number[][] = [];
    for await (const batch of loader) taken.push(members(batch));
    return taken;
  };

  test("makes batches of samples, in order unless shuffled", async () => {
    const loader = stream({ batchSize: 4 }, 6);
    expect(await epoch(loader)).toEqual([
      [0, 1, 2, 3],
      [4, 5],
    ]);
    expect(await epoch(loader)).toEqual([
      [0, 1, 2, 3],
      [4, 5],
    ]);
    expect(await epoch(stream({ batchSize: 4, dropLast: true }, 6))).toEqual([[0, 1, 2, 3]]);
    for await (const { x, y } of loader) {
      expect([x.shape, y.shape]).toEqual([[4, 1], [4]]);
      break;
    }
  });

  test("shuffles through its buffer: all samples once, none earlier than the buffer allows", async () => {
    const loader = stream({ batchSize: 5, shuffleBuffer: 6, seed: 2 });
    const [first, second] = [(await epoch(loader)).flat(), (await epoch(loader)).flat()];
    expect(first).not.toEqual(second);
    for (const order of [first, second]) {
      expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 23 }, (_, at) => at));
      for (const [place, sample] of order.entries()) expect(sample).toBeLessThan(place + 6);
    }
    expect((await epoch(stream({ batchSize: 5, shuffleBuffer: 6, seed: 2 }))).flat()).toEqual(first);
  });

  test("holds no more than the buffer and a batch", async () => {
    let given = 0;
    async function* endless(): AsyncIterable<Sample> {
      for (;;) yield { x: tensor([given++]), y: tensor(0) };
    }
    for await (const _ of new StreamLoader(endless, { batchSize: 8, shuffleBuffer: 100, seed: 0 })) break;
    expect(given).toBe(108);
  });

  test("goes on in mid-epoch with the same batches", async () => {
    const create = () => stream({ batchSize: 4, shuffleBuffer: 7, seed: 5 });
    const straight = await take(create, 15);
    for (let after = 0; after <= 13; after++) {
      expect(await take(create, 15, { handOverAfter: after })).toEqual(straight);
    }
    expect(() => create().loadState({ batch: -1, generator: [0, 0, 0, 0] })).toThrow(
      /batch must be a whole number/,
    );
  });

  test("may have come to its last batch, and no further than the source goes", async () => {
    const { generator } = stream({ batchSize: 2 }, 5).state();
    const rest = async (batch: number, dropLast = false) => {
      const loader = stream({ batchSize: 2, dropLast }, 5);
      loader.loadState({ batch, generator });
      expect(loader.state()).toEqual({ batch, generator });
      const taken = await epoch(loader);
      expect(loader.state().batch).toBe(0);
      return taken;
    };
    expect(await rest(0)).toEqual([[0, 1], [2, 3], [4]]);
    expect(await rest(1)).toEqual([[2, 3], [4]]);
    expect(await rest(2)).toEqual([[4]]);
    expect(await rest(2, true)).toEqual([]);
    expect(await rest(3)).toEqual([]);
    const shorter = stream({ batchSize: 2 }, 4);
    shorter.loadState({ batch: 3, generator });
    await expect(epoch(shorter)).rejects.toThrow("is after 3 batches, and the source gives fewer");
    await expect(rest(4)).rejects.toThrow(
      "StreamLoader: the state that was loaded is after 4 batches, and the source gives fewer; is it the same source, with the " +
        "same batchSize?",
    );
  }); // biome-ignore format: lists

  test("counts its batches, the last one too", async () => {
    const loader = stream({ batchSize: 2 }, 5);
    const seen: number[] = [];
    for await (const _ of loader) seen.push(loader.state().batch);
    expect([...seen, loader.state().batch]).toEqual([1, 2, 3, 0]);
  });

  test.each([{ batchSize: 0 }, { batchSize: 1.5 }, { batchSize: 1, shuffleBuffer: 0 }])("refuses %j", (options) => {
    expect(() => stream(options)).toThrow(/^StreamLoader: (batchSize|shuffleBuffer) must be a positive whole number/);
  }); // biome-ignore format: a line
});
