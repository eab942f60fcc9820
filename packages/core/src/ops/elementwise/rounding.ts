import { unary } from "../../primitives/elementwise.ts";

/* Steps: the derivative is 0 between the jumps, and taken to be 0 at them. Integers stay integers. */

/** The largest integer <= x. */
export const floor = unary("floor", null, { result: "numeric" });

/** The smallest integer >= x. */
export const ceil = unary("ceil", null, { result: "numeric" });

/** x without its fraction: towards 0. */
export const trunc = unary("trunc", null, { result: "numeric" });

/** The nearest integer; halves to the even one: 0.5 and -0.5 to 0, 1.5 and 2.5 to 2. */
export const round = unary("round", null, { result: "numeric" });
