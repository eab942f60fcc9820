import { aBoolean } from "../arguments/check.ts";
import { declareOptions, optionsOf } from "../arguments/options.ts";
import type { Normalization } from "../backend.ts";
import { toNumeric } from "../dtype.ts";
import type { ReduceFunction, ScanFunction } from "../functions.ts";
import { Layout } from "../layout.ts";
import { type TensorLike, toTensor } from "../operand.ts";
import { type Axes, normalizeAxes, ShapeError, sizeOf } from "../shape.ts";
import type { Pullback } from "../tape.ts";
import type { Tensor } from "../tensor.ts";
import { inDType } from "./cast.ts";
import { launch, type Op } from "./launch.ts";
import * as primitives from "./list.ts";
import { reshaped } from "./reshape.ts";

/** Options of ops that fold axes. */
export interface ReduceOptions {
  /** Whether to keep the folded axes, with size 1. Default: false. */
  readonly keepDims?: boolean;
}

/**
 * The options of reductions.
 *
 * @example
 * ```ts
 * import { optionsOf, REDUCTION } from "@gradiente/core/arguments";
 *
 * optionsOf("mySum", { keepDims: true }, REDUCTION).keepDims; // true
 * ```
 */
export const REDUCTION = /* @__PURE__ */ declareOptions<ReduceOptions>({ keepDims: aBoolean });

/** An op that folds axes, or all axes if none are given. Negative axes count from the last one. */
export type Reduce = (x: TensorLike, axes?: Axes, options?: ReduceOptions) => Tensor;

/** How an op folds. */
export interface ReduceRecord {
  /** Whether there is a result for no elements; otherwise they are an error. */
  readonly empty: boolean;
  /** `numeric` counts booleans as int32. `same` keeps the dtype. */
  readonly result: "numeric" | "same";
}

/**
 * Makes an op that folds axes with an associative function. Its gradient gets the result with the folded axes kept,
 * so that it broadcasts against the input.
 *
 * @param op the name of the op in errors and on the tape. Default: that of the function.
 */
export function reduce(
  name: ReduceFunction["name"],
  { empty, result }: ReduceRecord,
  gradient: ((x: Tensor, y: Tensor, axes: readonly number[]) => Pullback) | null,
  op: string = name,
): Reduce {
  const f: ReduceFunction = { name, parameters: [] };
  const definition: Op<FoldParameters> = {
    primitive: primitives.reduce,
    gradients: [gradient && ((inputs, y, { axes }) => gradient(inputs[0], y, axes))],
  };
  return (operand, axes, options) => {
    const { keepDims = false } = optionsOf(op, options, REDUCTION);
    const given = toTensor(op, operand);
    const x = result === "numeric" ? inDType(given, toNumeric(given.dtype)) : given;
    const folded = normalizeAxes(op, axes, x.ndim);
    const shape: number[] = [];
    const others: number[] = [];
    for (let axis = 0; axis < x.ndim; axis++) {
      const isFolded = folded.includes(axis);
      shape.push(isFolded ? 1 : x.layout.shape[axis]);
      if (!isFolded) others.push(x.layout.shape[axis]);
    }
    if (!empty && x.size === 0 && sizeOf(shape) > 0) {
      throw new ShapeError(
        `${op}: no elements along axes [${folded.join(", ")}] of shape [${x.shape.join(", ")}]`,
      );
    }
    const y = launch(definition, op, [x], { f, axes: folded }, x.dtype, Layout.dense(shape));
    return keepDims ? y : reshaped(y, others);
  };
}

interface FoldParameters {
  readonly f: ReduceFunction;
  readonly axes: readonly number[];
}

/**
 * Makes an op that carries a state along the last axis, with one or more inputs of the same shape and dtype, and a
 * gradient for each of them.
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
    const [{ layout, dtype }] = inputs;
    return launch(op, name, inputs, f, dtype, layout.dense);
  };
}

/**
 * Makes the op that gives the positions of the elements along the last axis in sorted order: int32, without a
 * gradient.
 */
export function ordering(name: string): (x: Tensor, descending: boolean) => Tensor {
  const op: Op<boolean> = { primitive: primitives.argsort, gradients: [] };
  return (x, descending) => launch(op, name, [x], descending, "int32", x.layout.dense);
}

/** Makes an op that normalises along the last axis. Its gradient needs only the result. */
export function normalization(kind: Normalization, gradient: (y: Tensor) => Pullback): (x: Tensor) => Tensor {
  const op: Op<Normalization> = {
    primitive: primitives.normalize,
    gradients: [(_inputs, y) => gradient(y)],
  };
  return (x) => launch(op, kind, [x], kind, x.dtype, x.layout.dense);
}
