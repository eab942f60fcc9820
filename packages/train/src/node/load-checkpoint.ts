import { readFile } from "node:fs/promises";
import { decodeTrainingState, type TrainingState } from "@gradiente/train";

/**
 * Reads a training state that a {@link ModelCheckpoint} has written. `fit(model, { ..., resume: await
 * loadCheckpoint(file) })` resumes the training, and `model.loadStateDict((await loadCheckpoint(file)).model)` loads only
 * the weights.
 *
 * @throws SafetensorsError if the file does not hold a training state. Errors of the file system are thrown unchanged.
 */
export async function loadCheckpoint(file: string): Promise<TrainingState> {
  return decodeTrainingState(await readFile(file));
}
