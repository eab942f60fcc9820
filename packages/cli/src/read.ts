import { stat } from "node:fs/promises";
import type { TensorFile } from "@gradiente/formats";
import { loadTensors, loadTfjs } from "@gradiente/formats/files";

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

/** How an index of weights in several files is named, as Hugging Face writes it. */
const INDEX = ".safetensors.index.json";

/**
 * Reads a file of any format: an index of weights in several files, or one that is named `.json`, which is a model of
 * TensorFlow.js; any other is told by its content.
 */
export async function read(file: string): Promise<ReadFile> {
  if (file.endsWith(INDEX)) {
    // Loaded here, since it takes longer than the command.
    const { loadWeights } = await import("@gradiente/train/node");
    const tensors = new Map(await loadWeights(file));
    return { file, bytes: (await stat(file)).size, format: "safetensors", tensors, values: new Map() };
  }
  if (file.endsWith(".json")) {
    const tensors = await loadTfjs(file);
    return { file, bytes: (await stat(file)).size, format: "tensorflow.js", tensors, values: new Map() };
  }
  const found = await loadTensors(file);
  return { file, bytes: (await stat(file)).size, ...found };
}
