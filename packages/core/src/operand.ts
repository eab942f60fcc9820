import type { Backend } from "./backend.ts";
import { defaultBackend } from "./default-backend.ts";
import { type DType, dtypeOfNumber, toFloat } from "./dtype.ts";
import { Layout } from "./layout.ts";
import { broadcastShapes, type Shape, sameShape } from "./shape.ts";
import { Tensor } from "./tensor.ts";
import { Variable } from "./variable.ts";

/** What an op takes for a tensor: a Variable stands for its value, a plain number or boolean for a scalar. */
export type TensorLike = Tensor | Variable | number | boolean;

/**
 * The tensor that an operand stands for. A plain number becomes a scalar of the dtype and backend of the operand
 * beside it, widened if it does not fit; on its own it is float32.
 */
export function toTensor(op: string, x: TensorLike, beside?: TensorLike): Tensor {
  if (x instanceof Tensor) return x;
  if (x instanceof Variable) return x.value;
  const peer = beside instanceof Variable ? beside.value : beside;
  const backend = peer instanceof Tensor ? peer.backend : defaultBackend();
  if (typeof x === "number")
    return scalar(x, dtypeOfNumber(x, peer instanceof Tensor ? peer.dtype : "float32"), backend);
  if (typeof x === "boolean") return scalar(x ? 1 : 0, "bool", backend);
  const found = Array.isArray(x) ? "an array" : x === null ? "null" : typeof x;
  throw new TypeError(
    `${op}: expected a tensor, a Variable or a number, got ${found}; make one with tensor(...)`,
  );
}

/** An operand in floating point: integers are made float32 first, so that nothing wraps around. */
export function toFloating(op: string, x: TensorLike, beside?: TensorLike): Tensor {
  const given = toTensor(op, x, beside);
  return inDType(given, toFloat(given.dtype));
}

/** Checks the operands of an op that is composed of others, so that an error names it and not one of its parts. */
export function checkBroadcast(op: string, ...xs: readonly Tensor[]): void {
  xs.map((x) => x.shape).reduce((a, b) => broadcastShapes(op, a, b));
}

const scalarLayout = Layout.dense([]);

export function scalar(value: number, dtype: DType, backend: Backend): Tensor {
  return new Tensor(backend.constant(value, dtype), scalarLayout, dtype, backend);
}

/** The same values in another dtype; itself if it has that dtype. */
export function inDType(x: Tensor, dtype: DType): Tensor {
  return x.dtype === dtype ? x : x.cast(dtype);
}

/** The same values in a shape that they broadcast to; itself if it has that shape. */
export function inShape(x: Tensor, shape: Shape): Tensor {
  if (sameShape(x.shape, shape)) return x;
  if (x.node !== null) return x.expand(shape);
  return new Tensor(x.buffer, x.layout.expand(shape), x.dtype, x.backend);
}
