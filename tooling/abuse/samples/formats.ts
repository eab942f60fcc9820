import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodeSafetensors, type Tensor, tensor } from "@gradiente/core";
import type * as formats from "@gradiente/formats";
import {
  encodeCsv,
  encodeJpeg,
  encodeMat,
  encodeNpz,
  encodeParquet,
  encodePng,
  SafetensorsReader,
} from "@gradiente/formats";
import * as files from "@gradiente/formats/files";
import { zipSync } from "fflate";
import { closed } from "../closed.ts";
import { withFreeKeys } from "../faults.ts";
import type { SamplesOf } from "../sample.ts";

const matrix = () => tensor([[1, 2], [3, 4]]); // biome-ignore format: a matrix
const named = () => new Map<string, Tensor>([["w", matrix()]]);
const model = () => new TextEncoder().encode('{"weightsManifest":[{"paths":["a.bin"],"weights":[]}]}');
const bytes = () => encodeSafetensors(named());
const source = () => {
  const all = bytes();
  return {
    name: "memory",
    size: all.length,
    read: async (begin: number, end: number) => all.subarray(begin, end),
    close: async () => {},
  };
};

/** The archive of a file of PyTorch with nothing in it: the pickle is of an empty dictionary. */
const pytorch = () => zipSync({ "m/data.pkl": Uint8Array.of(0x80, 2, 0x7d, 0x2e) });

const columns = () => [
  ["n", tensor([1, 2])],
  ["b", { kind: "numeric", dtype: "bool", values: [1, Number.NaN] }],
  ["word", { kind: "text", values: ["a", null] }],
  ["raw", { kind: "bytes", values: [Uint8Array.of(255), null] }],
  ["list", { kind: "list", offsets: [0, 0, 1], missing: [0], elements: { kind: "numeric", values: [1] } }],
] as const; // biome-ignore format: a table

/** A reader, which is made by a promise. */
const reader = await SafetensorsReader.open(source());

const jpeg = await encodeJpeg(matrix().div(4));

export const formatsSamples = {
  SafetensorsReader: {
    construct: null,
    instance: () => reader,
    methods: { read: () => ["w"], close: () => [] },
  },
  decodeCsv: () => [encodeCsv(matrix()), "x.csv", { delimiter: ",", skipRows: 1, dtype: "float32" }],
  decodeImage: () => [encodePng(matrix().div(4)), "x.png", { channels: 3, limit: 1000 }],
  decodeJpeg: () => [jpeg, "x.jpg", { channels: 3, limit: 1000 }],
  decodeMat: () => [encodeMat(named()), "x.mat", { limit: 1000, variables: ["w"] }],
  decodeNpz: () => [encodeNpz(named()), "x.npz", { limit: 1000 }],
  decodeParquet: () => [encodeParquet(columns()), "x.parquet", { limit: 1000, columns: ["n"] }],
  decodePng: () => [encodePng(matrix().div(4)), "x.png", { channels: 3, limit: 1000 }],
  decodePyTorch: () => [pytorch(), "x.pt", { limit: 1000 }],
  decodeTensors: () => [encodeNpz(named()), "x.npz", { format: "npz", limit: 1000 }],
  decodeTfjs: () => [model(), new Map([["a.bin", new Uint8Array()]]), "model.json"],
  encodeCsv: () => [matrix(), { delimiter: ";" }],
  encodeJpeg: () => [matrix().div(4), { quality: 50 }],
  encodeMat: () => [named()],
  encodeNpz: () => [named(), { compress: true, dtype: "float16" }],
  encodeParquet: () => [columns()],
  encodePng: () => [matrix().div(4), { bitDepth: 16 }],
  encodeTensors: {
    several: [
      () => [named(), { format: "npz", dtype: "float16", compress: true }],
      () => [named(), { format: "safetensors", metadata: { by: "me" } }],
    ],
  },
  fromImageData: () => [
    withFreeKeys({ data: new Uint8ClampedArray(4), width: 1, height: 1 }),
    { channels: 3 },
  ],
  imageInfo: () => [jpeg, "x.jpg"],
  tfjsShards: () => [model(), "model.json"],
  toImageData: () => [matrix().div(4)],
} satisfies SamplesOf<typeof formats>;

/** A folder of its own for each process. */
const folder = mkdtempSync(join(tmpdir(), "gradiente-abuse-formats-"));
await files.saveTensors(join(folder, "there.npz"), named());
await files.saveImage(join(folder, "there.png"), matrix().div(4));
await files.saveTensors(join(folder, "there.safetensors"), named());
await files.saveParquet(join(folder, "there.parquet"), columns());

/** The functions of files, with relative paths in that folder: a wrong path must not write here. */
export const formatsInFolder = Object.fromEntries(
  Object.entries(files).map(([name, f]) => [name, inFolder(f as never)]),
);

function inFolder(f: (path: unknown, ...rest: readonly unknown[]) => unknown) {
  return (path: unknown, ...rest: readonly unknown[]) => {
    const isRelative = typeof path === "string" && path !== "" && !path.startsWith("/");
    return closed(f(isRelative ? join(folder, path) : path, ...rest));
  };
}

export const formatsFilesSamples = {
  loadImage: () => ["there.png", { channels: 3, limit: 1000 }],
  loadParquet: () => ["there.parquet", { limit: 1000, columns: ["n"] }],
  loadTensors: () => ["there.npz", { format: "npz", limit: 1000 }],
  loadTfjs: { several: [] },
  openSafetensors: () => ["there.safetensors"],
  saveImage: {
    several: [
      () => ["a.png", matrix().div(4), { bitDepth: 16 }],
      () => ["a.jpg", matrix().div(4), { quality: 50 }],
    ],
  },
  saveParquet: () => ["a.parquet", columns()],
  saveTensors: {
    several: [
      () => ["a.npz", named(), { format: "npz", dtype: "float16", compress: true }],
      () => ["a.safetensors", named(), { format: "safetensors", metadata: { by: "me" } }],
    ],
  },
} satisfies SamplesOf<typeof files>;
