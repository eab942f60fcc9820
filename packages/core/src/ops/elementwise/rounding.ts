import { unary } from "../../primitives/elementwise.ts";

/* The derivative is 0 everywhere, also at the jumps. Integers stay integers; booleans count as int32. */

/**
 * The largest integer <= x. The derivative is 0. Integers stay integers.
 *
 * @example floor(tensor([-1.5, 0.2, 2])); // [-2, 0, 2]
 */
export const floor = unary("floor", null, { result: "numeric" });

/**
 * The smallest integer >= x. The derivative is 0. Integers stay integers.
 *
 * @example ceil(tensor([-1.5, 0.2, 2])); // [-1, 1, 2]
 */
export const ceil = unary("ceil", null, { result: "numeric" });

/**
 * x without its fraction, that is, rounded towards 0. The derivative is 0. Integers stay integers.
 *
 * @example trunc(tensor([-1.5, 0.2, 2])); // [-1, 0, 2]
 */
export const trunc = unary("trunc", null, { result: "numeric" });

/**
 * The nearest integer. Halves are rounded to the even integer: 0.5 and -0.5 to 0, 1.5 and 2.5 to 2. The derivative is
 * 0. Integers stay integers.
 *
 * @example round(tensor([-1.6, 0.4, 2.5, 3.5])); // [-2, 0, 2, 4]
 */
export const round = unary("round", null, { result: "numeric" });
