import { join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { DatasetFormatError, DatasetNotFoundError, loadMnist, wholeBatch } from "../src/index.ts";
import { gzipped, idx, images, labels, smallMnist, temporaryDirectory, writeFiles } from "./fixtures.ts";

async function directoryOf(changes: Record<string, Uint8Array> = {}): Promise<string> {
  const directory = await temporaryDirectory();
  await writeFiles(directory, { ...smallMnist(), ...changes });
  return directory;
}

async function failure(changes: Record<string, Uint8Array>): Promise<DatasetFormatError> {
  const error: unknown = await loadMnist({ directory: await directoryOf(changes) }).catch(
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(DatasetFormatError);
  return error as DatasetFormatError;
}

afterEach(() => {
  vi.unstubAllEnvs();
});

describe("loadMnist", () => {
  test("reads both parts as rows of 784 numbers from 0 to 1, with their labels", async () => {
    const { train, test } = await loadMnist({ directory: await directoryOf() });
    expect([train.size, test.size]).toEqual([12, 5]);
    expect(train.imageShape).toEqual([28, 28]);
    const { x, y } = train.batch([11, 0]);
    expect([x.shape, x.dtype, y.shape, y.dtype]).toEqual([[2, 784], "float32", [2], "int32"]);
    expect(y.toArray()).toEqual([1, 0]);
    const [last, first] = x.toArray() as [number[], number[]];
    expect(first[255]).toBe(1);
    expect(first.slice(0, 3)).toEqual([0, 1, 2].map((byte) => Math.fround(byte / 255)));
    expect(last[0]).toBe(Math.fround(77 / 255));
  });

  test("reads gzipped files alike", async () => {
    const directory = await temporaryDirectory();
    await writeFiles(directory, gzipped(smallMnist()));
    const packed = wholeBatch((await loadMnist({ directory })).train);
    const unpacked = wholeBatch((await loadMnist({ directory: await directoryOf() })).train);
    expect(packed.x.toArray()).toEqual(unpacked.x.toArray());
    expect(packed.y.toArray()).toEqual(unpacked.y.toArray());
  });

  test("keeps just the first images when told to", async () => {
    const directory = await directoryOf();
    const sizes = async (limit: number | { train?: number; test?: number }): Promise<number[]> => {
      const { train, test } = await loadMnist({ directory, limit });
      return [train.size, test.size];
    };
    expect(await sizes(7)).toEqual([7, 5]);
    expect(await sizes({ train: 3 })).toEqual([3, 5]);
    expect(await sizes({ test: 2 })).toEqual([12, 2]);
    const { train } = await loadMnist({ directory, limit: 3 });
    expect(wholeBatch(train).y.toArray()).toEqual([0, 1, 2]);
    expect(() => train.batch([3])).toThrow(/from 0 to 2/);
  });

  test.each([0, -1, 2.5, Number.NaN])("refuses the limit %d", async (limit) => {
    await expect(loadMnist({ limit })).rejects.toThrow(/loadMnist: limit must be a positive whole number/);
    await expect(loadMnist({ limit: { test: limit } })).rejects.toThrow(
      /loadMnist: limit: test must be a positive whole number/,
    );
  });

  test("refuses labels beyond 9, and tells which", async () => {
    const error = await failure({ "t10k-labels-idx1-ubyte": idx([5], [0, 1, 2, 10, 11]) });
    expect(error.message).toMatch(/t10k-labels-idx1-ubyte, byte 11: label 3 is 10; labels go from 0 to 9$/);
    expect(error.offset).toBe(11);
    expect(error.file).toMatch(/t10k-labels-idx1-ubyte$/);
  });

  test("refuses the first label as any other", async () => {
    const error = await failure({ "t10k-labels-idx1-ubyte": idx([5], [10, 1, 2, 3, 4]) });
    expect(error.message).toMatch(/t10k-labels-idx1-ubyte, byte 8: label 0 is 10; labels go from 0 to 9$/);
  });

  test("refuses images and labels that differ in number", async () => {
    const error = await failure({ "train-labels-idx1-ubyte": labels(11) });
    expect(error.message).toMatch(
      /train-labels-idx1-ubyte, byte 4: it holds 11 labels for the 12 images of .*train-images/,
    );
  });

  test("refuses images of another size, and none", async () => {
    const wide = idx([12, 28, 29], new Uint8Array(12 * 28 * 29));
    expect((await failure({ "train-images-idx3-ubyte": wide })).message).toMatch(
      /byte 8: its images are 28 x 29, not/,
    );
    const none = { "train-images-idx3-ubyte": images(0), "train-labels-idx1-ubyte": labels(0) };
    expect((await failure(none)).message).toMatch(/byte 4: it holds no images/);
  });

  test("refuses labels in place of images, and images in place of labels", async () => {
    expect((await failure({ "t10k-images-idx3-ubyte": labels(5) })).message).toMatch(
      /labels where images should be/,
    );
    expect((await failure({ "t10k-labels-idx1-ubyte": images(5) })).message).toMatch(
      /images where labels should be/,
    );
  });

  test.each([0, 1, 3, 4, 7, 15, 16, 17, 16 + 784, 16 + 5 * 784 - 1])(
    "tells images cut at byte %d",
    async (length) => {
      const error = await failure({ "t10k-images-idx3-ubyte": images(5).subarray(0, length) });
      expect(error.message).toMatch(/t10k-images-idx3-ubyte, byte \d+: .*truncated/);
      expect(error.offset).toBe(length);
    },
  );

  test("tells bytes after the last label", async () => {
    const error = await failure({ "t10k-labels-idx1-ubyte": Uint8Array.from([...labels(5), 1]) });
    expect(error.message).toMatch(/byte 13: 1 bytes follow the 5 values/);
  });

  test("offline and with nothing found, names the mirrors and the four files", async () => {
    vi.stubEnv("GRADIENTE_DATA", undefined);
    const fetch = (): Promise<Response> => Promise.reject(new TypeError("fetch failed"));
    const loading = loadMnist({ cacheDirectory: await temporaryDirectory(), fetch });
    const error: unknown = await loading.catch((reason: unknown) => reason);
    if (!(error instanceof DatasetNotFoundError)) throw error;
    for (const url of [
      "https://ossci-datasets.s3.amazonaws.com/mnist/",
      "https://storage.googleapis.com/cvdf-datasets/mnist/",
    ]) {
      expect(error.attempts.map(({ place }) => place)).toContain(`${url}train-images-idx3-ubyte.gz`);
    }
    for (const name of Object.keys(smallMnist())) expect(error.message).toContain(`${name}.gz`);
  });

  test("uses no cached file that is not the published one", async () => {
    vi.stubEnv("GRADIENTE_DATA", undefined);
    const cacheDirectory = await temporaryDirectory();
    await writeFiles(join(cacheDirectory, "mnist"), gzipped(smallMnist()));
    await expect(loadMnist({ cacheDirectory, download: false })).rejects.toThrow(
      /it has \d+ bytes, not 9912422/,
    );
  });
});
