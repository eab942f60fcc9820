import type { Backend } from "./backend.ts";
import { type DType, dtypeOfNumber } from "./dtype.ts";
import { Layout } from "./layout.ts";
import { defaultBackend } from "./registry.ts";
import { broadcastShapes } from "./shape.ts";
import { Tensor } from "./tensor.ts";
import { Variable } from "./variable.ts";

/**
 * What an op accepts as a tensor. A Variable is used as its current value, and a plain number or boolean as a scalar.
 */
export type TensorLike = Tensor | Variable | number | boolean;

/**
 * The tensor for an operand. A plain number becomes a scalar with the backend of `peer`, the other operand, and the
 * dtype that {@link dtypeOfNumber} chooses for it. Without a peer, it is float32 on the default backend.
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

/**
 * Checks that operands broadcast. An op that is composed of other ops calls it, so that an error names this op and
 * not one of its parts.
 */
export function checkBroadcast(op: string, ...xs: readonly Tensor[]): void {
  xs.map((x) => x.shape).reduce((a, b) => broadcastShapes(op, a, b));
}

const scalarLayout = Layout.dense([]);

/** A tensor of shape `[]` with this value. */
export function scalar(value: number, dtype: DType, backend: Backend): Tensor {
  return new Tensor(backend.constant(value, dtype), scalarLayout, dtype, backend);
}
