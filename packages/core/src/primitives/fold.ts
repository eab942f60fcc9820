import type { Normalization } from "../backend.ts";
import { toNumeric } from "../dtype.ts";
import type { ReduceFunction, ScanFunction } from "../functions.ts";
import { Layout } from "../layout.ts";
import { type TensorLike, toTensor } from "../operand.ts";
import { type Axes, normalizeAxes, otherAxes, ShapeError, sizeOf } from "../shape.ts";
import type { Pullback } from "../tape.ts";
import type { Tensor } from "../tensor.ts";
import { inDType } from "./cast.ts";
import { launch, type Op } from "./launch.ts";
import * as primitives from "./list.ts";
import { reshaped } from "./reshape.ts";

export interface ReduceOptions {
  /** Whether to keep the folded axes, with size 1. Default: false. */
  readonly keepDims?: boolean;
}

/** An op that folds axes: all of them unless some are named. */
export type Reduce = (x: TensorLike, axes?: Axes, options?: ReduceOptions) => Tensor;

export interface ReduceRecord {
  /** Whether no elements fold to a value; else they are an error. */
  readonly empty: boolean;
  /** `numeric` counts booleans as int32; `same` keeps every dtype. */
  readonly result: "numeric" | "same";
}

/**
 * An op that folds axes with an associative function. The gradient sees the result with its folded axes kept, so
 * that it broadcasts against the input.
 */
export function reduce(
  name: ReduceFunction["name"],
  { empty, result }: ReduceRecord,
  gradient: ((x: Tensor, y: Tensor, axes: readonly number[]) => Pullback) | null,
): Reduce {
  const f: ReduceFunction = { name, parameters: [] };
  const op: Op<FoldParameters> = {
    primitive: primitives.reduce,
    gradients: [gradient && ((inputs, y, { axes }) => gradient(inputs[0], y, axes))],
  };
  return (operand, axes, { keepDims = false } = {}) => {
    const given = toTensor(name, operand);
    const x = result === "numeric" ? inDType(given, toNumeric(given.dtype)) : given;
    const folded = normalizeAxes(name, axes, x.ndim);
    const shape = x.shape.map((size, axis) => (folded.includes(axis) ? 1 : size));
    if (!empty && x.size === 0 && sizeOf(shape) > 0) {
      throw new ShapeError(
        `${name}: no elements along axes [${folded.join(", ")}] of shape [${x.shape.join(", ")}]`,
      );
    }
    const y = launch(op, name, [x], { f, axes: folded }, x.dtype, Layout.dense(shape));
    return keepDims ? y : reshaped(y, otherAxes(folded, x.ndim).map((axis) => x.shape[axis])); // biome-ignore format: one thing
  };
}

interface FoldParameters {
  readonly f: ReduceFunction;
  readonly axes: readonly number[];
}

/**
 * An op that carries a state along the last axis, of one input or several of one shape and dtype, with a gradient for
 * each of them.
 */
export function scan(
  name: ScanFunction["name"],
  ...gradients: readonly ((y: Tensor, inputs: readonly Tensor[]) => Pullback)[]
): (...inputs: Tensor[]) => Tensor {
  const f: ScanFunction = { name, parameters: [] };
  const op: Op<ScanFunction> = {
    primitive: primitives.scan,
    gradients: gradients.map((gradient) => (inputs: readonly Tensor[], y: Tensor) => gradient(y, inputs)),
  };
  return (...inputs) => {
    const [{ shape, dtype }] = inputs;
    return launch(op, name, inputs, f, dtype, Layout.dense(shape));
  };
}

/** The op that gives the places of the elements along the last axis in order: int32, without a gradient. */
export function ordering(name: string): (x: Tensor, descending: boolean) => Tensor {
  const op: Op<boolean> = { primitive: primitives.argsort, gradients: [] };
  return (x, descending) => launch(op, name, [x], descending, "int32", x.layout.dense);
}

/** The op that normalises along the last axis; its gradient needs only the result. */
export function normalization(kind: Normalization, gradient: (y: Tensor) => Pullback): (x: Tensor) => Tensor {
  const op: Op<Normalization> = {
    primitive: primitives.normalize,
    gradients: [(_inputs, y) => gradient(y)],
  };
  return (x) => launch(op, kind, [x], kind, x.dtype, x.layout.dense);
}
