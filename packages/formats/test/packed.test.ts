import { createHash } from "node:crypto";
import { brotliCompressSync } from "node:zlib";
import { afterEach, describe, expect, it, vi } from "vitest";
import { failing } from "../src/format-error.ts";
import { checkCodec, unpack } from "../src/parquet/unpack.ts";
import { xxh64 } from "../src/parquet/zstd/xxh64.ts";
import { bytesOf, golden } from "./golden.ts";

/* What pages are packed by: each way against the program that packs so, and against what is damaged. */

const [GZIP, BROTLI, HADOOP_LZ4, ZSTD, LZ4] = [2, 4, 5, 6, 7];

const fail = failing("x");
const bytes = (...values: number[]) => Uint8Array.from(values);

type Packed = readonly [packed: string, size: number, sha256: string];
const packed = golden<Record<"zstd" | "lz4" | "gzip", Readonly<Record<string, Packed>>>>("packed.json");

function expectUnpacked(codec: number, [base64, size, sha256]: Packed): void {
  const unpacked = unpack(codec, bytesOf(base64), size, fail);
  expect(unpacked.length).toBe(size);
  expect(createHash("sha256").update(unpacked).digest("hex")).toBe(sha256);
}

/** Every mutant is refused with a `FormatError`, or unpacks to as many bytes as are asked for. */
function expectNoHarm(codec: number, [base64, size]: Packed): void {
  const whole = bytesOf(base64);
  const every = Math.max(1, Math.floor(whole.length / 60));
  for (let at = 0; at < whole.length; at += every) {
    for (const change of [1, 0x80, 0xff]) {
      const changed = whole.slice();
      changed[at] ^= change;
      for (const mutant of [changed, changed.subarray(0, at)]) {
        try {
          expect(unpack(codec, mutant, size, fail).length).toBe(size);
        } catch (error) {
          expect(error).toMatchObject({ name: "FormatError", file: "x" });
        }
      }
    }
  }
}

describe("Zstandard", () => {
  it.each(Object.entries(packed.zstd))("is unpacked: %s", (_name, told) => {
    expectUnpacked(ZSTD, told);
    const [base64, size] = told;
    expect(() => unpack(ZSTD, bytesOf(base64), size + 1, fail)).toThrow(/^x: .*; the file is damaged$/);
    expect(() => unpack(ZSTD, bytesOf(base64).subarray(0, -1), size, fail)).toThrow(
      /^x: .*; the file is damaged$/,
    );
  });

  it.each(["few letters, fast", "counts, 19, no size", "small blocks", "frames"])(
    "does no harm where it is damaged: %s",
    (name) => expectNoHarm(ZSTD, packed.zstd[name]),
  );

  const frame = (flags: number, ...rest: number[]) =>
    Uint8Array.from([0x28, 0xb5, 0x2f, 0xfd, flags].concat(rest));
  // A frame of a few bytes in one segment.
  const short = (size: number, ...blocks: number[]) => frame(0x20, size, ...blocks);
  it.each<[string, Uint8Array, number, string]>([
    ["other bytes", bytes(1, 2, 3, 4, 5, 6, 7, 8), 1, "a page does not begin as Zstandard does"],
    ["a head that is cut off", bytes(0x28, 0xb5, 0x2f), 1, "is cut off"],
    ["a frame to pass over that is cut off", bytes(0x50, 0x2a, 0x4d, 0x18, 1, 0, 0, 0), 1, "is cut off"],
    ["a flag that nobody uses", frame(0x28, 1, 9, 0, 0, 97), 1, "begins as none does"],
    ["a dictionary", frame(0x21, 7, 1, 9, 0, 0, 97), 1, "it is packed by Zstandard with dictionary 7, which is not in the file"],
    ["a block of no kind", short(1, 15, 0, 0, 97), 1, "a block of Zstandard is of no kind"],
    ["a block beyond the page", short(2, 17, 0, 0, 97, 97), 1, "a block of Zstandard is too large"],
    ["another size than is told", short(2, 9, 0, 0, 97), 1, "a frame of Zstandard has 1 bytes, and tells 2"],
    ["a block without its bytes", short(2, 17, 0, 0, 97), 2, "is cut off"],
    ["no block", short(2, 17, 0), 2, "is cut off"],
    ["another checksum", frame(0x24, 1, 9, 0, 0, 97, 1, 2, 3, 4), 1, "its checksum is another"],
    ["literals beyond a block", short(2, 0x1d, 0, 0, 0xf8, 97, 0), 2, "the literals of Zstandard are cut off"],
    ["literals with a table before the first", short(1, 0x2d, 0, 0, 0x13, 0x40, 0, 1, 0), 1, "have no table"],
    ["sequences with nothing before them", short(1, 0x25, 0, 0, 0, 1, 0xfc, 0), 1, "the sequences of Zstandard are damaged"],
    ["more than it can make", short(0, 9, 0, 0, 97), 2 ** 24, "which cannot unpack to 16777216"],
  ])("is refused with %s", (_name, page, size, message) => {
    expect(() => unpack(ZSTD, page, size, fail)).toThrow(message);
    expect(() => unpack(ZSTD, page, size, fail)).toThrow(/^x: /);
  }); // biome-ignore format: a table

  it("stops at the first copy beyond a page, however many a block asks for", () => {
    // 32,000 copies of 65,539 bytes and more, told by tables of one symbol: two bytes for each.
    const sequences = [0xfc, 0, 0x54, 0, 2, 52, ...new Array<number>(64_000).fill(0), 1];
    const size = 2 + sequences.length;
    const block = [((size & 31) << 3) | 5, (size >> 5) & 255, size >> 13, 8, 97, ...sequences];
    const page = Uint8Array.from([...frame(0, 0x58), ...block]);
    const begin = performance.now();
    expect(() => unpack(ZSTD, page, 2 ** 17, fail)).toThrow("x: the sequences of Zstandard are damaged");
    expect(performance.now() - begin).toBeLessThan(1000);
  });

  it("has the checksum XXH64", () => {
    // Values of the program xxhsum; the checksums of the frames above are of longer texts.
    expect(xxh64(bytes())).toBe(0x51d8e999);
    expect(xxh64(new TextEncoder().encode("a"))).toBe(0xa98c6e5b);
    expect(xxh64(new TextEncoder().encode("abc"))).toBe(0xad770999);
  });
});

describe("LZ4", () => {
  it.each(Object.entries(packed.lz4))("is unpacked: %s", (_name, told) => {
    expectUnpacked(LZ4, told);
    // Also where the sizes that Hadoop puts in front are missing.
    expectUnpacked(HADOOP_LZ4, told);
  });

  it.each(["a run", "few letters", "counts"])("does no harm where it is damaged: %s", (name) => {
    expectNoHarm(LZ4, packed.lz4[name]);
  });

  it("is unpacked in blocks, as Hadoop writes them", () => {
    const parts = ["words", "counts"].map((name) => packed.lz4[name]);
    const written = parts.flatMap(([base64, size]) => {
      const block = bytesOf(base64);
      const head = new Uint8Array(8);
      new DataView(head.buffer).setUint32(0, size);
      new DataView(head.buffer).setUint32(4, block.length);
      return [...head, ...block];
    });
    const whole = parts.map(([base64, size]) => unpack(LZ4, bytesOf(base64), size, fail));
    const size = whole[0].length + whole[1].length;
    expect(Buffer.from(unpack(HADOOP_LZ4, Uint8Array.from(written), size, fail))).toEqual(
      Buffer.concat(whole),
    );
    for (const other of [size - 1, size + 1]) {
      expect(() => unpack(HADOOP_LZ4, Uint8Array.from(written), other, fail)).toThrow(
        "; the file is damaged",
      );
    }
  });

  it("has lengths of runs and copies that go on in further bytes", () => {
    const run = (count: number) => new Array<number>(count).fill(97);
    expect([...unpack(LZ4, bytes(0xe0, ...run(14)), 14, fail)]).toEqual(run(14));
    expect([...unpack(LZ4, bytes(0xf0, 0, ...run(15)), 15, fail)]).toEqual(run(15));
    expect([...unpack(LZ4, bytes(0xf0, 255, 3, ...run(273)), 273, fail)]).toEqual(run(273));
    // Copies of 18, 19 and 274 bytes, each behind one byte and before a last one.
    expect([...unpack(LZ4, bytes(0x1e, 97, 1, 0, 0x10, 97), 20, fail)]).toEqual(run(20));
    expect([...unpack(LZ4, bytes(0x1f, 97, 1, 0, 0, 0x10, 97), 21, fail)]).toEqual(run(21));
    expect([...unpack(LZ4, bytes(0x1f, 97, 1, 0, 255, 0, 0x10, 97), 276, fail)]).toEqual(run(276));
    // From 258 back: the first of two bytes is the lower one.
    const far = Array.from({ length: 258 }, (_, n) => n & 255);
    const copied = unpack(LZ4, bytes(0xf0, 243, ...far, 2, 1, 0x10, 9), 263, fail);
    expect([...copied]).toEqual([...far, 0, 1, 2, 3, 9]);
  });

  it.each<[string, Uint8Array, number, string]>([
    ["nothing", bytes(), 0, "is cut off"],
    ["a copy one byte beyond the page", bytes(0x10, 97, 1, 0, 0), 4, "LZ4 copies what is not there"],
    ["a copy from one byte before the first", bytes(0x20, 97, 98, 3, 0, 0), 6, "LZ4 copies what is not there"],
    ["a run that is cut off", bytes(0x30, 97), 3, "is cut off"],
    ["a length that is cut off", bytes(0xf0, 255), 300, "is cut off"],
    ["a run beyond the page", bytes(0x30, 97, 97, 97), 2, "is cut off"],
    ["a copy of what is not there", bytes(0x10, 97, 2, 0, 0), 9, "LZ4 copies what is not there"],
    ["a copy from nowhere", bytes(0x10, 97, 0, 0, 0), 9, "LZ4 copies what is not there"],
    ["a copy beyond the page", bytes(0x1f, 97, 1, 0, 9, 0), 9, "LZ4 copies what is not there"],
    ["a copy at the end", bytes(0x10, 97, 1, 0), 5, "is cut off"],
    ["too few bytes", bytes(0x10, 97), 2, "what is packed by LZ4 has 1 bytes, and the page 2"],
  ])("is refused with %s", (_name, page, size, message) => {
    expect(() => unpack(LZ4, page, size, fail)).toThrow(message);
  }); // biome-ignore format: a table
});

describe("gzip", () => {
  it.each(Object.entries(packed.gzip))("is unpacked in %s", (_name, told) => {
    expectUnpacked(GZIP, told);
    expectNoHarm(GZIP, told);
  });

  it("is refused where the checksum of any part is another, or there are more bytes or fewer", () => {
    const [base64, size] = packed.gzip.parts;
    const whole = bytesOf(base64);
    const ends = [...whole.keys()].filter(
      (at) => at === whole.length || [31, 139, 8, 0].every((byte, n) => whole[at + n] === byte),
    );
    expect(ends).toHaveLength(4);
    for (const end of [...ends.slice(1), whole.length]) {
      const changed = whole.slice();
      changed[end - 8] ^= 1;
      expect(() => unpack(GZIP, changed, size, fail)).toThrow(
        `x: a page does not unpack to its ${size} bytes`,
      );
    }
    for (const other of [size - 1, size + 1])
      expect(() => unpack(GZIP, whole, other, fail)).toThrow("does not unpack to its");
    expect(() => unpack(GZIP, Uint8Array.from([...whole, 1, 2, 3]), size, fail)).toThrow("x: a page");
  });
});

describe("Brotli", () => {
  const text = "words and words and words ".repeat(40);
  const page = new Uint8Array(brotliCompressSync(text));

  afterEach(() => void vi.restoreAllMocks());

  it("is unpacked by Node, to no more and no fewer bytes than are told", () => {
    const unpacked = unpack(BROTLI, page, text.length, fail);
    expect(new TextDecoder().decode(unpacked)).toBe(text);
    expect(unpacked.constructor).toBe(Uint8Array);
    for (const size of [0, text.length - 1, text.length + 1]) {
      expect(() => unpack(BROTLI, page, size, fail)).toThrow(
        `x: a page does not unpack to its ${size} bytes by Brotli`,
      );
    }
    expect(() => unpack(BROTLI, page.subarray(0, -2), text.length, fail)).toThrow(
      "x: a page does not unpack",
    );
    expect(() => unpack(BROTLI, Uint8Array.from([...page, 1]), text.length, fail)).toThrow(
      "x: a page does not unpack",
    );
    expect(unpack(BROTLI, new Uint8Array(brotliCompressSync("")), 0, fail)).toHaveLength(0);
  });

  it("is refused by name where there is no Node", () => {
    vi.spyOn(process, "getBuiltinModule").mockReturnValue(undefined as never);
    expect(() => unpack(BROTLI, page, text.length, fail)).toThrow(
      "x: it is packed by brotli, which only Node unpacks; write it with zstd, snappy or gzip",
    );
  });
});

describe("other ways to pack", () => {
  it.each<[string, number, number]>([
    ["nothing", 0, 1],
    ["snappy", 1, 22],
    ["gzip", GZIP, 1032],
    ["LZ4", HADOOP_LZ4, 255],
    ["LZ4 without sizes", LZ4, 255],
    ["zstd", ZSTD, 2 ** 15],
  ])("make no more than so many bytes of one: %s", (_name, codec, ratio) => {
    const found = (size: number): unknown => {
      try {
        return unpack(codec, bytes(0xff, 0xff), size, fail).length;
      } catch (error) {
        return (error as Error).message;
      }
    };
    const beyond = (size: number) => `x: a page has 2 bytes, which cannot unpack to ${size}; the file is damaged`;
    expect(found(2 * ratio)).not.toBe(beyond(2 * ratio));
    expect(found(2 * ratio + 1)).toBe(beyond(2 * ratio + 1));
  }); // biome-ignore format: one thing

  it("are refused by name", () => {
    expect(() => checkCodec(3, fail)).toThrow("x: it is packed by lzo; write it with zstd, snappy or gzip");
    expect(() => checkCodec(9, fail)).toThrow(
      "x: it is packed by method 9; write it with zstd, snappy or gzip",
    );
    expect(() => checkCodec(-1, fail)).toThrow("x: it is packed by method -1");
  });
});
