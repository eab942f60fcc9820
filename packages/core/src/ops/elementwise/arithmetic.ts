import { checkBroadcast, type TensorLike } from "../../operand.ts";
import { binary, toFloating, unary } from "../../primitives/elementwise.ts";
import type { Tensor } from "../../tensor.ts";

/*
 * Each op is one record of a name and gradients; functions.ts defines what the name means. A gradient is
 * `(x, y) => (dy) => dx`: see primitives/elementwise.ts. Shapes broadcast and dtypes are promoted. Ties and edges of
 * the domain follow PyTorch.
 */

/**
 * -x. Integers stay integers; booleans count as int32.
 *
 * @example neg(tensor([1, -2])); // [-1, 2]
 */
export const neg = unary("neg", () => (dy) => dy.neg(), { result: "numeric" });

/**
 * |x|. All derivatives at 0 are 0, so those of |x|² are, too: take `square` for that. Integers stay integers, booleans count as int32.
 *
 * @example abs(tensor([-2, 0, 3])); // [2, 0, 3]
 */
export const abs = unary("abs", (x) => (dy) => dy.mul(x.sign()), { result: "numeric" });

/**
 * -1 if x is negative, 0 if it is zero, 1 if it is positive, and NaN if it is NaN. The derivative is 0. Integers stay
 * integers; booleans count as int32.
 *
 * @example sign(tensor([-2, 0, 3])); // [-1, 0, 1]
 */
export const sign = unary("sign", null, { result: "numeric" });

/**
 * a + b. Shapes broadcast. Integers stay integers; booleans count as int32.
 *
 * @throws ShapeError if the shapes do not broadcast.
 * @example add(tensor([[1, 2], [3, 4]]), tensor([10, 20])); // [[11, 22], [13, 24]]
 */
export const add = binary(
  "add",
  () => (dy) => dy,
  () => (dy) => dy,
  { result: "numeric" },
);

/**
 * a - b. Shapes broadcast. Integers stay integers; booleans count as int32.
 *
 * @throws ShapeError if the shapes do not broadcast.
 * @example sub(tensor([1, 2, 3]), 1); // [0, 1, 2]
 */
export const sub = binary(
  "sub",
  () => (dy) => dy,
  () => (dy) => dy.neg(),
  { result: "numeric" },
);

/**
 * a · b, element by element. For the matrix product, see `matmul`. Shapes broadcast. Integers stay integers,
 * and large products wrap around, exact to the last bit; booleans count as int32.
 *
 * @throws ShapeError if the shapes do not broadcast.
 * @example mul(tensor([1, 2, 3]), tensor([10, 20, 30])); // [10, 40, 90]
 */
export const mul = binary(
  "mul",
  (_a, b) => (dy) => dy.mul(b),
  (a) => (dy) => dy.mul(a),
  { result: "numeric" },
);

/**
 * a / b. Shapes broadcast. Integers give float32. Division by 0 gives Infinity or -Infinity, and 0 / 0 gives NaN.
 *
 * @throws ShapeError if the shapes do not broadcast.
 * @example div(tensor([1, 2, 3]), 4); // [0.25, 0.5, 0.75]
 */
export const div = binary(
  "div",
  (_a, b) => (dy) => dy.div(b),
  (_a, b, y) => (dy) => dy.mul(y).div(b).neg(),
);

/**
 * x · weight, in floating point for integers too, where a weight of exactly 0 beats an infinite x: the product is 0, and
 * all its derivatives are, as if the term were not there. So a sum of weighted terms takes no notice of terms that have
 * no weight. A NaN stays. Shapes broadcast.
 *
 * @throws ShapeError if shapes do not broadcast.
 * @example weighted(tensor([1, 2, 3]), tensor([0, 1, 0])); // [0, 2, 0]
 */
export const weighted = binary(
  "weighted",
  (_x, weight) => (dy) => dy.weighted(weight),
  (x, weight) => (dy) => weight.eq(0).and(x.isInfinite()).where(0, x).weighted(dy),
);

/** -q, with the q of y = a - q b: the derivative of a remainder by b between its jumps. */
function negativeQuotient(a: Tensor, b: Tensor, y: Tensor) {
  return (dy: Tensor) => dy.mul(y.sub(a).div(b).round());
}

/**
 * a - b ⌊a / b⌋, the remainder with the sign of b, like `%` in Python: `mod(-7, 3)` is 2. It is exact except for one
 * rounding. It is NaN if b is 0 or a is infinite. Derivatives are those between the jumps: 1 by a, and -⌊a / b⌋ by b.
 * Shapes broadcast. Integers stay integers; booleans count as int32.
 *
 * @throws RangeError if b is 0 and both are integers; ShapeError if the shapes do not broadcast.
 * @example mod(tensor([7, -7]), 3); // [1, 2]
 */
export const mod = binary("mod", () => (dy) => dy, negativeQuotient, { result: "numeric" });

/**
 * a - b trunc(a / b), the remainder with the sign of a, like `%` in JavaScript and C: `fmod(-7, 3)` is -1. It is
 * exact. It is NaN if b is 0 or a is infinite. Derivatives are those between the jumps: 1 by a, and -trunc(a / b) by
 * b. Shapes broadcast. Integers stay integers; booleans count as int32.
 *
 * @throws RangeError if b is 0 and both are integers; ShapeError if the shapes do not broadcast.
 * @example fmod(tensor([7, -7]), 3); // [1, -1]
 */
export const fmod = binary("fmod", () => (dy) => dy, negativeQuotient, { result: "numeric" });

/**
 * From a (t = 0) to b (t = 1) along a straight line: a + t (b - a), exact at both ends. t may lie beyond them. All three
 * broadcast. In floating point for integers too. At an end the other one does not count, even if it is infinite.
 *
 * @throws ShapeError if the shapes do not broadcast.
 * @example lerp(tensor([0, 10]), tensor([10, 20]), 0.25); // [2.5, 12.5]
 */
export function lerp(a: TensorLike, b: TensorLike, t: TensorLike): Tensor {
  const from = toFloating("lerp", a, b);
  const to = toFloating("lerp", b, from);
  const along = toFloating("lerp", t, from);
  checkBroadcast("lerp", from, to, along);
  const way = to.sub(from);
  const left = along.neg().add(1);
  // From the nearer end. A way of 0 along an infinite one is none.
  const walked = along.lt(0.5).where(from.add(way.weighted(along)), to.sub(way.weighted(left)));
  // The way between finite ends can be too long for the dtype.
  return way.isFinite().where(walked, from.weighted(left).add(to.weighted(along)));
}
