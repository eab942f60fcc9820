import { basename } from "node:path";
import { readRegularFile } from "@gradiente/files";
import type { PlainValue, TensorFile } from "@gradiente/formats";
import { loadTensors, loadTfjs } from "@gradiente/formats/files";

/** What a file holds, with its size. */
export interface ReadFile {
  readonly file: string;
  readonly bytes: number;
  readonly format: TensorFile["format"] | "tensorflow.js";
  readonly tensors: TensorFile["tensors"];
  readonly values: ReadonlyMap<string, PlainValue>;
}

/**
 * Reads a file of any format: one that is named `.json` is a model of TensorFlow.js, any other is told by its content.
 */
export async function read(file: string): Promise<ReadFile> {
  const bytes = (await readRegularFile(file)).length;
  if (basename(file).endsWith(".json")) {
    return { file, bytes, format: "tensorflow.js", tensors: await loadTfjs(file), values: new Map() };
  }
  return { file, bytes, ...(await loadTensors(file)) };
}
