import { stat } from "node:fs/promises";
import { extname } from "node:path";
import type { Tensor } from "@gradiente/core";
import { FormatError, type TensorFile } from "@gradiente/formats";
import { loadTensors, loadTfjs } from "@gradiente/formats/files";
import { readText, TEXTS } from "./model/table.ts";
import { printable } from "./show/text.ts";

/** What is beside tensors. */
export type ReadValue = TensorFile["values"] extends Map<string, infer V> ? V : never;

/** What a file holds, with its size: of a model of TensorFlow.js, that of `model.json`. */
export interface ReadFile {
  readonly file: string;
  readonly bytes: number;
  readonly format: TensorFile["format"] | "tensorflow.js";
  readonly tensors: TensorFile["tensors"];
  readonly values: TensorFile["values"];
}

/**
 * Reads a file of any format: one that is named `.json` is a model of TensorFlow.js, one that is named `.csv`, `.tsv` or
 * `.txt` is text, and any other is told by its content.
 */
export async function read(file: string): Promise<ReadFile> {
  const found = await contentOf(file);
  return { file, bytes: (await stat(file)).size, ...found };
}

async function contentOf(file: string): Promise<Omit<ReadFile, "file" | "bytes">> {
  const ending = extname(file).toLowerCase();
  if (ending === ".json")
    return { format: "tensorflow.js", tensors: await loadTfjs(file), values: new Map() };
  if (TEXTS.includes(ending)) return { format: "csv", tensors: await columnsOf(file), values: new Map() };
  return loadTensors(file);
}

/** The columns of a table as text, by name; without a heading, the matrix of them. */
async function columnsOf(file: string): Promise<Map<string, Tensor>> {
  const { values, names } = await readText(file);
  if (names === undefined) return new Map([["array", values.shape[1] === 1 ? values.reshape([-1]) : values]]);
  const columns = new Map(names.map((name, at) => [name, values.slice([null, at])]));
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) throw new FormatError(file, `two columns are called '${printable(twice)}'`);
  return columns;
}
