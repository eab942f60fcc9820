import { binary, unary } from "../../primitives/elementwise.ts";

/*
 * Logic on bool, as comparisons give it: `x.gt(0).and(x.lt(1))`. Other dtypes are refused: whether 2 is true is for the
 * caller to say, by `x.ne(0)`.
 */

const logical = { result: "logical" } as const;

/**
 * Whether both hold. Shapes broadcast.
 *
 * @throws DTypeError unless both are bool; ShapeError if shapes do not broadcast.
 */
export const and = binary("and", null, null, logical);

/**
 * Whether at least one holds. Shapes broadcast.
 *
 * @throws DTypeError unless both are bool; ShapeError if shapes do not broadcast.
 */
export const or = binary("or", null, null, logical);

/**
 * Whether exactly one holds. Shapes broadcast.
 *
 * @throws DTypeError unless both are bool; ShapeError if shapes do not broadcast.
 */
export const xor = binary("xor", null, null, logical);

/**
 * Whether it does not hold.
 *
 * @throws DTypeError unless x is bool.
 */
export const not = unary("not", null, logical);
