// The part that runs in Node and in browsers. The part that needs Node is in node/, the entry @gradiente/train/node.
export type { Batches, Data, Tensors } from "./batches.ts";
export type { BackwardRecord, BatchRecord, Callback, Run } from "./callback.ts";
export { EarlyStopping, type EarlyStoppingOptions } from "./callbacks/early-stopping.ts";
export { Monitor, type MonitorMode, type MonitorOptions } from "./callbacks/monitor.ts";
export { checkFinite, NaNGuard, NotFiniteError } from "./callbacks/nan-guard.ts";
export { ReduceOnPlateau, type ReduceOnPlateauOptions } from "./callbacks/reduce-on-plateau.ts";
export { type EvaluateOptions, type Evaluation, evaluate, type Predicts, predict } from "./evaluate.ts";
export { findLearningRate, type LearningRateCurve, type LearningRateRange } from "./find-learning-rate.ts";
export { type FitOptions, fit } from "./fit.ts";
export {
  type EpochRecord,
  History,
  type HistoryJson,
  type JsonNumber,
  type SeriesName,
  type TrainingStatus,
} from "./history.ts";
export * from "./metrics/index.ts";
export type {
  CalledWith,
  Loss,
  LossFor,
  MeasuredObjective,
  MetricsOf,
  Objective,
  Outcome,
  OutputOf,
  Takes,
  TakesAll,
  TrainingStep,
} from "./objective.ts";
export type { AbortSignalLike } from "./platform.ts";
export { decodeTrainingState, encodeTrainingState } from "./saved-state.ts";
export * from "./search/index.ts";
export type { Metrics, MetricValues } from "./tally.ts";
export { TrainingError } from "./training.ts";
export type { TrainingOptions } from "./training-options.ts";
export type { TrainingSetup, TrainingState, TrainingStop } from "./training-state.ts";
export type { ClipOptions } from "./updates.ts";
