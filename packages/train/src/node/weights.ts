import { rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { SafetensorsError, Tensor } from "@gradiente/core";
import { checkArgument, declareOptions, mapOf, optionsOf, whole } from "@gradiente/core/arguments";
import type { StateDict } from "@gradiente/nn";
import { checksumOf } from "../checksum.ts";
import { loadTensorFiles } from "./checkpoints/load-tensor-files.ts";
import { INDEX, SHARD_BYTES, writeTensorFiles } from "./checkpoints/tensor-files.ts";
import { aPath } from "./paths.ts";

const FORMAT = "gradiente-weights-1";

/** Weights as what a safetensors file holds, with a checksum in its metadata, which other readers pass over. */
export function partsOfWeights(weights: StateDict): {
  readonly tensors: readonly (readonly [string, Tensor])[];
  readonly metadata: Readonly<Record<string, string>>;
} {
  return { tensors: [...weights], metadata: { format: FORMAT, checksum: checksumOf(weights, {}) } };
}

/** Options of {@link saveWeights}. */
export interface SaveWeightsOptions {
  /** The most bytes of a file. Default: 2 ** 31. */
  readonly shardBytes?: number;
}

const SAVING = declareOptions<SaveWeightsOptions>({ shardBytes: whole(1) });

const someWeights = mapOf<StateDict>("tensors by path", (value) => value instanceof Tensor);

const END = ".safetensors";

/**
 * Writes weights to a safetensors file, for {@link loadWeights} and programs of others. Weights that take more than
 * `shardBytes` become `model-00001-of-00003.safetensors` and so on, with the index `model.safetensors.index.json` that
 * Hugging Face reads and writes. One tensor after another goes through memory. Folders are created.
 *
 * @param file its path, which ends in `.safetensors`.
 * @returns the path to load: the file, or the index.
 * @throws RangeError for another ending; FileError of `@gradiente/files` if a file cannot be written.
 * @example
 * ```ts
 * import { Dense } from "@gradiente/nn";
 * import { loadWeights, saveWeights } from "@gradiente/train/node";
 *
 * const model = new Dense(3, 2);
 * const path = await saveWeights("out/model.safetensors", model.stateDict());
 * model.loadStateDict(await loadWeights(path));
 * ```
 */
export async function saveWeights(
  file: string,
  weights: StateDict,
  options?: SaveWeightsOptions,
): Promise<string> {
  checkArgument("saveWeights", "the file", file, aPath);
  checkArgument("saveWeights", "the weights", weights, someWeights);
  const { shardBytes = SHARD_BYTES } = optionsOf("saveWeights", options, SAVING);
  if (!file.endsWith(END))
    throw new RangeError(`saveWeights: the file must end in ${END}, as in model${END}, not ${file}`);
  const { tensors, metadata } = partsOfWeights(weights);
  const [folder, stem] = [dirname(file), basename(file, END)];
  const written = await writeTensorFiles(folder, stem, tensors, metadata, shardBytes);
  const isOne = written.length === 1;
  // What an earlier call has left in the other form would be read instead.
  await rm(join(folder, isOne ? `${stem}${INDEX}` : `${stem}${END}`), { force: true });
  return join(folder, isOne ? `${stem}${END}` : `${stem}${INDEX}`);
}

/**
 * Reads weights that {@link saveWeights} or a {@link ModelCheckpoint} with `weightsOnly` has written, or those of another
 * program: all tensors of a safetensors file, or of the files that an index `*.safetensors.index.json` names, for
 * `model.loadStateDict`.
 *
 * @param file the file, or the index. Where there is no file of this name, but an index beside it, that is read.
 * @throws SafetensorsError that names the file if it holds no weights, or was changed since it was written, which a
 * checksum shows (files of other programs have none); FileError of `@gradiente/files` if it cannot be read.
 * @example
 * ```ts
 * const model = new Dense(3, 2);
 * await saveWeights("out/model.safetensors", model.stateDict());
 * const weights = await loadWeights("out/model.safetensors");
 * weights.get("weight")!.shape; // [2, 3]
 * ```
 */
export async function loadWeights(file: string): Promise<StateDict> {
  checkArgument("loadWeights", "the file", file, aPath);
  const path = (await isThere(file)) || !(await isThere(`${file}.index.json`)) ? file : `${file}.index.json`;
  const { tensors, metadata } = await loadTensorFiles(path);
  if (metadata.format?.startsWith("gradiente-training-")) {
    throw new SafetensorsError(
      `${path}: it holds a whole training; (await loadCheckpoint(file)).model are its weights`,
    );
  }
  if (metadata.format === FORMAT && metadata.checksum !== checksumOf(tensors, {})) {
    throw new SafetensorsError(
      `${path}: the file is not as it was written, for its checksum is another: ` +
        "the disk or a copy has damaged it; take another copy",
    );
  }
  return tensors;
}

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
