// The part that needs Node: files, the terminal, signals of the process, worker threads. All else is in @gradiente/train.
// It is imported by its name here, so that both built entries have the same classes.
export { loadTensorFiles } from "./checkpoints/load-tensor-files.ts";
export { type Environment, environment } from "./environment/environment.ts";
export { EnvironmentLog, loadEnvironmentLog, type TrainingStart } from "./environment/environment-log.ts";
export { CsvLog, JsonLinesLog } from "./epoch-log.ts";
export { untilInterrupted } from "./interrupt.ts";
export { type LoadCheckpointOptions, loadCheckpoint } from "./load-checkpoint.ts";
export { ModelCheckpoint, type ModelCheckpointOptions } from "./model-checkpoint.ts";
export { ProgressBar, type ProgressBarOptions } from "./progress-bar.ts";
export { loadTensorBoardImages, type TensorBoardImage } from "./tensorboard/load-images.ts";
export { TensorBoard } from "./tensorboard/tensorboard.ts";
export { loadWeights, type SaveWeightsOptions, saveWeights } from "./weights.ts";
export {
  inWorkerThreads,
  type ModuleFunction,
  type WorkerThreadsOptions,
} from "./workers/in-worker-threads.ts";
export { JobError } from "./workers/worker-pool.ts";
