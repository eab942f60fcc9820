import { basename, dirname, join } from "node:path";
import { decodeSafetensors, type Safetensors, SafetensorsError, type Tensor } from "@gradiente/core";
import { checkArgument } from "@gradiente/core/arguments";
import { checkSaved, SavedDataError } from "@gradiente/datasets";
import { readRegularFile } from "@gradiente/files";
import { indexSchema } from "../../run-schemas.ts";
import { parseSavedJson } from "../../saved-json.ts";
import { aPath } from "../paths.ts";
import { INDEX } from "./tensor-files.ts";

/** The most bytes of an index: some hundred thousand names. */
const MOST_INDEX_BYTES = 2 ** 26;

/**
 * Reads a safetensors file, or all files that an index `*.safetensors.index.json` names: their tensors in order, with the
 * dtypes and shapes that they have there, and their metadata together. It shows what a file holds, whatever wrote it:
 * checksums of Gradiente are in the metadata and are not compared. {@link loadWeights} and {@link loadCheckpoint} do that.
 *
 * @param path the file, or the index.
 * @throws SafetensorsError for a file that is not safetensors, and for an index that does not name what the files have; FileError
 * of `@gradiente/files` if one cannot be read.
 * @example
 * ```ts
 * const index = await saveWeights("out/large.safetensors", new Dense(3, 2).stateDict(), { shardBytes: 16 });
 * const { tensors, metadata } = await loadTensorFiles(index);
 * [...tensors.keys()]; // ["weight", "bias"]
 * metadata.format; // "gradiente-weights-1"
 * ```
 */
export async function loadTensorFiles(path: string): Promise<Safetensors> {
  checkArgument("loadTensorFiles", "the path", path, aPath);
  if (!path.endsWith(INDEX)) return decodeSafetensors(await readRegularFile(path), path);
  const files = await readIndex(path);
  const tensors = new Map<string, Tensor>();
  const metadata: Record<string, string> = {};
  for (const [name, expected] of files) {
    const file = join(dirname(path), name);
    const read = decodeSafetensors(await readRegularFile(file), file);
    const missing = [...expected].find((tensor) => !read.tensors.has(tensor));
    const strange = [...read.tensors.keys()].find((tensor) => !expected.has(tensor));
    if (missing !== undefined || strange !== undefined) {
      const what =
        missing === undefined ? `names no tensor '${strange}' in it` : `names a tensor '${missing}' in it`;
      throw new SafetensorsError(
        `${file}: the index ${basename(path)} ${what}; are they of one set of files?`,
      );
    }
    for (const [tensor, value] of read.tensors) tensors.set(tensor, value);
    Object.assign(metadata, read.metadata);
  }
  return { tensors, metadata };
}

/** The tensors of each file. The files are in the order of their names, which are numbered. */
async function readIndex(path: string): Promise<[file: string, tensors: Set<string>][]> {
  const place = { file: path, writer: "saveWeights or Hugging Face" };
  const text = Buffer.from(await readRegularFile(path, { limit: MOST_INDEX_BYTES })).toString("utf8");
  try {
    const { weight_map: map } = checkSaved(indexSchema, parseSavedJson(text, place), place);
    const files = new Map<string, Set<string>>();
    for (const [tensor, file] of Object.entries(map)) {
      // An index of a stranger leads nowhere else.
      if (typeof file !== "string" || file !== basename(file) || !/^[^.].*\.safetensors$/s.test(file)) {
        throw new SavedDataError(place, "must be the name of a safetensors file beside it", [
          "weight_map",
          tensor,
        ]);
      }
      files.set(file, (files.get(file) ?? new Set()).add(tensor));
    }
    return [...files].sort(([a], [b]) => (a < b ? -1 : 1));
  } catch (cause) {
    if (!(cause instanceof SavedDataError)) throw cause;
    throw new SafetensorsError(cause.message, { cause });
  }
}
