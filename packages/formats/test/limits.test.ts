import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tensor } from "@gradiente/core";
import {
  decodeMat,
  decodeNpz,
  decodeParquet,
  decodePyTorch,
  encodeMat,
  encodeNpz,
  encodeParquet,
  FormatError,
  type ParquetInput,
} from "@gradiente/formats";
import { loadTfjs } from "@gradiente/formats/files";
import { zipSync, zlibSync } from "fflate";
import { afterAll, describe, expect, it } from "vitest";
import { failing } from "../src/format-error.ts";
import { Budget } from "../src/parquet/budget.ts";
import { bytesOf, golden } from "./golden.ts";
import { op, pickle, storedTensor } from "./pickles.ts";

/* What a file unpacks to counts in full, whatever the number of its parts: all bytes of the limit may be used, and no more. */

const folder = mkdtempSync(join(tmpdir(), "gradiente-limits-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** A MAT file of variables that are each compressed. */
function packedMat(...variables: readonly Uint8Array[]): Uint8Array {
  const parts = variables.map((variable) => {
    const content = zlibSync(variable);
    const element = new Uint8Array(8 + content.length);
    new DataView(element.buffer).setUint32(0, 15, true);
    new DataView(element.buffer).setUint32(4, content.length, true);
    element.set(content, 8);
    return element;
  });
  const header = new Uint8Array(128);
  header.set([0, 1, 0x49, 0x4d], 124);
  return Uint8Array.from([header, ...parts].flatMap((part) => [...part]));
}

const variable = (name: string) => encodeMat([[name, tensor([1, 2])]]).subarray(128);
/** An array is a header of 128 bytes, and two numbers. */
const twoArrays = encodeNpz([["a", tensor([1, 2])], ["b", tensor([3, 4])]], { compress: true }); // biome-ignore format: pairs
const threeVariables = packedMat(variable("a"), variable("b"), variable("c"));
const stored = new Uint8Array(Float32Array.of(1, 2, 3, 4).buffer);
const data = pickle(op.emptyDict, op.mark, op.string("a"), storedTensor(), op.setItems);
const archive = zipSync({ "m/data.pkl": data, "m/data/0": stored });

describe("what a file unpacks to", () => {
  it.each<[string, number, (limit: number) => ReadonlyMap<string, unknown>]>([
    ["npz, two arrays", 2 * (128 + 8), (limit) => decodeNpz(twoArrays, "x", { limit })],
    ["mat, three variables", 3 * variable("a").length, (limit) => decodeMat(threeVariables, "x", { limit })],
    ["PyTorch, a pickle and a storage", data.length + stored.length, (limit) => decodePyTorch(archive, "x", { limit }).tensors],
  ])("%s", (_, bytes, decode) => {
    expect(decode(bytes).size).toBeGreaterThan(0);
    expect(() => decode(bytes - 1)).toThrow(FormatError);
    expect(() => decode(bytes - 1)).toThrow(/^x: .*unpacked, it has more than the \d+ bytes that it may have; set a limit$/);
  }); // biome-ignore format: one row a format

  it("the files of a model of TensorFlow.js", async () => {
    const { tfjs } = golden<{ tfjs: { model: string; shards: Record<string, string> } }>("matrices.json");
    const files = [["model.json", tfjs.model], ...Object.entries(tfjs.shards)] as const;
    for (const [name, file] of files) writeFileSync(join(folder, name), bytesOf(file));
    expect(files.length).toBeGreaterThan(2);
    const limit = files.reduce((sum, [, file]) => sum + bytesOf(file).length, 0);
    const load = (most: number) => loadTfjs(join(folder, "model.json"), { limit: most });
    expect((await load(limit)).size).toBeGreaterThan(0);
    await expect(load(limit - 1)).rejects.toThrow(/shard2of2\.bin: .* that it may have/);
  });

  it.each<[string, ParquetInput, number]>([
    // A page of 12 bytes, and 8 for each number.
    ["numbers", tensor([1, 2, 3], { dtype: "int32" }), 12 + 3 * 8],
    // Each text with 4 bytes for its length.
    ["texts", { kind: "text", values: ["a", "bc"] }, 5 + 6 + 2 * 8],
    ["bytes, which are no texts", { kind: "bytes", values: [Uint8Array.of(255)] }, 5 + 128],
    // Two levels of 6 bytes each; 4 for each value and list, and 8 beside them.
    ["lists of numbers", tensor([[1, 2]], { dtype: "int32" }), 8 + 2 * 6 + 2 * (8 + 4 + 8)],
    ["lists of lists", tensor([[[1, 2]]], { dtype: "int32" }), 8 + 2 * 7 + 2 * (8 + 2 * 4 + 8)],
    ["lists of bytes", { kind: "list", offsets: [0, 1], elements: { kind: "bytes", values: [Uint8Array.of(255)] } }, 5 + 2 * 6 + 128 + 4 + 8],
  ])("a column of a Parquet file: %s", (_, column, bytes) => {
    const file = encodeParquet([["x", column]]);
    expect(decodeParquet(file, "x", { limit: bytes }).size).toBeGreaterThan(0);
    expect(() => decodeParquet(file, "x", { limit: bytes - 1 })).toThrow(`x: unpacked, it has more than the ${bytes - 1} bytes`);
    // What is not read takes nothing.
    const two = encodeParquet([["x", column], ["n", tensor(new Float32Array(decodeParquet(file).size))]]);
    expect(decodeParquet(two, "x", { limit: bytes, columns: ["x"] }).size).toBeGreaterThan(0);
    expect(() => decodeParquet(two, "x", { limit: bytes })).toThrow(`x: unpacked, it has more than the ${bytes} bytes`);
  }); // biome-ignore format: one row a kind

  it("parts of a Parquet file", () => {
    const budget = new Budget(100, failing("x"));
    budget.take(60);
    budget.take(0);
    budget.take(40);
    expect(() => budget.take(1)).toThrow(
      new FormatError("x", "unpacked, it has more than the 100 bytes that it may have; set a limit"),
    );
    expect(() => new Budget(100, failing("x")).take(Number.NaN)).toThrow(FormatError);
  });
});
