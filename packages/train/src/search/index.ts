export {
  type CrossValidateOptions,
  type CrossValidation,
  crossValidate,
  type FoldResult,
} from "./cross-validate.ts";
export type { Fold } from "./fold.ts";
export type { ErrorReport, ParallelTrial } from "./job.ts";
export type { RunOptions } from "./run-job.ts";
export type { Scores } from "./scores.ts";
export {
  type GridSearchOptions,
  gridSearch,
  type RandomSearchOptions,
  randomSearch,
  type SearchResult,
  type SuccessiveHalvingOptions,
  successiveHalving,
  type Trial,
  type TrialInput,
  type TrialResult,
  type TrialValue,
} from "./search.ts";
export type { ParameterRange, ParametersOf, Space } from "./space.ts";
