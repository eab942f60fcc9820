import { tensor } from "@gradiente/core";
import * as formats from "@gradiente/formats";
import * as files from "@gradiente/formats/files";
import { describe, expect, it } from "vitest";

/* What each function refuses before it does anything, and what its errors call a file without a name. */

const x = tensor([1]);
const bytes = new Uint8Array();

type Row = readonly [name: string, call: () => unknown, message: string];

const readers: Readonly<Record<string, (bytes: Uint8Array, file?: string) => unknown>> = {
  decodeCsv: formats.decodeCsv,
  decodeImage: formats.decodeImage,
  decodeJpeg: formats.decodeJpeg,
  decodeMat: formats.decodeMat,
  decodeNpz: formats.decodeNpz,
  decodeParquet: formats.decodeParquet,
  decodePng: formats.decodePng,
  decodePyTorch: formats.decodePyTorch,
  decodeTensors: formats.decodeTensors,
  imageInfo: formats.imageInfo,
};

describe.each(Object.entries(readers))("%s", (name, read) => {
  it("refuses what are no bytes, and a file without a name", async () => {
    const refused = async (call: () => unknown) => {
      try {
        await call();
      } catch (error) {
        return (error as Error).message;
      }
      return undefined;
    };
    for (const wrong of [[1, 2], "ab", null, new ArrayBuffer(2)]) {
      expect(await refused(() => read(wrong as never))).toMatch(`${name}: the bytes must be`);
    }
    for (const wrong of [3, null]) {
      expect(await refused(() => read(bytes, wrong as never))).toMatch(`${name}: the file must be`);
    }
  });
});

describe("without a name, errors call a file", () => {
  it.each<Row>([
    ["csv", () => formats.decodeCsv(bytes), "csv: it has no numbers"],
    ["image", () => formats.imageInfo(bytes), "image: it begins neither"],
    ["mat", () => formats.decodeMat(bytes), "mat: it is cut off"],
    ["npz", () => formats.decodeNpz(bytes), "npz: it has no directory"],
    ["parquet", () => formats.decodeParquet(bytes), "parquet: it does not begin"],
    ["png", () => formats.decodePng(bytes), "png: it does not begin"],
    ["pytorch", () => formats.decodePyTorch(bytes), "pytorch: it has no directory"],
    ["file", () => formats.decodeTensors(bytes), "file: it has no numbers"],
    ["model.json", () => formats.decodeTfjs(bytes, new Map()), "model.json: it is not JSON"],
    ["model.json for its shards", () => formats.tfjsShards(bytes), "model.json: it is not JSON"],
  ])("%s", (_name, call, message) => {
    expect(call).toThrow(message);
  });

  it("image and jpeg, where pixels are read", async () => {
    await expect(formats.decodeImage(bytes)).rejects.toThrow("image: it begins neither");
    await expect(formats.decodeJpeg(bytes)).rejects.toThrow("jpeg: it ends before");
  });
});

it("errors have the file, the problem, and their cause where there is one", () => {
  const errorOf = (call: () => unknown): Error => {
    try {
      call();
    } catch (error) {
      return error as Error;
    }
    throw new Error("it is not refused");
  };
  const plain = errorOf(() => formats.decodeCsv(bytes, "a.csv"));
  expect(plain).toMatchObject({ name: "FormatError", file: "a.csv", problem: "it has no numbers" });
  expect(plain.message).toBe("a.csv: it has no numbers");
  expect("cause" in plain).toBe(false);
  const caused = errorOf(() => formats.tfjsShards(Uint8Array.of(0x7b), "m.json"));
  expect(caused).toMatchObject({ file: "m.json", problem: "it is not JSON" });
  expect(caused.cause).toBeInstanceOf(SyntaxError);
});

describe("other arguments", () => {
  it.each<Row>([
    ["decodeTfjs, the model", () => formats.decodeTfjs("{}" as never, new Map()), "decodeTfjs: the model must be"],
    ["decodeTfjs, the shards", () => formats.decodeTfjs(bytes, { a: bytes } as never), "decodeTfjs: the shards must be"],
    ["decodeTfjs, a shard", () => formats.decodeTfjs(bytes, new Map([["a", [1]]]) as never), "decodeTfjs: the shards must be"],
    ["decodeTfjs, the file", () => formats.decodeTfjs(bytes, new Map(), 3 as never), "decodeTfjs: the file must be"],
    ["tfjsShards, the model", () => formats.tfjsShards("{}" as never), "tfjsShards: the model must be"],
    ["tfjsShards, the file", () => formats.tfjsShards(bytes, 3 as never), "tfjsShards: the file must be"],
    ["encodeNpz", () => formats.encodeNpz(3 as never), "encodeNpz: the tensors must be pairs of a name and a tensor"],
    ["encodeNpz, a pair", () => formats.encodeNpz([["a"]] as never), "encodeNpz: each of the tensors must be a pair"],
    ["encodeNpz, a dtype", () => formats.encodeNpz([], { dtype: "bfloat16" as never }), "encodeNpz: dtype must be float16"],
    ["encodeNpz, compress", () => formats.encodeNpz([], { compress: 1 as never }), "encodeNpz: compress must be"],
    ["encodeMat", () => formats.encodeMat("ab" as never), "encodeMat: the tensors must be"],
    ["encodeParquet", () => formats.encodeParquet(3 as never), "encodeParquet: the columns must be pairs of a name and a column"],
    ["decodeParquet, the columns", () => formats.decodeParquet(bytes, "x", { columns: "a" as never }), "decodeParquet: columns must be a list of names"],
    ["decodeMat, the variables", () => formats.decodeMat(bytes, "x", { variables: [1] as never }), "decodeMat: variables must be a list of names"],
    ["a limit below 0", () => formats.decodeNpz(bytes, "x", { limit: -1 }), "decodeNpz: limit must be a number of bytes, 0 or more"],
    ["channels", () => formats.decodePng(bytes, "x", { channels: 2 as never }), "decodePng: channels must be 1, 3 or 4"],
    ["image data", () => formats.fromImageData(3 as never), "fromImageData: the image data must be an ImageData"],
  ])("%s", (_name, call, message) => {
    expect(call).toThrow(message);
  }); // biome-ignore format: a table

  it.each<Row>([
    ["loadTensors", () => files.loadTensors(""), "loadTensors: the path must be a path, a text that is not empty"],
    ["saveTensors", () => files.saveTensors("", []), "saveTensors: the path must be a path"],
    ["loadTfjs", () => files.loadTfjs(3 as never), "loadTfjs: the path must be a path"],
    ["openSafetensors", () => files.openSafetensors(""), "openSafetensors: the source must be a path"],
    ["openSafetensors, a number", () => files.openSafetensors(3 as never), "openSafetensors: the source must be a path"],
    ["openSafetensors, nothing", () => files.openSafetensors(null as never), "openSafetensors: the source must be a path"],
    ["openSafetensors, another URL", () => files.openSafetensors({ href: "ftp://a" }), "openSafetensors: the source must be a path, or a URL that begins with http:// or https://"],
    ["loadImage", () => files.loadImage(""), "loadImage: the path must be a path"],
    ["saveImage", () => files.saveImage("a\0.png", x), "saveImage: the path must be a path"],
    ["loadParquet", () => files.loadParquet(""), "loadParquet: the path must be a path"],
    ["saveParquet", () => files.saveParquet("", []), "saveParquet: the path must be a path"],
  ])("%s", async (_name, call, message) => {
    await expect(call()).rejects.toThrow(message);
  }); // biome-ignore format: a table
});
