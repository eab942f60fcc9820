import type { TensorLike } from "../../operand.ts";
import { toFloating } from "../../primitives/elementwise.ts";
import { normalization } from "../../primitives/fold.ts";
import { type Axes, normalizeAxes, otherAxes, sizeOf } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";

/** Softmax along the last axis. */
const softmaxed = normalization("softmax", (y) => (dy) => {
  const weighted = dy.mul(y);
  return weighted.sub(y.mul(weighted.sum(-1, { keepDims: true })));
});

/** The logarithm of softmax along the last axis. */
const logSoftmaxed = normalization(
  "logSoftmax",
  (y) => (dy) => dy.sub(y.exp().mul(dy.sum(-1, { keepDims: true }))),
);

/** Applies an op of the last axis over any axes: they are moved to the end and merged into one. */
function overAxes(name: string, f: (x: Tensor) => Tensor, operand: TensorLike, axes: Axes): Tensor {
  const x = toFloating(name, operand);
  const chosen = normalizeAxes(name, axes, x.ndim);
  if (chosen.length === 1 && chosen[0] === x.ndim - 1) return f(x);
  const others = otherAxes(chosen, x.ndim);
  const order = [...others, ...chosen];
  const moved = x.permute(order);
  const size = sizeOf(chosen.map((axis) => x.shape[axis]));
  const y = f(moved.reshape([...others.map((axis) => x.shape[axis]), size])).reshape(moved.shape);
  return y.permute(x.shape.map((_, axis) => order.indexOf(axis)));
}

/**
 * eˣ / Σ eˣ over axes, without overflow. The results are not negative, and their sum over the axes is 1. The shape
 * stays the same. Integers and booleans give float32.
 *
 * @param axes Default: -1, the last axis.
 * @throws ShapeError if an axis does not exist or is named twice.
 */
export function softmax(x: TensorLike, axes: Axes = -1): Tensor {
  return overAxes("softmax", softmaxed, x, axes);
}

/**
 * log softmax(x) = x - log Σ eˣ over axes. It is finite where softmax underflows. The shape stays the same. Integers
 * and booleans give float32.
 *
 * @param axes Default: -1, the last axis.
 * @throws ShapeError if an axis does not exist or is named twice.
 */
export function logSoftmax(x: TensorLike, axes: Axes = -1): Tensor {
  return overAxes("logSoftmax", logSoftmaxed, x, axes);
}
