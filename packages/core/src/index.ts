import * as methods from "./methods.ts";
import { slicesOf } from "./slices.ts";
import { Tensor } from "./tensor.ts";
import { Variable } from "./variable.ts";

type Op = (x: unknown, a: unknown, b: unknown, c: unknown) => unknown;

for (const [name, op] of Object.entries(methods) as unknown as [string, Op][]) {
  const method = {
    [name](this: unknown, a: unknown, b: unknown, c: unknown): unknown {
      return op(this, a, b, c);
    },
  }[name];
  for (const { prototype } of [Tensor, Variable]) {
    Object.defineProperty(prototype, name, { value: method, writable: true, configurable: true });
  }
}

for (const { prototype } of [Tensor, Variable]) {
  Object.defineProperty(prototype, Symbol.iterator, {
    // A scalar has none: what asks whether it can be looped over, as test runners do, is told the truth.
    get(this: Tensor | Variable) {
      return this.ndim === 0 ? undefined : () => slicesOf(this);
    },
    configurable: true,
  });
}

export { getThreads, setThreads } from "./backends/wasm/threads.ts";
export { fuse, fused } from "./compile/fuse.ts";
export {
  arange,
  type CreateOptions,
  eye,
  full,
  fullLike,
  type LikeOptions,
  linspace,
  ones,
  onesLike,
  type TensorOptions,
  tensor,
  zeros,
  zerosLike,
} from "./create.ts";
export { type DType, DTypeError, type TypedArray } from "./dtype.ts";
export { watchFallbacks } from "./fallbacks.ts";
export { giveWay } from "./give-way.ts";
export type { ChromeTrace, ChromeTraceEvent } from "./inspect/chrome-trace.ts";
export { type Graph, type GraphNode, type GraphOptions, graphOf } from "./inspect/graph-of.ts";
export { type HasForward, interceptForward } from "./inspect/intercept-forward.ts";
export { type Profile, type ProfileOptions, profile } from "./inspect/profile.ts";
export type { ProfileRow } from "./inspect/rows.ts";
export { type TracedGraph, type TracedNode, type TraceOptions, traceGraph } from "./inspect/trace-graph.ts";
export { MatrixError } from "./matrix-error.ts";
export type { TensorLike } from "./operand.ts";
export { einsum } from "./ops/contract/einsum.ts";
export * from "./ops/functions.ts";
export type { EmbeddingOptions, PlaceOptions } from "./ops/index/indexing.ts";
export type { Index, Range } from "./ops/index/slice.ts";
export * from "./ops/index.ts";
export type { Padding, PerAxis, WindowOptions } from "./ops/internal/sliding.ts";
export type { CategoricalOptions, RandintOptions } from "./ops/random/discrete.ts";
export type { RateOptions } from "./ops/random/gamma.ts";
export {
  Generator,
  type GeneratorOptions,
  type NormalOptions,
  type UniformOptions,
} from "./ops/random/generator.ts";
export type { GumbelSoftmaxOptions } from "./ops/random/gumbel-softmax.ts";
export {
  bernoulli,
  beta,
  categorical,
  defaultGenerator,
  exponential,
  gamma,
  gumbelSoftmax,
  normal,
  permutation,
  poisson,
  rand,
  randint,
  randn,
  seed,
  truncatedNormal,
  uniform,
} from "./ops/random/random.ts";
export type { TruncatedNormalOptions } from "./ops/random/truncated-normal.ts";
export type { RunningExtremes, ScanOptions } from "./ops/reduce/scan.ts";
export type { VarianceOptions } from "./ops/reduce/statistics.ts";
export type { PartsOf, TensorsOf } from "./ops/shape/arrange.ts";
export * from "./ops/shape/join.ts";
export type { Fill } from "./ops/shape/pad.ts";
export type { SearchOptions, Sorted, SortOptions, TopKOptions, Unique } from "./ops/sort/sort.ts";
export type { Binary, Unary } from "./primitives/elementwise.ts";
export type { Reduce, ReduceOptions } from "./primitives/fold.ts";
export { formatShape, sameShape, sizeOf } from "./public-shapes.ts";
export type { CellName } from "./recurrent/cells.ts";
export { type RecurrentOptions, recurrent } from "./recurrent/recurrent.ts";
export { type BackendName, type BackendNames, getBackend, registerBackend, setBackend } from "./registry.ts";
export { decodeNpy, encodeNpy, NpyError, type NpyOptions } from "./serialize/npy.ts";
export {
  decodeSafetensors,
  encodeSafetensors,
  type HalfDType,
  type Safetensors,
  SafetensorsError,
  type SafetensorsOptions,
  safetensorsChunks,
} from "./serialize/safetensors.ts";
export { type Axes, IndexError, type Shape, ShapeError } from "./shape.ts";
export { GradientError, noGrad } from "./tape.ts";
export {
  type GenericMethods,
  type Methods,
  type NestedArray,
  type Sliceable,
  Tensor,
  type TensorJSON,
} from "./tensor.ts";
export { AnomalyError, type AnomalyOptions, detectAnomaly } from "./transforms/anomaly.ts";
export {
  type CheckGradientsOptions,
  checkGradients,
  type GradientReport,
} from "./transforms/check-gradients.ts";
export { checkpoint } from "./transforms/checkpoint.ts";
export { defineOp, type GivenGradients, type OpDefinition, type OperandsOf } from "./transforms/define-op.ts";
export {
  type HessianOf,
  hessian,
  hvp,
  jacobian,
  jvp,
  type VariadicHessian,
} from "./transforms/derivatives.ts";
export {
  type BackwardOptions,
  backward,
  detach,
  type GradientFunction,
  type GradientsOf,
  grad,
  type IfVariadic,
  type OneOrAll,
  type VariadicGradient,
  type VariadicValueAndGradient,
  valueAndGrad,
  vjp,
} from "./transforms/grad.ts";
export { Gradients } from "./transforms/gradients.ts";
export type {
  DifferentiableInput,
  GivenFor,
  InPlaceOf,
  InPlacesOf,
  NamedTensors,
} from "./transforms/structure.ts";
export { Variable, type VariableOptions, withValues } from "./variable.ts";
export { onWarning, type WarningCode, type WarningHandler, warn } from "./warn.ts";
