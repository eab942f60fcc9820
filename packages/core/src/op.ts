import type {
  Backend,
  BinaryFunction,
  MatrixRoutine,
  Normalization,
  ReduceFunction,
  ScanFunction,
  UnaryFunction,
} from "./backend.ts";
import { type DType, DTypeError, isFloat, promote, toFloat, toNumeric } from "./dtype.ts";
import { Layout, type Span } from "./layout.ts";
import { inDType, inShape, scalar, type TensorLike, toTensor } from "./operand.ts";
import { type Axes, broadcastShapes, normalizeAxes, type Shape, ShapeError, sizeOf } from "./shape.ts";
import { isRecording, Node, observer, type Pullback } from "./tape.ts";
import { Tensor } from "./tensor.ts";

/*
 * The one place where a kernel meets the tape. A factory takes an op's record (name, meaning, gradient) and gives
 * the op. Gradients are in two stages: the outer function runs at forward, only if the result is recorded, and
 * closes over just what the inner one, the pullback, needs at backward. Gradients are written in tensor ops, so
 * every order of derivative exists; broadcasting and promotion are recorded as ops of their own, so gradients
 * never mention them.
 */

/** An op of one tensor, element by element. */
export type Unary = (x: TensorLike) => Tensor;

/** An op of two tensors, element by element; shapes broadcast, dtypes are promoted. */
export type Binary = (a: TensorLike, b: TensorLike) => Tensor;

export interface ReduceOptions {
  /** Keep the folded axes, with size 1; false unless said otherwise. */
  readonly keepDims?: boolean;
}

/** An op that folds axes: all of them unless some are named. */
export type Reduce = (x: TensorLike, axes?: Axes, options?: ReduceOptions) => Tensor;

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

// Results

function emptyTensor(backend: Backend, dtype: DType, layout: Layout): Tensor {
  return new Tensor(backend.allocate(dtype, layout.size), layout, dtype, backend);
}

function deepest(inputs: readonly Tensor[]): Backend {
  let { backend } = inputs[0];
  for (const input of inputs) if (input.backend.depth > backend.depth) backend = input.backend;
  return backend;
}

function isTracked(x: Tensor): boolean {
  return x.node !== null && isRecording();
}

/** Runs a kernel into a fresh tensor and records it; one gradient for each input, null where there is none. */
function launch(
  op: string,
  inputs: readonly Tensor[],
  shape: Shape,
  dtype: DType,
  run: (backend: Backend, out: Tensor) => void,
  gradients: readonly (((y: Tensor) => Pullback) | null)[],
): Tensor {
  const backend = deepest(inputs);
  const out = emptyTensor(backend, dtype, Layout.dense(shape));
  run(backend, out);
  if (observer !== null) observer.made(op, inputs, out);
  record(op, out, inputs, gradients);
  return out;
}

function record(
  op: string,
  out: Tensor,
  inputs: readonly Tensor[],
  gradients: readonly (((y: Tensor) => Pullback) | null)[],
): void {
  if (!isFloat(out.dtype) || !inputs.some(isTracked)) return;
  out.node = new Node(
    op,
    inputs.map((input) => input.node),
    inputs.map((input, i) => (input.node === null ? null : (gradients[i]?.(out) ?? null))),
  );
}

// Elementwise

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

// Reductions

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
    return keepDims ? y : y.squeeze(folded);
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

// Movement

/** An op that only looks at the same buffer in another way. The adjoint may use the input's layout, never its data. */
export function movement<Parameters extends readonly unknown[]>(
  name: string,
  view: (layout: Layout, ...parameters: Parameters) => Layout,
  adjoint: (layout: Layout, ...parameters: Parameters) => Pullback,
): (x: Tensor, ...parameters: Parameters) => Tensor {
  return (x, ...parameters) => {
    const y = new Tensor(x.buffer, view(x.layout, ...parameters), x.dtype, x.backend);
    if (isTracked(x)) y.node = new Node(name, [x.node], [adjoint(x.layout, ...parameters)]);
    return y;
  };
}

/** The adjoint of a movement op: adds each element to the place that the view shows it at, in zeros of a shape. */
export function accumulation<Parameters extends readonly unknown[]>(
  name: string,
  view: (layout: Layout, ...parameters: Parameters) => Layout,
  adjoint: (...parameters: Parameters) => Pullback,
): (x: Tensor, shape: Shape, ...parameters: Parameters) => Tensor {
  return (x, shape, ...parameters) => {
    const run = (backend: Backend, { buffer, layout, dtype }: Tensor) =>
      backend.accumulate(x, { buffer, layout: view(layout, ...parameters), dtype });
    return launch(name, [x], shape, x.dtype, run, [() => adjoint(...parameters)]);
  };
}

/** A tensor and the place it is copied to: one span for each axis. */
export interface Slot {
  readonly x: Tensor;
  readonly spans: readonly Span[];
}

/** An op that copies tensors of one dtype into slots of a fresh tensor, filled with a value elsewhere. */
export function assembly(
  name: string,
  adjoint: (spans: readonly Span[]) => Pullback,
): (shape: Shape, slots: readonly Slot[], fill?: number) => Tensor {
  return (shape, slots, fill = 0) => {
    const inputs = slots.map((slot) => slot.x);
    const { dtype } = inputs[0];
    const run = (backend: Backend, out: Tensor) => {
      if (fill !== 0) backend.copy(inShape(scalar(fill, dtype, backend), shape), out);
      for (const { x, spans } of slots) {
        backend.copy(x, { buffer: out.buffer, layout: out.layout.slice(spans), dtype });
      }
    };
    const gradients = slots.map(
      ({ spans }) =>
        () =>
          adjoint(spans),
    );
    return launch(name, inputs, shape, dtype, run, gradients);
  };
}

/** The op that copies a view into a dense buffer of its own. */
export function densification(name: string): (x: Tensor) => Tensor {
  return (x) =>
    launch(name, [x], x.shape, x.dtype, (backend, out) => backend.copy(x, out), [() => (dy: Tensor) => dy]);
}

// Indexing

/** The op that picks elements along an axis by an int32 tensor; x and index agree on the other axes. */
export function gathering(
  name: string,
  adjoint: (index: Tensor, axis: number, axisSize: number) => Pullback,
): (x: Tensor, index: Tensor, axis: number) => Tensor {
  return (x, index, axis) => {
    const run = (backend: Backend, out: Tensor) => backend.gather(x, index, axis, out);
    return launch(name, [x, index], index.shape, x.dtype, run, [
      () => adjoint(index, axis, x.shape[axis]),
      null,
    ]);
  };
}

/** The op that sums updates into zeros of the given size along an axis, by an int32 tensor. */
export function scattering(
  name: string,
  adjoint: (index: Tensor, axis: number) => Pullback,
): (updates: Tensor, index: Tensor, axis: number, axisSize: number) => Tensor {
  return (updates, index, axis, axisSize) => {
    const shape = updates.shape.map((size, i) => (i === axis ? axisSize : size));
    const run = (backend: Backend, out: Tensor) => backend.scatterAdd(updates, index, axis, out);
    return launch(name, [updates, index], shape, updates.dtype, run, [() => adjoint(index, axis), null]);
  };
}

/** The op that replaces elements along an axis by updates of the same dtype; index and updates have one shape. */
export function replacing(
  name: string,
  gradientX: (index: Tensor, axis: number) => Pullback,
  gradientUpdates: (shape: Shape, index: Tensor, axis: number) => Pullback,
): (x: Tensor, index: Tensor, updates: Tensor, axis: number) => Tensor {
  return (x, index, updates, axis) => {
    const run = (backend: Backend, out: Tensor) => {
      backend.copy(x, out);
      backend.scatter(updates, index, axis, out);
    };
    return launch(name, [x, index, updates], x.shape, x.dtype, run, [
      () => gradientX(index, axis),
      null,
      () => gradientUpdates(x.shape, index, axis),
    ]);
  };
}

// Contraction

/** The op that multiplies matrices, with equal leading axes. */
export function contraction(
  name: string,
  gradientA: (a: Tensor, b: Tensor) => Pullback,
  gradientB: (a: Tensor, b: Tensor) => Pullback,
): (a: Tensor, b: Tensor) => Tensor {
  return (a, b) => {
    const shape = [...a.shape.slice(0, -1), b.shape[b.ndim - 1]];
    const run = (backend: Backend, out: Tensor) => backend.matmul(a, b, out);
    return launch(name, [a, b], shape, a.dtype, run, [() => gradientA(a, b), () => gradientB(a, b)]);
  };
}

// Linear algebra

/** The gradient of one input from that of one output; both are given, with all of their kin. */
type MatrixGradient = (op: string, inputs: readonly Tensor[], outputs: readonly Tensor[]) => Pullback;

/**
 * A routine on matrices with equal leading axes, called in the name of an op; it may give several tensors. A gradient
 * is linear in that of the results, so each result has a gradient of its own for each input, and they add up:
 * `gradients[result][input]`; null for a result that is constant almost everywhere.
 */
export function factorization(
  routine: MatrixRoutine,
  shapes: (...inputs: readonly Shape[]) => readonly Shape[],
  gradients: readonly (readonly MatrixGradient[] | null)[],
): (op: string, ...inputs: readonly Tensor[]) => readonly Tensor[] {
  return (op, ...inputs) => {
    const [{ dtype }] = inputs;
    const backend = deepest(inputs);
    const outputs = shapes(...inputs.map(({ shape }) => shape)).map((shape) =>
      emptyTensor(backend, dtype, Layout.dense(shape)),
    );
    backend.matrices(routine, op, inputs, outputs);
    outputs.forEach((output, i) => {
      const own = gradients[i];
      if (own === null) return;
      record(op, output, inputs, own.map((gradient) => () => gradient(op, inputs, outputs))); // biome-ignore format: one thing
    });
    return outputs;
  };
}
