import { stat } from "node:fs/promises";
import { aBoolean, checkArgument, declareOptions, optionsOf } from "@gradiente/core/arguments";
import { FileError } from "@gradiente/files";
import { decodeTrainingState, type TrainingState } from "@gradiente/train";
import { loadTensorFiles } from "./checkpoints/load-tensor-files.ts";
import { newestCheckpoint } from "./checkpoints/run-directory.ts";
import { aPath } from "./paths.ts";

/** Options of {@link loadCheckpoint}. */
export interface LoadCheckpointOptions {
  /** Of a directory: whether to read the best checkpoint instead of the newest. Default: false. */
  readonly best?: boolean;
}

const LOADING = declareOptions<LoadCheckpointOptions>({ best: aBoolean });

/**
 * Reads a training state that a {@link ModelCheckpoint} has written: a file; of several files, their index
 * `*.safetensors.index.json`; of a directory, the newest that is whole;
 * damaged ones are warned of (`GRADIENTE_CHECKPOINT`). `model.loadStateDict((await loadCheckpoint("runs/a", { best:
 * true })).model)` loads the best weights, and `fit(model, { ..., resume: await loadCheckpoint(file) })` resumes the
 * training.
 *
 * @throws SafetensorsError that names the file if it holds none, or was changed since it was written; FileError of
 * `@gradiente/files` if it cannot be read, or if a directory has no checkpoint that is whole.
 * @example
 * ```ts
 * const model = new Dense(2, 2);
 * const directory = "runs/moons";
 * await fit(model, {
 *   data: moons({ samples: 20, seed: 0 }),
 *   loss: crossEntropyLoss,
 *   optimizer: new SGD(model.parameters(), { learningRate: 0.1 }),
 *   epochs: 2,
 *   callbacks: [new ModelCheckpoint({ directory })],
 * });
 * const state = await loadCheckpoint(directory);
 * model.loadStateDict(state.model);
 * state.history.length; // 2
 * ```
 */
export async function loadCheckpoint(path: string, options?: LoadCheckpointOptions): Promise<TrainingState> {
  checkArgument("loadCheckpoint", "the path", path, aPath);
  const { best = false } = optionsOf("loadCheckpoint", options, LOADING);
  const isDirectory = await stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
  if (!isDirectory) {
    if (best)
      throw new FileError("read", path, "there is no such directory, whose best checkpoint was asked for");
    return decodeTrainingState(await loadTensorFiles(path), path);
  }
  const found = await newestCheckpoint(path, best ? "best" : undefined);
  if (found !== undefined) return found.state;
  const what = best
    ? "it keeps no best checkpoint; ModelCheckpoint({ directory, best: true }) does"
    : "it has no checkpoint";
  throw new FileError("read", path, what);
}
