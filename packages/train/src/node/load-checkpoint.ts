import { SafetensorsError } from "@gradiente/core";
import { readRegularFile } from "@gradiente/files";
import { decodeTrainingState, type TrainingState } from "@gradiente/train";

/**
 * A training state that a `ModelCheckpoint` has written: `fit(model, { ..., resume: await loadCheckpoint(file) })`
 * goes on from it, and `model.loadStateDict((await loadCheckpoint(file)).model)` takes its weights.
 *
 * @throws SafetensorsError that names the file if it holds none, or was changed since it was written; FileError of
 * `@gradiente/files` if it cannot be read.
 */
export async function loadCheckpoint(file: string): Promise<TrainingState> {
  const bytes = await readRegularFile(file);
  try {
    return decodeTrainingState(bytes);
  } catch (cause) {
    if (!(cause instanceof SafetensorsError)) throw cause;
    throw new SafetensorsError(`loadCheckpoint: ${file}: ${cause.message}`, { cause });
  }
}
