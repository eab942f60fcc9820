import { decodePyTorch, FormatError } from "@gradiente/formats";
import { zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { bytesOf, expectTensors, golden, type Told } from "./golden.ts";
import { op, pickle, storedTensor } from "./pickles.ts";

interface Archives {
  readonly pytorch: Readonly<
    Record<string, { file: string; tensors: Record<string, Told>; values: Record<string, unknown> }>
  >;
  readonly refused: Readonly<Record<string, readonly [file: string, message: string]>>;
}
const { pytorch, refused } = golden<Archives>("archives.json");
const read = (name: string) => decodePyTorch(bytesOf(pytorch[name].file));

describe("what torch.save writes", () => {
  it.each(Object.keys(pytorch))("%s is read", (name) => {
    const { tensors, values } = read(name);
    expectTensors(tensors, pytorch[name].tensors);
    const plain = [...values].map(([key, value]) => [
      key,
      typeof value === "bigint" ? `bigint ${value}` : value,
    ]);
    expect(Object.fromEntries(plain)).toEqual(pytorch[name].values);
  });

  it.each(Object.entries(refused))("%s is refused", (_name, [file, message]) => {
    const decode = () => decodePyTorch(bytesOf(file), "x.pt");
    expect(decode).toThrow(FormatError);
    expect(decode).toThrow(/^x\.pt: /);
    expect(decode).toThrow(message);
  });

  it("keeps the order of a state dict, and the dtypes that hold its numbers", () => {
    const { tensors } = read("state dict");
    expect([...tensors.keys()]).toEqual(["0.weight", "0.bias", "1.weight", "1.bias", "1.running_mean", "1.running_var", "1.num_batches_tracked"]); // biome-ignore format: a list
    expect(tensors.get("1.num_batches_tracked")?.dtype).toBe("int32");
    const dtypes = [...read("dtypes").tensors].map(([name, x]) => `${name} ${x.dtype}`);
    expect(dtypes).toEqual(["float32 float32", "float64 float64", "float16 float32", "bfloat16 float32", "int64 int32", "int32 int32", "int16 int32", "int8 int32", "uint8 int32", "bool bool", "special float32", "ends int32"]); // biome-ignore format: a list
  });

  it("shares what is tied", () => {
    const { tensors } = read("views");
    expect(tensors.get("tied")).toBe(tensors.get("base"));
  });
});

const storage = new Uint8Array(Float32Array.of(1, 2, 3, 4).buffer);

function archive(
  data: Uint8Array,
  files: Readonly<Record<string, Uint8Array>> = { "data/0": storage },
): Uint8Array {
  const inFolder = Object.entries(files).map(([name, bytes]) => [`m/${name}`, bytes]);
  return zipSync({ "m/data.pkl": data, ...Object.fromEntries(inFolder) }, { level: 0 });
}
const decode = (...instructions: readonly (readonly number[])[]) =>
  decodePyTorch(archive(pickle(...instructions)), "x.pt");

/** A tensor of uint16 in a storage of 16 bytes without a dtype. */
const v3 = [
  ...op.global("torch._utils", "_rebuild_tensor_v3"),
  ...op.mark,
  ...[...op.mark, ...op.string("storage"), ...op.global("torch.storage", "UntypedStorage"), ...op.string("0"), ...op.string("cpu"), ...op.int(16), ...op.tuple, ...op.persistent], // biome-ignore format: an id
  ...op.int(1),
  ...[...op.mark, ...op.int(3), ...op.tuple],
  ...[...op.mark, ...op.int(1), ...op.tuple],
  ...[0x89],
  ...op.none,
  ...op.global("torch", "uint16"),
  ...op.tuple,
  ...op.reduce,
];

describe("a file of PyTorch 2", () => {
  const order = (text: string) => ({ "data/0": storage, byteorder: new TextEncoder().encode(text) });

  it("says how its numbers lie", () => {
    const swapped = storage.slice().reverse();
    const big = archive(pickle(storedTensor()), { ...order("big"), "data/0": swapped });
    expect(decodePyTorch(big).tensors.get("tensor")?.toArray()).toEqual([4, 3, 2, 1]);
    const little = archive(pickle(storedTensor()), order("little"));
    expect(decodePyTorch(little).tensors.get("tensor")?.toArray()).toEqual([1, 2, 3, 4]);
    expect(() => decodePyTorch(archive(pickle(storedTensor()), order("middle")))).toThrow(
      "neither little nor big",
    );
  });

  it("has storages of bytes, whose dtype each tensor says", () => {
    const odd = v3.map((byte, at) => (byte === 16 && v3[at - 1] === 0x4a ? 17 : byte));
    expect(() => decodePyTorch(archive(pickle(odd), { "data/0": new Uint8Array(17) }))).toThrow(
      "tensor 'tensor': its storage of 17 bytes has no whole elements of 2",
    );
    const numbers = new Uint8Array(Uint16Array.of(7, 8, 9, 65535, 0, 0, 0, 0).buffer);
    const { tensors } = decodePyTorch(archive(pickle(v3), { "data/0": numbers }));
    expect(tensors.get("tensor")?.toArray()).toEqual([8, 9, 65535]);
  });
});

describe("a file of PyTorch before 1.6", () => {
  const MARK = [0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, 0x2e];
  const keys = (...names: string[]) => [
    ...op.emptyList,
    ...op.mark,
    ...names.flatMap(op.string),
    ...op.appends,
  ];
  const count = (value: number) => [...new Uint8Array(BigInt64Array.of(BigInt(value)).buffer)];
  interface Parts {
    readonly version?: number;
    readonly root?: readonly number[];
    readonly keys?: readonly number[];
    readonly storages?: readonly number[];
  }
  const written = ({
    version = 1001,
    root = storedTensor(),
    keys: listed = keys("0"),
    storages = [...count(4), ...storage],
  }: Parts = {}) =>
    Uint8Array.from([
      ...MARK,
      ...[op.int(version), op.emptyDict, root, listed].flatMap((part) => [...pickle(part)]),
      ...storages,
    ]);

  it("has its storages behind the pickles", () => {
    expect(decodePyTorch(written()).tensors.get("tensor")?.toArray()).toEqual([1, 2, 3, 4]);
    // From protocol 4 on, a frame goes in front of the mark.
    const framed = [...MARK.slice(0, 2), 0x95, 13, 0, 0, 0, 0, 0, 0, 0, ...MARK.slice(2)];
    const later = Uint8Array.from([...framed, ...written().subarray(MARK.length)]);
    expect(decodePyTorch(later).tensors.get("tensor")?.toArray()).toEqual([1, 2, 3, 4]);
    const none = written({ root: op.emptyDict, keys: op.emptyList, storages: [] });
    expect(decodePyTorch(none).tensors.size).toBe(0);
  });

  const id = [...op.mark, ...op.string("storage"), ...op.global("torch", "FloatStorage"), ...op.string("0"), ...op.string("cpu"), ...op.int(4)]; // biome-ignore format: an id
  it.each<[string, Uint8Array, string]>([
    ["another mark", written().map((byte, at) => (at === 6 ? 0 : byte)), "it is a pickle that torch.save has not written"],
    ["a later version", written({ version: 1002 }), "it has version 1002, and 1001 is read"],
    ["no list of keys", written({ keys: op.none }), "it has no list of its storages"],
    ["keys that are none", written({ keys: [...op.emptyList, ...op.mark, ...op.int(1), ...op.appends] }), "it has no list of its storages"],
    ["a storage twice", written({ keys: keys("0", "0") }), "its storage '0' belongs to no tensor, or is there twice"],
    ["a storage of no tensor", written({ keys: keys("0", "1") }), "its storage '1' belongs to no tensor"],
    ["a tensor without a storage", written({ keys: op.emptyList, storages: [] }), "tensor 'tensor': there is no storage '0' in the file"],
    ["a storage that is cut off", written().subarray(0, -1), "its storage '0' is cut off"],
    ["a storage without its size", written({ storages: [4, 0, 0] }), "its storage '0' is cut off"],
    ["a storage of a negative size", written({ storages: [...count(-4), ...storage] }), "its storage '0' is cut off"],
    ["a storage of a huge size", written({ storages: [...count(2 ** 62), ...storage] }), "its storage '0' is cut off"],
    ["a storage of another size", written({ storages: [...count(3), ...storage.subarray(4)] }), "tensor 'tensor': its storage should have 16 bytes, and has 12"],
    ["bytes behind the storages", written({ storages: [...count(4), ...storage, 0] }), "it has 1 bytes more than its storages"],
    ["a storage of two dtypes", written({ root: [...op.emptyList, ...op.mark, ...storedTensor(), ...storedTensor({ type: "DoubleStorage" }), ...op.appends] }), "its storage '0' has two dtypes"],
    ["a storage without a dtype", written({ root: v3 }), "a storage in it has no dtype; it is damaged"],
    ["a part of a storage", written({ root: [...id, ...op.string("view"), ...op.tuple, ...op.persistent] }), "a storage in it is a part of another"],
    ["a storage alone", written({ root: [...id, ...op.none, ...op.tuple, ...op.persistent] }), "what it holds is a storage, and neither a tensor nor plain data"],
    ["a pickle that is cut off", written().subarray(0, 40), "its pickle is cut off"],
    ["a call of something else", written({ root: [...op.global("os", "system"), ...op.string("ls"), ...op.tuple, ...op.reduce] }), "it needs os.system, which is not run"],
  ])("is refused with %s", (_name, bytes, message) => {
    expect(() => decodePyTorch(bytes, "x.pth")).toThrow(FormatError);
    expect(() => decodePyTorch(bytes, "x.pth")).toThrow(/^x\.pth: /);
    expect(() => decodePyTorch(bytes, "x.pth")).toThrow(message);
  }); // biome-ignore format: a table
});

it("calls a dtype that stands alone a value, as other plain data", () => {
  const { values } = decode(op.global("torch", "float32"));
  expect([...values.keys()]).toEqual(["value"]);
});

describe("a reference to a storage", () => {
  /** Its parts: what it is, the class, the file, the device, the size, and of what it is a part. */
  const whole = [op.string("storage"), op.global("torch", "FloatStorage"), op.string("0"), op.string("cpu"), op.int(4)]; // biome-ignore format: an id
  const referred = (parts: readonly (readonly number[])[]) =>
    decode(op.mark, ...parts, op.tuple, op.persistent);
  const other = "x.pt: its pickle refers to something that is not a storage";
  const found = "is a storage, and neither a tensor nor plain data";

  it.each<[string, number, readonly number[], string]>([
    ["another kind", 0, op.string("module"), other],
    ["no kind", 0, op.none, other],
    ["a class that is a text", 1, op.string("FloatStorage"), 'its pickle has a storage of "FloatStorage"'],
    ["a key that is a number", 2, op.int(0), other],
    ["a device that is a number", 3, op.int(0), other],
    ["a size that is a text", 4, op.string("4"), other],
    ["a negative size", 4, op.int(-1), other],
    ["a size of 0", 4, op.int(0), found],
    ["nothing that it is a part of", 5, op.none, found],
    ["what it is a part of", 5, op.string("view"), "a storage in it is a part of another"],
  ])("with %s", (_name, at, part, message) => {
    const parts = [...whole.slice(0, at), part, ...whole.slice(at + 1)];
    expect(() => referred(parts)).toThrow(FormatError);
    expect(() => referred(parts)).toThrow(message);
  });

  it("that is cut off anywhere", () => {
    for (let length = 0; length < whole.length; length++) {
      expect(() => referred(whole.slice(0, length)), `${length} parts`).toThrow(other);
    }
    expect(() => referred(whole)).toThrow(found);
  });
});

it("names of up to 60 characters are shown whole, of longer ones the first 57", () => {
  const needed = (length: number) => () => decode(op.global("a".repeat(length - 2), "b"));
  expect(needed(60)).toThrow(`x.pt: it needs ${"a".repeat(58)}.b, which is not run`);
  expect(needed(61)).toThrow(`x.pt: it needs ${"a".repeat(57)}..., which is not run`);
});

describe("a pickle that is not as it should be", () => {
  it.each<[string, readonly number[], string]>([
    ["a call of something else", [...op.global("os", "system"), ...op.string("ls"), ...op.tuple, ...op.reduce], "it needs os.system, which is not run"],
    ["a long name", op.global("a".repeat(1000), "b"), "it needs aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa..., which is not run"],
    ["a class alone", op.global("collections", "OrderedDict"), "it holds collections.OrderedDict, and no tensors"],
    ["a call of a number", [...op.int(1), ...op.emptyTuple, ...op.reduce], "its pickle calls 1, which is not run"],
    ["a call of a storage's class", [...op.global("torch", "FloatStorage"), ...op.emptyTuple, ...op.reduce], "calls torch.FloatStorage, which is not run"],
    ["attributes of a list", [...op.emptyList, ...op.emptyDict, ...op.build], "sets attributes of a list"],
    ["a storage alone", [...op.mark, ...op.string("storage"), ...op.global("torch", "FloatStorage"), ...op.string("0"), ...op.string("cpu"), ...op.int(4), ...op.tuple, ...op.persistent], "what it holds is a storage, and neither a tensor nor plain data"],
    ["a reference to something else", [...op.string("x"), ...op.persistent], "refers to something that is not a storage"],
    ["a reference to nothing", op.get(3), "it refers to value 3, which it does not have"],
    ["a value too many", [...op.none, ...op.none], "values are left over"],
    ["no value", [], "a value is missing"],
    ["a mark too few", op.tuple, "a mark is missing"],
    ["an instruction of protocol 0", [0x49, 0x31, 0x0a], "instruction 'I' at byte 2"],
    ["a text that is cut off", [0x58, 255, 255, 255, 255, 65], "its pickle is cut off at byte 7"],
    ["a whole number of 2 GB", [0x8b, 0, 0, 0, 0x7f], "a whole number of 2130706432 bytes"],
    ["a list as a key", [...op.emptyDict, ...op.mark, ...op.emptyList, ...op.none, ...op.setItems], "a key in its pickle is a list"],
    ["a tensor beyond its storage", storedTensor({ shape: [4], offset: 1 }), "tensor 'tensor': its last element would be number 4 of a storage of 4"],
    ["strides beyond its storage", storedTensor({ shape: [2, 2], strides: [3, 1] }), "its last element would be number 4"],
    ["a tensor larger than its storage", storedTensor({ shape: [2000000000], strides: [0] }), "its 2000000000 elements are more than the 4"],
    ["a storage of another size", storedTensor({ size: 5 }), "its storage should have 20 bytes, and has 16"],
    ["a storage of another dtype", storedTensor({ type: "DoubleStorage" }), "its storage should have 32 bytes, and has 16"],
    ["a storage that is not there", storedTensor({ key: "../x" }), "tensor 'tensor': there is no 'm/data/../x' in the archive"],
    ["a negative size", storedTensor({ shape: [-1] }), "its pickle has a tuple where a list of sizes should be"],
    ["pairs that are none", [...op.global("collections", "OrderedDict"), ...op.mark, ...op.emptyList, ...op.mark, ...op.int(1), ...op.appends, ...op.tuple, ...op.reduce], "an ordered dictionary in its pickle is not made of pairs"],
    ["a call without arguments", [...op.global("collections", "OrderedDict"), ...op.int(1), ...op.reduce], "its pickle calls something without arguments"],
    ["a parameter of a number", [...op.global("torch._utils", "_rebuild_parameter"), ...op.mark, ...op.int(7), ...op.tuple, ...op.reduce], "its pickle makes a parameter of 7"],
    ["a tensor of a number", [...op.global("torch._utils", "_rebuild_tensor"), ...op.mark, ...op.int(7), ...op.tuple, ...op.reduce], "its pickle makes a tensor of 7"],
    ["a storage of a class that is none", [...op.mark, ...op.string("storage"), ...op.global("collections", "OrderedDict"), ...op.string("0"), ...op.string("cpu"), ...op.int(4), ...op.tuple, ...op.persistent], "its pickle has a storage of collections.OrderedDict"],
    ["a tensor without a dtype", storedTensor({ module: "torch.storage", type: "UntypedStorage" }), "its pickle has a tensor without a dtype"],
    ["a text that is not UTF-8", [0x58, 1, 0, 0, 0, 0xff], "a text before byte 8 of its pickle is not UTF-8"],
    ["a name without an end", [0x63, 0x61], "its pickle is cut off at byte 3"],
    ["a name that is no text", [...op.int(1), ...op.int(2), 0x93], "its pickle is damaged: a name is no text"],
    ["an object without a class", [...op.int(1), ...op.emptyTuple, ...op.newObject], "an object has no class"],
    ["entries of a list", [...op.emptyList, ...op.mark, ...op.none, ...op.none, ...op.setItems], "entries are put into a list"],
    ["a key without a value", [...op.emptyDict, ...op.mark, ...op.none, ...op.setItems], "entries are put into a dictionary"],
    ["elements of a dictionary", [...op.emptyDict, ...op.mark, ...op.none, ...op.appends], "something is added to a dictionary"],
    ["more strides than sizes", storedTensor({ strides: [1, 1] }), "offset, shape and strides do not fit together"],
  ])("%s is refused", (_name, instructions, message) => {
    expect(() => decode(instructions)).toThrow(FormatError);
    expect(() => decode(instructions)).toThrow(/^x\.pt: /);
    expect(() => decode(instructions)).toThrow(message);
  }); // biome-ignore format: a table

  it("is refused, in protocol 1, with bytes left over, and by its size", () => {
    expect(() => decodePyTorch(archive(Uint8Array.of(0x80, 1, 0x4e, 0x2e)))).toThrow(
      "protocol 1; 2 to 5 are read",
    );
    expect(() => decodePyTorch(archive(Uint8Array.of(0x80, 2, 0x4e, 0x2e, 0)))).toThrow(
      "ends at byte 4 of 5",
    );
    expect(() => decodePyTorch(archive(new Uint8Array(2 ** 24 + 1)))).toThrow("16777216 are allowed");
    expect(() => decodePyTorch(archive(new Uint8Array(2 ** 24)))).toThrow("protocol");
    expect(() => decodePyTorch(zipSync({ "a.npy": storage }))).toThrow("no data.pkl in a folder");
  });

  it("does not copy the same storage over and over", () => {
    const steps = Array.from({ length: 300 }, (_, offset) => [...op.string(`${offset}`), ...storedTensor({ size: 1000, shape: [400, 1], strides: [2, 7], offset: offset % 200 })]); // biome-ignore format: a list
    const many = pickle(op.emptyDict, op.mark, ...steps, op.setItems);
    const found = decodePyTorch(archive(many, { "data/0": new Uint8Array(4000) }));
    // The same view twice is one tensor.
    expect(found.tensors.get("200")).toBe(found.tensors.get("0"));
    const wide = Array.from({ length: 190 }, (_, offset) => [...op.string(`${offset}`), ...storedTensor({ type: "ByteStorage", size: 100_000, shape: [49_000, 1], strides: [2, 7], offset })]); // biome-ignore format: a list
    const file = archive(pickle(op.emptyDict, op.mark, ...wide, op.setItems), {
      "data/0": new Uint8Array(100_000),
    });
    expect(() => decodePyTorch(file)).toThrow("tensors that overlap take far more room than the file has");
  });
});
