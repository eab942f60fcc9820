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
 */
export const and = binary("and", null, null, logical);

/**
 * Whether at least one of a and b is true, as bool. Shapes broadcast.
 *
 * @throws DTypeError unless both are bool; ShapeError if the shapes do not broadcast.
 */
export const or = binary("or", null, null, logical);

/**
 * Whether exactly one of a and b is true, as bool. Shapes broadcast.
 *
 * @throws DTypeError unless both are bool; ShapeError if the shapes do not broadcast.
 */
export const xor = binary("xor", null, null, logical);

/**
 * Whether x is false, as bool.
 *
 * @throws DTypeError unless x is bool.
 */
export const not = unary("not", null, logical);
