import {
  decodeNpy,
  decodeSafetensors,
  encodeNpy,
  encodeSafetensors,
  type Tensor,
  tensor,
} from "@gradiente/core";
import {
  decodeCsv,
  decodeImage,
  decodeMat,
  decodeNpz,
  decodeParquet,
  decodePyTorch,
  decodeTensors,
  decodeTfjs,
  encodeParquet,
} from "@gradiente/formats";
import { describe, expect, it } from "vitest";
import { bytesOf, golden } from "./golden.ts";

/*
 * What is in files comes as a Buffer of Node more often than not: a view of memory that it shares, at any place in it, whose
 * slice() is a view as well. Everything is read from it as from bytes of its own, and the Buffer stays as it is.
 */

/** The bytes in a Buffer, at an odd place, with other bytes around them. */
function within(bytes: Uint8Array): Buffer {
  const pool = Buffer.alloc(bytes.length + 32, 0xa5);
  pool.set(bytes, 7);
  return pool.subarray(7, 7 + bytes.length);
}

/** Tensors, and whatever else is read, as data that can be compared. */
function plain(found: unknown): unknown {
  return JSON.parse(
    JSON.stringify(found, (_key, value) => {
      if (value instanceof Map) return [...value];
      if (typeof value === "bigint") return `${value}n`;
      if (ArrayBuffer.isView(value)) return Array.from(value as Float64Array, String);
      return value;
    }),
  );
}

type Files = readonly (readonly [name: string, bytes: Uint8Array])[];
const listed = (files: Readonly<Record<string, string | { file: string } | readonly unknown[]>>): Files =>
  Object.entries(files).map(([name, told]) => [
    name,
    bytesOf(
      (typeof told === "string"
        ? told
        : ((told as { file?: string }).file ?? (told as string[])[0])) as string,
    ),
  ]);

const archives = golden<Record<"npz" | "pytorch", Record<string, { file: string }>>>("archives.json");
const matrices = golden<Record<"mat" | "text", Record<string, { file: string }>>>("matrices.json");
const images = golden<Record<"png" | "jpeg", Record<string, string[]>>>("images.json");
const { tables } = golden<{ tables: Record<string, string[]> }>("tables.json");
const packed = golden<{ files: Record<string, string> }>("tables-polars.json").files;

const weights: [string, Tensor][] = [
  ["a", tensor([[1, 2, 3]])],
  ["b", tensor([1, 2], { dtype: "float64" })],
  ["c", tensor([1, -2], { dtype: "int32" })],
  ["d", tensor([true, false])],
];
const manifest = { paths: ["w"], weights: [{ name: "w", shape: [3], dtype: "float32" }] };
const model = new TextEncoder().encode(JSON.stringify({ weightsManifest: [manifest] }));
const shard = new Uint8Array(Float32Array.of(1, 2, 3).buffer);

const readers: Readonly<Record<string, readonly [read: (bytes: Uint8Array) => unknown, files: Files]>> = {
  npy: [decodeNpy, weights.map(([name, x]) => [name, encodeNpy(x)])],
  safetensors: [decodeSafetensors, [["all", encodeSafetensors(weights)]]],
  npz: [decodeNpz, listed(archives.npz)],
  PyTorch: [decodePyTorch, listed(archives.pytorch)],
  MAT: [decodeMat, listed(matrices.mat)],
  CSV: [decodeCsv, [["a matrix", new TextEncoder().encode("1 2\n3 4\n")]]],
  Parquet: [decodeParquet, [...listed(tables), ...listed(packed), ["ours", encodeParquet(weights.slice(1))]]],
  "TensorFlow.js": [(bytes) => decodeTfjs(within(model), new Map([["w", bytes]])), [["a shard", shard]]],
  images: [(bytes) => decodeImage(bytes), [...listed(images.png), ...listed(images.jpeg)]],
  "any format": [decodeTensors, [...listed(archives.npz), ...listed(archives.pytorch), ...listed(tables)]],
};

describe.each(Object.entries(readers))("%s", (_format, [read, files]) => {
  it.each(files)("is read from a Buffer: %s", async (_name, bytes) => {
    const buffer = within(bytes);
    expect(plain(await read(buffer))).toEqual(plain(await read(bytes)));
    expect(buffer.equals(bytes)).toBe(true);
  });
});
