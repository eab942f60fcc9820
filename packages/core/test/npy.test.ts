import { readFileSync } from "node:fs";
import { decodeNpy, encodeNpy, NpyError, ones, type Tensor, tensor, zeros } from "@gradiente/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

/* Files of NumPy, with what is in them: see golden/npy/cases.py. */

interface Golden {
  readonly read: Readonly<Record<string, { file: string; shape: number[]; values: string[] }>>;
  readonly refused: Readonly<Record<string, readonly [file: string, message: string]>>;
  readonly same: Readonly<Record<string, string>>;
}
const golden: Golden = JSON.parse(readFileSync(new URL("golden/npy/cases.json", import.meta.url), "utf8"));

const bytesOf = (base64: string) => new Uint8Array(Buffer.from(base64, "base64"));
const numbers = (texts: readonly string[]) =>
  texts.map((text) => (text.endsWith("inf") ? Number(text.replace("inf", "Infinity")) : Number(text)));

describe("what NumPy writes", () => {
  it.each(Object.entries(golden.read))("%s is read", (_name, { file, shape, values }) => {
    const x = decodeNpy(bytesOf(file));
    expect(x.shape).toEqual(shape);
    expect(Array.from(x.toTypedArray())).toEqual(numbers(values));
  });

  it.each(Object.entries(golden.refused))("%s is refused", (_name, [file, message]) => {
    const read = () => decodeNpy(bytesOf(file), "x.npy");
    expect(read).toThrow(NpyError);
    expect(read).toThrow("x.npy: ");
    expect(read).toThrow(message);
  });

  it("has the dtype that holds its numbers", () => {
    const dtypeOf = (name: string) => decodeNpy(bytesOf(golden.read[name].file)).dtype;
    expect(["C |b1", "C <i8", "C >u2", "C <f2", "C >f4", "C <f8"].map(dtypeOf)).toEqual(
      ["bool", "int32", "int32", "float32", "float32", "float64"], // biome-ignore format: a list
    );
  });

  it("is written to the byte", () => {
    const shapes: Record<string, Tensor> = {
      "float32 matrix": tensor(
        Float32Array.from([0, 1, 2, 3, 4, 5], (i) => Math.fround(i) / 3),
        { shape: [2, 3] },
      ),
      "float64 vector": tensor([1.5, -2.25], { dtype: "float64" }),
      "int32 cube": tensor(Int32Array.from([0, 1, 2, 3, 4, 5, 6, 7]), { shape: [2, 2, 2] }),
      bool: tensor([true, false]),
      scalar: tensor(7, { dtype: "int32" }),
      empty: zeros([3, 0]),
      "long axis": zeros([100, ...new Array(13).fill(1)], { dtype: "bool" }),
    };
    for (const [name, x] of Object.entries(shapes)) {
      expect(Buffer.from(encodeNpy(x)).toString("base64"), name).toBe(golden.same[name]);
    }
    const halves = encodeNpy(tensor([0.1, -2, 65504], { dtype: "float64" }), { dtype: "float16" });
    expect(Buffer.from(halves).toString("base64")).toBe(golden.same.float16);
    expect(Object.keys(golden.same)).toHaveLength(Object.keys(shapes).length + 1);
  });
});

describe("encodeNpy", () => {
  it("is undone by decodeNpy, for every dtype, shape and layout", () => {
    const dtypes = fc.constantFrom("float32" as const, "float64" as const, "int32" as const);
    const shapes = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 });
    fc.assert(
      fc.property(dtypes, shapes, fc.boolean(), fc.integer(), (dtype, shape, flip, start) => {
        const size = shape.reduce((product, axis) => product * axis, 1);
        const values = Array.from({ length: size }, (_, i) => (start % 1000) + i);
        const laid = tensor(Float64Array.from(values), { shape }).cast(dtype);
        const x = flip ? laid.permute(shape.map((_, axis) => shape.length - 1 - axis)) : laid;
        const again = decodeNpy(encodeNpy(x));
        expect([again.dtype, again.shape, again.toArray()]).toEqual([x.dtype, x.shape, x.toArray()]);
      }),
    );
  });

  it("refuses float16 where it does not fit", () => {
    expect(() => encodeNpy(ones([2], { dtype: "int32" }), { dtype: "float16" })).toThrow(
      "encodeNpy: the tensor is int32, and not floating",
    );
    expect(() => encodeNpy(tensor([1, 1e6]), { dtype: "float16" })).toThrow("element 1 is 1000000, beyond");
  });
});

describe("a file that is not as it should be", () => {
  const file = (header: string, data: readonly number[] = [], version = 1) => {
    const text = new TextEncoder().encode(header);
    const length =
      version === 1 ? [text.length & 255, text.length >> 8] : [text.length & 255, text.length >> 8, 0, 0];
    return Uint8Array.from([0x93, ...Buffer.from("NUMPY"), version, 0, ...length, ...text, ...data]);
  };
  const shaped = (shape: string, data?: readonly number[]) =>
    file(`{'descr': '|u1', 'fortran_order': False, 'shape': ${shape}, }\n`, data);

  it("may end with its header, have 64 axes, or its first axis innermost", () => {
    expect(decodeNpy(shaped("(0, 3)")).shape).toEqual([0, 3]);
    expect(decodeNpy(shaped(`(${"1, ".repeat(64)})`, [7])).ndim).toBe(64);
    const fortran = (shape: string) => file(`{'descr': '|u1', 'fortran_order': True, 'shape': ${shape}, }\n`, [1, 2, 3, 4, 5, 6]);
    expect(decodeNpy(fortran("(2, 3)")).toArray()).toEqual([[1, 3, 5], [2, 4, 6]]);
    expect(decodeNpy(fortran("(6,)")).toArray()).toEqual([1, 2, 3, 4, 5, 6]);
  }); // biome-ignore format: a matrix

  it("is cut off wherever it ends too early", () => {
    const whole = shaped("(1,)", [1]);
    for (let length = 0; length < whole.length; length++)
      expect(() => decodeNpy(whole.subarray(0, length)), `${length} bytes`).toThrow(NpyError);
    for (const length of [7, 8, 9]) expect(() => decodeNpy(whole.subarray(0, length))).toThrow(/^npy: it is cut off$/); // biome-ignore format: one line
    expect(() => decodeNpy(whole.subarray(0, 10))).toThrow(/^npy: the header should end at byte \d+, but the file has 10; it is cut off$/); // biome-ignore format: one line
  });

  it("reads keys in any order, old long integers, and no comma at the end", () => {
    const bytes = file("{'shape': (2L,), 'fortran_order': True, 'descr': '|u1'}", [1, 2]);
    expect(decodeNpy(bytes).toArray()).toEqual([1, 2]);
  });

  it.each<[string, Uint8Array, string]>([
    ["nothing", new Uint8Array(), "does not begin as an npy file"],
    ["another version", file("", [], 4), "version 4 of the format is not known"],
    ["cut off after its magic", Uint8Array.of(0x93, ...Buffer.from("NUMPY")), "it is cut off"],
    ["cut off in its header", shaped("(1,)").subarray(0, 30), "it is cut off"],
    [
      "a header of 4 GB",
      Uint8Array.of(0x93, ...Buffer.from("NUMPY"), 2, 0, 255, 255, 255, 255),
      "10000 are allowed",
    ],
    ["too few data", shaped("(3,)", [1, 2]), "takes 3 bytes, but the file has 2"],
    ["too many data", shaped("(1,)", [1, 2]), "takes 1 bytes, but the file has 2"],
    ["a huge shape", shaped("(4294967296, 4294967296)"), "takes 18446744073709552000 bytes"],
    ["a number as shape", shaped("(3)", [1, 2, 3]), "(3) is not a shape"],
    ["a size beyond a double", shaped("(99999999999999999999,)"), "is not a shape"],
    ["65 axes", shaped(`(${"1, ".repeat(65)})`, [1]), "it has 65 axes, more than the 64 allowed"],
    ["a key twice", file("{'descr': '|u1', 'descr': '|u1', }"), "the header has 'descr' twice"],
    ["a key missing", file("{'descr': '|u1', 'shape': (), }", [1]), "must have 'descr'"],
    [
      "a key too many",
      file("{'descr': '|u1', 'fortran_order': True, 'shape': (), 'x': True, }", [1]),
      "must have",
    ],
    ["code", file("{'descr': __import__('os'), }"), "cannot be understood from here on: 'descr': __import__"],
    ["no dictionary", file("[1]"), "the header is no dictionary: [1]"],
    [
      "a dtype that is none",
      file("{'descr': '<q9', 'fortran_order': True, 'shape': (), }"),
      "NumPy does not have",
    ],
    [
      "a bool that is 2",
      file("{'descr': '|b1', 'fortran_order': True, 'shape': (), }", [2]),
      "must be 0 or 1",
    ],
  ])("%s is refused", (_name, bytes, message) => {
    expect(() => decodeNpy(bytes, "a.npy")).toThrow(NpyError);
    expect(() => decodeNpy(bytes, "a.npy")).toThrow(`a.npy: `);
    expect(() => decodeNpy(bytes, "a.npy")).toThrow(message);
  });
});
