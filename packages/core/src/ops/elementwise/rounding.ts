import { unary } from "../../primitives/elementwise.ts";

/* The derivative is 0 everywhere, also at the jumps. Integers stay integers; booleans count as int32. */

/** The largest integer <= x. The derivative is 0. Integers stay integers. */
export const floor = unary("floor", null, { result: "numeric" });

/** The smallest integer >= x. The derivative is 0. Integers stay integers. */
export const ceil = unary("ceil", null, { result: "numeric" });

/** x without its fraction, that is, rounded towards 0. The derivative is 0. Integers stay integers. */
export const trunc = unary("trunc", null, { result: "numeric" });

/**
 * The nearest integer. Halves are rounded to the even integer: 0.5 and -0.5 to 0, 1.5 and 2.5 to 2. The derivative is
 * 0. Integers stay integers.
 */
export const round = unary("round", null, { result: "numeric" });
