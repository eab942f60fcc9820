import { unary } from "../../primitives/elementwise.ts";

/* Steps: the derivative is 0 between the jumps, and taken to be 0 at them. Integers stay integers. */

/** The largest integer <= x. */
export const floor = unary("floor", Math.floor, null, { result: "numeric" });

/** The smallest integer >= x. */
export const ceil = unary("ceil", Math.ceil, null, { result: "numeric" });

/** x without its fraction: towards 0. */
export const trunc = unary("trunc", Math.trunc, null, { result: "numeric" });

function toNearest(x: number): number {
  const below = Math.floor(x);
  const fraction = x - below;
  const down = fraction < 0.5 || (fraction === 0.5 && below % 2 === 0);
  // Not below + 1, which loses the sign of a negative zero.
  return down ? below : Math.ceil(x);
}

/** The nearest integer; halves to the even one: 0.5 and -0.5 to 0, 1.5 and 2.5 to 2. */
export const round = unary("round", toNearest, null, { result: "numeric" });
