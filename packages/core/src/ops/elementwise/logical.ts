import { binary, unary } from "../../primitives/elementwise.ts";

/*
 * Logic on bool, as comparisons give it: `x.gt(0).and(x.lt(1))`. Other dtypes throw, because it is not clear whether
 * 2 is true; callers say what they mean with `x.ne(0)`.
 */

const logical = { result: "logical" } as const;

/**
 * Whether a and b are both true, as bool. Shapes broadcast.
 *
 * @throws DTypeError unless both are bool; ShapeError if the shapes do not broadcast.
 * @example and(tensor([true, true, false]), tensor([true, false, false])); // [true, false, false]
 */
export const and = binary("and", null, null, logical);

/**
 * Whether at least one of a and b is true, as bool. Shapes broadcast.
 *
 * @throws DTypeError unless both are bool; ShapeError if the shapes do not broadcast.
 * @example or(tensor([true, true, false]), tensor([true, false, false])); // [true, true, false]
 */
export const or = binary("or", null, null, logical);

/**
 * Whether exactly one of a and b is true, as bool. Shapes broadcast.
 *
 * @throws DTypeError unless both are bool; ShapeError if the shapes do not broadcast.
 * @example xor(tensor([true, true, false]), tensor([true, false, false])); // [false, true, false]
 */
export const xor = binary("xor", null, null, logical);

/**
 * Whether x is false, as bool.
 *
 * @throws DTypeError unless x is bool.
 * @example not(tensor([true, false])); // [false, true]
 */
export const not = unary("not", null, logical);
