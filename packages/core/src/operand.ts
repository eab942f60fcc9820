import { type Check, check } from "./arguments/check.ts";
import type { Backend } from "./backend.ts";
import { coreCopy } from "./copies.ts";
import { type DType, dtypeOfCompared, dtypeOfNumber, inNameOf } from "./dtype.ts";
import { Layout } from "./layout.ts";
import { defaultBackend } from "./registry.ts";
import { noteAllocated } from "./reuse.ts";
import { broadcastShapes, type Shape } from "./shape.ts";
import { Tensor } from "./tensor.ts";
import { Variable } from "./variable.ts";

/**
 * What an op accepts as a tensor. A Variable is used as its current value, and a plain number or boolean as a scalar.
 */
export type TensorLike = Tensor | Variable | number | boolean;

/** Whether an operand has a place of its own, unlike a plain number. */
export function isTensor(x: TensorLike): x is Tensor | Variable {
  return x instanceof Tensor || x instanceof Variable;
}

/**
 * Several things in anything that can be looped over but a tensor, which would pass for a list of its rows.
 *
 * @example
 * ```ts
 * import { checkArgument, severalOf } from "@gradiente/core/arguments";
 *
 * checkArgument("mix", "the names", new Set(["a", "b"]), severalOf<string>("names"));
 * ```
 */
/* @__NO_SIDE_EFFECTS__ */
export function severalOf<T>(what: string): Check<Iterable<T>> {
  return check(
    what,
    (value) =>
      typeof value === "object" &&
      value !== null &&
      Symbol.iterator in value &&
      !isTensor(value as TensorLike),
  );
}

/**
 * The shape of a tensor as core keeps it, for what each step checks: `x.shape` is a copy that is made and frozen.
 *
 * @example
 * ```ts
 * import { ones } from "@gradiente/core";
 * import { sizesOf } from "@gradiente/core/arguments";
 *
 * sizesOf(ones([2, 3])); // [2, 3]
 * ```
 */
export function sizesOf(x: Tensor | Variable): Shape {
  return x instanceof Tensor ? x.layout.shape : x.shape;
}

/**
 * The tensor that an operand stands for. A plain number becomes a scalar of the dtype and backend of the operand
 * beside it, widened if that one is an integer and it does not fit (see {@link dtypeOfNumber}); on its own it is float32.
 *
 * @param near a further operand, for a number that has none beside it: it is put where that is, if that is a tensor.
 * @example
 * ```ts
 * import { toTensor } from "@gradiente/core/arguments";
 *
 * toTensor("crop", 3).shape; // []
 * ```
 */
export function toTensor(op: string, x: TensorLike, peer?: TensorLike, near?: TensorLike): Tensor {
  return inDTypeBy(dtypeOfNumber, "float32", op, x, peer, near);
}

/** As {@link toTensor}, for a comparison: a number beside an integer or another number keeps its value. */
export function toComparable(op: string, x: TensorLike, peer?: TensorLike, near?: TensorLike): Tensor {
  return inDTypeBy(dtypeOfCompared, "int32", op, x, peer, near);
}

function inDTypeBy(
  dtypeOf: (value: number, dtype: DType) => DType,
  alone: DType,
  op: string,
  x: TensorLike,
  peer: TensorLike | undefined,
  near: TensorLike | undefined,
): Tensor {
  if (x instanceof Tensor) return x;
  if (x instanceof Variable) return x.value;
  const other = peer instanceof Variable ? peer.value : peer;
  const place = other instanceof Tensor ? other : near instanceof Variable ? near.value : near;
  const backend = place instanceof Tensor ? place.backend : defaultBackend();
  if (typeof x === "number")
    return scalar(x, dtypeOf(x, other instanceof Tensor ? other.dtype : alone), backend);
  if (typeof x === "boolean") return scalar(x ? 1 : 0, "bool", backend);
  coreCopy.check(op, x);
  const found = Array.isArray(x) ? "an array" : x === null ? "null" : typeof x;
  throw new TypeError(
    `${op}: expected a tensor, a Variable or a number, got ${found}; make one with tensor(...)`,
  );
}

/**
 * Where an op runs: where its inputs are. Of backends that wrap others, the outermost sees the call.
 *
 * @throws Error if inputs are in two places.
 */
export function placeOf(op: string, inputs: readonly Tensor[]): Backend {
  let { backend } = inputs[0];
  for (let i = 1; i < inputs.length; i++) {
    const other = inputs[i].backend;
    if (other === backend) continue;
    if (other.depth === backend.depth) throw apart(op, backend, other);
    if (other.depth > backend.depth) backend = other;
  }
  return backend;
}

function apart(op: string, { name: a }: Backend, { name: b }: Backend): Error {
  return new Error(
    `${op}: the operands are on the backends '${a}' and '${b}'; move one of them, e.g. x.to("${a}")`,
  );
}

/** Checks the operands of an op that is composed of others, so that an error names it and not one of its parts. */
export function checkBroadcast(op: string, ...xs: readonly Tensor[]): void {
  placeOf(op, xs);
  xs.map((x) => x.shape).reduce((a, b) => broadcastShapes(op, a, b));
}

/** A tensor with elements that are not written yet, for an op. */
export function emptyTensor(op: string, backend: Backend, dtype: DType, layout: Layout): Tensor {
  try {
    const storage = backend.allocate(dtype, layout.size);
    const result = new Tensor(storage, layout, dtype, backend);
    noteAllocated(result);
    return result;
  } catch (error) {
    throw inNameOf(op, error);
  }
}

const scalarLayout = Layout.dense([]);

/** A tensor of shape `[]` with this value. */
export function scalar(value: number, dtype: DType, backend: Backend): Tensor {
  return new Tensor(backend.constant(value, dtype), scalarLayout, dtype, backend);
}
