import { tensor } from "@gradiente/core";
import { decodeMat, decodeTensors, encodeMat, FormatError } from "@gradiente/formats";
import { zlibSync } from "fflate";
import { describe, expect, it } from "vitest";
import { adler32 } from "../src/mat/inflate.ts";

/* Elements of MAT files by hand (MathWorks, "MAT-File Format", version 5), in both orders of bytes. */

interface Parts {
  readonly isBig?: boolean;
  readonly name?: string;
  readonly kind?: number;
  readonly flags?: number;
  readonly shape?: readonly number[];
  readonly type?: number;
  /** The numbers, byte by byte. */
  readonly data?: readonly number[];
}

const words = (isBig: boolean, ...values: number[]) => {
  const bytes = new DataView(new ArrayBuffer(4 * values.length));
  for (const [n, value] of values.entries()) bytes.setUint32(4 * n, value, !isBig);
  return [...new Uint8Array(bytes.buffer)];
};
const padded = (bytes: readonly number[]) => [...bytes, ...new Array((8 - (bytes.length % 8)) % 8).fill(0)];
const element = (isBig: boolean, type: number, bytes: readonly number[]) =>
  padded([...words(isBig, type, bytes.length), ...bytes]);
/** Up to four bytes in a tag. */
const small = (isBig: boolean, type: number, bytes: readonly number[]) =>
  padded([...words(isBig, bytes.length * 65536 + type), ...bytes]);

function matrix({ isBig = false, name = "x", kind = 6, flags = 0, shape = [1, 1], type = 2, data = [7] }: Parts): number[] {
  const content = [
    ...element(isBig, 6, words(isBig, kind | flags, 0)),
    ...element(isBig, 5, words(isBig, ...shape)),
    ...small(isBig, 1, [...Buffer.from(name)]),
    ...element(isBig, type, data),
  ];
  return element(isBig, 14, content);
} // biome-ignore format: defaults

const file = (isBig: boolean, ...elements: readonly (readonly number[])[]) => {
  const header = new Array(124).fill(32);
  return Uint8Array.from([...header, ...(isBig ? [1, 0, 0x4d, 0x49] : [0, 1, 0x49, 0x4d]), ...elements.flat()]);
}; // biome-ignore format: bytes

const only = (parts: Parts) => decodeMat(file(parts.isBig ?? false, matrix(parts)), "x").get("x");
const bytesOf = (array: ArrayBufferView) => [...new Uint8Array(array.buffer)];

describe("numbers", () => {
  const types: [string, number, ArrayBufferView, number][] = [
    ["int8", 1, Int8Array.of(-7), -7],
    ["uint8", 2, Uint8Array.of(200), 200],
    ["int16", 3, Int16Array.of(-300), -300],
    ["uint16", 4, Uint16Array.of(60_000), 60_000],
    ["int32", 5, Int32Array.of(-70_000), -70_000],
    ["uint32", 6, Uint32Array.of(2 ** 32 - 1), 2 ** 32 - 1],
    ["single", 7, Float32Array.of(0.5), 0.5],
    ["double", 9, Float64Array.of(0.1), 0.1],
    ["int64", 12, BigInt64Array.of(-5n), -5],
    ["uint64", 13, BigUint64Array.of(5n), 5],
  ];
  it.each(types.filter(([name]) => name !== "uint32"))("of type %s are read in both orders of bytes", (_name, type, array, value) => {
    for (const isBig of [false, true]) {
      const data = isBig ? bytesOf(array).reverse() : bytesOf(array);
      expect(only({ isBig, type, data })?.toArray()).toEqual([[value]]);
    }
  }); // biome-ignore format: one thing

  it.each<[string, number, number, string]>([
    ["double", 6, 0, "float64"],
    ["single", 7, 0, "float32"],
    ["int8", 8, 0, "int32"],
    ["uint8", 9, 0, "int32"],
    ["logical", 9, 0x200, "bool"],
    ["int16", 10, 0, "int32"],
    ["uint16", 11, 0, "int32"],
    ["int32", 12, 0, "int32"],
    ["uint32", 13, 0, "int32"],
    ["int64", 14, 0, "int32"],
    ["uint64", 15, 0, "int32"],
  ])("of class %s have a dtype", (_name, kind, flags, dtype) => {
    const x = only({ kind, flags, data: [1] });
    expect([x?.dtype, x?.toArray()]).toEqual([dtype, [[dtype === "bool" ? true : 1]]]);
  });

  it("lie in columns, for any number of axes", () => {
    const data = Array.from({ length: 12 }, (_, n) => n);
    expect(only({ shape: [2, 3], data: data.slice(0, 6) })?.toArray()).toEqual([[0, 2, 4], [1, 3, 5]]);
    expect(only({ shape: [2, 3, 2], data })?.toArray()).toEqual([[[0, 6], [2, 8], [4, 10]], [[1, 7], [3, 9], [5, 11]]]);
    expect(only({ shape: [0, 3], data: [] })?.shape).toEqual([0, 3]);
    expect(only({ shape: new Array(64).fill(1), data: [5] })?.ndim).toBe(64);
    expect(() => only({ shape: new Array(65).fill(1), data: [5] })).toThrow("x: variable 'x': it has no shape");
    expect(() => only({ shape: [1], data: [5] })).toThrow("x: variable 'x': it has no shape");
  }); // biome-ignore format: matrices

  it.each<[string, Parts, string]>([
    ["half a whole number", { kind: 12, type: 9, data: bytesOf(Float64Array.of(0.5)) }, "element 0 is 0.5, which int32 cannot hold"],
    ["a number beyond int32", { kind: 13, type: 9, shape: [1, 2], data: bytesOf(Float64Array.of(1, 2 ** 31)) }, "element 1 is 2147483648, which int32 cannot hold"],
    ["2 for a flag", { kind: 9, flags: 0x200, data: [2] }, "element 0 is 2, which bool cannot hold"],
    ["numbers of no type", { type: 10 }, "its numbers are of type 10, which is not known"],
    ["too few numbers", { shape: [2, 2], data: [1, 2, 3] }, "its shape [2, 2] takes 4 bytes, but there are 3"],
  ])("are refused: %s", (_name, parts, message) => {
    expect(() => only(parts)).toThrow(new FormatError("x", `variable 'x': ${message}`));
  }); // biome-ignore format: a table
});

describe("variables", () => {
  it.each<[string, number, number]>([
    ["a cell array", 1, 0],
    ["a structure", 2, 0],
    ["an object", 3, 0],
    ["text", 4, 0],
    ["a sparse matrix", 5, 0],
    ["a function", 16, 0],
    ["of class 18", 18, 0],
    ["a complex matrix", 6, 0x800],
  ])("are told to be %s", (what, kind, flags) => {
    const bytes = file(false, matrix({ kind, flags }));
    expect([...decodeTensors(bytes, "x", { format: "mat" }).values]).toEqual([["x", what]]);
    expect(() => decodeMat(bytes, "x")).toThrow(
      `x: variable 'x': it is ${what}; save arrays of numbers, or choose these, { variables: [...] }`,
    );
  });

  it("are read by name, in the order of the file, and only those that are asked for", () => {
    const bytes = file(false, matrix({ name: "b" }), matrix({ name: "a", type: 10 }), matrix({ name: "c" }));
    const read = (...variables: string[]) => [...decodeMat(bytes, "x", { variables }).keys()];
    expect(read("c", "b")).toEqual(["b", "c"]);
    expect(read()).toEqual([]);
    expect(() => read("d")).toThrow("x: it has no variable 'd'; there are 'b', 'a', 'c'");
    expect(() => read("a")).toThrow("variable 'a': its numbers are of type 10");
    expect(() => decodeMat(file(false), "x", { variables: ["d"] })).toThrow("x: it has no variable 'd'; there are none");
    const many = file(false, ...Array.from({ length: 21 }, (_, n) => matrix({ name: `v${n}` })));
    expect(() => decodeMat(many, "x", { variables: ["d"] })).toThrow(/'v18', 'v19'$/);
    expect(() => decodeMat(file(false, matrix({}), matrix({})), "x")).toThrow("x: the variable 'x' is there twice");
  }); // biome-ignore format: one a line

  it("may be compressed, each by itself, without padding behind", () => {
    const packed = (name: string) => {
      const content = [...zlibSync(Uint8Array.from(matrix({ name })))];
      return [...words(false, 15, content.length), ...content];
    };
    const bytes = file(false, packed("a"), packed("b"));
    expect([...decodeMat(bytes, "x").keys()]).toEqual(["a", "b"]);
    const cut = bytes.slice(0, -1);
    expect(() => decodeMat(cut, "x")).toThrow(/^x: byte \d+: an element of \d+ bytes is cut off$/);
    const short = file(false, [...words(false, 15, 5), 0x78, 0x9c, 3, 0, 0]);
    expect(() => decodeMat(short, "x")).toThrow("x: byte 136: ");
    const other = file(false, [...words(false, 15, 9), 0x78, 0x9c, 7, 0, 0, 0, 0, 0, 0]);
    expect(() => decodeMat(other, "x")).toThrow("x: byte 136: it cannot be unpacked (");
  });

  it("are refused where an element is cut off, or is not in a tag", () => {
    const whole = file(false, matrix({}));
    expect(() => decodeMat(whole.subarray(0, 128 + 7), "x")).toThrow("x: byte 128: an element is cut off");
    expect(() => decodeMat(whole.subarray(0, -1), "x")).toThrow("x: byte 128: an element of 56 bytes is cut off");
    expect(decodeMat(whole.subarray(0, 128), "x").size).toBe(0);
    expect(() => decodeMat(whole.subarray(0, 127), "x")).toThrow("x: it is cut off in its header, or of another version than 5");
    const four = file(false, [...words(false, 4 * 65536 + 14), 0, 0, 0, 0]);
    expect(() => decodeMat(four, "x")).toThrow("x: byte 0: an element is cut off");
    const five = file(false, [...words(false, 5 * 65536 + 14), 0, 0, 0, 0]);
    expect(() => decodeMat(five, "x")).toThrow("x: byte 128: a small element has 5 bytes, and 4 are allowed");
    const flags = file(false, element(false, 14, [...element(false, 6, words(false, 6)), ...element(false, 5, words(false, 1, 1)), ...small(false, 1, [120])]));
    expect(() => decodeMat(flags, "x")).toThrow("x: variable 'x': it has no flags of 8 bytes");
  }); // biome-ignore format: one a line

  it("are of a file whose order of bytes says where its version is", () => {
    const version = (isBig: boolean, at: number, value: number) => {
      const bytes = file(isBig, matrix({ isBig }));
      bytes[at] = value;
      return () => decodeMat(bytes, "x").size;
    };
    for (const isBig of [false, true]) {
      const [low, high] = isBig ? [125, 124] : [124, 125];
      expect(version(isBig, low, 3)()).toBe(1);
      expect(version(isBig, high, 2)).toThrow("x: it has version 2, and 1 is known; in MATLAB, save it with -v7");
      expect(version(isBig, 126, 0x58)).toThrow("x: it does not begin as a MAT file of version 5 does");
    }
  }); // biome-ignore format: one a line
});

describe("encodeMat", () => {
  it("writes what the format says, byte by byte", () => {
    const bytes = encodeMat([["ab", tensor([[1, 2, 3]], { dtype: "int32" })]]);
    const text = "MATLAB 5.0 MAT-file, written by Gradiente";
    expect(Buffer.from(bytes.subarray(0, 116)).toString()).toBe(text.padEnd(116));
    expect([...bytes.subarray(116, 128)]).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0x49, 0x4d]);
    const content = [
      ...[6, 0, 0, 0, 8, 0, 0, 0, 12, 0, 0, 0, 0, 0, 0, 0],
      ...[5, 0, 0, 0, 8, 0, 0, 0, 1, 0, 0, 0, 3, 0, 0, 0],
      ...[1, 0, 0, 0, 2, 0, 0, 0, 97, 98, 0, 0, 0, 0, 0, 0],
      ...[5, 0, 0, 0, 12, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0],
    ];
    expect([...bytes.subarray(128)]).toEqual([14, 0, 0, 0, content.length, 0, 0, 0, ...content]);
  });

  it("takes names of 63 characters, and no longer ones", () => {
    const named = (name: string) => [...decodeMat(encodeMat([[name, tensor([1])]])).keys()];
    expect(named("a".repeat(63))).toEqual(["a".repeat(63)]);
    expect(named(`_${"a".repeat(61)}`)).toEqual([`x_${"a".repeat(61)}`]);
    expect(() => named(`_${"a".repeat(62)}`)).toThrow(/has more than 63 characters$/);
    expect(named("Zz-9.ä")).toEqual(["Zz_9__"]);
    expect(named("")).toEqual(["x"]);
  });
});

it("the checksum of zlib is that of RFC 1950, for any number of bytes", () => {
  expect(adler32(new TextEncoder().encode("Wikipedia"))).toBe(0x11e60398);
  expect(adler32(new Uint8Array())).toBe(1);
  for (const length of [5551, 5552, 5553, 11_105]) {
    const bytes = new Uint8Array(length).fill(255);
    const told = zlibSync(bytes).subarray(-4);
    expect(adler32(bytes)).toBe(new DataView(told.buffer, told.byteOffset).getUint32(0));
  }
});
