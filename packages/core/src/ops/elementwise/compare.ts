import { type TensorLike, toTensor } from "../../operand.ts";
import { binary, select } from "../../primitives/elementwise.ts";
import type { Tensor } from "../../tensor.ts";

/*
 * Comparisons give bool and have no gradient. Shapes broadcast. NaN differs from everything, itself included. Integers
 * are compared exactly, with plain numbers and with float32 too; a number beside a floating tensor is rounded to its dtype.
 */

const compared = { result: "bool" } as const;

/**
 * Whether a = b, as bool. False if either is NaN. Shapes broadcast.
 *
 * @throws ShapeError if the shapes do not broadcast.
 * @example eq(tensor([1, 2, 3]), tensor([1, 0, 3])); // [true, false, true]
 */
export const eq = binary("eq", null, null, compared);

/**
 * Whether a ≠ b, as bool. True if either is NaN. Shapes broadcast.
 *
 * @throws ShapeError if the shapes do not broadcast.
 * @example ne(tensor([1, 2, 3]), tensor([1, 0, 3])); // [false, true, false]
 */
export const ne = binary("ne", null, null, compared);

/**
 * Whether a > b, as bool. False if either is NaN. Shapes broadcast.
 *
 * @throws ShapeError if the shapes do not broadcast.
 * @example gt(tensor([1, 2, 3]), 2); // [false, false, true]
 */
export const gt = binary("gt", null, null, compared);

/**
 * Whether a ≥ b, as bool. False if either is NaN. Shapes broadcast.
 *
 * @throws ShapeError if the shapes do not broadcast.
 * @example ge(tensor([1, 2, 3]), 2); // [false, true, true]
 */
export const ge = binary("ge", null, null, compared);

/**
 * Whether a < b, as bool. False if either is NaN. Shapes broadcast.
 *
 * @throws ShapeError if the shapes do not broadcast.
 * @example lt(tensor([1, 2, 3]), 2); // [true, false, false]
 */
export const lt = binary("lt", null, null, compared);

/**
 * Whether a ≤ b, as bool. False if either is NaN. Shapes broadcast.
 *
 * @throws ShapeError if the shapes do not broadcast.
 * @example le(tensor([1, 2, 3]), 2); // [true, true, false]
 */
export const le = binary("le", null, null, compared);

/**
 * Whether x is NaN, as bool. Always false for integers.
 *
 * @example isNaN(tensor([1, Number.NaN, -Infinity])); // [false, true, false]
 */
// biome-ignore lint/suspicious/noShadowRestrictedNames: the name that NumPy, PyTorch and JavaScript have for it
export function isNaN(x: TensorLike): Tensor {
  const given = toTensor("isNaN", x);
  return given.ne(given);
}

/**
 * Whether x is neither infinite nor NaN, as bool. Always true for integers.
 *
 * @example isFinite(tensor([1, Number.NaN, -Infinity])); // [true, false, false]
 */
// biome-ignore lint/suspicious/noShadowRestrictedNames: the name that NumPy, PyTorch and JavaScript have for it
export function isFinite(x: TensorLike): Tensor {
  return toTensor("isFinite", x).detach().abs().lt(Number.POSITIVE_INFINITY);
}

/**
 * Whether x is Infinity or -Infinity, as bool. Always false for integers.
 *
 * @example isInfinite(tensor([1, Number.NaN, -Infinity])); // [false, false, true]
 */
export function isInfinite(x: TensorLike): Tensor {
  return toTensor("isInfinite", x).detach().abs().eq(Number.POSITIVE_INFINITY);
}

/**
 * `a` where the condition holds, `b` elsewhere. All three broadcast; dtypes are promoted, and a whole number beyond int32
 * makes integers float64. Gradients flow only to the elements taken:
 * to guard a function at the edge of its domain, guard its input too, since 0 · ∞ is NaN.
 *
 * @throws DTypeError unless the condition is bool; ShapeError if the shapes do not broadcast.
 * @example where(tensor([true, false, true]), tensor([1, 2, 3]), 0); // [1, 0, 3]
 */
export const where = select(
  "where",
  (condition) => (dy) => condition.where(dy, 0),
  (condition) => (dy) => condition.where(0, dy),
);
