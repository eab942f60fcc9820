import type { TensorLike } from "../../operand.ts";
import { toFloating } from "../../primitives/elementwise.ts";
import { normalization } from "../../primitives/fold.ts";
import { type Axes, normalizeAxes, otherAxes, sizeOf } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";
import { across } from "../internal/across.ts";

const softmaxed = normalization("softmax", (y) => (dy) => across(dy.mul(y), y, null, [-1]));

const logSoftmaxed = normalization("logSoftmax", (y) => (dy) => across(dy, y.exp(), null, [-1]));

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
 * eˣ / Σ eˣ over axes, without overflow: positive, with sum 1. An element of -Infinity gives 0. Where all elements are
 * -Infinity, the result is NaN, as PyTorch's.
 *
 * @param axes Default: -1, the last axis.
 * @throws ShapeError if an axis does not exist or is named twice.
 * @example
 * ```ts
 * softmax(tensor([0, Math.log(3)])); // [0.25, 0.75]
 * softmax(tensor([[1, 1], [5, 5]]), 1); // [[0.5, 0.5], [0.5, 0.5]]
 * ```
 */
export function softmax(x: TensorLike, axes: Axes = -1): Tensor {
  return overAxes("softmax", softmaxed, x, axes);
}

/**
 * log softmax, x - log Σ eˣ over axes: finite where softmax underflows. An element of -Infinity stays. Where all elements
 * are -Infinity, the result is NaN, as PyTorch's.
 *
 * @param axes Default: -1, the last axis.
 * @throws ShapeError if an axis does not exist or is named twice.
 * @example logSoftmax(tensor([1, 1, 1, 1])).exp(); // [0.25, 0.25, 0.25, 0.25]
 */
export function logSoftmax(x: TensorLike, axes: Axes = -1): Tensor {
  return overAxes("logSoftmax", logSoftmaxed, x, axes);
}
