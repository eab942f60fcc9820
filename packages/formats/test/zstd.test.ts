import { describe, expect, it } from "vitest";
import { failing } from "../src/format-error.ts";
import { unzstd } from "../src/parquet/zstd/unzstd.ts";
import { xxh64 } from "../src/parquet/zstd/xxh64.ts";

/* Blocks of Zstandard that are written by hand, by RFC 8878: what no compressor writes, and what each of its bits means. */

const fail = failing("x");
const text = (data: Uint8Array) => new TextDecoder().decode(data);

const [RAW, PACKED] = [0, 2];

type Block = readonly [kind: number, content: readonly number[]];

/** A frame of blocks. It tells neither its size nor a checksum. */
function frame(...blocks: readonly Block[]): Uint8Array {
  const written = blocks.flatMap(([kind, content], at) => {
    const head = (content.length << 3) | (kind << 1) | (at === blocks.length - 1 ? 1 : 0);
    return [head & 255, (head >> 8) & 255, head >> 16, ...content];
  });
  return Uint8Array.from([0x28, 0xb5, 0x2f, 0xfd, 0, 0x58, ...written]);
}

/** Numbers in the order in which they are read, from the end: the last byte has a 1 in front of them. */
function backwards(...numbers: readonly (readonly [value: number, width: number])[]): number[] {
  let all = 1n;
  for (const [value, width] of numbers) all = (all << BigInt(width)) | BigInt(value);
  const written: number[] = [];
  for (; all > 0n; all >>= 8n) written.push(Number(all & 255n));
  return written;
}

/** Numbers in the order in which they are read, from the beginning, the lowest bits first. */
function forwards(...numbers: readonly (readonly [value: number, width: number])[]): number[] {
  const written = backwards(...[...numbers].reverse());
  const last = written.pop() as number;
  const rest = last - 2 ** Math.floor(Math.log2(last));
  // Without the 1 in front, which may have had a byte of its own.
  return last === 1 ? written : [...written, rest];
}

interface Sequences {
  readonly literals: string;
  /** How many literals go in front of each copy, the code of its offset, and that of its length, which are all the same. */
  readonly codes: readonly [literals: number, offset: number, match: number];
  readonly count: number;
  readonly bits: readonly number[];
}

/** A block with raw literals, whose tables each have one symbol. */
function block({ literals, codes, count, bits }: Sequences): Block {
  const raw = [literals.length << 3, ...new TextEncoder().encode(literals)];
  return [PACKED, [...raw, count, 0x54, ...codes, ...bits]];
}

const before: Block = [RAW, [...new TextEncoder().encode("abcdefghij")]];
const unpacked = (size: number, ...blocks: readonly Block[]) => text(unzstd(frame(...blocks), size, fail));

describe("sequences", () => {
  it("name the last offsets, which move up, after literals", () => {
    // The offsets are 1, 4 and 8 at the beginning. Value 3 is the third of them each time: 8, then 4, then 1.
    const bits = backwards([1, 1], [1, 1], [1, 1]);
    const all = block({ literals: "ABC", codes: [1, 1, 0], count: 3, bits });
    expect(unpacked(22, before, all)).toBe("abcdefghijAdefBdefCCCC");
    const second = block({ literals: "AB", codes: [1, 1, 0], count: 2, bits: backwards([0, 1], [0, 1]) });
    expect(unpacked(18, before, second)).toBe("abcdefghijAhijBBBB");
    const first = block({ literals: "A", codes: [1, 0, 0], count: 1, bits: backwards() });
    expect(unpacked(14, before, first)).toBe("abcdefghijAAAA");
  });

  it("name others of them without literals, and the first less one", () => {
    const bits = backwards([0, 1], [1, 1], [0, 1]);
    const all = block({ literals: "", codes: [0, 1, 0], count: 3, bits });
    expect(unpacked(19, before, all)).toBe("abcdefghijcdeghiiii");
    const second = block({ literals: "", codes: [0, 0, 0], count: 2, bits: backwards() });
    expect(unpacked(16, before, second)).toBe("abcdefghijghiiii");
  });

  it("name offsets of their own, which later blocks remember", () => {
    // Value 4 + 3 is 4 back; the block after it names that one.
    const own = block({ literals: "", codes: [0, 2, 0], count: 1, bits: backwards([3, 2]) });
    const again = block({ literals: "Z", codes: [1, 0, 0], count: 1, bits: backwards() });
    expect(unpacked(17, before, own, again)).toBe("abcdefghijghiZghi");
  });

  const wrong = "x: the sequences of Zstandard are damaged; the file is damaged";
  it.each<[string, readonly Block[]]>([
    ["reach before the frame", [block({ literals: "A", codes: [1, 1, 0], count: 1, bits: backwards([0, 1]) })]],
    ["go nowhere", [before, block({ literals: "", codes: [0, 1, 0], count: 1, bits: backwards([1, 1]) })]],
    ["take more literals than there are", [before, block({ literals: "A", codes: [1, 0, 0], count: 2, bits: backwards() })]],
    ["leave bits over", [before, block({ literals: "A", codes: [1, 0, 0], count: 1, bits: backwards([0, 1]) })]],
    ["have too few bits", [before, block({ literals: "A", codes: [1, 1, 0], count: 1, bits: backwards() })]],
    ["make more than the page has", [before, block({ literals: "A", codes: [1, 0, 40], count: 1, bits: backwards([0, 4]) })]],
    ["have a code that is none", [before, block({ literals: "A", codes: [36, 0, 0], count: 1, bits: backwards() })]],
    ["have bits of modes that nobody uses", [before, [PACKED, [8, 65, 1, 0x55, 1, 0, 0, 1]]]],
    ["have a table of before, and there is none", [before, [PACKED, [8, 65, 1, 0xfc, 1]]]],
    ["are followed by something", [before, [PACKED, [8, 65, 0, 0]]]],
    ["are not there", [before, [PACKED, [8, 65]]]],
  ])("that %s are refused", (_name, blocks) => {
    expect(() => unzstd(frame(...blocks), 40, fail)).toThrow(wrong);
  }); // biome-ignore format: a table

  it("have tables that are told bit by bit", () => {
    // A table of 32 states, all of symbol 1, for the literals in front of copies.
    const table = forwards([0, 4], [1, 5], [0, 2], [63, 6]);
    const all: Block = [PACKED, [8, 65, 1, 0x94, ...table, 0, 0, ...backwards([0, 5])]];
    expect(unpacked(14, before, all)).toBe("abcdefghijAAAA");
  });

  it.each<[string, number[]]>([
    ["has too many states", forwards([5, 4], [2047, 11])],
    // Symbol 0 and the 35 behind it have no state.
    ["has symbols that are none", forwards([0, 4], [1, 5], [2 ** 22 - 1, 22], [2, 2], [63, 6])],
    ["is cut off", []],
  ])("are refused if one %s", (_name, table) => {
    const all: Block = [PACKED, [8, 65, 1, 0x94, ...table, ...(table.length > 0 ? [0, 0, 32] : [])]];
    expect(() => unzstd(frame(before, all), 14, fail)).toThrow(
      table.length > 0 ? "x: a table of Zstandard is none" : "x: the numbers of a page are cut off",
    );
  });

  it("without an end are refused", () => {
    const bits = [0];
    const all = block({ literals: "A", codes: [1, 0, 0], count: 1, bits });
    expect(() => unzstd(frame(before, all), 14, fail)).toThrow("a stream of Zstandard has no end");
  });
});

it("a checksum that is cut off is none, also where its last byte would be 0", () => {
  const found = Array.from({ length: 5000 }, (_, n) => new TextEncoder().encode(String(n))).find(
    (each) => xxh64(each) < 2 ** 24,
  ) as Uint8Array;
  const [head, flags] = [frame([RAW, [...found]]), 4];
  head[flags] = 4;
  const whole = Uint8Array.from([...head, ...new Uint8Array(Uint32Array.of(xxh64(found)).buffer)]);
  expect(unzstd(whole, found.length, fail)).toEqual(found);
  expect(() => unzstd(whole.subarray(0, -1), found.length, fail)).toThrow("its checksum is another");
});

describe("Huffman tables", () => {
  /** A block of literals alone, two of them in one stream. */
  const literals = (...description: number[]): Block => {
    const packed = description.length;
    const head = 2 | (2 << 4) | (packed << 14);
    return [PACKED, [head & 255, (head >> 8) & 255, head >> 16, ...description, 0]];
  };

  it("of two symbols tell one bit each", () => {
    // One weight, of symbol 0; that of symbol 1 follows. The stream has 1, then 0.
    expect([...unzstd(frame(literals(128, 0x10, ...backwards([1, 1], [0, 1]))), 2, fail)]).toEqual([1, 0]);
  });

  it.each<[string, number[]]>([
    // A table of one state after another without bits has weights without end.
    ["never end", [6, 0xf0, 0x03, 0, 0, 0, 1, 1]],
    ["weigh nothing", [128, 0, 1]],
    ["have no pair of longest codes", [129, 0x20, 1]],
    ["weigh no power of two with any last symbol", [129, 0x13, 1]],
    ["have codes that are too long", [128, 0xc0, 1]],
    ["are cut off", [255, 0x11]],
  ])("that %s are refused", (_name, description) => {
    expect(() => unzstd(frame(literals(...description)), 2, fail)).toThrow(
      "x: a Huffman table of Zstandard is none; the file is damaged",
    );
  }); // biome-ignore format: a table

  it("with literals that are more or fewer than told are refused", () => {
    for (const stream of [backwards([1, 1]), backwards([1, 1], [0, 1], [1, 1])]) {
      expect(() => unzstd(frame(literals(128, 0x10, ...stream)), 2, fail)).toThrow(
        "x: the literals of Zstandard are more or fewer than are told; the file is damaged",
      );
    }
  });
});
