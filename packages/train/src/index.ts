export type { Batches, Data, Tensors } from "./batches.ts";
export type { BackwardRecord, BatchRecord, Callback, Run } from "./callback.ts";
export { EarlyStopping, type EarlyStoppingOptions } from "./callbacks/early-stopping.ts";
export { Monitor, type MonitorMode, type MonitorOptions } from "./callbacks/monitor.ts";
export { type EvaluateOptions, type Evaluation, evaluate, predict } from "./evaluate.ts";
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
export type { Loss, Objective, Outcome, OutputOf, Step } from "./objective.ts";
export { l1Penalty, l2Penalty } from "./penalties.ts";
export type { Metrics, MetricValues } from "./tally.ts";
export { TrainingError, type TrainingOptions } from "./training.ts";
export {
  decodeTrainingState,
  encodeTrainingState,
  loadCheckpoint,
  type TrainingState,
} from "./training-state.ts";
