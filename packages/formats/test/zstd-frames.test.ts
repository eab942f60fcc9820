import { describe, expect, it } from "vitest";
import { failing } from "../src/format-error.ts";
import { unzstd } from "../src/parquet/zstd/unzstd.ts";
import { xxh64 } from "../src/parquet/zstd/xxh64.ts";

/* Frames and blocks of Zstandard by hand (RFC 8878, section 3.1.1): each way to tell a size, and its bounds. */

const MAGIC = [0x28, 0xb5, 0x2f, 0xfd];
const [RAW, REPEATED, PACKED] = [0, 1, 2];

/** A number of some bytes, the lowest first. */
const number = (value: number, length: number) =>
  Array.from({ length }, (_, n) => Math.floor(value / 256 ** n) % 256);

const block = (kind: number, size: number, content: readonly number[], isLast = true) => [
  ...number(size * 8 + kind * 2 + (isLast ? 1 : 0), 3),
  ...content,
];
const raw = (content: readonly number[], isLast = true) => block(RAW, content.length, content, isLast);
const packed = (content: readonly number[], isLast = true) => block(PACKED, content.length, content, isLast);

/** A window of 2 MiB, and neither a size nor a checksum. */
const OPEN = [0, 0x58];
const unpacked = (size: number, ...parts: readonly (readonly number[])[]) => [
  ...unzstd(Uint8Array.from(parts.flat()), size, failing("x")),
];
const refused =
  (size: number, ...parts: readonly (readonly number[])[]) =>
  () =>
    unpacked(size, ...parts);

const run = (length: number, byte = 97) => new Array<number>(length).fill(byte);

/** Compares many bytes at once. */
const expectBytes = (found: readonly number[], expected: readonly number[]) =>
  expect(Buffer.from(found).equals(Buffer.from(expected))).toBe(true);

describe("frames", () => {
  it.each<[string, number[], number]>([
    ["in one byte", [32, 3], 3],
    ["in two bytes, from 256 on", [0x60, ...number(300 - 256, 2)], 300],
    ["in two bytes, 256 alone", [0x60, 0, 0], 256],
    ["in four bytes", [0xa0, ...number(5, 4)], 5],
    ["in eight bytes", [0xe0, ...number(5, 8)], 5],
    ["in two bytes, with a window", [0x40, 0x58, 1, 0], 257],
    ["in four bytes, with a window", [0x80, 0x58, ...number(70_000, 4)], 70_000],
    ["in eight bytes, with a window", [0xc0, 0x58, ...number(9, 8)], 9],
    ["not at all", OPEN, 7],
  ])("tell their size %s", (_name, head, size) => {
    expectBytes(unpacked(size, MAGIC, head, block(REPEATED, size, [97])), run(size));
    const less = [MAGIC, head, block(REPEATED, size - 1, [97])];
    if (head === OPEN) return expectBytes(unpacked(size - 1, ...less), run(size - 1));
    expect(refused(size - 1, ...less)).toThrow(
      `a frame of Zstandard has ${size - 1} bytes, and tells ${size}`,
    );
  });

  it.each([
    [1, [0]],
    [2, [0, 0]],
    [3, [0, 0, 0, 0]],
  ])("may tell that they need no dictionary, in field %i", (code, zeros) => {
    expect(unpacked(1, MAGIC, [32 | code, ...zeros, 1], raw([97]))).toEqual([97]);
    const other = [MAGIC, [32 | code, ...zeros.map((_, n) => n + 1), 1], raw([97])];
    const id = zeros.reduce((sum, _, n) => sum + (n + 1) * 256 ** n, 0);
    expect(refused(1, ...other)).toThrow(
      `x: it is packed by Zstandard with dictionary ${id}, which is not in the file`,
    );
  });

  it.each<[string, number, number]>([
    ["1 KiB", 0, 1024],
    ["an eighth more", 1, 1152],
    ["seven eighths more", 7, 1920],
    ["2 KiB", 8, 2048],
    ["3 KiB", 12, 3072],
    ["128 KiB", 56, 2 ** 17],
    ["more than 128 KiB, of which blocks have no more", 57, 2 ** 17],
    ["2 MiB", 88, 2 ** 17],
  ])("have a window of %s, beyond which no block goes", (_name, code, most) => {
    expect(unpacked(most, MAGIC, [0, code], block(REPEATED, most, [97]))).toHaveLength(most);
    const beyond = [MAGIC, [0, code], block(REPEATED, most + 1, [97])];
    expect(refused(most + 1, ...beyond)).toThrow("x: a block of Zstandard is too large");
    // Two blocks may have more together.
    const two = [block(REPEATED, most, [97], false), raw([98])];
    expect(unpacked(most + 1, MAGIC, [0, code], ...two).slice(-2)).toEqual([97, 98]);
  });

  it("follow one another, with others to pass over among them", () => {
    const skip = (kind: number, ...content: number[]) => [0x50 + kind, 0x2a, 0x4d, 0x18, ...number(content.length, 4), ...content];
    const one = (byte: number) => [...MAGIC, 32, 1, ...raw([byte])];
    expect(unpacked(2, skip(0), one(97), skip(15, 1, 2), one(98), skip(7, 1))).toEqual([97, 98]);
    expect(unpacked(0, skip(3, 1))).toEqual([]);
    expect(unpacked(0)).toEqual([]);
    expect(refused(1, skip(16 - 32, 1), one(97))).toThrow("x: a page does not begin as Zstandard does");
    expect(refused(1, one(97), skip(0, 1).slice(0, -1))).toThrow("x: what is packed by Zstandard is cut off");
    expect(refused(1, one(97), skip(0).slice(0, -1))).toThrow("x: what is packed by Zstandard is cut off");
    expect(refused(3, one(97), one(98))).toThrow("x: what is packed by Zstandard has 2 bytes, and the page 3");
  }); // biome-ignore format: one a line

  it("may have a checksum, which is compared", () => {
    for (const length of [1, 3, 4, 7, 8, 12, 31, 32, 33, 64, 100]) {
      const content = Array.from({ length }, (_, n) => (n * 7 + length) & 255);
      const sum = xxh64(Uint8Array.from(content));
      const frame = (told: number) => [MAGIC, [4 | 32, length], raw(content), number(told, 4)];
      expect(unpacked(2 * length, ...frame(sum), ...frame(sum))).toEqual([...content, ...content]);
      expect(refused(length, ...frame((sum + 1) % 2 ** 32))).toThrow("for its checksum is another");
    }
  });

  it("are refused where they are cut off", () => {
    expect(refused(1, MAGIC, [0x20])).toThrow("x: what is packed by Zstandard is cut off");
    expect(refused(1, MAGIC, [0xe0, 1, 0, 0])).toThrow("x: a frame of Zstandard begins as none does");
    expect(refused(1, MAGIC, [32, 1], raw([97]).slice(0, 2))).toThrow("is cut off");
    expect(refused(1, MAGIC, [32, 1], raw([97]).slice(0, 3))).toThrow("is cut off");
    expect(refused(1, MAGIC, [32, 1], raw([97], false))).toThrow("is cut off");
    expect(refused(1, MAGIC, [32 | 8, 1], raw([97]))).toThrow("x: a frame of Zstandard begins as none does");
    // A bit that has no meaning.
    expect(unpacked(1, MAGIC, [32 | 16, 1], raw([97]))).toEqual([97]);
  });
});

describe("blocks", () => {
  it("are raw, or repeat one byte, or are empty", () => {
    const all = [raw([1, 2], false), block(REPEATED, 3, [9], false), raw([], false), block(REPEATED, 0, [8])];
    expect(unpacked(5, MAGIC, OPEN, ...all)).toEqual([1, 2, 9, 9, 9]);
  });

  it.each<[string, (kind: number, size: number) => number[], number]>([
    ["5 bits", (kind, size) => [kind + size * 8], 31],
    ["12 bits", (kind, size) => number(kind + 4 + size * 16, 2), 4095],
    ["20 bits", (kind, size) => number(kind + 12 + size * 16, 3), 70_000],
  ])("have literals whose number has %s", (_name, head, size) => {
    const content = Array.from({ length: size }, (_, n) => n & 255);
    const own = (kind: number, more: readonly number[]) => packed([...head(kind, size), ...more, 0]);
    expectBytes(unpacked(size, MAGIC, OPEN, own(RAW, content)), content);
    expectBytes(unpacked(size, MAGIC, OPEN, own(REPEATED, [98])), run(size, 98));
    // Without the last of them, the number of sequences is taken for it.
    expect(refused(size, MAGIC, OPEN, own(RAW, content.slice(1)))).toThrow("x: the sequences of Zstandard are damaged");
    const short = packed([...head(RAW, size), ...content.slice(2), 0]);
    expect(refused(size, MAGIC, OPEN, short)).toThrow("x: the literals of Zstandard are cut off");
  }); // biome-ignore format: one a line

  it("have no more literals than a block has bytes", () => {
    const most = (size: number) => [MAGIC, [0, 0], packed([...number(1 + 3 * 4 + size * 16, 3), 97, 0])];
    expect(unpacked(1024, ...most(1024))).toEqual(run(1024));
    expect(refused(1025, ...most(1025))).toThrow("x: the literals of Zstandard are cut off");
  });

  it("have copies from more than 2 to the power of 17 back", () => {
    const first = [block(REPEATED, 2 ** 17, [97], false), block(REPEATED, 2 ** 17, [98], false), raw([99, 100], false)];
    // Code 17 of an offset: 2^17 + 2^16 + 5 - 3, of which the 17 bits are told. No literals go in front.
    const bits = 2 ** 17 + 2 ** 16 + 5;
    const copy = packed([0, 1, 0x54, 0, 17, 0, bits & 255, (bits >> 8) & 255, bits >> 16]);
    const all = unpacked(2 ** 18 + 5, MAGIC, OPEN, ...first, copy);
    expect(all.slice(-5)).toEqual([99, 100, 97, 97, 97]);
    const near = 2 ** 17 + 5;
    const other = packed([0, 1, 0x54, 0, 17, 0, near & 255, (near >> 8) & 255, near >> 16]);
    expect(unpacked(2 ** 18 + 5, MAGIC, OPEN, ...first, other).slice(-5)).toEqual([99, 100, 98, 98, 98]);
  }); // biome-ignore format: one a line

  it("have Huffman codes of up to eleven bits", () => {
    // Weights from 11 down to 1, then 1: symbol 0 takes one bit, symbols 10 and 11 eleven each.
    const weights = [138, 0xba, 0x98, 0x76, 0x54, 0x32, 0x10];
    const stream = [0b00000001, 0, 0b11000000];
    const size = weights.length + stream.length;
    const head = 2 + 3 * 16 + size * 2 ** 14;
    const all = packed([...number(head, 3), ...weights, ...stream, 0]);
    expect(unpacked(3, MAGIC, OPEN, all)).toEqual([0, 10, 11]);
  });

  /** Sequences that each copy three bytes from one back, by tables of one symbol. */
  const copies = (count: readonly number[], literal = 97) => packed([8, literal, ...count, 0x54, 0, 0, 0, 1]);

  it.each<[string, number[], number]>([
    ["one byte", [127], 127],
    ["two bytes, from 128 on", [128, 128], 128],
    ["two bytes", [129, 1], 257],
    ["the most of two bytes", [254, 255], 0x7eff],
    ["three bytes", [255, 0, 0], 0x7f00],
    ["three bytes, and some more", [255, 2, 1], 0x7f00 + 258],
  ])("have sequences whose number has %s", (_name, count, expected) => {
    // Without literals in front, value 1 is the second of the last offsets: 4 and 1 take turns, over equal bytes.
    const all = unpacked(4 + 3 * expected + 1, MAGIC, OPEN, raw(run(4), false), copies(count, 98));
    expectBytes(all.slice(0, -1), run(4 + 3 * expected));
    expect(all.at(-1)).toBe(98);
  });
});
