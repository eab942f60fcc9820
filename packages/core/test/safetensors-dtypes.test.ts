import { readFileSync } from "node:fs";
import {
  decodeSafetensors,
  encodeSafetensors,
  type HalfDType,
  ones,
  SafetensorsError,
  type Tensor,
  tensor,
} from "@gradiente/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

/* Files of other dtypes than ours: see golden/safetensors/dtypes.py, which writes what they must become beside them. */

const golden = decodeSafetensors(
  readFileSync(new URL("golden/safetensors/dtypes.safetensors", import.meta.url)),
);
const named = (name: string) => golden.tensors.get(name) as Tensor;

/** The header and the data of a file. */
function parts(bytes: Uint8Array) {
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
  return { header, data: bytes.slice(8 + length) };
}

function file(dtype: string, shape: readonly number[], data: Uint8Array): Uint8Array {
  const text = new TextEncoder().encode(
    JSON.stringify({ w: { dtype, shape, data_offsets: [0, data.length] } }),
  );
  const bytes = new Uint8Array(8 + text.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  bytes.set(data, 8 + text.length);
  return bytes;
}

describe("what a file has in another dtype", () => {
  const widened = [...golden.tensors.keys()].filter((name) => name.endsWith(" widened"));

  it("is all here", () => {
    expect(widened.map((name) => name.replace(" widened", ""))).toEqual(
      ["F16", "BF16", "I8", "U8", "I16", "U16", "I64", "U32", "U64", "a scalar", "nothing"], // biome-ignore format: a list
    );
  });

  for (const name of widened) {
    it(`becomes what NumPy makes of it: ${name.replace(" widened", "")}`, () => {
      const wanted = named(name);
      const found = named(name.replace(" widened", ""));
      expect([found.dtype, found.shape]).toEqual([wanted.dtype, wanted.shape]);
      // toEqual tells -0 from 0, and takes NaN for equal.
      expect(found.toTypedArray()).toEqual(wanted.toTypedArray());
    });
  }

  const word = (value: bigint) => new Uint8Array(BigInt64Array.of(7n, value).buffer);
  const unfit: Record<string, [dtype: string, data: Uint8Array, value: string]> = {
    "an I64 above": ["I64", word(2n ** 31n), "2147483648"],
    "an I64 below": ["I64", word(-(2n ** 31n) - 1n), "-2147483649"],
    "an I64 whose low half fits": ["I64", word(2n ** 32n + 1n), "4294967297"],
    "an I64 that is no double": ["I64", word(2n ** 53n + 1n), "9007199254740993"],
    "a U64": ["U64", word(-1n), "18446744073709551615"],
    "a U32": ["U32", new Uint8Array(Uint32Array.of(7, 2 ** 31).buffer), "2147483648"],
  };
  for (const [name, [dtype, data, value]] of Object.entries(unfit)) {
    it(`is refused by name where int32 cannot hold it: ${name}`, () => {
      const read = () => decodeSafetensors(file(dtype, [2], data), "x.safetensors");
      expect(read).toThrow(SafetensorsError);
      expect(read).toThrow(`x.safetensors: tensor 'w': element 1 is ${value}, which int32 cannot hold`);
    });
  }

  it("has the bytes of its own dtype", () => {
    expect(() => decodeSafetensors(file("F16", [2], new Uint8Array(8)))).toThrow(
      "tensor 'w': shape [2] of F16 takes 4 bytes, but data_offsets span 8",
    );
  });

  it("is read from any place of a buffer", () => {
    const bytes = file("F16", [2], Uint8Array.of(0, 0x3c, 0, 0xc0));
    for (const shift of [1, 2, 3]) {
      const larger = new Uint8Array(bytes.length + shift);
      larger.set(bytes, shift);
      expect(decodeSafetensors(larger.subarray(shift)).tensors.get("w")?.toArray()).toEqual([1, -2]);
    }
  });
});

describe("floating dtypes of 16 bits that are written", () => {
  const cases: [from: string, dtype: HalfDType, name: string][] = [
    ["wide", "float16", "wide rounded to F16"],
    ["narrow", "bfloat16", "narrow rounded to BF16"],
  ];
  for (const [from, dtype, to] of cases) {
    it(`are rounded once, to the nearest, halves to the even one: ${dtype}`, () => {
      const { header, data } = parts(encodeSafetensors([["w", named(from)]], {}, { dtype }));
      expect(header.w.dtype).toBe(dtype === "float16" ? "F16" : "BF16");
      expect(data.length).toBe(2 * named(from).size);
      const read = decodeSafetensors(file(header.w.dtype, named(from).shape, data)).tensors.get("w");
      expect(read?.toTypedArray()).toEqual(named(to).toTypedArray());
    });

    it(`come back as the same bits, all of them but NaN: ${dtype}`, () => {
      const all = Uint16Array.from({ length: 2 ** 16 }, (_, bits) => bits);
      const [name, infinite] = dtype === "float16" ? ["F16", 0x7c00] : ["BF16", 0x7f80];
      const { tensors } = decodeSafetensors(file(name, [2 ** 16], new Uint8Array(all.buffer)));
      const again = new Uint16Array(parts(encodeSafetensors(tensors, {}, { dtype })).data.buffer);
      const wrong = all.filter((bits) => (bits & 0x7fff) <= infinite && again[bits] !== bits);
      expect([...wrong]).toEqual([]);
      expect(
        all.filter((bits) => (bits & 0x7fff) > infinite && (again[bits] & 0x7fff) <= infinite),
      ).toHaveLength(0);
    });
  }

  it("are never farther from the number than its neighbours are", () => {
    const near = (x: Tensor, dtype: HalfDType) =>
      (decodeSafetensors(encodeSafetensors([["w", x]], {}, { dtype })).tensors.get("w") as Tensor).item();
    fc.assert(
      fc.property(
        fc.double({ min: -65504, max: 65504, noNaN: true }),
        fc.constantFrom<[HalfDType, number, number]>(
          ["float16", 2 ** -11, 2 ** -25],
          ["bfloat16", 2 ** -8, 2 ** -134],
        ),
        (value, [dtype, relative, absolute]) => {
          const error = Math.abs(near(tensor(value, { dtype: "float64" }), dtype) - value);
          expect(error).toBeLessThanOrEqual(Math.max(Math.abs(value) * relative, absolute));
        },
      ),
    );
  });

  it("are chosen for all that is floating, or by name", () => {
    const dict: [string, Tensor][] = [["w", ones([2])], ["b", tensor([1], { dtype: "float64" })], ["n", tensor([1], { dtype: "int32" })], ["m", tensor([true])]]; // biome-ignore format: a list
    const dtypesBy = (options: Parameters<typeof encodeSafetensors>[2]) => {
      const { header } = parts(encodeSafetensors(dict, {}, options));
      return dict.map(([name]) => header[name].dtype);
    };
    expect(dtypesBy({ dtype: "bfloat16" })).toEqual(["BF16", "BF16", "I32", "BOOL"]);
    expect(dtypesBy({ dtype: { w: "float16" } })).toEqual(["F16", "F64", "I32", "BOOL"]);
    expect(dtypesBy({})).toEqual(["F32", "F64", "I32", "BOOL"]);
  });

  it("lie at multiples of their size, before what takes a byte and after what takes more", () => {
    const { header } = parts(
      encodeSafetensors([["m", tensor([true])], ["h", ones([3])], ["w", ones([1])]], {}, { dtype: { h: "float16" } }), // biome-ignore format: a list
    );
    expect([header.w, header.h, header.m].map((entry) => entry.data_offsets)).toEqual([[0, 4], [4, 10], [10, 11]]); // biome-ignore format: pairs
  });

  const refused: Record<string, [run: () => unknown, message: string]> = {
    "a number too large": [
      () => encodeSafetensors([["w", tensor([1, 65520])]], {}, { dtype: "float16" }),
      "encodeSafetensors: tensor 'w': element 1 is 65520, beyond the largest float16",
    ],
    "a number too large for bfloat16": [
      () => encodeSafetensors([["w", tensor([-1e39], { dtype: "float64" })]], {}, { dtype: "bfloat16" }),
      "encodeSafetensors: tensor 'w': element 0 is -1e+39, beyond the largest bfloat16",
    ],
    "a name that is not there": [
      () => encodeSafetensors([["w", ones([1])]], {}, { dtype: { v: "float16" } }),
      "encodeSafetensors: the dtype of 'v' cannot be chosen: there is no tensor of this name",
    ],
    "a name of integers": [
      () => encodeSafetensors([["w", tensor([1], { dtype: "int32" })]], {}, { dtype: { w: "float16" } }),
      "encodeSafetensors: the dtype of 'w' cannot be chosen: it is int32, and not floating",
    ],
    "another dtype": [
      () => encodeSafetensors([], {}, { dtype: "float8" as HalfDType }),
      "must be float16 or bfloat16, or an object of them by name",
    ],
  };
  it.each(Object.entries(refused))("refuse %s", (_, [run, message]) => {
    expect(run).toThrow(message);
  });
});
