import { type Tensor, tensor, zeros } from "@gradiente/core";
import { decodeMat, decodeTensors, encodeMat, FormatError } from "@gradiente/formats";
import { zlibSync } from "fflate";
import { describe, expect, it } from "vitest";
import { bytesOf, expectTensors, golden, type Told } from "./golden.ts";

interface Matrices {
  readonly mat: Readonly<Record<string, readonly [file: string, tensors: Record<string, Told>]>>;
  /** Arrays of numbers beside others. */
  readonly mixed: { readonly file: string };
  readonly refused: Readonly<Record<string, readonly [file: string, message: string]>>;
}
const { mat, mixed, refused } = golden<Matrices>("matrices.json");

const utf8 = (content: string) => new TextEncoder().encode(content);
const plain = (all: Iterable<readonly [string, Tensor]>) =>
  [...all].map(([name, x]) => [name, x.dtype, x.shape, x.toArray()]);

describe("decodeMat", () => {
  it.each(Object.entries(mat))("reads what SciPy writes, %s", (_name, [file, told]) => {
    const tensors = decodeMat(bytesOf(file));
    expectTensors(tensors, told);
    const dtypes = ["double", "single", "whole", "logical", "uint8", "int64"].map(
      (name) => tensors.get(name)?.dtype,
    );
    expect(dtypes).toEqual(["float64", "float32", "float64", "bool", "int32", "int32"]);
  });

  it("reads the variables that are asked for beside text, and tells what the others are", () => {
    const bytes = bytesOf(mixed.file);
    expect(() => decodeMat(bytes, "x.mat")).toThrow(
      "x.mat: variable 'title': it is text; save arrays of numbers, or choose these, { variables: [...] }",
    );
    const read = decodeMat(bytes, "x.mat", { variables: ["n", "m"] });
    expect(plain(read)).toEqual([
      ["n", "float64", [1, 2], [[1, 2]]],
      ["m", "int32", [1, 1], [[7]]],
    ]);
    expect(() => decodeMat(bytes, "x.mat", { variables: ["k"] })).toThrow(
      "x.mat: it has no variable 'k'; there are 'title', 'n', 'parts', 'fields', 'sparse', 'z', 'm'",
    );
    const { tensors, values } = decodeTensors(bytes);
    expect([...tensors.keys()]).toEqual(["n", "m"]);
    expect([...values]).toEqual([
      ["title", "text"],
      ["parts", "a cell array"],
      ["fields", "a structure"],
      ["sparse", "a sparse matrix"],
      ["z", "a complex matrix"],
    ]);
  });

  it("reads the numbers beside a function and an object, and passes over what MATLAB keeps for them", () => {
    // A matrix [1, 1] of class uint8 without a name, as MATLAB writes it behind functions; an object of a newer class, whose
    // name stands where sizes are elsewhere.
    const tag = (type: number, ...bytes: number[]) => {
      const padded = [...bytes, ...new Array((8 - (bytes.length % 8)) % 8).fill(0)];
      return [type, 0, 0, 0, bytes.length, 0, 0, 0, ...padded];
    };
    const flags = (kind: number) => tag(6, kind, 0, 0, 0, 0, 0, 0, 0);
    const kept = tag(14, ...flags(9), ...tag(5, 1, 0, 0, 0, 1, 0, 0, 0), ...tag(1), ...tag(2, 3));
    const object = tag(14, ...flags(17), ...tag(1, 0x6f, 0x62), ...tag(1, 0x4d, 0x43, 0x4f, 0x53));
    const bytes = Uint8Array.from([...encodeMat([["x", tensor([1])]]), ...object, ...kept]);
    expect([...decodeMat(bytes, "x.mat", { variables: ["x"] }).keys()]).toEqual(["x"]);
    const { tensors, values } = decodeTensors(bytes);
    expect([[...tensors.keys()], [...values]]).toEqual([["x"], [["ob", "an object"]]]);
  });

  it.each(Object.entries(refused))("refuses %s", (_name, [file, message]) => {
    expect(() => decodeMat(bytesOf(file), "x.mat")).toThrow(FormatError);
    expect(() => decodeMat(bytesOf(file), "x.mat")).toThrow("x.mat: ");
    expect(() => decodeMat(bytesOf(file), "x.mat")).toThrow(message);
  });

  /** A file of one row of two numbers, or of flags, changed by its bytes. */
  const changed = (x: Tensor, change: (view: DataView) => void) => {
    const bytes = encodeMat([["x", x]]);
    change(new DataView(bytes.buffer));
    return bytes;
  };
  const word = (at: number, value: number) => (view: DataView) => view.setUint32(at, value, true);
  const row = tensor([1, 2]);
  const once = encodeMat([["x", row]]);

  it.each<[string, Uint8Array, string]>([
    ["another order of bytes", changed(row, (view) => view.setUint16(126, 0x5858)), "it does not begin as a MAT file of version 5 does"],
    ["another version", changed(row, (view) => view.setUint8(125, 2)), "it has version 2, and 1 is known"],
    ["what is no matrix", changed(row, word(128, 6)), "an element of type 6 stands where a matrix should be"],
    ["a small element that is none", changed(row, word(128, (5 << 16) | 14)), "byte 128: a small element has 5 bytes, and 4 are allowed"],
    ["a variable twice", Uint8Array.from([...once, ...once.subarray(128)]), "the variable 'x' is there twice"],
    ["no flags", changed(row, word(136, 5)), "variable 'x': it has no flags of 8 bytes"],
    ["a shape of another type", changed(row, word(152, 6)), "variable 'x': it has no shape"],
    ["a negative size", changed(row, word(160, 2 ** 32 - 1)), "variable 'x': it has no shape"],
    ["a shape of another size", changed(row, word(164, 3)), "variable 'x': its shape [1, 3] takes 12 bytes, but there are 8"],
    ["numbers of another type", changed(row, word(184, 8)), "variable 'x': its numbers are of type 8"],
    ["a flag that is neither", changed(tensor([true, false]), (view) => view.setUint8(192, 2)), "variable 'x': element 0 is 2, which bool cannot hold"],
  ])("refuses %s, by hand", (_name, bytes, message) => {
    expect(() => decodeMat(bytes, "x.mat")).toThrow(FormatError);
    expect(() => decodeMat(bytes, "x.mat")).toThrow(`x.mat: ${message}`);
  }); // biome-ignore format: a table

  it("reads what is big-endian", () => {
    // A file of one int16 matrix by hand: the header, then the element with its four parts.
    const big = [0, 0, 0, 14, 0, 0, 0, 56, 0, 0, 0, 6, 0, 0, 0, 8, 0, 0, 0, 10, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 8, 0, 0, 0, 1, 0, 0, 0, 2, 0, 1, 0, 1, 120, 0, 0, 0, 0, 4, 0, 3, 1, 2, 255, 255]; // biome-ignore format: bytes
    const bytes = new Uint8Array(128 + big.length + 8);
    bytes.set([1, 0, 0x4d, 0x49], 124);
    bytes.set(big, 128);
    bytes[128 + 7] = 48 + 8;
    expect(plain(decodeMat(bytes))).toEqual([["x", "int32", [1, 2], [[258, -1]]]]);
  });

  it("has a bound on what it unpacks, and knows its checksum", () => {
    const element = encodeMat([["x", zeros([2 ** 20])]]).subarray(128);
    const packed = (content: Uint8Array) => {
      const bytes = new Uint8Array(136 + content.length);
      bytes.set([0, 1, 0x49, 0x4d], 124);
      new DataView(bytes.buffer).setUint32(128, 15, true);
      new DataView(bytes.buffer).setUint32(132, content.length, true);
      bytes.set(content, 136);
      return bytes;
    };
    const bomb = zlibSync(element);
    expect(decodeMat(packed(bomb)).get("x")?.size).toBe(2 ** 20);
    expect(() => decodeMat(packed(bomb), "x.mat", { limit: 1000 })).toThrow("more than the 1000 bytes");
    const damaged = bomb.slice();
    damaged[damaged.length - 1] ^= 1;
    expect(() => decodeMat(packed(damaged))).toThrow("its checksum is another");
    expect(() => decodeMat(packed(bomb.subarray(0, 20)))).toThrow(FormatError);
  });

  it("refuses every beginning of a file, and names version 7.3", () => {
    const whole = bytesOf(mat.plain[0]);
    for (let length = 0; length < whole.length; length += 13) {
      try {
        // After whole variables, a shorter file is a file.
        expect(decodeMat(whole.subarray(0, length)).size).toBeLessThan(16);
      } catch (error) {
        expect(error).toBeInstanceOf(FormatError);
      }
    }
    const header = utf8(`MATLAB 7.3 MAT-file${" ".repeat(200)}`);
    expect(() => decodeMat(header)).toThrow("version 7.3, which is HDF5; in MATLAB, save it with -v7");
  });
});

describe("encodeMat", () => {
  it("is undone by decodeMat, for every dtype and layout", () => {
    const tensors: [string, Tensor][] = [
      ["w", tensor([[1, 2, 3], [4, 5, 6]])], // biome-ignore format: a matrix
      ["t", tensor([[1, 2, 3], [4, 5, 6]], { dtype: "float64" }).permute([1, 0])], // biome-ignore format: a matrix
      [
        "cube",
        tensor(
          Int32Array.from({ length: 24 }, (_, i) => i),
          { shape: [2, 3, 4] },
        ),
      ],
      ["flags", tensor([[true], [false]])],
      ["none", zeros([0, 2])],
    ];
    expect(plain(decodeMat(encodeMat(tensors)))).toEqual(plain(tensors));
    const flat = decodeMat(encodeMat([["s", tensor(2)], ["v", tensor([1, 2])]])); // biome-ignore format: pairs
    expect([...flat.values()].map((x) => x.toArray())).toEqual([[[2]], [[1, 2]]]);
  });

  it("writes the class, the flags and the type of numbers that MATLAB has for each dtype", () => {
    const words = (x: Tensor) => {
      const bytes = encodeMat([["x", x]]);
      const view = new DataView(bytes.buffer, bytes.byteOffset);
      // Behind the header: the tags of the matrix and of its flags, 8 bytes each, and the flags. The numbers come last.
      return [view.getUint32(144, true), view.getUint32(bytes.length - 16, true), view.getUint32(bytes.length - 12, true)]; // biome-ignore format: a list
    };
    const ones = { single: [7, 7, 8], double: [6, 9, 8], int32: [12, 5, 8], logical: [0x209, 2, 8] };
    expect(words(tensor([1, 2]))).toEqual(ones.single);
    expect(words(tensor([1], { dtype: "float64" }))).toEqual(ones.double);
    expect(words(tensor([1, 2], { dtype: "int32" }))).toEqual(ones.int32);
    expect(words(tensor([true, true, true, true, true, true, true, true]))).toEqual(ones.logical);
  });

  it("names variables as MATLAB can", () => {
    const names = (...all: string[]) => [
      ...decodeMat(encodeMat(all.map((name) => [name, tensor(1)]))).keys(),
    ];
    expect(names("0.weight", "a b", "_x", "ok_1")).toEqual(["x0_weight", "a_b", "x_x", "ok_1"]);
    expect(() => names("a.b", "a b")).toThrow("encodeMat: 'a b' and 'a.b' would both be called a_b");
    expect(() => names("a".repeat(64))).toThrow("has more than 63 characters");
  });
});
