import { checkArgument } from "@gradiente/core/arguments";
import { readRegularFile } from "@gradiente/files";
import { decodeTrainingState, type TrainingState } from "@gradiente/train";
import { aPath } from "./paths.ts";

/**
 * Reads a training state that a {@link ModelCheckpoint} has written. `fit(model, { ..., resume: await
 * loadCheckpoint(file) })` resumes the training, and `model.loadStateDict((await loadCheckpoint(file)).model)` loads only
 * the weights.
 *
 * @throws SafetensorsError that names the file if it holds none, or was changed since it was written; FileError of
 * `@gradiente/files` if it cannot be read.
 */
export async function loadCheckpoint(file: string): Promise<TrainingState> {
  checkArgument("loadCheckpoint", "the file", file, aPath);
  return decodeTrainingState(await readRegularFile(file), file);
}
