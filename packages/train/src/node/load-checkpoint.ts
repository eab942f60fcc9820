import { readFile } from "node:fs/promises";
import { decodeTrainingState, type TrainingState } from "@gradiente/train";

/**
 * A training state that a `ModelCheckpoint` has written: `fit(model, { ..., resume: await loadCheckpoint(file) })`
 * goes on from it, and `model.loadStateDict((await loadCheckpoint(file)).model)` takes its weights.
 *
 * @throws SafetensorsError for a file that holds none; what the file system throws.
 */
export async function loadCheckpoint(file: string): Promise<TrainingState> {
  return decodeTrainingState(await readFile(file));
}
