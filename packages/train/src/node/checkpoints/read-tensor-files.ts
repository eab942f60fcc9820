import { basename, dirname, join } from "node:path";
import { decodeSafetensors, type Safetensors, SafetensorsError, type Tensor } from "@gradiente/core";
import { checkSaved, SavedDataError } from "@gradiente/datasets";
import { readRegularFile } from "@gradiente/files";
import { indexSchema } from "../../run-schemas.ts";
import { parseSavedJson } from "../../saved-json.ts";
import { INDEX } from "./tensor-files.ts";

/** The most bytes of an index: some hundred thousand names. */
const MOST_INDEX_BYTES = 2 ** 26;

/**
 * Reads a safetensors file, or all that an index `*.safetensors.index.json` names: their tensors in order, and their
 * metadata together.
 *
 * @throws SafetensorsError for a file that is not safetensors, and for an index that does not name what the files have; FileError if one
 * cannot be read.
 */
export async function readTensorFiles(path: string): Promise<Safetensors> {
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
