import type { Backend } from "./backend.ts";
import { type DType, dtypeOfNumber } from "./dtype.ts";
import { Layout } from "./layout.ts";
import { defaultBackend } from "./registry.ts";
import { broadcastShapes } from "./shape.ts";
import { Tensor } from "./tensor.ts";
import { Variable } from "./variable.ts";

/** What an op takes for a tensor: a Variable stands for its value, a plain number or boolean for a scalar. */
export type TensorLike = Tensor | Variable | number | boolean;

/**
 * The tensor that an operand stands for. A plain number becomes a scalar of the dtype and backend of the operand
 * beside it, widened if it does not fit; on its own it is float32.
 */
export function toTensor(op: string, x: TensorLike, peer?: TensorLike): Tensor {
  if (x instanceof Tensor) return x;
  if (x instanceof Variable) return x.value;
  const other = peer instanceof Variable ? peer.value : peer;
  const backend = other instanceof Tensor ? other.backend : defaultBackend();
  if (typeof x === "number")
    return scalar(x, dtypeOfNumber(x, other instanceof Tensor ? other.dtype : "float32"), backend);
  if (typeof x === "boolean") return scalar(x ? 1 : 0, "bool", backend);
  const found = Array.isArray(x) ? "an array" : x === null ? "null" : typeof x;
  throw new TypeError(
    `${op}: expected a tensor, a Variable or a number, got ${found}; make one with tensor(...)`,
  );
}

/** Checks the operands of an op that is composed of others, so that an error names it and not one of its parts. */
export function checkBroadcast(op: string, ...xs: readonly Tensor[]): void {
  xs.map((x) => x.shape).reduce((a, b) => broadcastShapes(op, a, b));
}

const scalarLayout = Layout.dense([]);

export function scalar(value: number, dtype: DType, backend: Backend): Tensor {
  return new Tensor(backend.constant(value, dtype), scalarLayout, dtype, backend);
}
