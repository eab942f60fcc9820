import type { Backend, Normalization, ReduceFunction, ScanFunction } from "../backend.ts";
import { isFloat, toNumeric } from "../dtype.ts";
import { Layout } from "../layout.ts";
import { inDType, type TensorLike, toTensor } from "../operand.ts";
import { type Axes, normalizeAxes, ShapeError, sizeOf } from "../shape.ts";
import { Node, observer, type Pullback } from "../tape.ts";
import type { Tensor } from "../tensor.ts";
import { emptyTensor, isTracked, launch } from "./launch.ts";

export interface ReduceOptions {
  /** Keep the folded axes, with size 1; false unless said otherwise. */
  readonly keepDims?: boolean;
}

/** An op that folds axes: all of them unless some are named. */
export type Reduce = (x: TensorLike, axes?: Axes, options?: ReduceOptions) => Tensor;

export interface ReduceRecord {
  readonly of: (a: number, b: number) => number;
  /** What no elements fold to; null if that is an error. */
  readonly empty: number | null;
  /** `numeric` counts booleans as int32; `same` keeps every dtype. */
  readonly result: "numeric" | "same";
}

/**
 * An op that folds axes with an associative function. The gradient sees the result with its folded axes kept, so
 * that it broadcasts against the input.
 */
export function reduce(
  name: string,
  { of, empty, result }: ReduceRecord,
  gradient: ((x: Tensor, y: Tensor, axes: readonly number[]) => Pullback) | null,
): Reduce {
  const f: ReduceFunction = { name, of, initial: empty ?? Number.NaN };
  return (operand, axes, { keepDims = false } = {}) => {
    const given = toTensor(name, operand);
    const x = result === "numeric" ? inDType(given, toNumeric(given.dtype)) : given;
    const folded = normalizeAxes(name, axes, x.ndim);
    const shape = x.shape.map((size, axis) => (folded.includes(axis) ? 1 : size));
    if (empty === null && x.size === 0 && sizeOf(shape) > 0) {
      throw new ShapeError(
        `${name}: no elements along axes [${folded.join(", ")}] of shape [${x.shape.join(", ")}]`,
      );
    }
    const y = emptyTensor(x.backend, x.dtype, Layout.dense(shape));
    x.backend.reduce(f, x, { buffer: y.buffer, layout: y.layout.expand(x.shape), dtype: y.dtype });
    if (observer !== null) observer.made(name, [x], y);
    if (gradient !== null && isFloat(x.dtype) && isTracked(x)) {
      y.node = new Node(name, [x.node], [gradient(x, y, folded)]);
    }
    return keepDims ? y : y.reshape(x.shape.filter((_, axis) => !folded.includes(axis)));
  };
}

/**
 * An op that carries a state along the last axis, of one input or several of one shape and dtype, with a gradient for
 * each of them.
 */
export function scan(
  name: string,
  { of, initial }: Omit<ScanFunction, "name">,
  ...gradients: readonly ((y: Tensor, inputs: readonly Tensor[]) => Pullback)[]
): (...inputs: Tensor[]) => Tensor {
  const f: ScanFunction = { name, of, initial };
  return (...inputs) => {
    const [{ shape, dtype }] = inputs;
    const run = (backend: Backend, out: Tensor) => backend.scan(f, inputs, out);
    return launch(
      name,
      inputs,
      shape,
      dtype,
      run,
      gradients.map((gradient) => (y: Tensor) => gradient(y, inputs)),
    );
  };
}

/** The op that gives the places of the elements along the last axis in order: int32, without a gradient. */
export function ordering(name: string): (x: Tensor, descending: boolean) => Tensor {
  return (x, descending) => {
    const run = (backend: Backend, out: Tensor) => backend.argsort(x, descending, out);
    return launch(name, [x], x.shape, "int32", run, [null]);
  };
}

/** The op that normalises along the last axis; its gradient needs only the result. */
export function normalization(name: Normalization, gradient: (y: Tensor) => Pullback): (x: Tensor) => Tensor {
  return (x) => {
    const y = emptyTensor(x.backend, x.dtype, x.layout.dense);
    x.backend.normalize(name, x, y);
    if (observer !== null) observer.made(name, [x], y);
    if (isTracked(x)) y.node = new Node(name, [x.node], [gradient(y)]);
    return y;
  };
}
