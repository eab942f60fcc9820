import { execFile } from "node:child_process";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { tensor } from "@gradiente/core";
import { encodeJpeg, encodePng } from "@gradiente/formats/image";
import { expect, onTestFinished, test } from "vitest";
import { problemOf } from "../src/images/problem.ts";
import {
  augment,
  classBalanced,
  DataLoader,
  DatasetFormatError,
  type ImageFolder,
  type ImageFolderOptions,
  imageFolder,
  mapBatches,
  randomShift,
  trainTestSplit,
} from "../src/index.ts";
import { temporaryDirectory } from "./fixtures.ts";

/** An image in which every pixel has one level. */
const flat = (level: number, height = 4, width = 6) =>
  encodePng(tensor(new Float32Array(height * width).fill(level / 255), { shape: [height, width] }));

/** Ten images of two classes: pixel levels 0 to 9. */
async function photos(): Promise<string> {
  const folder = await temporaryDirectory();
  for (const [at, name] of ["dog", "cat"].entries()) {
    await mkdir(join(folder, name, "more"), { recursive: true });
    for (let i = 0; i < 5; i++) {
      const path = i < 4 ? `${i}.png` : "more/4.PNG";
      await writeFile(join(folder, name, path), flat(5 * (1 - at) + i));
    }
    await writeFile(join(folder, name, "notes.txt"), "no image");
    await writeFile(join(folder, name, ".hidden.png"), "no image");
  }
  return folder;
}

async function opened(folder: string, options?: ImageFolderOptions): Promise<ImageFolder> {
  const images = await imageFolder(folder, options);
  onTestFinished(() => images.close());
  return images;
}

/** The level of the first pixel of each image. */
const levels = (x: { toTypedArray(): ArrayLike<number>; readonly shape: readonly number[] }) => {
  const values = x.toTypedArray();
  const size = values.length / x.shape[0];
  return Array.from({ length: x.shape[0] }, (_, at) => Math.round(255 * values[at * size]));
};

test.each([0, 2])(
  "classes are folders in order, and images are decoded as they are asked for: %i threads",
  async (threads) => {
    const images = await opened(await photos(), { threads });
    expect(images.classNames).toEqual(["cat", "dog"]);
    expect([images.size, images.imageShape]).toEqual([10, [3, 4, 6]]);
    expect([...images.y.toTypedArray()]).toEqual([0, 0, 0, 0, 0, 1, 1, 1, 1, 1]);
    const { x, y } = await images.batch([9, 0, 4, 4]);
    expect([x.shape, x.dtype, y.dtype]).toEqual([[4, 3, 4, 6], "float32", "int32"]);
    expect([levels(x), y.toArray()]).toEqual([[9, 0, 4, 4], [1, 0, 0, 0]]); // biome-ignore format: a pair
    await expect(images.batch([10])).rejects.toThrow("indices go from 0 to 9");
    expect(() => images.take([0, 10])).toThrow("there is no sample 10 (position 1 of the indices)");
  },
);

test("pictures have 1, 3 or 4 channels, as is asked for", async () => {
  const folder = await photos();
  for (const channels of [1, 3, 4] as const) {
    const images = await opened(folder, { threads: 0, channels });
    expect([images.imageShape, (await images.batch([0])).x.shape]).toEqual([[channels, 4, 6], [1, channels, 4, 6]]); // biome-ignore format: a pair
  }
  for (const channels of [0, 2, 5] as never[]) {
    await expect(opened(folder, { threads: 0, channels })).rejects.toThrow("channels must be 1, 3 or 4");
  }
});

test("a link to a folder is a class", async () => {
  const folder = await photos();
  await symlink(join(folder, "dog"), join(folder, "ant"));
  expect((await opened(folder, { threads: 0 })).classNames).toEqual(["ant", "cat", "dog"]);
});

test("loaders, splits, samplers and views take it", async () => {
  const images = await opened(await photos(), { threads: 1, channels: 1 });
  const { train, test: rest } = trainTestSplit(images, { testFraction: 0.4, seed: 0, stratify: true });
  expect([train.size, rest.size, [...rest.y.toTypedArray()].sort()]).toEqual([6, 4, [0, 0, 1, 1]]);
  const doubled = mapBatches(train, ({ x, y }) => ({ x: x.mul(2), y }));
  const seen: number[] = [];
  for await (const { x } of new DataLoader(doubled, { batchSize: 4 })) seen.push(...levels(x));
  expect(seen.length).toBe(6);
  expect(seen.every((level) => level % 2 === 0)).toBe(true);
  const balanced = new DataLoader(images, {
    batchSize: 10,
    sampler: classBalanced([...images.y.toTypedArray()]),
    seed: 0,
  });
  for await (const { y } of balanced) expect(y.sum().item()).toBe(5);
});

test("augmented epochs resume in the middle with the same bits, however far ahead batches are asked for", async () => {
  const folder = await photos();
  const loader = async (prefetch: number) => {
    const images = await opened(folder, { threads: 2, channels: 1 });
    const moved = augment(images, randomShift({ imageShape: [4, 6], pixels: 2 }), { seed: 5 });
    return new DataLoader(moved, { batchSize: 3, shuffle: true, seed: 1, prefetch });
  };
  const all: unknown[] = [];
  const whole = await loader(1);
  for (let epoch = 0; epoch < 2; epoch++) for await (const { x } of whole) all.push(x.toArray());

  const first = await loader(3);
  const found: unknown[] = [];
  for await (const { x } of first) {
    found.push(x.toArray());
    if (found.length === 2) break;
  }
  const second = await loader(2);
  second.loadState(JSON.parse(JSON.stringify(first.state())));
  for (let epoch = 0; epoch < 2; epoch++) for await (const { x } of second) found.push(x.toArray());
  expect(found).toEqual(all);
});

test.each([0, 1])("a corrupt file is named, and the others are still read: %i threads", async (threads) => {
  const folder = await photos();
  const path = join(folder, "dog", "2.png");
  await writeFile(path, flat(7).subarray(0, 50));
  const images = await opened(folder, { threads });
  const error = await images.batch([6, 7]).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(DatasetFormatError);
  expect(error).toMatchObject({ file: path });
  expect(String(error)).toContain(`${path}: it ends within its chunk`);
  expect(levels((await images.batch([6])).x)).toEqual([6]);
});

test("other sizes are refused by name, or scaled and cut in the middle", async () => {
  const folder = await photos();
  const path = join(folder, "dog", "x.jpg");
  const wide = Float32Array.from({ length: 3 * 4 * 12 }, (_, at) => (at % 12 < 3 || at % 12 > 8 ? 1 : 0));
  await writeFile(path, await encodeJpeg(tensor(wide, { shape: [3, 4, 12] }), { quality: 100 }));
  const images = await opened(folder, { threads: 0 });
  await expect(images.batch([10])).rejects.toThrow(
    `${path}: it has 12 x 4 pixels, and the first image has 6 x 4; give an imageShape, to which all are scaled`,
  );
  await expect(imageFolder(folder, { imageShape: [10_000, 10_000] })).rejects.toThrow(
    "imageFolder: an image of imageShape [10000, 10000] takes 1200000000 bytes, and limit is 268435456; take a smaller shape",
  );
  await expect(imageFolder(folder, { imageShape: [1e9, 1e9] })).rejects.toThrow("268435456 pixels at most");
  const scaled = await opened(folder, { threads: 0, imageShape: [2, 3], channels: 1 });
  const { x } = await scaled.batch([10, 9]);
  expect(x.shape).toEqual([2, 1, 2, 3]);
  // The middle of the wide image is black.
  expect(Math.max(...(x.toTypedArray().slice(0, 6) as Float32Array))).toBeLessThan(0.2);
  expect(levels(x)[1]).toBe(9);
});

test("files beside the classes, hidden folders and links to nothing are passed over", async () => {
  const folder = await photos();
  await writeFile(join(folder, "readme.png"), flat(9));
  await mkdir(join(folder, ".cache"));
  await symlink("nowhere", join(folder, "gone"));
  await symlink(join(folder, "readme.png"), join(folder, "one"));
  expect((await opened(folder, { threads: 0 })).classNames).toEqual(["cat", "dog"]);
});

test("images are scaled where one of their sides is another, and kept where none is", async () => {
  const folder = await photos();
  const path = join(folder, "cat", "0.png");
  const ramp = Float32Array.from({ length: 24 }, (_, at) => ((at % 6) * 40 + Math.floor(at / 6) * 10) / 255);
  await writeFile(path, encodePng(tensor(ramp, { shape: [4, 6] })));
  const read = async (...imageShape: [number, number]) => {
    const { x } = await (await opened(folder, { threads: 0, channels: 1, imageShape })).batch([0]);
    expect(x.shape).toEqual([1, 1, ...imageShape]);
    return Array.from(x.toTypedArray(), (value) => Math.round(255 * value));
  };
  expect(await read(4, 6)).toEqual(Array.from(ramp, (value) => Math.round(255 * value)));
  // The middle of the wider side, and then of the higher one.
  expect(await read(4, 4)).toEqual([0, 1, 2, 3].flatMap((row) => [40, 80, 120, 160].map((level) => level + 10 * row))); // biome-ignore format: a line
  expect(await read(2, 6)).toEqual([1, 2].flatMap((row) => [0, 40, 80, 120, 160, 200].map((level) => level + 10 * row))); // biome-ignore format: a line
});

test("an image may take as many bytes as the limit, and there are up to 64 threads", async () => {
  const folder = await photos();
  const options = { threads: 0, channels: 1, imageShape: [10, 10] } as const;
  expect((await opened(folder, { ...options, limit: 400 })).imageShape).toEqual([1, 10, 10]);
  await expect(imageFolder(folder, { ...options, limit: 399 })).rejects.toThrow(
    "imageFolder: an image of imageShape [10, 10] takes 400 bytes, and limit is 399; take a smaller shape or another limit",
  );
  expect((await opened(folder, { threads: 64 })).size).toBe(10);
  for (const threads of [65, 0.5, "2"]) {
    await expect(imageFolder(folder, { threads: threads as number })).rejects.toThrow("threads must be a whole number from 0 to 64"); // biome-ignore format: a line
  }
});

test("what is wrong is told by its problem, its message or itself", () => {
  const told = [{ problem: "p", message: "m" }, new Error("m"), { problem: 3, message: "m" }, {}, "text", null, undefined].map(problemOf); // biome-ignore format: a list
  expect(told).toEqual(["p", "m", "m", "[object Object]", "text", "null", "undefined"]);
});

test("what is no folder of classes is refused", async () => {
  const folder = await temporaryDirectory();
  await expect(imageFolder(join(folder, "none"))).rejects.toThrow("there is no such folder");
  await expect(imageFolder(folder)).rejects.toThrow("it has no folders with images");
  await writeFile(join(folder, "file"), "");
  await expect(imageFolder(join(folder, "file"))).rejects.toThrow("it is no folder");
  await mkdir(join(folder, "empty"));
  await expect(imageFolder(folder)).rejects.toThrow("it is a class without a PNG or JPEG file");
  await expect(imageFolder(folder, { threads: -1 })).rejects.toThrow(
    "threads must be a whole number from 0 to 64",
  );
});

test("a batch that waits when the data set is closed fails, and a later one starts threads again", async () => {
  const images = await opened(await photos(), { threads: 1 });
  const waiting = expect(images.batch([0, 1, 2])).rejects.toThrow(
    "it was not decoded, because the data set was closed",
  );
  await images.close();
  await waiting;
  expect(levels((await images.batch([3])).x)).toEqual([3]);
});

test("the process ends by itself, in the middle of an epoch too", async () => {
  const folder = await photos();
  const program = `
    import { DataLoader, imageFolder } from "@gradiente/datasets";
    const images = await imageFolder(${JSON.stringify(folder)}, { threads: 2 });
    for await (const { x } of new DataLoader(images, { batchSize: 2, prefetch: 3 })) {
      console.log(x.shape.join());
      break;
    }
  `;
  const flags = ["--import", "tsx", "--conditions=@gradiente/source", "--input-type=module", "-e", program];
  const { stdout } = await promisify(execFile)(process.execPath, flags, { timeout: 60_000 });
  expect(stdout.trim()).toBe("2,3,4,6");
}, 90_000);
