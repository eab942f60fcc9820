import { decodeSafetensors, encodeSafetensors, SafetensorsError } from "@gradiente/core";
import { checkArgument } from "@gradiente/core/arguments";
import { readRegularFile } from "@gradiente/files";
import type { StateDict } from "@gradiente/nn";
import { checksumOf } from "../checksum.ts";
import { aPath } from "./paths.ts";

const FORMAT = "gradiente-weights-1";

/** Weights as the bytes of a safetensors file, with a checksum in its metadata, which other readers pass over. */
export function encodeWeights(weights: StateDict): Uint8Array {
  return encodeSafetensors(weights, { format: FORMAT, checksum: checksumOf(weights, {}) });
}

/**
 * Reads weights that a {@link ModelCheckpoint} with `weightsOnly` has written, or those of another program: all tensors of
 * a safetensors file, for `model.loadStateDict`.
 *
 * @throws SafetensorsError that names the file if it holds no weights, or was changed since it was written, which a
 * checksum shows (files of other programs have none); FileError of `@gradiente/files` if it cannot be read.
 */
export async function loadWeights(file: string): Promise<StateDict> {
  checkArgument("loadWeights", "the file", file, aPath);
  const { tensors, metadata } = decodeSafetensors(await readRegularFile(file), file);
  if (metadata.format?.startsWith("gradiente-training-")) {
    throw new SafetensorsError(
      `${file}: it holds a whole training; (await loadCheckpoint(file)).model are its weights`,
    );
  }
  if (metadata.format === FORMAT && metadata.checksum !== checksumOf(tensors, {})) {
    throw new SafetensorsError(
      `${file}: the file is not as it was written, for its checksum is another: ` +
        "the disk or a copy has damaged it; take another copy",
    );
  }
  return tensors;
}
