import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Tensor, tensor } from "@gradiente/core";
import { FileError } from "@gradiente/files";
import { decodePng } from "@gradiente/formats";
import { loadTensorBoardImages, TensorBoard } from "@gradiente/train/node";
import { encode } from "fast-png";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { encodeEvent, encodeRecord } from "../src/node/tensorboard/event.ts";
import { fieldsOf } from "../src/node/tensorboard/read-wire.ts";
import { delimited, double, float, whole } from "../src/node/tensorboard/wire.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "gradiente-images-"));
});
afterAll(() => rm(folder, { recursive: true }));

const dot = (level: number): Tensor => tensor([[level, 0], [0, 1]]); // biome-ignore format: a picture
const levelOf = (png: Uint8Array) => decodePng(png).toTypedArray()[0];

/** A training of some epochs, after so many others. */
async function board(directory: string, from: number, to: number, level: number): Promise<void> {
  const callback = new TensorBoard(directory);
  await callback.onTrainBegin({ history: { length: from - 1 } } as never);
  for (let step = from; step <= to; step++) await callback.image("dot", dot(level), step);
}

describe("loadTensorBoardImages", () => {
  it("reads what was written, by name and step, from folders in the folder", async () => {
    const directory = join(folder, "written");
    await new TensorBoard(join(directory, "b")).image("zebra", dot(1).expand([3, 2, 2]), 3);
    const callback = new TensorBoard(join(directory, "a"));
    await callback.histogram("weights", dot(1), 1);
    await callback.text("note", "text", 1);
    for (const step of [10, 9]) await callback.image("apple", dot(0.2), step);
    await callback.image("apple", dot(0.6), 9);
    await callback.image("monkey", tensor([[0, 1, 0]]), 0);
    await callback.image("ant", tensor([[1]]), 7);
    const found = await loadTensorBoardImages(directory);
    expect(found.map(({ name, step, width, height }) => [name, step, width, height])).toEqual([
      ["ant", 7, 1, 1],
      ["apple", 9, 2, 2],
      ["apple", 10, 2, 2],
      ["monkey", 0, 3, 1],
      ["zebra", 3, 2, 2],
    ]);
    expect(found.map(({ png }) => [...decodePng(png).shape])).toEqual([[1, 1, 1], [1, 2, 2], [1, 2, 2], [1, 1, 3], [3, 2, 2]]); // biome-ignore format: shapes
    // Of two with a name and a step, the last one.
    expect(levelOf(found[1].png)).toBeCloseTo(0.6, 2);
  });

  it("forgets what a resumed training does again, as TensorBoard does", async () => {
    const directory = join(folder, "resumed");
    await board(directory, 1, 4, 0.2);
    await board(directory, 3, 3, 0.8);
    const found = await loadTensorBoardImages(directory);
    expect(found.map(({ step, png }) => [step, Math.round(10 * levelOf(png))])).toEqual([[1, 2], [2, 2], [3, 8]]); // biome-ignore format: pairs
  });

  it("takes an event without a step for one of step 0, and forgets nothing for another session's message", async () => {
    const directory = join(folder, "foreign");
    await mkdir(directory);
    const png = encode({ width: 1, height: 2, data: new Uint8Array(2), channels: 1 });
    const image = (...size: number[]) => delimited(4, [...size, ...delimited(4, png)]);
    const size = [...whole(1, 2), ...whole(2, 1)];
    const log = (status: number) => [...whole(2, 0), ...delimited(7, whole(1, status))];
    const events = [
      encodeEvent({ wallTime: 1, values: { first: image(...size) } }),
      encodeEvent({ wallTime: 1, step: 2, values: { "no height": image(...whole(2, 1)), "no width": image(...whole(1, 2)) } }),
      encodeEvent({ wallTime: 1, step: 2, values: { second: image(...size) } }),
      Uint8Array.from(log(2)),
      Uint8Array.from([...whole(2, 0), ...delimited(7, [])]),
    ]; // biome-ignore format: one event a line
    const found = async (...more: Uint8Array[]) => {
      const records = [...events, ...more].map((event) => Buffer.from(encodeRecord(event)));
      await writeFile(join(directory, "events.out.tfevents.1.host"), Buffer.concat(records));
      return (await loadTensorBoardImages(directory)).map(({ name, step, width, height }) => [name, step, width, height]); // biome-ignore format: one thing
    };
    expect(await found()).toEqual([
      ["first", 0, 1, 2],
      ["second", 2, 1, 2],
    ]);
    expect(await found(encodeEvent({ wallTime: 1, step: 1, isStart: true }))).toEqual([["first", 0, 1, 2]]);
  });

  it("reads a file up to what is damaged or cut off", async () => {
    const directory = join(folder, "damaged");
    await board(directory, 1, 3, 0.2);
    const run = join(directory, "train");
    const [name] = await readdir(run);
    const all = new Uint8Array(await readFile(join(run, name)));
    const stepsOf = async (bytes: Uint8Array) => {
      await writeFile(join(run, name), bytes);
      return (await loadTensorBoardImages(directory)).map(({ step }) => step);
    };
    expect(await stepsOf(all.subarray(0, all.length - 1))).toEqual([1, 2]);
    const changed = all.slice();
    changed[changed.length - 20] ^= 1;
    expect(await stepsOf(changed)).toEqual([1, 2]);
    // A length that no file has.
    expect(await stepsOf(Uint8Array.from([...all, ...new Uint8Array(16).fill(255)]))).toEqual([1, 2, 3]);
    await appendFile(join(run, name), encodeRecord(Uint8Array.of(0xff, 0xff)));
    expect((await loadTensorBoardImages(directory)).length).toBe(3);
    // A record that is no message, before others.
    const odd = encodeRecord(Uint8Array.of(0xff, 0xff));
    expect(await stepsOf(Uint8Array.from([...odd, ...all]))).toEqual([]);
  });

  it("leaves out what is no PNG, or has no name or size", async () => {
    const directory = join(folder, "others");
    await mkdir(directory);
    const values = { picture: [0x22, 6, 0x08, 1, 0x10, 1, 0x22, 0], empty: [0x22, 0], number: [0x20, 1] };
    const event = encodeRecord(encodeEvent({ wallTime: 1, step: 1, values }));
    await writeFile(join(directory, "events.out.tfevents.1.host"), event);
    expect(await loadTensorBoardImages(directory)).toEqual([]);
    await expect(loadTensorBoardImages(join(folder, "none"))).rejects.toThrow(FileError);
    await expect(loadTensorBoardImages(join(folder, "none"))).rejects.toThrow("there is no such folder");
  });

  it("follows links to folders, also in circles, and reads no folder twice", {
    timeout: 10_000,
  }, async () => {
    const directory = join(folder, "linked");
    await new TensorBoard(join(directory, "run")).image("a", tensor([[0, 1]]), 1);
    await new TensorBoard(join(folder, "elsewhere")).image("b", tensor([[0, 1]]), 1);
    await mkdir(join(directory, "events.out.tfevents.folder"));
    // Two circles: a walk that follows them would have 2^40 ways.
    for (const [
      name,
      target,
    ] of Object.entries({ up: ".", "run/up": "..", gone: "nowhere", there: join(folder, "elsewhere") })) // biome-ignore format: pairs
      await symlink(target, join(directory, name));
    expect((await loadTensorBoardImages(directory)).map(({ name }) => name)).toEqual(["a", "b"]);
  });

  it("says that a file is no folder", async () => {
    await writeFile(join(folder, "file"), "");
    await expect(loadTensorBoardImages(join(folder, "file"))).rejects.toThrow("it is a file, not a folder");
  });
});

it("a message that is cut off, or has fields of a kind that is not known, has no fields", () => {
  expect(fieldsOf(Uint8Array.of(0x08, 0x96, 0x01))).toEqual([{ number: 1, value: 150 }]);
  expect(fieldsOf(Uint8Array.from([...float(3, -0.25), ...double(20, 1e300)]))).toEqual([
    { number: 3, value: -0.25 },
    { number: 20, value: 1e300 },
  ]);
  for (const value of [0, 1, 127, 128, 129, 16_383, 16_384, 2 ** 40 + 300, Number.MAX_SAFE_INTEGER]) {
    expect(fieldsOf(Uint8Array.from(whole(16, value)))).toEqual([{ number: 16, value }]);
  }
  for (const bytes of [[0x08], [0x08, 0x80], [0x0a, 5, 1], [0x09, 1], [0x0d, 1], [0x0b], [0x0f]]) {
    expect(fieldsOf(Uint8Array.from(bytes)), String(bytes)).toBeUndefined();
  }
});
