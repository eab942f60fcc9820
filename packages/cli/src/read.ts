import { stat } from "node:fs/promises";
import { extname } from "node:path";
import type { Tensor } from "@gradiente/core";
import { FormatError, type TensorFile } from "@gradiente/formats";
import { loadTensors, loadTfjs } from "@gradiente/formats/files";
import { readText, TEXTS } from "./model/table.ts";
import { printable } from "./show/text.ts";

/** What is beside tensors. */
export type ReadValue = TensorFile["values"] extends Map<string, infer V> ? V : never;

/** What a file holds, with its size: of a model of TensorFlow.js and of weights in several files, that of the JSON. */
export interface ReadFile {
  readonly file: string;
  readonly bytes: number;
  readonly format: TensorFile["format"] | "tensorflow.js";
  readonly tensors: TensorFile["tensors"];
  readonly values: TensorFile["values"];
}

/** How an index of several files is named, as Hugging Face writes it. */
const INDEX = ".safetensors.index.json";

/**
 * Reads a file of any format: an index of weights or of a checkpoint in several files; one that is named `.json`, which is a model of
 * TensorFlow.js; one that is named `.csv`, `.tsv` or `.txt`, which is text. Any other is told by its content.
 */
export async function read(file: string): Promise<ReadFile> {
  const found = await contentOf(file);
  return { file, bytes: (await stat(file)).size, ...found };
}

async function contentOf(file: string): Promise<Omit<ReadFile, "file" | "bytes">> {
  if (file.endsWith(INDEX)) {
    // Loaded here, since it takes longer than the command.
    const { loadTensorFiles } = await import("@gradiente/train/node");
    const { tensors, metadata } = await loadTensorFiles(file);
    return { format: "safetensors", tensors: new Map(tensors), values: new Map(Object.entries(metadata)) };
  }
  const ending = extname(file).toLowerCase();
  if (ending === ".json")
    return { format: "tensorflow.js", tensors: await loadTfjs(file), values: new Map() };
  if (TEXTS.includes(ending)) return { format: "csv", tensors: await columnsOf(file), values: new Map() };
  return loadTensors(file);
}

/** The columns of a table as text, by name; without a heading, the matrix of them. */
async function columnsOf(file: string): Promise<Map<string, Tensor>> {
  const { names, width, columns } = await readText(file);
  if (names === undefined) {
    const all = columns(Array.from({ length: width }, (_, at) => at));
    return new Map([["array", width === 1 ? all.reshape([-1]) : all]]);
  }
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) throw new FormatError(file, `two columns are called '${printable(twice)}'`);
  return new Map(names.map((name, at) => [name, columns([at]).reshape([-1])]));
}
