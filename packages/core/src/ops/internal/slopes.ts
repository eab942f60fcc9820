import { unary } from "../../primitives/elementwise.ts";

/** The derivative of the sigmoid, σ(x) σ(-x). */
export const sigmoidSlope = unary(
  "sigmoidSlope",
  (x, slope) => (dy) => dy.mul(slope.mul(x.div(2).tanh())).neg(),
);

/** The derivative of tanh: 1 - tanh² x would keep few digits where tanh is near 1. */
export const tanhSlope = unary("tanhSlope", (x, slope) => (dy) => dy.mul(slope.mul(x.tanh()).mul(-2)));

/** 2/√π exp(-x²), the derivative of the error function. */
export const erfSlope = unary("erfSlope", (x, slope) => {
  // Beyond ±32 it is 0 in every dtype. Further out, products overflow, and gradients would be 0 · ∞.
  const near = x.abs().le(32);
  const within = near.where(x, 0);
  return (dy) => near.where(dy, 0).mul(slope).mul(within).mul(-2);
});
