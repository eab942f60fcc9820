import * as methods from "./methods.ts";
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

export { AnomalyError, type AnomalyOptions, detectAnomaly } from "./anomaly.ts";
export { watchFallbacks } from "./backends/wasm/fallbacks.ts";
export { getThreads, setThreads } from "./backends/wasm/threads.ts";
export { type CheckGradientsOptions, checkGradients, type GradientReport } from "./check-gradients.ts";
export { checkpoint } from "./checkpoint.ts";
export { fuse } from "./compile/fuse.ts";
export {
  arange,
  type CreateOptions,
  eye,
  full,
  linspace,
  ones,
  type TensorOptions,
  tensor,
  zeros,
} from "./create.ts";
export { type BackendName, getBackend, setBackend } from "./default-backend.ts";
export { defineOp, type GivenGradients, type OpDefinition, type OperandsOf } from "./define-op.ts";
export { type DType, DTypeError, type TypedArray } from "./dtype.ts";
export {
  type BackwardOptions,
  backward,
  detach,
  type GradientFunction,
  Gradients,
  type GradientsOf,
  grad,
  valueAndGrad,
  vjp,
} from "./grad.ts";
export { MatrixError } from "./matrix-error.ts";
export type { Binary, Unary } from "./op/elementwise.ts";
export type { Reduce, ReduceOptions } from "./op/fold.ts";
export type { TensorLike } from "./operand.ts";
export { einsum } from "./ops/einsum.ts";
export * from "./ops/index.ts";
export type { EmbeddingOptions, PlaceOptions } from "./ops/indexing.ts";
export * from "./ops/join.ts";
export type { Fill } from "./ops/pad.ts";
export type { RunningExtremes } from "./ops/scan.ts";
export type { Index, Range } from "./ops/slice.ts";
export type { PerAxis, WindowOptions } from "./ops/sliding.ts";
export type { SearchOptions, Sorted, SortOptions, TopKOptions, Unique } from "./ops/sort.ts";
export type { VarianceOptions } from "./ops/statistics.ts";
export {
  bernoulli,
  defaultGenerator,
  Generator,
  type GeneratorOptions,
  type NormalOptions,
  normal,
  permutation,
  rand,
  randn,
  seed,
  type UniformOptions,
  uniform,
} from "./random.ts";
export {
  decodeSafetensors,
  encodeSafetensors,
  type Safetensors,
  SafetensorsError,
} from "./serialize/safetensors.ts";
export { type Axes, formatShape, IndexError, type Shape, ShapeError, sameShape } from "./shape.ts";
export { GradientError, noGrad } from "./tape.ts";
export { type Methods, type NestedArray, Tensor } from "./tensor.ts";
export { type HessianOf, hessian, hvp, jacobian, jvp } from "./transforms.ts";
export { Variable, type VariableOptions } from "./variable.ts";
