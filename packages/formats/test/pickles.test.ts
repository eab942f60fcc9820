import { decodePyTorch, FormatError } from "@gradiente/formats";
import { zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { op, pickle, storedTensor } from "./pickles.ts";

/* What each instruction of a pickle makes (Python's pickletools), and the bounds of what is made of tensors in storages. */

const storage = new Uint8Array(Float32Array.of(1, 2, 3, 4).buffer);

/** What is read of a file whose pickle has these instructions. */
function decode(...instructions: readonly (readonly number[])[]) {
  return decodePyTorch(zipSync({ "m/data.pkl": pickle(...instructions), "m/data/0": storage }), "x");
}

/** A list of what some instructions leave. */
const listed = (...values: readonly (readonly number[])[]) => {
  const { values: found } = decode(op.mark, ...values, [0x6c]);
  return [...found.values()];
};

const bytes = (array: ArrayLike<number> & { buffer: ArrayBufferLike }) => [...new Uint8Array(array.buffer)];
const double = (value: number) => [0x47, ...bytes(Float64Array.of(value)).reverse()];
const long = (...value: number[]) => [0x8a, value.length, ...value];

describe("instructions", () => {
  it.each<[string, number[], unknown]>([
    ["nothing", [0x4e], null],
    ["true", [0x88], true],
    ["false", [0x89], false],
    ["a negative number of 32 bits", op.int(-5), -5],
    ["a number of a byte", [0x4b, 255], 255],
    ["a number of two bytes", [0x4d, 1, 2], 513],
    ["a long number of no bytes", long(), 0],
    ["a long number with a sign", long(0xff), -1],
    ["a long number of two bytes", long(0xff, 0), 255],
    ["the largest number that a double holds", long(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x1f), 2 ** 53 - 1],
    ["the next one", long(0, 0, 0, 0, 0, 0, 0x20), 2n ** 53n],
    ["the smallest of 64 bits", long(0, 0, 0, 0, 0, 0, 0, 0x80), -(2n ** 63n)],
    ["a long number with four bytes of length", [0x8b, 1, 0, 0, 0, 7], 7],
    ["a double", double(-0.1), -0.1],
    ["a short text", [0x8c, 2, 0xc3, 0xa9], "é"],
    ["a text", op.string("ab"), "ab"],
    ["a text of a length of eight bytes", [0x8d, 1, 0, 0, 0, 0, 0, 0, 0, 97], "a"],
    ["a short text of old", [0x55, 1, 97], "a"],
    ["a text of old", [0x54, 1, 0, 0, 0, 97], "a"],
    ["a frame, which says nothing", [0x95, 9, 9, 9, 9, 9, 9, 9, 9, 0x4b, 3], 3],
    ["protocol 5, once more", [0x80, 5, 0x4b, 3], 3],
    ["what stays when something is taken off", [0x4b, 3, 0x4b, 4, 0x30], 3],
    ["what stays when all behind a mark is taken off", [0x4b, 3, ...op.mark, 0x4b, 4, 0x4b, 5, 0x31], 3],
    ["a dtype", op.global("torch", "bfloat16"), "BF16"],
    ["a device", [...op.global("torch", "device"), ...op.string("cpu"), 0x85, 0x52], "cpu"],
    ["a device with a number", [...op.global("torch", "device"), ...op.string("cuda"), 0x4b, 1, 0x86, 0x52], "cuda:1"],
    ["a name in two texts", [...op.string("torch"), ...op.string("uint8"), 0x93], "U8"],
  ])("make %s", (_name, instructions, expected) => {
    expect(listed(instructions)).toEqual([expected]);
  }); // biome-ignore format: a table

  it.each([
    ["float32", "F32"],
    ["float64", "F64"],
    ["float16", "F16"],
    ["int64", "I64"],
    ["int32", "I32"],
    ["int16", "I16"],
    ["int8", "I8"],
    ["uint16", "U16"],
    ["uint32", "U32"],
    ["uint64", "U64"],
    ["bool", "BOOL"],
  ])("know the dtype %s", (name, elements) => {
    expect(listed(op.global("torch", name))).toEqual([elements]);
  });

  const paths = (...instructions: readonly (readonly number[])[]) => [...decode(...instructions).values];
  const [a, b, c] = ["a", "b", "c"].map(op.string);

  it("make lists, tuples and dictionaries, and put things into them", () => {
    const one = [0x4b, 1];
    expect(listed(one, one)).toEqual([1, 1]);
    expect(paths(op.emptyList, one, [0x61])).toEqual([["0", 1]]);
    expect(paths(op.emptyList, op.mark, a, b, op.appends)).toEqual([["0", "a"], ["1", "b"]]);
    expect(paths(a, [0x85])).toEqual([["0", "a"]]);
    expect(paths(a, b, [0x86])).toEqual([["0", "a"], ["1", "b"]]);
    expect(paths(a, b, c, [0x87])).toEqual([["0", "a"], ["1", "b"], ["2", "c"]]);
    expect(paths(op.mark, a, b, op.tuple)).toEqual([["0", "a"], ["1", "b"]]);
    expect(paths(op.emptyTuple)).toEqual([]);
    expect(paths(a, [0x32], [0x86])).toEqual([["0", "a"], ["1", "a"]]);
    expect(paths(op.emptyDict, a, b, [0x73])).toEqual([["a", "b"]]);
    expect(paths(op.mark, a, b, c, a, [0x64])).toEqual([["a", "b"], ["c", "a"]]);
    expect(paths(op.emptyDict, op.mark, op.int(7), a, [0x89], b, op.setItems)).toEqual([["7", "a"], ["false", "b"]]);
    // A later entry of the same key counts, at the place of the first.
    expect(paths(op.emptyDict, op.mark, a, b, c, a, a, c, op.setItems)).toEqual([["a", "c"], ["c", "a"]]);
  }); // biome-ignore format: pairs

  it("remember values by numbers of one byte or four, or one after another", () => {
    expect(listed(a, [0x71, 200], b, [0x68, 200])).toEqual(["a", "b", "a"]);
    expect(listed(a, [0x72, 1, 2, 0, 0], b, [0x6a, 1, 2, 0, 0])).toEqual(["a", "b", "a"]);
    expect(listed(a, [0x94], b, [0x94], [0x68, 0], [0x68, 1])).toEqual(["a", "b", "a", "b"]);
    expect(() => listed(a, [0x71, 1], [0x6a, 1, 1, 0, 0])).toThrow("it refers to value 257, which it does not have");
  }); // biome-ignore format: one a line

  it("make ordered dictionaries, of pairs too, and pass over their attributes", () => {
    const ordered = op.global("collections", "OrderedDict");
    expect(paths(ordered, op.emptyTuple, op.newObject)).toEqual([]);
    const pairs = [...op.mark, ...a, ...b, 0x86, ...c, ...a, 0x86, 0x6c];
    expect(paths(ordered, pairs, [0x85], op.reduce)).toEqual([["a", "b"], ["c", "a"]]);
    expect(paths(ordered, op.emptyTuple, op.reduce, op.emptyDict, a, b, [0x73], op.build)).toEqual([]);
    expect(paths(ordered, op.emptyDict, [0x85], op.reduce)).toEqual([]);
    const size = [...op.global("torch", "Size"), ...op.mark, 0x4b, 2, 0x4b, 3, ...op.tuple, 0x85, 0x52];
    expect(paths(size)).toEqual([["0", 2], ["1", 3]]);
  }); // biome-ignore format: pairs

  it.each<[string, readonly number[], string]>([
    ["bytes", [0x43, 1, 7], "what it holds is bytes, and neither a tensor nor plain data"],
    ["bytes with four bytes of length", [0x42, 1, 0, 0, 0, 7], "what it holds is bytes"],
    ["bytes with eight bytes of length", [0x8e, 1, 0, 0, 0, 0, 0, 0, 0, 7], "what it holds is bytes"],
    ["bytes in a dictionary", [...op.emptyDict, ...a, 0x43, 1, 7, 0x73], "'a' is bytes, and neither a tensor nor plain data"],
    ["a class in a list", [...op.mark, ...op.global("torch", "FloatStorage"), 0x6c], "'0' is torch.FloatStorage, and neither"],
    ["a number of nine bytes", long(...new Array(9).fill(1)), "its pickle has a whole number of 9 bytes at byte 4, and 8 are allowed"],
    ["protocol 1", [0x80, 1, 0x4e], "its pickle has protocol 1; 2 to 5 are read"],
    ["protocol 6", [0x80, 6, 0x4e], "its pickle has protocol 6; 2 to 5 are read"],
    ["an instruction that has no letter", [0x20], "instruction 0x20 at byte 2 of its pickle is not one for plain data in protocol 2 to 5"],
    ["the last letter", [0x7e], "instruction '~' at byte 2"],
    ["what is behind the last letter", [0x7f], "instruction 0x7f at byte 2"],
    ["the first letter", [0x21], "instruction '!' at byte 2"],
    ["a value below a mark that is taken", [...a, ...op.mark, 0x30], "its pickle is damaged: a value is missing before byte 10"],
    ["something added to a tuple", [...op.emptyTuple, ...a, 0x61], "something is added to a tuple"],
    ["something added to a text", [...a, ...b, 0x61], 'something is added to "a"'],
    ["attributes that are no dictionary", [...op.global("collections", "OrderedDict"), ...op.emptyTuple, ...op.reduce, ...a, ...op.build], "sets attributes of a dictionary, which is not run"],
    ["a device of a number", [...op.global("torch", "device"), 0x4b, 1, 0x85, 0x52], "its pickle makes a device of 1"],
    ["sizes that are none", [...op.global("torch", "Size"), ...a, 0x85, 0x52], 'its pickle has "a" where a list of sizes should be'],
    ["half a size", [...op.global("torch", "Size"), ...op.mark, ...double(0.5), ...op.tuple, 0x85, 0x52], "where a list of sizes should be"],
    ["arguments in a list", [...op.global("collections", "OrderedDict"), ...op.emptyList, ...op.reduce], "its pickle calls something without arguments"],
    ["a pair without a value", [...op.global("collections", "OrderedDict"), ...op.mark, ...a, 0x85, 0x6c, 0x85, 0x52], "an ordered dictionary in its pickle is not made of pairs"],
    ["a name that Python has of a dtype", op.global("numpy", "float32"), "it needs numpy.float32, which is not run"],
    ["a name of all objects", op.global("torch", "constructor"), "it needs torch.constructor, which is not run: a file may hold tensors, dictionaries, lists, numbers and text alone; in PyTorch, save model.state_dict() instead"],
    ["two values of one path", [...op.emptyDict, ...op.mark, ...op.string("1"), ...a, ...op.int(1), ...b, ...op.setItems], "two values in it have the path '1'"],
    ["a text longer than the pickle", [0x8c, 9, 97], "its pickle is cut off at byte 4"],
  ])("refuse %s", (_name, instructions, message) => {
    expect(() => decode(instructions)).toThrow(FormatError);
    expect(() => decode(instructions)).toThrow(`x: `);
    expect(() => decode(instructions)).toThrow(message);
  }); // biome-ignore format: a table

  it("may nest lists 100 deep", () => {
    const nested = (depth: number) => [...new Array(depth).fill(op.emptyList).flat(), 0x4e, ...new Array(depth).fill(0x61)];
    expect([...decode(nested(100)).values.keys()]).toEqual([new Array(100).fill("0").join(".")]);
    expect(() => decode(nested(101))).toThrow("x: it nests deeper than 100, at '0.0.0");
  }); // biome-ignore format: one a line

  it("may not refer to one list so often that it would hold far more than the file", () => {
    // Each list has the one before twice.
    const twice = (n: number) => [...op.mark, ...op.get(n - 1), ...op.get(n - 1), 0x6c, 0x71, n];
    const lists = (most: number) => [
      [0x4e, 0x71, 0],
      ...Array.from({ length: most }, (_, n) => twice(n + 1)),
    ];
    const all = (most: number) => decode(op.mark, ...lists(most), [0x31], op.get(most));
    expect(all(9).values.size).toBe(512);
    expect(() => all(12)).toThrow(
      "x: its lists refer to each other, and would hold far more than the file does",
    );
  });
});

describe("tensors", () => {
  const read = (parts: Parameters<typeof storedTensor>[0]) =>
    decode(storedTensor(parts)).tensors.get("tensor");

  it.each<[string, Parameters<typeof storedTensor>[0], unknown]>([
    ["a part", { offset: 1, shape: [2] }, [2, 3]],
    ["the last element", { offset: 3, shape: [1] }, [4]],
    ["a scalar", { offset: 2, shape: [], strides: [] }, 3],
    ["nothing, wherever it is", { offset: 9, shape: [0, 2], strides: [2, 1] }, []],
    ["rows", { shape: [2, 2], strides: [2, 1] }, [[1, 2], [3, 4]]],
    ["columns", { shape: [2, 2], strides: [1, 2] }, [[1, 3], [2, 4]]],
    ["every other element", { shape: [2], strides: [2] }, [1, 3]],
    ["an element again and again", { offset: 1, shape: [3], strides: [0] }, [2, 2, 2]],
    ["windows that overlap", { shape: [2, 2], strides: [1, 1] }, [[1, 2], [2, 3]]],
    ["an axis of one with any step", { shape: [2, 1, 2], strides: [2, 9, 1] }, [[[1, 2]], [[3, 4]]]],
    ["a cube by columns", { shape: [2, 1, 2], strides: [1, 1, 2] }, [[[1, 3]], [[2, 4]]]],
  ])("are %s of a storage", (_name, parts, expected) => {
    expect(read(parts)?.toArray()).toEqual(expected);
  }); // biome-ignore format: a table

  it.each<[string, Parameters<typeof storedTensor>[0], string]>([
    ["one element beyond it", { offset: 4, shape: [1] }, "its last element would be number 4 of a storage of 4"],
    ["more elements than it has", { shape: [5], strides: [0] }, "its 5 elements are more than the 4 of its storage; save a .clone() of it"],
    ["65 axes", { shape: new Array(65).fill(1), strides: new Array(65).fill(1) }, "offset, shape and strides do not fit together"],
    ["a negative offset", { offset: -1 }, "offset, shape and strides do not fit together"],
    ["a negative step", { strides: [-1] }, "where a list of sizes should be"],
  ])("are refused with %s", (_name, parts, message) => {
    expect(() => read(parts)).toThrow(message);
  }); // biome-ignore format: a table

  it("have up to 64 axes", () => {
    expect(read({ shape: new Array(64).fill(1), strides: new Array(64).fill(1) })?.ndim).toBe(64);
  });

  it("are the same where they are the same part of a storage", () => {
    const [rows, part, again] = [{ shape: [2, 2], strides: [2, 1] }, { offset: 1, shape: [3] }, { offset: 1, shape: [3] }].map(storedTensor);
    const { tensors } = decode(op.mark, rows, part, again, [0x6c]);
    const [x, y, z] = tensors.values();
    expect(z).toBe(y);
    expect([x.toArray(), y.toArray()]).toEqual([[[1, 2], [3, 4]], [2, 3, 4]]);
  }); // biome-ignore format: one a line
});

describe("archives", () => {
  const all = pickle(storedTensor());
  const archive = (files: Readonly<Record<string, Uint8Array>>) => () => decodePyTorch(zipSync(files), "x");

  it.each<[string, Readonly<Record<string, Uint8Array>>, string]>([
    ["code", { "m/data.pkl": all, "m/constants.pkl": all }, "it is a module of TorchScript, with code; in PyTorch, save its state_dict() with torch.save"],
    ["two folders", { "m/data.pkl": all, "n/data.pkl": all }, "it has no data.pkl in a folder, as files of torch.save have"],
    ["a folder in a folder alone", { "m/n/data.pkl": all }, "it has no data.pkl in a folder"],
    ["another order of bytes", { "m/data.pkl": all, "m/data/0": storage, "m/byteorder": Buffer.from("bigger") }, "its byteorder is neither little nor big; it is damaged"],
    ["a long order of bytes", { "m/data.pkl": all, "m/data/0": storage, "m/byteorder": Buffer.from("little ") }, "its byteorder is neither little nor big; it is damaged"],
    ["a storage with a part of an element", { "m/data.pkl": all, "m/data/0": storage.subarray(1) }, "its storage should have 16 bytes, and has 15"],
  ])("are refused with %s", (_name, files, message) => {
    expect(archive(files)).toThrow(`x: ${message}`.replace("x: its storage", "x: tensor 'tensor': its storage"));
  }); // biome-ignore format: a table
});
