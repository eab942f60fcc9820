import { binary, unary } from "../../primitives/elementwise.ts";
import type { Tensor } from "../../tensor.ts";
import { derived } from "../internal/derived.ts";
import { tanhSlope } from "../internal/slopes.ts";

/* Angles are in radians. Integers give float32. */

/** 1 - x², without cancellation near ±1; nor near 0 in its derivative, which is -2 x. */
const oneMinusSquare = derived(
  "oneMinusSquare",
  (x: Tensor) => x.neg().add(1).mul(x.add(1)),
  (_y, x) => (dy) => dy.mul(x.mul(-2)),
);

/**
 * sin x, with x in radians. It is NaN for an infinite x. Integers give float32.
 *
 * @example sin(tensor([0, Math.PI / 6, Math.PI / 2])); // [0, 0.5, 1]
 */
export const sin = unary("sin", (x) => (dy) => dy.mul(x.cos()));

/**
 * cos x, with x in radians. It is NaN for an infinite x. Integers give float32.
 *
 * @example cos(tensor([0, Math.PI / 3, Math.PI])); // [1, 0.5, -1]
 */
export const cos = unary("cos", (x) => (dy) => dy.mul(x.sin()).neg());

/**
 * tan x, with x in radians. It is NaN for an infinite x. Integers give float32.
 *
 * @example tan(tensor([0, 1])); // [0, 1.5574]
 */
export const tan = unary("tan", (_x, y) => (dy) => dy.mul(y.square().add(1)));

/**
 * The angle in [-π/2, π/2], in radians, whose sine is x. It is NaN beyond ±1. The derivative at ±1 is infinite.
 * Integers give float32.
 *
 * @example asin(tensor([-1, 0, 1])); // [-1.5708, 0, 1.5708]
 */
export const asin = unary("asin", (x) => (dy) => dy.div(oneMinusSquare(x).sqrt()));

/**
 * The angle in [0, π], in radians, whose cosine is x. It is NaN beyond ±1. The derivative at ±1 is infinite. Integers
 * give float32.
 *
 * @example acos(tensor([1, 0, -1])); // [0, 1.5708, 3.1416]
 */
export const acos = unary("acos", (x) => (dy) => dy.div(oneMinusSquare(x).sqrt()).neg());

/**
 * The angle in [-π/2, π/2], in radians, whose tangent is x. Integers give float32.
 *
 * @example atan(tensor([-1, 0, 1])); // [-0.7854, 0, 0.7854]
 */
export const atan = unary("atan", (x) => (dy) => dy.div(x.square().add(1)));

/**
 * The angle in [-π, π], in radians, between the positive x-axis and the point (x, y): atan(y / x) in the right
 * quadrant. The derivatives are x / (x² + y²) by y and -y / (x² + y²) by x, computed without overflow. At the origin
 * they do not exist, and are NaN. Shapes broadcast. Integers give float32.
 *
 * @throws ShapeError if the shapes do not broadcast.
 * @example atan2(tensor([1, 1, -1]), tensor([1, -1, -1])); // [0.7854, 2.3562, -2.3562]
 */
export const atan2 = binary(
  "atan2",
  (y, x) => (dy) => {
    const distance = y.hypot(x);
    return dy.mul(x.div(distance)).div(distance);
  },
  (y, x) => (dy) => {
    const distance = y.hypot(x);
    return dy.mul(y.div(distance)).div(distance).neg();
  },
);

/**
 * (eˣ - e⁻ˣ) / 2. Integers give float32.
 *
 * @example sinh(tensor([-1, 0, 1])); // [-1.1752, 0, 1.1752]
 */
export const sinh = unary("sinh", (x) => (dy) => dy.mul(x.cosh()));

/**
 * (eˣ + e⁻ˣ) / 2. Integers give float32.
 *
 * @example cosh(tensor([-1, 0, 1])); // [1.5431, 1, 1.5431]
 */
export const cosh = unary("cosh", (x) => (dy) => dy.mul(x.sinh()));

/**
 * sinh x / cosh x.
 *
 * @example tanh(tensor([-1, 0, 1])); // [-0.7616, 0, 0.7616]
 */
export const tanh = unary("tanh", (x) => (dy) => dy.mul(tanhSlope(x)));

/**
 * The number whose hyperbolic sine is x: log(x + √(x² + 1)). Integers give float32.
 *
 * @example asinh(tensor([-1, 0, 1])); // [-0.8814, 0, 0.8814]
 */
export const asinh = unary("asinh", (x) => (dy) => dy.div(x.hypot(1)));

/**
 * The number >= 0 whose hyperbolic cosine is x: log(x + √(x² - 1)). It is NaN below 1. The derivative at 1 is
 * infinite. Integers give float32.
 *
 * @example acosh(tensor([1, 2])); // [0, 1.317]
 */
export const acosh = unary("acosh", (x) => (dy) => dy.div(x.sub(1).sqrt()).div(x.add(1).sqrt()));

/**
 * The number whose hyperbolic tangent is x: ½ log((1 + x) / (1 - x)). It is infinite at ±1, and NaN beyond. Integers
 * give float32.
 *
 * @example atanh(tensor([-0.5, 0, 0.5])); // [-0.5493, 0, 0.5493]
 */
export const atanh = unary("atanh", (x) => (dy) => dy.div(oneMinusSquare(x)));
