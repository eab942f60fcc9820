import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { type ImageDataset, loadMnist, wholeBatch } from "../src/index.ts";
import { temporaryDirectory } from "./fixtures.ts";

// Where the real files are, if they are.
const root = process.env.GRADIENTE_DATA;
const directory = [join(root ?? "", "mnist"), root ?? ""].find((place) =>
  existsSync(join(place, "train-images-idx3-ubyte.gz")),
);

/** Statistics of grey levels 0 to 255, and how often each digit comes. */
function statistics(dataset: ImageDataset): {
  mean: number;
  deviation: number;
  counts: number[];
  first: number[];
} {
  let [sum, squares] = [0, 0];
  const counts = Array<number>(10).fill(0);
  const labels: number[] = [];
  for (let start = 0; start < dataset.size; start += 5000) {
    const { x, y } = dataset.batch(Int32Array.from({ length: 5000 }, (_, index) => start + index));
    for (const value of x.toTypedArray()) {
      const level = Math.round(255 * value);
      sum += level;
      squares += level * level;
    }
    labels.push(...y.toTypedArray());
  }
  for (const label of labels) counts[label] = counts[label] + 1;
  const mean = sum / (dataset.size * 784);
  const deviation = Math.sqrt(squares / (dataset.size * 784) - mean * mean);
  return { mean, deviation, counts, first: labels.slice(0, 10) };
}

describe.skipIf(directory === undefined)("the real MNIST (skipped unless GRADIENTE_DATA holds it)", () => {
  test("has the known statistics, digits and first labels", async () => {
    const { train, test } = await loadMnist();
    expect([train.size, test.size]).toEqual([60_000, 10_000]);
    const training = statistics(train);
    expect(training.mean).toBeCloseTo(33.3184, 4);
    expect(training.deviation).toBeCloseTo(78.5675, 4);
    expect(training.counts).toEqual([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]);
    expect(training.first).toEqual([5, 0, 4, 1, 9, 2, 1, 3, 1, 4]);
    const testing = statistics(test);
    expect(testing.mean).toBeCloseTo(33.7912, 4);
    expect(testing.deviation).toBeCloseTo(79.1725, 4);
    expect(testing.counts).toEqual([980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]);
    expect(testing.first).toEqual([7, 2, 1, 0, 4, 1, 4, 9, 5, 9]);
  });

  test("passes the checks of a download, and comes back from the cache", async () => {
    vi.stubEnv("GRADIENTE_DATA", undefined);
    const cacheDirectory = await temporaryDirectory();
    const fetch = async (url: string): Promise<Response> =>
      url.includes("googleapis")
        ? new Response(new Uint8Array(await readFile(join(directory as string, basename(url)))))
        : new Response("", { status: 500 });
    const received: Record<string, number> = {};
    const downloaded = await loadMnist({
      cacheDirectory,
      fetch,
      limit: 100,
      onProgress: ({ file, receivedBytes }) => {
        received[file] = receivedBytes;
      },
    });
    expect(received).toEqual({
      "train-images-idx3-ubyte.gz": 9_912_422,
      "train-labels-idx1-ubyte.gz": 28_881,
      "t10k-images-idx3-ubyte.gz": 1_648_877,
      "t10k-labels-idx1-ubyte.gz": 4_542,
    });
    const cached = await loadMnist({ cacheDirectory, download: false, limit: 100 });
    expect(wholeBatch(cached.test).x.toArray()).toEqual(wholeBatch(downloaded.test).x.toArray());
    vi.unstubAllEnvs();
  });
});
