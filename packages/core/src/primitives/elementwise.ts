import type { Backend, BinaryFunction, UnaryFunction } from "../backend.ts";
import { type DType, DTypeError, isFloat, promote, toFloat, toNumeric } from "../dtype.ts";
import { inDType, inShape, type TensorLike, toTensor } from "../operand.ts";
import { broadcastShapes } from "../shape.ts";
import { Node, observer, type Pullback } from "../tape.ts";
import type { Tensor } from "../tensor.ts";
import { emptyTensor, isTracked, launch } from "./launch.ts";

/** An op of one tensor, element by element. */
export type Unary = (x: TensorLike) => Tensor;

/** An op of two tensors, element by element; shapes broadcast, dtypes are promoted. */
export type Binary = (a: TensorLike, b: TensorLike) => Tensor;

/**
 * The dtype of an elementwise result: `float` computes in floating point, integers as float32; `numeric` keeps
 * integers, booleans count as int32; `bool` compares; `logical` takes bool alone, and gives it.
 */
export interface ElementwiseOptions {
  /** `float` unless said otherwise. */
  readonly result?: "float" | "numeric" | "bool" | "logical";
}

export interface BinaryOptions extends ElementwiseOptions {
  /** The meaning for integers, where it is another one. */
  readonly ofIntegers?: (a: number, b: number) => number;
}

function resultDType(
  op: string,
  dtype: DType,
  kind: ElementwiseOptions["result"] = "float",
): { compute: DType; result: DType } {
  if (kind === "logical" && dtype !== "bool") {
    throw new DTypeError(`${op}: expected bool, got ${dtype}; compare it first, e.g. x.ne(0)`);
  }
  if (kind === "bool" || kind === "logical") return { compute: dtype, result: "bool" };
  const compute = kind === "float" ? toFloat(dtype) : toNumeric(dtype);
  return { compute, result: compute };
}

/** An elementwise op of one tensor. Without a gradient its derivative is zero almost everywhere: a constant. */
export function unary(
  name: string,
  of: (x: number) => number,
  gradient: ((x: Tensor, y: Tensor) => Pullback) | null,
  options: ElementwiseOptions = {},
): Unary {
  const f: UnaryFunction = { name, of };
  return (operand) => {
    const given = toTensor(name, operand);
    const { compute, result } = resultDType(name, given.dtype, options.result);
    const x = inDType(given, compute);
    const y = emptyTensor(x.backend, result, x.layout.dense);
    x.backend.unary(f, x, y);
    if (observer !== null) observer.made(name, [x], y);
    if (gradient !== null && isTracked(x)) y.node = new Node(name, [x.node], [gradient(x, y)]);
    return y;
  };
}

/** An elementwise op of two tensors, with a gradient for each; null where it is zero almost everywhere. */
export function binary(
  name: string,
  of: (a: number, b: number) => number,
  gradientA: ((a: Tensor, b: Tensor, y: Tensor) => Pullback) | null,
  gradientB: ((a: Tensor, b: Tensor, y: Tensor) => Pullback) | null,
  options: BinaryOptions = {},
): Binary {
  const floating: BinaryFunction = { name, of };
  const whole: BinaryFunction = { name, of: options.ofIntegers ?? of };
  return (operandA, operandB) => {
    const givenA = toTensor(name, operandA, operandB);
    const givenB = toTensor(name, operandB, operandA);
    const { compute, result } = resultDType(name, promote(givenA.dtype, givenB.dtype), options.result);
    const shape = broadcastShapes(name, givenA.shape, givenB.shape);
    const a = inShape(inDType(givenA, compute), shape);
    const b = inShape(inDType(givenB, compute), shape);
    const backend = a.backend.depth >= b.backend.depth ? a.backend : b.backend;
    const y = emptyTensor(backend, result, a.layout.dense);
    backend.binary(isFloat(compute) ? floating : whole, a, b, y);
    if (observer !== null) observer.made(name, [a, b], y);
    const pullA = gradientA !== null && isTracked(a) ? gradientA(a, b, y) : null;
    const pullB = gradientB !== null && isTracked(b) ? gradientB(a, b, y) : null;
    if (pullA !== null || pullB !== null) y.node = new Node(name, [a.node, b.node], [pullA, pullB]);
    return y;
  };
}

/** The op that takes each element from one of two tensors. */
export function select(
  name: string,
  gradientA: (condition: Tensor) => Pullback,
  gradientB: (condition: Tensor) => Pullback,
): (condition: TensorLike, a: TensorLike, b: TensorLike) => Tensor {
  return (operandC, operandA, operandB) => {
    const givenC = toTensor(name, operandC);
    if (givenC.dtype !== "bool") {
      throw new DTypeError(
        `${name}: the condition must be bool, not ${givenC.dtype}; compare it, e.g. x.ne(0)`,
      );
    }
    const givenA = toTensor(name, operandA, operandB);
    const givenB = toTensor(name, operandB, operandA);
    const dtype = promote(givenA.dtype, givenB.dtype);
    const shape = broadcastShapes(name, givenC.shape, broadcastShapes(name, givenA.shape, givenB.shape));
    const condition = inShape(givenC, shape);
    const a = inShape(inDType(givenA, dtype), shape);
    const b = inShape(inDType(givenB, dtype), shape);
    const run = (backend: Backend, out: Tensor) => backend.where(condition, a, b, out);
    return launch(name, [condition, a, b], shape, dtype, run, [
      null,
      () => gradientA(condition),
      () => gradientB(condition),
    ]);
  };
}

/** The op that converts to a dtype: elements are copied, and so are gradients, back into the dtype they came from. */
export function conversion(
  name: string,
  gradient: (from: DType) => Pullback,
): (x: TensorLike, dtype: DType) => Tensor {
  return (operand, dtype) => {
    const x = toTensor(name, operand);
    return launch(name, [x], x.shape, dtype, (backend, out) => backend.copy(x, out), [
      () => gradient(x.dtype),
    ]);
  };
}
