import { type Tensor, tensor, zeros } from "@gradiente/core";
import {
  decodeCsv,
  decodeMat,
  decodeTensors,
  decodeTfjs,
  encodeCsv,
  encodeMat,
  FormatError,
  tfjsShards,
} from "@gradiente/formats";
import fc from "fast-check";
import { zlibSync } from "fflate";
import { describe, expect, it } from "vitest";
import { bytesOf, expectTensors, golden, type Told } from "./golden.ts";

type File = readonly [file: string, told: Told];
interface Matrices {
  readonly text: Readonly<Record<string, File>>;
  readonly mat: Readonly<Record<string, readonly [file: string, tensors: Record<string, Told>]>>;
  /** Arrays of numbers beside others. */
  readonly mixed: { readonly file: string };
  readonly refused: Readonly<Record<string, readonly [file: string, message: string]>>;
  readonly tfjs: {
    readonly model: string;
    readonly shards: Record<string, string>;
    readonly tensors: Record<string, Told>;
  };
}
const { text, mat, mixed, refused, tfjs } = golden<Matrices>("matrices.json");

const utf8 = (content: string) => new TextEncoder().encode(content);
const plain = (all: Iterable<readonly [string, Tensor]>) =>
  [...all].map(([name, x]) => [name, x.dtype, x.shape, x.toArray()]);

describe("decodeCsv", () => {
  it.each(Object.entries(text))("reads what NumPy writes: %s", (_name, [file, told]) => {
    expectTensors(new Map([["x", decodeCsv(bytesOf(file))]]), { x: told });
  });

  it("reads line ends, remarks, empty lines, a byte order mark, and a heading that is passed over", () => {
    const bytes = utf8("\ufeffa,b\r\n\r\n1, 2 # one\r\n#3,4\n 5 ,-.5e1\r");
    expect(decodeCsv(bytes, "x.csv", { skipRows: 1 }).toArray()).toEqual([[1, 2], [5, -5]]); // biome-ignore format: a matrix
    const [nan] = new Uint8Array(decodeCsv(utf8("-nan\n")).toTypedArray().buffer).slice(7);
    expect(nan, "the sign of NaN").toBe(0x7f);
    expect(decodeCsv(utf8("1 2\n"), "x", { delimiter: " ", dtype: "int32" }).dtype).toBe("int32");
  });

  it.each<[string, string | Uint8Array, string]>([
    ["a heading", "a,b\n1,2\n", "line 1, column 1 is 'a', no number; { skipRows: 1 } passes over a heading"],
    ["a word", "1,2\n3,x\n", "line 2, column 2 is 'x', no number"],
    ["an empty cell", "1,,3\n", "line 1, column 2 is empty; write nan, no number"],
    ["a hexadecimal number", "0x10\n", "'0x10', no number"],
    ["a number of Infinity's kin", "infin\n", "'infin', no number"],
    ["rows of two lengths", "1,2\n3\n", "line 2 has 1 numbers, and the lines before have 2"],
    ["nothing", "# only a remark\n", "it has no numbers"],
    ["what is not UTF-8", Uint8Array.of(0x31, 0xff), "it is not UTF-8"],
  ])("refuses %s", (_name, content, message) => {
    const bytes = typeof content === "string" ? utf8(content) : content;
    expect(() => decodeCsv(bytes, "x.csv")).toThrow(FormatError);
    expect(() => decodeCsv(bytes, "x.csv")).toThrow(`x.csv: `);
    expect(() => decodeCsv(bytes, "x.csv")).toThrow(message);
  });

  it("refuses what int32 cannot hold", () => {
    const read = (content: string) => () => decodeCsv(utf8(content), "x", { dtype: "int32" });
    expect(read("1\n2147483648\n")).toThrow("x: line 2, column 1 is '2147483648', which int32 cannot hold");
    expect(read("1.5\n")).toThrow("which int32 cannot hold");
  });
});

describe("encodeCsv", () => {
  it("is undone by decodeCsv, to the bit", () => {
    const numbers = fc.oneof(fc.double(), fc.constantFrom(0, -0, 1e21, 5e-324, Number.NaN, 0.1));
    fc.assert(
      fc.property(fc.array(numbers, { minLength: 1, maxLength: 12 }), fc.boolean(), (values, isSingle) => {
        const dtype = isSingle ? "float32" : "float64";
        const x = tensor(Float64Array.from(values), { shape: [1, values.length] }).cast(dtype);
        const again = decodeCsv(encodeCsv(x), "x", { dtype });
        // A row of one number is a column of one number.
        expect([...again.toTypedArray()]).toEqual([...x.toTypedArray()]);
      }),
    );
  });

  it("writes the fewest digits, and refuses what is no matrix", () => {
    const written = (x: Tensor) => new TextDecoder().decode(encodeCsv(x, { delimiter: " " }));
    expect(written(tensor([[0.1, 1 / 3], [16777217, -0]]))).toBe("0.1 0.33333334\n16777216 -0\n"); // biome-ignore format: a matrix
    expect(written(tensor([true, false]))).toBe("1\n0\n");
    expect(() => encodeCsv(zeros([1, 1, 1]))).toThrow("encodeCsv: a tensor of shape [1, 1, 1] is no matrix");
    expect(() => encodeCsv(zeros([0, 2]))).toThrow("is no matrix with elements");
  });
});

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

describe("decodeTfjs", () => {
  const model = bytesOf(tfjs.model);
  const shards = new Map(Object.entries(tfjs.shards).map(([path, file]) => [path, bytesOf(file)]));
  const manifest = JSON.parse(new TextDecoder().decode(model)).weightsManifest;
  const changed = (change: (group: { paths: string[]; weights: Record<string, unknown>[] }) => unknown) => {
    const copy = structuredClone(manifest);
    change(copy[0]);
    return () => decodeTfjs(utf8(JSON.stringify({ weightsManifest: copy })), shards, "m.json");
  };

  it("reads weights that lie across shards, quantised or not", () => {
    expect(tfjsShards(model)).toEqual([...shards.keys()]);
    const tensors = decodeTfjs(model, shards);
    expectTensors(tensors, tfjs.tensors);
    expect([...tensors.values()].map((x) => x.dtype)).toEqual(["float32", "bool", "int32", "float32", "float32", "float32", "int32"]); // biome-ignore format: a list
  });

  it.each<[string, Parameters<typeof changed>[0], string]>([
    ["a shard that is missing", ({ paths }) => paths.splice(0, 1, "x.bin"), "the shard 'x.bin' is missing"],
    ["a shard elsewhere", ({ paths }) => paths.splice(0, 1, "../x.bin"), "'../x.bin' leads out of the folder"],
    ["an absolute shard", ({ paths }) => paths.splice(0, 1, "/etc/x"), "leads out of the folder"],
    ["a shard of Windows", ({ paths }) => paths.splice(0, 1, "c:x"), "leads out of the folder"],
    ["a weight too many", ({ weights }) => weights.push({ name: "more", shape: [2], dtype: "float32" }), "take 94 bytes, but there are 86"],
    ["a huge shape", ({ weights }) => Object.assign(weights[0], { shape: [2 ** 50, 2 ** 50] }), "bytes, but there are"],
    ["a name twice", ({ weights }) => Object.assign(weights[1], { name: weights[0].name }), "the name occurs twice"],
    ["text", ({ weights }) => Object.assign(weights[0], { dtype: "string" }), "'dense/kernel': its dtype is string"],
    ["no list of weights", (group) => Object.assign(group, { weights: {} }), "weightsManifest[0]: it has no list of weights"],
    ["no name", ({ weights }) => Object.assign(weights[0], { name: 3 }), "weights[0]: it has no name"],
    ["no dtype", ({ weights }) => Object.assign(weights[0], { dtype: 3 }), "'dense/kernel': it has no dtype"],
    ["no shape", ({ weights }) => Object.assign(weights[0], { shape: [-1] }), "it has no shape"],
    ["no scale", ({ weights }) => Object.assign(weights[4], { quantization: { dtype: "uint8" } }), "its quantization is not understood"],
  ])("refuses %s", (_name, change, message) => {
    expect(changed(change)).toThrow(FormatError);
    expect(changed(change)).toThrow("m.json: ");
    expect(changed(change)).toThrow(message);
  }); // biome-ignore format: a table

  it("refuses what is no model.json", () => {
    const read = (content: string) => () => decodeTfjs(utf8(content), new Map());
    expect(read("{")).toThrow("model.json: it is not JSON");
    expect(read("[]")).toThrow("it has no list weightsManifest");
    expect(read('{"weightsManifest":[1]}')).toThrow("weightsManifest[0]: it has no list of paths");
  });
});
