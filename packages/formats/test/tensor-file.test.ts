import { encodeSafetensors, type Tensor, tensor, zeros } from "@gradiente/core";
import {
  type ByteSource,
  decodeTensors,
  type EncodeOptions,
  encodeParquet,
  encodeTensors,
  FormatError,
  type ParquetInput,
  SafetensorsReader,
  type TensorFormat,
} from "@gradiente/formats";
import { zipSync } from "fflate";
import { describe, expect, it } from "vitest";

const latin = (text: string) => Uint8Array.from(Buffer.from(text, "latin1"));
const two: [string, Tensor][] = [["a", tensor([1, 2])], ["b", tensor([[3], [4]])]]; // biome-ignore format: pairs
const alone: [string, Tensor][] = [["a", tensor([[1, 2], [3, 4]])]]; // biome-ignore format: a matrix

describe("how a file begins", () => {
  const told = (bytes: Uint8Array): string => {
    try {
      return decodeTensors(bytes, "x").format;
    } catch (error) {
      return (error as Error).message;
    }
  };

  it.each<[string, string, RegExp]>([
    ["npy", "\x93NUMPY", /^x: (?!it is not UTF-8)/],
    ["MAT", "MATLAB ", /^x: it is cut off in its header/],
    ["Parquet", "PAR1", /^x: it does not begin and end as a Parquet file does/],
    ["an archive", "PK", /^x: it has no directory of a zip file at its end/],
    ["a pickle", "\x80", /^x: it is a pickle that torch\.save has not written/],
    ["safetensors", "\x01\0\0\0\0\0\0\0{", /^x: .*header/],
    ["HDF5", "\x89HDF\r\n\x1a\n", /^x: it is HDF5, as Keras and MATLAB's -v7\.3 write it; save it with -v7/],
    ["JSON", "{", /^x: it is JSON; the model\.json of TensorFlow\.js is read by loadTfjs and decodeTfjs$/],
    ["gzip", "\x1f\x8b", /^x: it is packed with gzip; unpack it first$/],
    ["zstd", "\x28\xb5\x2f\xfd", /^x: it is packed with zstd; unpack it first$/],
    ["GGUF", "GGUF", /^x: it is GGUF, as llama\.cpp has it; take the weights as safetensors$/],
    ["a page", "<", /^x: it is HTML or XML, such as the page of a server that has no such file$/],
    ["a pointer", "version https://git-lfs", /^x: it is a pointer of Git LFS, not the file itself;/],
  ])("tells %s, and by nothing less", (_name, beginning, message) => {
    expect(told(latin(beginning))).toMatch(message);
    expect(told(latin(beginning.slice(0, -1)))).not.toMatch(message);
    const changed = latin(`${beginning}        `);
    expect(told(changed)).toMatch(message);
    changed[beginning.length - 1] ^= 1;
    expect(told(changed)).not.toMatch(message);
  }); // biome-ignore format: a table

  it("takes a header of more than 2 to the power of 48 bytes for no safetensors", () => {
    expect(told(latin("\x01\0\0\0\0\0\x01\0{"))).toContain("x: line 1, column 1 is");
    expect(told(latin("\x01\0\0\0\0\0\0\x01{"))).toContain("x: line 1, column 1 is");
  });

  it("tells PyTorch's archives from those of NumPy by what is in them", () => {
    const pickle = Uint8Array.of(0x80, 2, 0x7d, 0x2e);
    expect(told(zipSync({ "m/data.pkl": pickle, "m/version": latin("3") }))).toBe("pytorch");
    expect(told(zipSync({ "data.pkl": pickle }))).toBe("x: 'data.pkl' in it is no npy file; is this an npz file?");
  }); // biome-ignore format: one a line

  it("is not looked at where the format is told", () => {
    const format = "csv";
    expect(decodeTensors(latin("1,2\n"), "x.npz", { format }).tensors.get("array")?.toArray()).toEqual([[1, 2]]);
    expect(() => decodeTensors(latin("1\n"), "x", { format: "npz" })).toThrow("x: it has no directory");
    expect(() => decodeTensors(latin("{"), "x", { format })).toThrow("x: line 1, column 1 is '{'");
    expect(() => decodeTensors(latin("1"), "x", { format: "xml" as never })).toThrow("format");
    expect(decodeTensors(latin("5\n")).format).toBe("csv");
    expect(() => decodeTensors(latin(""))).toThrow("file: it has no numbers");
  }); // biome-ignore format: one a line
});

describe("what a format has", () => {
  const all: TensorFormat[] = ["safetensors", "npy", "npz", "mat", "csv", "parquet"];
  const halves: Readonly<Record<string, readonly string[]>> = {
    safetensors: ["float16", "bfloat16"],
    npy: ["float16"],
    npz: ["float16"],
  };
  const written = (format: TensorFormat, options: Partial<EncodeOptions> = {}) =>
    encodeTensors(alone, { ...options, format: format as "npy" });

  it.each(all)("%s: its tensors, a dtype of 16 bits, compression, metadata", (format) => {
    const found = decodeTensors(written(format));
    const name = format === "npy" || format === "csv" ? "array" : "a";
    expect([found.format, found.tensors.get(name)?.toArray(), found.values.size]).toEqual([format, alone[0][1].toArray(), 0]);
    for (const dtype of ["float16", "bfloat16"] as const) {
      if (halves[format]?.includes(dtype)) expect(written(format, { dtype }).length).toBeLessThan(written(format).length);
      else expect(() => written(format, { dtype })).toThrow(new FormatError("encodeTensors", `${format} has no ${dtype}`));
    }
    for (const compress of [true, false]) {
      if (format === "npz") expect(written(format, { compress }).length > 0).toBe(true);
      else expect(() => written(format, { compress })).toThrow(new FormatError("encodeTensors", `${format} has no compress: npz alone has`));
    }
    const metadata = { by: "me" };
    if (format === "safetensors") expect(decodeTensors(written(format, { metadata })).values.get("by")).toBe("me");
    else expect(() => written(format, { metadata })).toThrow(new FormatError("encodeTensors", `${format} has no metadata: safetensors alone has`));
  }); // biome-ignore format: one a line

  it.each(["npy", "csv"] as const)("%s: one tensor, no more and no less", (format) => {
    const message = (count: number) =>
      new FormatError("encodeTensors", `${format} holds one tensor, and there are ${count}; choose one, or another format`); // biome-ignore format: one thing
    expect(() => encodeTensors([], { format })).toThrow(message(0));
    expect(() => encodeTensors(two, { format })).toThrow(message(2));
  });

  it("is not written for PyTorch, or for none", () => {
    const message = '"safetensors", "npy", "npz", "mat", "csv" or "parquet"; "pytorch" is only read';
    for (const format of ["pytorch", "xml", undefined])
      expect(() => encodeTensors(two, { format: format as "npy" })).toThrow(format === undefined ? "format" : message);
    expect(() => encodeTensors(two, { format: "npz", dtype: "float32" as never })).toThrow("dtype");
    expect(() => encodeTensors(3 as never, { format: "npz" })).toThrow("the tensors must be pairs of a name and a tensor");
    expect(() => encodeTensors([["a"]] as never, { format: "npz" })).toThrow("each of the tensors must be a pair of a name and a tensor");
  }); // biome-ignore format: one a line

  it("npz: deflated only where that is asked for", () => {
    const large: [string, Tensor][] = [["a", zeros([1000])]];
    const size = (compress?: boolean) =>
      encodeTensors(large, { format: "npz", ...(compress === undefined ? {} : { compress }) }).length;
    expect(size()).toBe(size(false));
    expect(size(true)).toBeLessThan(1000);
  });

  it("Parquet: columns of lists as tensors only if no list is missing and all have one length", () => {
    const list = (offsets: number[], missing: number[] = []) =>
      ({ kind: "list", offsets, missing, elements: tensor([1, 2, 3, 4]) }) as const;
    const column = (x: ParquetInput) => decodeTensors(encodeParquet([["x", x]]));
    expect(column(list([0, 2, 4])).tensors.get("x")?.toArray()).toEqual([[1, 2], [3, 4]]);
    for (const other of [list([0, 1, 4]), list([0, 3, 4]), list([0, 0, 4]), list([0, 0, 2, 4], [0])]) {
      expect([column(other).tensors.size, [...column(other).values.keys()]]).toEqual([0, ["x"]]);
    }
    expect(column({ kind: "list", offsets: [0, 1], elements: { kind: "text", values: ["a"] } }).tensors.size).toBe(0);
    const none = encodeTensors([["x", zeros([0, 3])]], { format: "parquet" });
    expect(decodeTensors(none).tensors.get("x")?.shape).toEqual([0, 0]);
    const empty = column({ kind: "list", offsets: [0, 0], missing: [0], elements: tensor(new Float32Array(0)) });
    expect(empty.tensors.size).toBe(0);
  }); // biome-ignore format: one a line
});

describe("a source of bytes", () => {
  /** The beginning of a file is read in one piece of so many bytes, if it has them. */
  const FIRST = 2 ** 16;
  const source = (bytes: Uint8Array, more: object = {}) => {
    const asked: [number, number][] = [];
    let closed = 0;
    const own = {
      ...{ name: "mine", size: bytes.length },
      read: async (begin: number, end: number) => {
        asked.push([begin, end]);
        return bytes.subarray(begin, end);
      },
      close: async () => void closed++,
      ...more,
    };
    return { own: own as ByteSource, asked, closed: () => closed };
  };
  const small = encodeSafetensors([["e", zeros([0])], ["w", tensor([1, 2])]], { by: "me" }); // biome-ignore format: pairs

  it("is asked for its header and its tensors, and not for what has no bytes", async () => {
    const { own, asked, closed } = source(small);
    const file = await SafetensorsReader.open(own);
    expect(asked).toEqual([[0, small.length]]);
    expect((await file.read("e")).shape).toEqual([0]);
    expect(asked).toHaveLength(1);
    expect((await file.read("w")).toArray()).toEqual([1, 2]);
    expect(asked).toEqual([[0, small.length], [small.length - 8, small.length]]); // biome-ignore format: pairs
    expect(closed()).toBe(0);
    await file.close();
    expect(closed()).toBe(1);
    await expect(file.read(3 as never)).rejects.toThrow("the name must be the name of a tensor");
  });

  /** A file whose header has so many bytes, with the eight that tell it. */
  const withHeader = (length: number) => {
    const header = JSON.stringify({ w: { dtype: "F32", shape: [1], data_offsets: [0, 4] } });
    const bytes = new Uint8Array(length + 4);
    new DataView(bytes.buffer).setBigUint64(0, BigInt(length - 8), true);
    bytes.set(latin(header.padEnd(length - 8)), 8);
    return bytes;
  };

  it.each([FIRST - 5, FIRST, FIRST + 1])("is asked again for a header that is longer than it gave: %i", async (length) => {
    const { own, asked } = source(withHeader(length));
    const file = await SafetensorsReader.open(own);
    const first: [number, number] = [0, Math.min(FIRST, length + 4)];
    expect(asked).toEqual(length > FIRST ? [first, [0, length]] : [first]);
    expect((await file.read("w")).toArray()).toEqual([0]);
  }); // biome-ignore format: one thing

  it("is closed if it is no safetensors file", async () => {
    const { own, closed } = source(latin("nothing at all"));
    await expect(SafetensorsReader.open(own)).rejects.toThrow("mine");
    expect(closed()).toBe(1);
  });

  it.each<[string, object]>([
    ["no name", { name: undefined }],
    ["half a byte", { size: 0.5 }],
    ["fewer bytes than none", { size: -1 }],
    ["a size that is a text", { size: "9" }],
    ["no read", { read: undefined }],
    ["no close", { close: 3 }],
  ])("is refused with %s", async (_name, more) => {
    const message = "the source must be a source of bytes, with a name, a size, read and close";
    await expect(SafetensorsReader.open(source(small, more).own)).rejects.toThrow(message);
  });

  it("may be empty, which is no safetensors file", async () => {
    const { own, asked } = source(new Uint8Array());
    await expect(SafetensorsReader.open(own)).rejects.toThrow("mine: ");
    expect(asked).toEqual([]);
  });
});
