import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fit } from "@gradiente/train";
import { TensorBoard } from "@gradiente/train/node";
import { expect, test } from "vitest";
import { crc32c } from "../src/crc32c.ts";
import { encodeEvent, encodeRecord } from "../src/node/tensorboard/event.ts";
import { problem } from "./fixtures.ts";

/* A decoder of its own, from the formats' descriptions, which shares nothing with the encoder. */

/** CRC-32C by long division, bit by bit, over BigInt. */
function checksum(bytes: Uint8Array): bigint {
  let crc = 0xffffffffn;
  for (const byte of bytes) {
    crc ^= BigInt(byte);
    for (let bit = 0; bit < 8; bit++) crc = crc % 2n === 1n ? (crc / 2n) ^ 0x82f63b78n : crc / 2n;
  }
  return crc ^ 0xffffffffn;
}

function unmasked(value: number): bigint {
  const turned = (BigInt(value) - 0xa282ead8n + 2n ** 32n) % 2n ** 32n;
  return ((turned << 15n) | (turned >> 17n)) % 2n ** 32n;
}

function records(file: Buffer): Buffer[] {
  const found: Buffer[] = [];
  for (let at = 0; at < file.length; ) {
    const length = Number(file.readBigUInt64LE(at));
    expect(unmasked(file.readUInt32LE(at + 8))).toBe(checksum(file.subarray(at, at + 8)));
    const content = file.subarray(at + 12, at + 12 + length);
    expect(unmasked(file.readUInt32LE(at + 12 + length))).toBe(checksum(content));
    found.push(content);
    at += 16 + length;
  }
  return found;
}

/** Fields of a message by number, each as it comes: numbers of varints, bytes of the rest. */
function fields(message: Buffer): [number, number | Buffer][] {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let shift = 1; ; shift *= 128) {
      const byte = message[at++];
      value += (byte & 127) * shift;
      if (byte < 128) return value;
    }
  };
  const take = (length: number): Buffer => {
    at += length;
    return message.subarray(at - length, at);
  };
  const found: [number, number | Buffer][] = [];
  while (at < message.length) {
    const key = varint();
    const type = key % 8;
    const value = type === 0 ? varint() : take(type === 1 ? 8 : type === 5 ? 4 : varint());
    found.push([Math.floor(key / 8), value]);
  }
  expect(at).toBe(message.length);
  return found;
}

function decode(content: Buffer) {
  const event = new Map(fields(content));
  const values = event.has(5)
    ? fields(event.get(5) as Buffer).map(([, value]) => new Map(fields(value as Buffer)))
    : [];
  return {
    wallTime: (event.get(1) as Buffer).readDoubleLE(),
    step: event.get(2),
    fileVersion: event.get(3)?.toString(),
    scalars: Object.fromEntries(values.map((v) => [String(v.get(1)), (v.get(2) as Buffer).readFloatLE()])),
  };
}

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
  expect(decode(Buffer.from(encodeEvent(event)))).toEqual({ ...event, fileVersion: undefined });
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
      const [first, ...events] = records(await readFile(join(folder, run, file))).map(decode);
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
