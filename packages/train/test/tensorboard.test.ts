import { execFile } from "node:child_process";
import { chmod, mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { tensor, zeros } from "@gradiente/core";
import { FileError } from "@gradiente/files";
import { type Callback, fit } from "@gradiente/train";
import { ModelCheckpoint, TensorBoard } from "@gradiente/train/node";
import { describe, expect, test } from "vitest";
import { pythonWith } from "../../../tooling/python.ts";
import { asOrdinaryUser } from "../../files/test/fixtures.ts";
import { crc32c } from "../src/crc32c.ts";
import { encodeEvent, encodeRecord } from "../src/node/tensorboard/event.ts";
import { bytesIn, fieldsOf, numberIn } from "../src/node/tensorboard/read-wire.ts";
import { histogramSummary, imageSummary } from "../src/node/tensorboard/summaries.ts";
import { checksum, decode, readRun, recordsOf } from "./fixtures/tfevents.ts";
import { problem } from "./fixtures.ts";

test("CRC-32C of the known vectors of RFC 3720 and of Castagnoli's check", () => {
  const vectors: [Uint8Array, number][] = [
    [new TextEncoder().encode("123456789"), 0xe3069283],
    [new Uint8Array(32), 0x8a9136aa],
    [new Uint8Array(32).fill(255), 0x62a8ab43],
    [Uint8Array.from({ length: 32 }, (_, i) => i), 0x46dd794e],
    [Uint8Array.from({ length: 32 }, (_, i) => 31 - i), 0x113fdb5c],
    [new Uint8Array(0), 0],
  ];
  for (const [bytes, crc] of vectors) expect(crc32c(bytes)).toBe(crc);
});

test("CRC-32C is the same for any length, place in memory, and cut", () => {
  const all = Uint8Array.from({ length: 60 }, (_, i) => (i * i * 37 + 11) % 256);
  for (let length = 0; length < 40; length++) {
    const bytes = all.subarray(length % 9, (length % 9) + length);
    expect(BigInt(crc32c(bytes))).toBe(checksum(bytes));
    for (let cut = 0; cut <= length; cut++) {
      expect(crc32c(bytes.subarray(cut), crc32c(bytes.subarray(0, cut)))).toBe(crc32c(bytes));
    }
  }
});

test("the first record of every file has the twelve bytes that TensorFlow's has", () => {
  const record = encodeRecord(encodeEvent({ wallTime: 1.5e9, fileVersion: "brain.Event:2" }));
  expect(Buffer.from(record.subarray(0, 12)).toString("hex")).toBe("1800000000000000a37f4b22");
});

test("large steps and names beyond ASCII survive", () => {
  const event = {
    wallTime: 1.25,
    step: 2 ** 40 + 300,
    scalars: { "Verlust äöü": 0.5, [`long ${"x".repeat(200)}`]: -2 },
  };
  expect(decode(Buffer.from(encodeEvent(event)))).toEqual({
    ...event,
    fileVersion: undefined,
    isStart: false,
  });
});

test("a training has two runs with the same names, each a file that begins with its version", async () => {
  const folder = await mkdtemp(join(tmpdir(), "gradiente-train-"));
  const { model, ...options } = problem();
  const before = Date.now() / 1000;
  const history = await fit(model, {
    ...options,
    validationSplit: 0.2,
    epochs: 3,
    callbacks: [new TensorBoard(folder), new TensorBoard(folder)],
  });
  expect((await readdir(folder)).sort()).toEqual(["train", "validation"]);
  for (const [run, prefix] of [
    ["train", ""],
    ["validation", "val"],
  ]) {
    const files = await readdir(join(folder, run));
    expect(files).toHaveLength(2);
    for (const file of files) {
      expect(file).toMatch(/^events\.out\.tfevents\.\d+\./);
      const [first, ...events] = await recordsOf(join(folder, run, file));
      expect(first.fileVersion).toBe("brain.Event:2");
      expect(events.map(({ step }) => step)).toEqual([1, 2, 3]);
      events.forEach(({ wallTime, scalars }, i) => {
        const name = (of: string) => (prefix ? `val${of[0].toUpperCase()}${of.slice(1)}` : of) as "loss";
        expect(wallTime).toBeGreaterThanOrEqual(before);
        expect(scalars.loss).toBe(Math.fround(history.series(name("loss"))[i]));
        expect(scalars.accuracy).toBe(Math.fround(history.series(name("accuracy") as "loss")[i]));
        expect(scalars.learningRate).toBe(prefix ? undefined : Math.fround(0.02));
      });
    }
  }
  await rm(folder, { recursive: true });
});

/** A callback that ends the process as a kill would: nothing is called after it. */
const dying = (epoch: number): Callback => ({
  onEpochEnd: (run) => {
    if (run.epoch === epoch) throw new Error("killed");
  },
});

test("a resumed training goes on in a file of its own, and what it trains again is forgotten", async () => {
  const folder = await mkdtemp(join(tmpdir(), "gradiente-train-"));
  const [run, board] = [join(folder, "run"), join(folder, "board")];
  const start = (...callbacks: Callback[]) => {
    const { model, ...options } = problem();
    const all = [new TensorBoard(board), ...callbacks, new ModelCheckpoint({ directory: run })];
    return fit(model, { ...options, validationSplit: 0.2, epochs: 4, callbacks: all, resume: run });
  };
  // Its figures are written, and its checkpoint is not. All of it within a second, whose files have no order by time.
  await start(dying(1)).catch(() => {});
  await start(dying(2)).catch(() => {});
  await start(dying(4)).catch(() => {});
  const history = await start();
  for (const [name, prefix] of [
    ["train", ""],
    ["validation", "val"],
  ]) {
    // biome-ignore format: two runs
    const steps = await readRun(join(board, name));
    expect(steps.map(({ step }) => step)).toEqual([1, 2, 3, 4]);
    const losses = history.series(prefix === "" ? "loss" : "valLoss");
    expect(steps.map(({ scalars }) => scalars.loss)).toEqual(losses.map(Math.fround));
    expect(await readdir(join(board, name))).toHaveLength(4);
  }
  await rm(folder, { recursive: true });
});

test("images, histograms and text are what another decoder reads, in Python", async ({ skip }) => {
  const python = await pythonWith("zlib");
  if (python === undefined) return skip("there is no python3 with zlib here");
  const folder = await mkdtemp(join(tmpdir(), "gradiente-train-"));
  const board = new TensorBoard(folder);
  const grey = tensor([[0, 0.5, 1], [2, -1, 0.2]]); // biome-ignore format: an image
  const colours = tensor(Array.from({ length: 3 * 20 * 30 }, (_, i) => ((i * i) % 255) / 255)).reshape([
    3, 20, 30,
  ]);
  // 10⁻¹² is the limit of a bucket itself.
  const finite = [-2, -1, 0, 0, 1e-13, 1e-12, 1, 1.04, 3, 4096];
  const values = tensor([...finite, Number.NaN, Number.POSITIVE_INFINITY], { dtype: "float64" });
  await board.image("grey", grey, 1);
  await board.image("colours", colours, 2);
  await board.histogram("weights", values, 3);
  await board.histogram("nothing", tensor([Number.NaN]), 3);
  await board.text("Notiz", "**größer** ✓", 4);
  await expect(board.image("wrong", tensor([1, 2]), 1)).rejects.toThrow(
    "TensorBoard.image: an image is [height, width], or [channels, height, width] with 1, 3 or 4 channels, not [2]",
  );
  await expect(board.text("", "x", 1)).rejects.toThrow(/TensorBoard\.text: the name must be/);
  const [file] = await readdir(join(folder, "train"));
  const script = fileURLToPath(new URL("./fixtures/read-events.py", import.meta.url));
  const { stdout } = await promisify(execFile)(python, [script, join(folder, "train", file)]);
  const [first, ...events] = JSON.parse(stdout);
  expect(first).toEqual({ step: null, version: "brain.Event:2", start: false, values: [] });
  expect(events.map(({ step }: { step: number }) => step)).toEqual([1, 2, 3, 3, 4]);
  const [[one], [two], [three], [four], [five]] = events.map((event: { values: unknown[] }) => event.values);
  const greyRows = [[0, 128, 255], [255, 0, 51]]; // biome-ignore format: an image
  expect(one).toMatchObject({ tag: "grey", declared: [2, 3, 1], image: { channels: 1, rows: greyRows } });
  expect(two).toMatchObject({ tag: "colours", declared: [20, 30, 3], image: { height: 20, width: 30 } });
  const bytes = colours.toTypedArray();
  for (const [row, line] of two.image.rows.entries()) {
    for (const [at, byte] of line.entries()) {
      expect(byte).toBe(Math.round(255 * bytes[(at % 3) * 600 + row * 30 + Math.floor(at / 3)]));
    }
  }
  const { limits, counts, ...figures } = three.histogram;
  expect(figures).toMatchObject({ min: -2, max: 4096, num: 10 });
  expect(figures.sum).toBeCloseTo(4098.04, 8);
  expect(figures.sumSquares).toBeCloseTo(16_777_232.0816, 6);
  // Each value lies below the limit of its bucket, and not below that of the one before.
  for (const [i, limit] of limits.entries()) {
    const inside = finite.filter((value) => value < limit && (i === 0 || value >= limits[i - 1]));
    expect(counts[i]).toBe(inside.length);
    if (i > 0) expect(limit).toBeGreaterThan(limits[i - 1]);
  }
  expect(four.histogram).toMatchObject({ num: 0, counts: [0] });
  expect(five).toEqual({ tag: "Notiz", text: ["**größer** ✓"], plugin: "text" });
  await rm(folder, { recursive: true });
});

describe("a histogram", () => {
  const summary = (values: readonly number[]) => {
    const [message] = bytesIn(fieldsOf(Uint8Array.from(histogramSummary(tensor(values, { dtype: "float64" })))) ?? [], 5); // biome-ignore format: one thing
    const fields = fieldsOf(message) ?? [];
    const list = (field: number) => [...new Float64Array(bytesIn(fields, field)[0].slice().buffer)];
    return { figures: [1, 2, 3, 4, 5].map((at) => numberIn(fields, at)), ends: list(6), counts: list(7) };
  };
  const largest = Number.MAX_VALUE;
  /** The last limit of a bucket before that. */
  const last = (() => {
    let limit = 1e-12;
    while (limit * 1.1 < 1e20) limit *= 1.1;
    return limit;
  })();
  const second = 1e-12 * 1.1;

  test.each<[string, number[], number[], number[]]>([
    ["nothing", [], [largest], [0]],
    ["0", [0], [0, 1e-12], [0, 1]],
    ["a limit", [1e-12], [1e-12, second], [0, 1]],
    ["a limit below 0", [-1e-12], [-1e-12, 0], [0, 1]],
    ["less than a limit below 0", [-1.05e-12], [-second, -1e-12], [0, 1]],
    ["neighbours", [1e-12, 1.15e-12, 1e-12], [1e-12, second, second * 1.1], [0, 2, 1]],
    ["what has a bucket in between", [0, 1.15e-12], [0, 1e-12, second, second * 1.1], [0, 1, 0, 1]],
    ["large numbers", [1e25, -1e25], [-largest, -last, last, largest], [0, 1, 0, 1]],
  ])("has TensorFlow's buckets: %s", (_, values, ends, counts) => {
    expect(summary(values)).toMatchObject({ ends, counts });
  });

  test("has the figures of its finite values alone", () => {
    expect(summary([3, Number.NaN, -1, Number.NEGATIVE_INFINITY, 2]).figures).toEqual([-1, 3, 3, 4, 14]);
    expect(summary([Number.NaN]).figures).toEqual([0, 0, 0, 0, 0]);
  });
});

test("an image has two axes, or 1, 3 or 4 channels before them, and pixels", () => {
  for (const shape of [[1, 1], [3, 2], [1, 2, 2], [3, 2, 2], [4, 2, 2]]) {
    expect(() => imageSummary(zeros(shape))).not.toThrow();
  } // biome-ignore format: a list
  for (const shape of [[], [3], [0, 2], [2, 0], [2, 2, 2], [5, 2, 2], [3, 0, 2], [3, 2, 0], [1, 1, 2, 2]]) {
    expect(() => imageSummary(zeros(shape)), String(shape)).toThrow(/an image is \[height, width\]/);
  } // biome-ignore format: a list
});

test("what is shown needs a name and a step, and is of its own kind", async () => {
  const board = new TensorBoard(join(tmpdir(), "gradiente-never"));
  const image = zeros([2, 2]);
  const wrong: [Promise<void>, string][] = [
    [board.image("", image, 1), "TensorBoard.image: the name must be a name, a text that is not empty"],
    [board.image("a", [[1]] as never, 1), "TensorBoard.image: the image must be a tensor"],
    [board.image("a", image, -1), "TensorBoard.image: the step must be a whole number >= 0, not -1"],
    [board.histogram("a", 3 as never, 1), "TensorBoard.histogram: the values must be a tensor"],
    [board.histogram(3 as never, image, 1), "TensorBoard.histogram: the name must be a name"],
    [board.histogram("a", image, 0.5), "TensorBoard.histogram: the step must be a whole number >= 0, not 0.5"],
    [board.text("a", 7 as never, 1), "TensorBoard.text: the text must be a text, not 7"],
    [board.text("a", "b", Number.NaN), "TensorBoard.text: the step must be a whole number >= 0, not NaN"],
  ]; // biome-ignore format: one row each
  for (const [writing, message] of wrong) await expect(writing).rejects.toThrow(message);
  await expect(readdir(join(tmpdir(), "gradiente-never"))).rejects.toThrow("ENOENT");
});

test.skipIf(process.platform === "win32")(
  "a folder that may not be written is named, with what helps",
  async () => {
    const folder = await mkdtemp(join(tmpdir(), "gradiente-board-"));
    try {
      await mkdir(join(folder, "train"));
      await chmod(join(folder, "train"), 0o555);
      const writing = asOrdinaryUser(folder, () => new TensorBoard(folder).text("a", "b", 0));
      await expect(writing).rejects.toThrow(FileError);
      await expect(writing).rejects.toThrow(/^cannot write .*\/train\/events\.out\.tfevents/);
    } finally {
      await rm(folder, { recursive: true });
    }
  },
);
