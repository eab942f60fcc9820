import { unary } from "../../primitives/elementwise.ts";

/** The derivative of the sigmoid, σ(x) σ(-x). */
export const sigmoidSlope = unary(
  "sigmoidSlope",
  (x, slope) => (dy) => dy.mul(slope.mul(x.div(2).tanh())).neg(),
);
