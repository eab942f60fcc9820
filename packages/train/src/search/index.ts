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
  gridSearch,
  type RandomSearchOptions,
  randomSearch,
  type SearchOptions,
  type SearchResult,
  type SuccessiveHalvingOptions,
  successiveHalving,
  type Trial,
  type TrialInput,
  type TrialResult,
  type TrialValue,
} from "./search.ts";
export type { ParametersOf, Range, Space } from "./space.ts";
