import { comparedIn, type DType, DTypeError, promote, toFloat, toNumeric } from "../dtype.ts";
import type { BinaryFunction, UnaryFunction } from "../functions.ts";
import { isTensor, type TensorLike, toComparable, toTensor } from "../operand.ts";
import { broadcastShapes } from "../shape.ts";
import type { Pullback } from "../tape.ts";
import type { Tensor } from "../tensor.ts";
import { inShape } from "./broadcast.ts";
import { inDType } from "./cast.ts";
import { launch, type Op } from "./launch.ts";
import * as primitives from "./list.ts";

/** An elementwise op of one tensor. */
export type Unary = (x: TensorLike) => Tensor;

/** An elementwise op of two tensors. Shapes broadcast, and dtypes are promoted. */
export type Binary = (a: TensorLike, b: TensorLike) => Tensor;

/**
 * How the dtype of the result follows from that of the operands:
 * - `float`: floating; integers and booleans give float32;
 * - `numeric`: integers stay integers, and booleans count as int32;
 * - `bool`: comparisons, which give bool;
 * - `logical`: operands must be bool, and the result is bool.
 */
type ResultKind = "float" | "numeric" | "bool" | "logical";

function resultDType(op: string, dtype: DType, kind: ResultKind): { compute: DType; result: DType } {
  if (kind === "logical" && dtype !== "bool") {
    throw new DTypeError(`${op}: expected bool, got ${dtype}; compare it first, e.g. x.ne(0)`);
  }
  if (kind === "bool" || kind === "logical") return { compute: dtype, result: "bool" };
  const compute = kind === "float" ? toFloat(dtype) : toNumeric(dtype);
  return { compute, result: compute };
}

/** Options of {@link unary}. */
export interface UnaryOptions {
  /** How the dtype of the result follows from that of the operand. Default: `float`. */
  readonly result?: ResultKind;
  /** The parameters that choose one function of a family. Default: none. */
  readonly parameters?: readonly number[];
}

/**
 * Makes an elementwise op of one tensor. Null as its gradient means that the derivative is 0 almost everywhere; the
 * result is then a constant.
 */
export function unary(
  name: UnaryFunction["name"],
  gradient: ((x: Tensor, y: Tensor) => Pullback) | null,
  { result: kind = "float", parameters = [] }: UnaryOptions = {},
): Unary {
  const f: UnaryFunction = { name, parameters };
  const op: Op<UnaryFunction> = {
    primitive: primitives.unary,
    gradients: [gradient && ((inputs, y) => gradient(inputs[0], y))],
  };
  return (operand) => {
    const given = toTensor(name, operand);
    const { compute, result } = resultDType(name, given.dtype, kind);
    const x = inDType(given, compute);
    return launch(op, name, [x], f, result, x.layout.dense);
  };
}

/**
 * Makes an elementwise op of two tensors, with a gradient for each. Null means that the derivative is 0 almost
 * everywhere.
 */
export function binary(
  name: BinaryFunction["name"],
  gradientA: ((a: Tensor, b: Tensor, y: Tensor) => Pullback) | null,
  gradientB: ((a: Tensor, b: Tensor, y: Tensor) => Pullback) | null,
  { result: kind = "float" }: { readonly result?: ResultKind } = {},
): Binary {
  const f: BinaryFunction = { name, parameters: [] };
  const op: Op<BinaryFunction> = {
    primitive: primitives.binary,
    gradients: [gradientA, gradientB].map(
      (gradient) => gradient && ((inputs, y) => gradient(inputs[0], inputs[1], y)),
    ),
  };
  const [operand, meet] = kind === "bool" ? [toComparable, comparedIn] : [toTensor, promote];
  return (operandA, operandB) => {
    const givenA = operand(name, operandA, operandB);
    const givenB = operand(name, operandB, operandA);
    const { compute, result } = resultDType(name, meet(givenA.dtype, givenB.dtype), kind);
    const shape = broadcastShapes(name, givenA.layout.shape, givenB.layout.shape);
    const a = inShape(inDType(givenA, compute), shape);
    const b = inShape(inDType(givenB, compute), shape);
    return launch(op, name, [a, b], f, result, a.layout.dense);
  };
}

/** Makes the op that takes each element from one of two tensors. */
export function select(
  name: string,
  gradientA: (condition: Tensor) => Pullback,
  gradientB: (condition: Tensor) => Pullback,
): (condition: TensorLike, a: TensorLike, b: TensorLike) => Tensor {
  const op: Op<null> = {
    primitive: primitives.where,
    gradients: [null, (inputs) => gradientA(inputs[0]), (inputs) => gradientB(inputs[0])],
  };
  return (operandC, operandA, operandB) => {
    const givenC = toTensor(name, operandC, undefined, isTensor(operandA) ? operandA : operandB);
    if (givenC.dtype !== "bool") {
      throw new DTypeError(
        `${name}: the condition must be bool, not ${givenC.dtype}; compare it, e.g. x.ne(0)`,
      );
    }
    const givenA = toTensor(name, operandA, operandB, givenC);
    const givenB = toTensor(name, operandB, operandA, givenC);
    const dtype = promote(givenA.dtype, givenB.dtype);
    const shape = broadcastShapes(
      name,
      givenC.layout.shape,
      broadcastShapes(name, givenA.layout.shape, givenB.layout.shape),
    );
    const condition = inShape(givenC, shape);
    const a = inShape(inDType(givenA, dtype), shape);
    const b = inShape(inDType(givenB, dtype), shape);
    return launch(op, name, [condition, a, b], null, dtype, condition.layout.dense);
  };
}

/** An operand in floating point. Integers are first converted to float32, so that nothing wraps around. */
export function toFloating(op: string, x: TensorLike, peer?: TensorLike): Tensor {
  const given = toTensor(op, x, peer);
  return inDType(given, toFloat(given.dtype));
}
