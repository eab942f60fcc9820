/*
 * `@gradiente/core/backend`: what a backend is made of, for those who write one, and how its memory goes back to it. To
 * make it known, `registerBackend` is with the rest of core; to prove it, `conformance` is in `@gradiente/testing`.
 */

export type {
  Backend,
  Convolving,
  Correlated,
  Distribution,
  Kernels,
  MatrixRoutine,
  Normalization,
  Program,
  ProgramStep,
  Routine,
  Storage,
  View,
} from "./backend.ts";
export { viewIn } from "./backend.ts";
export type { PartialBackend } from "./backends/complete.ts";
export { recyclingStorage } from "./backends/recycled.ts";
export { reference } from "./backends/reference/index.ts";
export { kernelOf } from "./compile/fuse.ts";
export {
  type BinaryFunction,
  binaryMeaning,
  type KernelFunction,
  type ReduceFunction,
  type ReduceMeaning,
  reduceMeaning,
  type ScanFunction,
  type ScanMeaning,
  scanMeaning,
  type UnaryFunction,
  unaryMeaning,
} from "./functions.ts";
export { giveBack, giveBackGradient, giveBackLater, isWorthGivingBack, sharesMemory } from "./give-back.ts";
export { type Border, Layout, type Span, type Window } from "./layout.ts";
export { borrowValue, giveValue } from "./lending.ts";
export { normalizationRoutines } from "./primitives/standardize.ts";
export { backendOf } from "./registry.ts";
export { matrixRoutines } from "./routines/all.ts";
export type { DenseMatrix, MatrixFunction } from "./routines/matrix.ts";
export { isWatched } from "./variable.ts";
