import { alongside, tensor } from "../../create.ts";
import { DTypeError, isFloat } from "../../dtype.ts";
import { type TensorLike, toTensor } from "../../operand.ts";
import { ofIntegers } from "../../primitives/bits.ts";
import { inDType } from "../../primitives/cast.ts";
import type { Tensor } from "../../tensor.ts";
import { gatheredSlices } from "../internal/picking.ts";

/*
 * The 32 bits of integers, in two's complement. Of bool, they are what logic is. There are no gradients, and floating numbers
 * are refused.
 */

/**
 * The bits that are set in both a and b. Shapes broadcast. Two operands of bool give bool; otherwise bool counts as int32.
 *
 * @throws DTypeError for floating numbers; ShapeError if the shapes do not broadcast.
 * @example bitwiseAnd(tensor([12, -1], { dtype: "int32" }), 10) // [8, 10]
 */
export const bitwiseAnd = /* @__PURE__ */ ofIntegers("bitwiseAnd", "and", "bool");

/**
 * The bits that are set in a, in b, or in both. Shapes broadcast. Two operands of bool give bool; otherwise bool counts as
 * int32.
 *
 * @throws DTypeError for floating numbers; ShapeError if the shapes do not broadcast.
 * @example bitwiseOr(tensor([12, -1], { dtype: "int32" }), 10) // [14, -1]
 */
export const bitwiseOr = /* @__PURE__ */ ofIntegers("bitwiseOr", "or", "bool");

/**
 * The bits that are set in exactly one of a and b. Shapes broadcast. Two operands of bool give bool; otherwise bool counts as
 * int32.
 *
 * @throws DTypeError for floating numbers; ShapeError if the shapes do not broadcast.
 * @example bitwiseXor(tensor([12, -1], { dtype: "int32" }), 10) // [6, -11]
 */
export const bitwiseXor = /* @__PURE__ */ ofIntegers("bitwiseXor", "xor", "bool");

const inverted = /* @__PURE__ */ ofIntegers("bitwiseNot", "xor", "bool");

/**
 * The bits that are not set in x, -x - 1 as a number. Of bool it is `not`.
 *
 * @throws DTypeError for floating numbers.
 * @example bitwiseNot(tensor([0, 5, -1], { dtype: "int32" })) // [-1, -6, 0]
 */
export function bitwiseNot(x: TensorLike): Tensor {
  const given = toTensor("bitwiseNot", x);
  return inverted(given, given.dtype === "bool" ? true : -1);
}

/** By how many places to move bits. */
function toCount(op: string, count: TensorLike, x: TensorLike): Tensor {
  const given = toTensor(op, count, x);
  if (isFloat(given.dtype)) {
    throw new DTypeError(`${op}: the count must be int32 or bool, not ${given.dtype}; use cast("int32")`);
  }
  return inDType(given, "int32");
}

/** 2 to the power of each count, as the bits of an int32; that of 0 or 31 for counts that are none. */
function powerOf(op: string, counts: Tensor): Tensor {
  const powers = alongside(counts, () => tensor(Int32Array.from({ length: 32 }, (_, bit) => 1 << bit)));
  const places = counts.clip(0, 31).reshape([-1]);
  return gatheredSlices(op, powers, places, { axis: 0, isInside: true }).reshape(counts.shape);
}

const multiplied = /* @__PURE__ */ ofIntegers("bitwiseLeftShift", "mul", "int32");

/**
 * The bits of x moved up by `count` places, with zeros below: the lowest 32 bits of x · 2^count. A negative count, or one of
 * 32 or more, gives 0, as in NumPy. Shapes broadcast. The result is int32.
 *
 * @throws DTypeError for floating numbers; ShapeError if the shapes do not broadcast.
 * @example bitwiseLeftShift(tensor([1, 3, -1], { dtype: "int32" }), 4) // [16, 48, -16]
 */
export function bitwiseLeftShift(x: TensorLike, count: TensorLike): Tensor {
  const places = toCount("bitwiseLeftShift", count, x);
  const moved = multiplied(x, powerOf("bitwiseLeftShift", places));
  return places.ge(0).and(places.lt(32)).where(moved, 0);
}

const divided = /* @__PURE__ */ ofIntegers("bitwiseRightShift", "floorDivide", "int32");

/**
 * The bits of x moved down by `count` places, with copies of the sign above: floor(x / 2^count). A negative count, or one of 32
 * or more, leaves the sign: 0, or -1 for negative numbers, as in NumPy. Shapes broadcast. The result is int32.
 *
 * @throws DTypeError for floating numbers; ShapeError if the shapes do not broadcast; Error if the backend cannot be read
 * synchronously.
 * @example bitwiseRightShift(tensor([16, 7, -7], { dtype: "int32" }), 1) // [8, 3, -4]
 */
export function bitwiseRightShift(x: TensorLike, count: TensorLike): Tensor {
  const given = toTensor("bitwiseRightShift", x, count);
  const places = toCount("bitwiseRightShift", count, x);
  // 2³¹ is no int32.
  const isInside = places.ge(0).and(places.lt(31));
  const moved = divided(given, isInside.where(powerOf("bitwiseRightShift", places), 1));
  return isInside.where(moved, given.lt(0).cast("int32").neg());
}
