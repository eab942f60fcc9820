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
  });

  it.each<[string, number[], number, number, string]>([
    ["a run that is too long", [8, 5], 3, 3, "a run has 4 numbers, and 3 are left"],
    ["no bytes", [], 3, 1, "are cut off"],
    ["a run without its number", [2], 3, 1, "are cut off"],
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

  it.each<[string, number[], string]>([
    ["another count", [0x80, 1, 4, 5, 14], "stand where 3 numbers should be"],
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
  });

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

  it.each<[string, number[], string]>([
    ["are cut off", [0x15], "it is cut off"],
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
