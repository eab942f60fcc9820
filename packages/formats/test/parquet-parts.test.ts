import { describe, expect, it } from "vitest";
import { failing } from "../src/format-error.ts";
import { readDeltas } from "../src/parquet/delta.ts";
import { readHybrid } from "../src/parquet/hybrid.ts";
import { unsnap } from "../src/parquet/snappy.ts";
import { Thrift } from "../src/parquet/thrift.ts";

/* Parts of Parquet files that are damaged: each says so, and none goes on with what is not there. */

const fail = failing("x");
const bytes = (...values: number[]) => Uint8Array.from(values);

describe("runs", () => {
  const read = (values: number[], width: number, count: number) =>
    readHybrid(Uint8Array.from(values), width, count, fail);

  it("repeat a number, or pack eight", () => {
    expect([...read([6, 5], 3, 3)]).toEqual([5, 5, 5]);
    // Eight numbers of three bits: the example of the format's description.
    expect([...read([3, 0x88, 0xc6, 0xfa], 3, 8)]).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect([...read([4, 0xff, 0xff, 0xff, 0xff], 32, 2)]).toEqual([2 ** 32 - 1, 2 ** 32 - 1]);
    expect([...read([4], 0, 2)]).toEqual([0, 0]);
    expect([...read([3, ...new Array(32).fill(0xff)], 32, 8)]).toEqual(new Array(8).fill(2 ** 32 - 1));
    // Two bytes of a number of nine bits, the lower one first.
    expect([...read([4, 0x34, 0x01], 9, 2)]).toEqual([0x134, 0x134]);
  });

  it("follow one another, of both kinds, and may pack more than there are", () => {
    expect([...read([4, 1, 3, 0b11001010, 6, 1], 1, 13)]).toEqual([1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 1, 1, 1]);
    // Sixteen numbers of four bits. Ten are there, and the bytes of the others may be left out.
    const ten = [5, 0x10, 0x32, 0x54, 0x76, 0x98];
    for (const rest of [[], [0, 0, 0], [0xff, 0xff, 0xff]]) {
      expect([...read([...ten, ...rest], 4, 10)]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    }
    expect([...read([], 4, 0)]).toEqual([]);
    // 128 of one number: the length of the run takes two bytes.
    expect([...read([0x80, 2, 1], 1, 128)]).toEqual(new Array(128).fill(1));
  });

  it.each<[string, number[], number, number, string]>([
    ["a run that is too long", [8, 5], 3, 3, "a run has 4 numbers, and 3 are left"],
    ["no bytes", [], 3, 1, "are cut off"],
    ["a run without its number", [2], 3, 1, "are cut off"],
    ["half a number", [2, 5], 9, 1, "are cut off"],
    ["a run that is too long after another", [4, 5, 8, 5], 3, 3, "a run has 4 numbers, and 1 are left"],
    ["too few packed", [3, 0x88], 3, 8, "are cut off"],
    ["numbers that are too wide", [2, 0], 33, 1, "33 bits stand where 32 are the most"],
    ["a length beyond 32 bits", [0xff, 0xff, 0xff, 0xff, 0x7f], 1, 1, "is too large"],
    ["a length without end", new Array(20).fill(0xff), 1, 1, "is too large"],
  ])("refuse %s", (_name, values, width, count, message) => {
    expect(() => read(values, width, count)).toThrow(message);
  }); // biome-ignore format: a table
});

describe("differences", () => {
  const read = (values: number[], count: number, bits: 32 | 64 = 64) =>
    readDeltas(Uint8Array.from(values), 0, { bits, count }, fail);

  it("add up, in 32 bits with what is beyond cut off", () => {
    // Blocks of 128 in four parts; the first number is 7, and each difference is 2.
    const { values, end } = read([0x80, 1, 4, 3, 14, 4, 0, 0, 0, 0], 3);
    expect([[...values], end]).toEqual([[7n, 9n, 11n], 10]);
    const most = [0xfe, 0xff, 0xff, 0xff, 0x0f];
    expect([...read([0x80, 1, 4, 2, ...most, 2, 0, 0, 0, 0], 2, 32).values]).toEqual([
      2147483647n,
      -2147483648n,
    ]);
  });

  it("have a width for each part of a block, up to 64 bits, and begin anywhere", () => {
    // Blocks of 64 in two parts. Each difference is -1 and what is added: nothing, then two bits each.
    const first = [0x40, 2, 67, 20, 1, 0, 2, ...new Array(7).fill(0b01010101), 0b10010101];
    // A second block: its smallest difference is 3.
    const all = [...first, 6, 0, 0];
    const values = [...read(all, 67).values].map(Number);
    expect(values.slice(0, 33)).toEqual(Array.from({ length: 33 }, (_, n) => 10 - n));
    expect(values.slice(33)).toEqual([...new Array(31).fill(-22), -21, -18, -15]);
    expect(readDeltas(Uint8Array.from([9, 9, ...all, 9]), 2, { bits: 64, count: 67 }, fail).end).toBe(all.length + 2);
    // One block of 32 in one part, with differences of 40 and of 64 bits.
    const wide = (width: number, ...value: number[]) => [32, 1, 2, 0, 0, width, ...value, ...new Array(4 * width - value.length).fill(0)];
    expect([...read(wide(40, 1, 0, 0, 0, 2), 2).values]).toEqual([0n, 2n ** 33n + 1n]);
    expect([...read(wide(64, ...new Array(8).fill(0xff)), 2).values]).toEqual([0n, -1n]);
    expect([...read(wide(33, 0, 0, 0, 0, 1), 2).values]).toEqual([0n, 2n ** 32n]);
    expect([...read(wide(32, 0xff, 0xff, 0xff, 0xff), 2).values]).toEqual([0n, 2n ** 32n - 1n]);
  }); // biome-ignore format: bytes

  it("may be none, or one alone", () => {
    expect([...read([0x80, 1, 4, 0, 0], 0).values]).toEqual([]);
    expect(read([0x80, 1, 4, 1, 13, 9], 1)).toEqual({ values: BigInt64Array.of(-7n), end: 5 });
  });

  it.each<[string, number[], string]>([
    ["another count", [0x80, 1, 4, 5, 14], "stand where 3 numbers should be"],
    ["fewer than are due", [0x80, 1, 4, 2, 14], "2 differences in blocks of 128 and 4 parts stand where 3 numbers should be"],
    ["too few bits behind the last number", [0x80, 1, 4, 3, 14, 4, 8, 0, 0, 0, ...new Array(31).fill(0)], "the differences of a page are cut off"],
    ["no parts", [0x80, 1, 0, 3, 14], "0 parts stand where"],
    ["parts of no size", [0, 4, 3, 14], "blocks of 0"],
    ["parts that are not of 32", [0x40, 4, 3, 14], "blocks of 64 and 4 parts"],
    ["no widths", [0x80, 1, 4, 3, 14, 4], "are cut off"],
    ["numbers wider than 64 bits", [0x80, 1, 4, 3, 14, 4, 65, 0, 0, 0], "are cut off"],
    ["too few bits", [0x80, 1, 4, 3, 14, 4, 8, 0, 0, 0, 1], "are cut off"],
  ])("refuse %s", (_name, values, message) => {
    expect(() => read(values, 3)).toThrow(message);
  }); // biome-ignore format: a table
});

describe("Snappy", () => {
  it("copies what it has made, and what it is making", () => {
    // "ab", then six bytes from two back.
    expect(Buffer.from(unsnap(bytes(8, 4, 0x61, 0x62, 0x09, 2), 8, fail)).toString()).toBe("abababab"); // biome-ignore format: bytes
    expect(Buffer.from(unsnap(bytes(4, 0, 0x61, 0x0a, 1, 0), 4, fail)).toString()).toBe("aaaa");
    // The same, three bytes with four bytes for how far back.
    expect(Buffer.from(unsnap(bytes(4, 0, 0x61, 0x0b, 1, 0, 0, 0), 4, fail)).toString()).toBe("aaaa");
  });

  it("has runs of any length, and copies from far back", () => {
    const long = Array.from({ length: 300 }, (_, n) => n & 255);
    const size = [300 & 127 | 128, 300 >> 7];
    const run = [...long];
    for (const length of [[61 << 2, 43, 1], [62 << 2, 43, 1, 0], [63 << 2, 43, 1, 0, 0]]) {
      expect([...unsnap(bytes(...size, ...length, ...run), 300, fail)]).toEqual(long);
    }
    expect([...unsnap(bytes(60, 59 << 2, ...long.slice(0, 60)), 60, fail)]).toEqual(long.slice(0, 60));
    expect([...unsnap(bytes(61, 60 << 2, 60, ...long.slice(0, 61)), 61, fail)]).toEqual(long.slice(0, 61));
    // Four to eleven bytes, from up to 2047 back; then up to 64 bytes, from 258 back.
    const all = bytes(300 + 11 + 64 & 127 | 128, 300 + 11 + 64 >> 7, 61 << 2, 43, 1, ...run, 1 << 5 | 7 << 2 | 1, 4, 63 << 2 | 2, 2, 1);
    const found = [...unsnap(all, 375, fail)];
    expect(found.slice(300, 311)).toEqual(long.slice(40, 51));
    expect(found.slice(311)).toEqual([...long.slice(53), ...found.slice(300)].slice(0, 64));
  }); // biome-ignore format: bytes

  it.each<[string, Uint8Array, number, string]>([
    ["another length", bytes(3, 8, 1, 2, 3), 4, "Snappy tells 3 bytes, and the page 4"],
    ["a run that is cut off", bytes(4, 12, 1, 2), 4, "is cut off"],
    ["a length of a run that is cut off", bytes(100, 60 << 2), 100, "is cut off"],
    ["a copy that is cut off", bytes(100, 0, 1, 2), 100, "is cut off"],
    ["a length of all that is cut off", bytes(0x80), 0, "is cut off"],
    ["a run beyond the page", bytes(1, 12, 1, 2, 3, 4), 1, "is cut off"],
    ["a copy of nothing", bytes(5, 0, 1, 0x01, 0), 5, "copies what is not there"],
    ["a copy from before the start", bytes(5, 0, 1, 0x01, 2), 5, "copies what is not there"],
    ["a copy beyond the page", bytes(3, 0, 1, 0x09, 1), 3, "copies what is not there"],
    ["too little", bytes(4, 0, 1), 4, "has 1 bytes, and the page 4"],
    ["a run one byte beyond the page", bytes(1, 4, 1, 2), 1, "is cut off"],
    ["a run one byte short", bytes(2, 4, 1), 2, "is cut off"],
    ["a length of six bytes", bytes(0x84, 0x80, 0x80, 0x80, 0x80, 0), 4, "is cut off"],
  ])("refuses %s", (_name, packed, size, message) => {
    expect(() => unsnap(packed, size, fail)).toThrow(message);
  }); // biome-ignore format: a table
});

describe("metadata", () => {
  const read = (values: number[], fields: (thrift: Thrift) => Record<number, () => void>) => {
    const thrift = new Thrift(Uint8Array.from(values), 0, values.length, fail);
    thrift.struct(fields(thrift));
  };

  it("are read by field, and others are passed over", () => {
    const found: unknown[] = [];
    const nested = [0x1c, 0x15, 2, 0];
    // A map, a set of booleans, a double, and a structure, which nobody asks for; then -2, true and bytes.
    const others = [0x1b, 1, 0x58, 2, 1, 7, 0x1a, 0x21, 1, 2, 0x17, 0, 0, 0, 0, 0, 0, 0, 0, ...nested];
    read([...others, 0x15, 3, 0x11, 0x18, 2, 5, 6, 0], (thrift) => ({
      5: () => found.push(thrift.whole()),
      6: () => found.push(thrift.boolean()),
      7: () => found.push([...thrift.bytes()]),
    }));
    expect(found).toEqual([-2, true, [5, 6]]);
  });

  it("have numbers of fields that go on or are written out, and whole numbers of four types", () => {
    const found: unknown[] = [];
    // Fields 3 (a byte), 4 (16 bits), 19 (64 bits), and -2, which is written out.
    read([0x33, 0xff, 0x14, 5, 0xf6, 0xfe, 1, 0x05, 3, 8, 0], (thrift) => ({
      ...{ 3: () => found.push(thrift.whole()), 4: () => found.push(thrift.whole()) },
      ...{ 19: () => found.push(thrift.whole()), [-2]: () => found.push(thrift.whole()) },
    }));
    expect(found).toEqual([-1, -3, 127, 4]);
  });

  it("have lists of up to 14 elements, and of more with their number behind", () => {
    for (const count of [0, 1, 14, 15, 200]) {
      const found: number[] = [];
      const head = count < 15 ? [(count << 4) | 5] : [0xf5, ...(count < 128 ? [count] : [(count & 127) | 128, count >> 7])];
      read([0x19, ...head, ...Array.from({ length: count }, (_, n) => 2 * (n % 60)), 0x25, 1, 0], (thrift) => ({
        1: () => thrift.list(() => found.push(thrift.whole())),
        3: () => expect(thrift.whole()).toBe(-1),
      }));
      expect(found).toEqual(Array.from({ length: count }, (_, n) => n % 60));
    }
  }); // biome-ignore format: bytes

  it("have true and false, in fields and in lists", () => {
    const found: boolean[] = [];
    read([0x11, 0x12, 0x19, 0x31, 1, 2, 1, 0], (thrift) => ({
      ...{ 1: () => found.push(thrift.boolean()), 2: () => found.push(thrift.boolean()) },
      3: () => thrift.list(() => found.push(thrift.boolean())),
    }));
    expect(found).toEqual([true, false, true, false, true]);
  });

  it("are passed over whatever they are: each type, alone and in lists, sets and maps", () => {
    const others: Readonly<Record<string, number[]>> = {
      true: [0x11],
      false: [0x12],
      byte: [0x13, 0xff],
      "16 bits": [0x14, 0x80, 1],
      "32 bits": [0x15, 0xff, 0xff, 3],
      "64 bits": [0x16, ...new Array(9).fill(0xff), 1],
      double: [0x17, 1, 2, 3, 4, 5, 6, 7, 8],
      bytes: [0x18, 3, 1, 2, 3],
      "a list of bytes": [0x19, 0x28, 1, 7, 0],
      "a list of true and false": [0x19, 0x22, 1, 2],
      "a set": [0x1a, 0x35, 2, 4, 6],
      "an empty map": [0x1b, 0],
      "a map": [0x1b, 2, 0x83, 1, 7, 9, 0, 8],
      "a structure": [0x1c, 0x1c, 0x15, 2, 0, 0],
    };
    for (const [name, bytesOf] of Object.entries(others)) {
      let found = 0;
      read([...bytesOf, 0x15, 10, 0], (thrift) => ({ 2: () => { found = thrift.whole(); } }));
      expect([name, found]).toEqual([name, 5]);
    }
  }); // biome-ignore format: bytes

  it("may nest structures 32 deep", () => {
    const nested = (depth: number) => [...new Array(depth - 1).fill(0x1c), ...new Array(depth).fill(0)];
    expect(() => read(nested(32), () => ({}))).not.toThrow();
    expect(() => read(nested(33), () => ({}))).toThrow("nested too deeply");
    // What ends does not count.
    expect(() => read([...Array.from({ length: 40 }, () => [0x1c, 0]).flat(), 0], () => ({}))).not.toThrow();
  });

  it("may have whole numbers up to those that a double holds", () => {
    const whole = (...varint: number[]) => {
      let found = 0;
      read([0x16, ...varint, 0], (thrift) => ({ 1: () => { found = thrift.whole(); } }));
      return found;
    };
    expect(whole(...new Array(7).fill(0xff), 15)).toBe(-(2 ** 52));
    expect(whole(0xfe, ...new Array(6).fill(0xff), 15)).toBe(2 ** 52 - 1);
    expect(() => whole(...new Array(7).fill(0x80), 16)).toThrow("x: its metadata are damaged at byte 9: a number is too large");
  }); // biome-ignore format: bytes

  it.each<[string, number[], string]>([
    ["are cut off", [0x15], "it is cut off"],
    ["have a list one longer than they are", [0x19, 0x33, 1, 2], "more elements than there are bytes"],
    ["have a map longer than they are", [0x1b, 3, 0x33, 1], "more elements than there are bytes"],
    ["have bytes that end one beyond them", [0x18, 2, 1], "its metadata are damaged at byte 2: it is cut off"],
    ["have a type that is not there", [0x1e, 0], "there is no type 14"],
    ["have a list longer than they are", [0x19, 0xfc, 0xff, 0xff, 3], "more elements than there are bytes"],
    ["have bytes that end beyond them", [0x18, 50, 1], "it is cut off"],
    ["are nested without end", new Array(100).fill(0x1c), "nested too deeply"],
    ["have a number that no double holds", [0x28, ...new Array(9).fill(0xff), 1], "a number is too large"],
  ])("say so if they %s", (_name, values, message) => {
    expect(() => read(values, () => ({}))).toThrow(message);
  }); // biome-ignore format: a table

  it("say so if a value is of another type", () => {
    expect(() => read([0x11, 0], (thrift) => ({ 1: () => thrift.whole() }))).toThrow(
      "type 1 stands where a whole number",
    );
    expect(() => read([0x15, 2, 0], (thrift) => ({ 1: () => thrift.boolean() }))).toThrow("true or false");
    expect(() => read([0x15, 2, 0], (thrift) => ({ 1: () => thrift.bytes() }))).toThrow(
      "type 5 stands where type 8",
    );
  });
});
