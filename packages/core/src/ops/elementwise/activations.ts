import { aNumber, checkArgument } from "../../arguments/check.ts";
import { found } from "../../arguments/found.ts";
import { checkBroadcast, type TensorLike, toTensor } from "../../operand.ts";
import { type Binary, binary, toFloating, unary } from "../../primitives/elementwise.ts";
import { formatShape, normalizeAxis, ShapeError } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";
import { selfGated } from "../internal/self-gated.ts";
import { erfSlope, sigmoidSlope, tanhSlope } from "../internal/slopes.ts";

/*
 * Nonlinearities of neural networks. All but `relu` and `hardTanh` give floating results for integers too. `tanh` is
 * in trigonometric.ts, and `softmax` in reduce/normalize.ts. An op has a kernel function of its own if a composition
 * would lose digits or time; the others are plain functions. Where a branch is not taken, its input is replaced
 * before the function that could overflow, so that its gradient is 0 and not 0 · ∞.
 */

/**
 * 1 / (1 + e⁻ˣ), without overflow at any x.
 *
 * @example sigmoid(tensor([-2, 0, 2])); // [0.1192, 0.5, 0.8808]
 */
export const sigmoid = unary("sigmoid", (x) => (dy) => dy.mul(sigmoidSlope(x)));

/**
 * log sigmoid(x) = -log(1 + e⁻ˣ). It is finite where `sigmoid` underflows. Integers give float32.
 *
 * @example logSigmoid(tensor([-2, 0, 2])); // [-2.1269, -0.6931, -0.1269]
 */
export function logSigmoid(x: TensorLike): Tensor {
  return toTensor("logSigmoid", x).neg().softplus().neg();
}

/**
 * log(1 + eˣ), a smooth relu, without overflow for any x. Integers give float32.
 *
 * @example softplus(tensor([-2, 0, 2])); // [0.1269, 0.6931, 2.1269]
 */
export const softplus = unary("softplus", (x) => (dy) => dy.mul(x.sigmoid()));

/**
 * x / (1 + |x|), which is similar to tanh but with slow tails. Integers give float32.
 *
 * @example softsign(tensor([-3, 0, 1])); // [-0.75, 0, 0.5]
 */
export const softsign = unary(
  "softsign",
  // As a composition, the gradient would be a difference of nearly equal numbers for large x. The square of a quotient, and
  // not a quotient by a square, has derivatives at infinity: 0.
  (x) => (dy) => dy.mul(x.abs().add(1).reciprocal().square()),
);

/** x where the gate is positive, or NaN, and 0 elsewhere. */
const gated: Binary = binary("gated", (_x, gate) => (dy) => gated(dy, gate), null);

/**
 * max(x, 0). The derivative at 0 is 0. Integers stay integers.
 *
 * @example relu(tensor([-1, 0, 2])); // [0, 0, 2]
 */
export const relu = unary("relu", (_x, y) => (dy) => gated(dy, y), { result: "numeric" });

/**
 * x for x > 0, and slope · x otherwise. The derivative at 0 is `slope`. Integers give float32.
 *
 * @param slope Default: 0.01.
 * @example leakyRelu(tensor([-2, 0, 2]), 0.1); // [-0.2, 0, 2]
 */
export function leakyRelu(x: TensorLike, slope = 0.01): Tensor {
  const given = toFloating("leakyRelu", x);
  checkArgument("leakyRelu", "the slope", slope, aNumber);
  return given.gt(0).where(given, given.mul(slope));
}

/**
 * x for x > 0, and slope · x otherwise, with learnable slopes: He et al., "Delving deep into rectifiers" (2015). The
 * slope is one number, or a tensor that broadcasts against x. For one slope for each channel of images, it has shape
 * `[channels, 1, 1]`. The derivative at 0 is the slope. Integers give float32.
 *
 * @throws ShapeError if the shapes do not broadcast.
 * @example prelu(tensor([[-1, -1], [2, 2]]), tensor([0.1, 0.5])); // [[-0.1, -0.5], [2, 2]]
 */
export function prelu(x: TensorLike, slope: TensorLike): Tensor {
  const given = toFloating("prelu", x, slope);
  const factor = toFloating("prelu", slope, given);
  checkBroadcast("prelu", given, factor);
  const positive = given.gt(0);
  return positive.where(given, positive.where(0, given).mul(factor));
}

/** x for x > 0, and alpha (exp(x / width) - 1) otherwise. */
function exponentialUnit(x: Tensor, alpha: number, width: number): Tensor {
  const positive = x.gt(0);
  const rest = positive.where(0, x);
  const exponent = width === 1 ? rest : rest.div(width);
  return positive.where(x, exponent.expm1().mul(alpha));
}

/**
 * x for x > 0, and alpha (eˣ - 1) otherwise: Clevert et al., "Fast and accurate deep network learning by exponential
 * linear units" (2016). The derivative at 0 is alpha. Integers give float32.
 *
 * @param alpha Default: 1.
 * @example elu(tensor([-1, 0, 2])); // [-0.6321, 0, 2]
 */
export function elu(x: TensorLike, alpha = 1): Tensor {
  const given = toTensor("elu", x);
  checkArgument("elu", "alpha", alpha, aNumber);
  return exponentialUnit(given, alpha, 1);
}

/**
 * x for x > 0, and alpha (exp(x / alpha) - 1) otherwise: Barron, "Continuously differentiable exponential linear
 * units" (2017). Unlike for `elu`, the derivative at 0 is 1 for every alpha. Integers give float32.
 *
 * @param alpha Default: 1.
 * @throws RangeError if alpha is 0.
 * @example celu(tensor([-1, 0, 2]), 0.5); // [-0.4323, 0, 2]
 */
export function celu(x: TensorLike, alpha = 1): Tensor {
  checkArgument("celu", "alpha", alpha, aNumber);
  if (alpha === 0) throw new RangeError("celu: x is divided by alpha, so alpha cannot be 0");
  return exponentialUnit(toTensor("celu", x), alpha, alpha);
}

/**
 * λ elu(x, α), with constants λ ≈ 1.0507 and α ≈ 1.6733 that keep mean 0 and variance 1: Klambauer et al.,
 * "Self-normalizing neural networks" (2017). Integers give float32.
 *
 * @example selu(tensor([-1, 0, 2])); // [-1.1113, 0, 2.1014]
 */
export function selu(x: TensorLike): Tensor {
  return exponentialUnit(toTensor("selu", x), 1.6732632423543772, 1).mul(1.0507009873554805);
}

/** φ(x) is the slope of erf at x/√2, times this. */
const DENSITY = Math.SQRT1_2 / 2;

const density = (x: Tensor): Tensor => erfSlope(x.mul(Math.SQRT1_2)).mul(DENSITY);

/** Φ(x). erfc is used because 1 + erf would leave few digits at negative x. */
const normalGated = selfGated("gelu", {
  at: (x) => [x.mul(-Math.SQRT1_2).erfc().mul(0.5), null],
  slope: density,
  // φ (2 - x²)
  curve: (x) => {
    // Beyond ±64 the density is 0 in every dtype; further out, squares overflow.
    const within = x.maximum(-64).minimum(64);
    const phi = density(within);
    return phi.mul(2).sub(phi.mul(within.square()));
  },
});

/** ½ (1 + tanh u) is the sigmoid of 2 u, of SCALE x + CUBE x³. */
const SCALE = 2 * Math.sqrt(2 / Math.PI);
const CUBE = 0.044715 * SCALE;

/** x, and what the sigmoid is taken of. Beyond ±32 the sigmoid is 0 or 1 in every dtype; further out, powers overflow. */
function cubic(x: Tensor): [within: Tensor, exponent: Tensor] {
  const within = x.maximum(-32).minimum(32);
  return [within, within.mul(within.square().mul(CUBE).add(SCALE))];
}

const growth = (within: Tensor): Tensor =>
  within
    .square()
    .mul(3 * CUBE)
    .add(SCALE);

const tanhGated = selfGated("gelu", {
  at: (x) => {
    const [within, exponent] = cubic(x);
    return [exponent.sigmoid(), { within, exponent }];
  },
  slope: (_x, { within, exponent }) => sigmoidSlope(exponent).mul(growth(within)),
  // With e for the exponent: σ' (2 e' + x (e'' - tanh(e / 2) e'²))
  curve: (x) => {
    const [within, exponent] = cubic(x);
    const [slope, rise] = [sigmoidSlope(exponent), growth(within)];
    const bend = within.mul(6 * CUBE).sub(exponent.div(2).tanh().mul(rise.square()));
    return slope.mul(rise.mul(2).add(within.mul(bend)));
  },
});

/**
 * x Φ(x), where Φ is the distribution function of the normal distribution: Hendrycks and Gimpel, "Gaussian error
 * linear units" (2016). At -Infinity it is 0, and so are its derivatives. Integers give float32.
 *
 * @param approximation `"tanh"` computes ½ x (1 + tanh(√(2/π) (x + 0.044715 x³))) instead. Default: `"none"`.
 * @throws RangeError for an unknown approximation.
 * @example gelu(tensor([-1, 0, 2])); // [-0.1587, 0, 1.9545]
 */
export function gelu(x: TensorLike, approximation: "none" | "tanh" = "none"): Tensor {
  const given = toFloating("gelu", x);
  if (approximation === "none") return normalGated(given);
  if (approximation !== "tanh") {
    throw new RangeError(`gelu: the approximation must be "none" or "tanh", not ${found(approximation)}`);
  }
  return tanhGated(given);
}

/** x, but a number where it is infinite, and no sigmoid changes any more in any dtype. */
const finite = (x: Tensor): Tensor => x.maximum(-800).minimum(800);

const sigmoidGated = selfGated("silu", {
  at: (x) => [x.sigmoid(), null],
  slope: sigmoidSlope,
  // σ' (2 - x tanh(x / 2))
  curve: (x) => {
    const within = finite(x);
    return sigmoidSlope(within).mul(within.mul(within.div(2).tanh()).neg().add(2));
  },
});

/**
 * x · sigmoid(x), also called swish: Elfwing et al., "Sigmoid-weighted linear units" (2018). At -Infinity it is 0, and so
 * are its derivatives. Integers give float32.
 *
 * @example silu(tensor([-1, 0, 2])); // [-0.2689, 0, 1.7616]
 */
export function silu(x: TensorLike): Tensor {
  return sigmoidGated(toFloating("silu", x));
}

const softplusGated = selfGated("mish", {
  at: (x) => {
    const bent = x.softplus();
    return [bent.tanh(), bent];
  },
  slope: (x, bent) => tanhSlope(bent).mul(x.sigmoid()),
  // With t = tanh and s = 1 - t² of softplus: 2 s σ + x s (σ' - 2 t σ²)
  curve: (x) => {
    const within = finite(x);
    const [bent, share] = [within.softplus(), within.sigmoid()];
    const slope = tanhSlope(bent);
    const change = sigmoidSlope(within).sub(bent.tanh().mul(share.square()).mul(2)).mul(slope);
    return slope.mul(share).mul(2).add(within.mul(change));
  },
});

/**
 * x · tanh(softplus(x)): Misra, "Mish: a self regularized non-monotonic activation function" (2020). At -Infinity it is
 * 0, and so are its derivatives. Integers give float32.
 *
 * @example mish(tensor([-1, 0, 2])); // [-0.3034, 0, 1.944]
 */
export function mish(x: TensorLike): Tensor {
  return softplusGated(toFloating("mish", x));
}

/**
 * x, but at least `min` and at most `max`. At the bounds and beyond, the derivative is 0; that of `clip` at them is 1.
 *
 * @throws RangeError if a bound is NaN.
 * @example hardTanh(tensor([-2, 0.5, 2])); // [-1, 0.5, 1]
 */
export function hardTanh(x: TensorLike, min = -1, max = 1): Tensor {
  checkArgument("hardTanh", "min", min, aNumber);
  checkArgument("hardTanh", "max", max, aNumber);
  if (Number.isNaN(min) || Number.isNaN(max))
    throw new RangeError("hardTanh: the bounds are numbers, not NaN");
  const given = toTensor("hardTanh", x);
  return given.le(min).where(min, given.ge(max).where(max, given));
}

/**
 * x / 6 + ½ for x from -3 to 3, 0 below and 1 above: a piecewise linear sigmoid. The derivative at ±3 is 0. Integers
 * give float32.
 *
 * @example hardSigmoid(tensor([-4, -1.5, 0, 4])); // [0, 0.25, 0.5, 1]
 */
export function hardSigmoid(x: TensorLike): Tensor {
  return hardTanh(toFloating("hardSigmoid", x).add(3), 0, 6).div(6);
}

/** Where hardSigmoid rises. */
const rising = (x: Tensor): Tensor => x.abs().lt(3);

const hardGated = selfGated("hardSwish", {
  at: (x) => [hardSigmoid(x), null],
  slope: (x) => rising(x).where(toTensor("hardSwish", 1 / 6, x), 0),
  curve: (x) => rising(x).where(toTensor("hardSwish", 1 / 3, x), 0),
});

/**
 * x · hardSigmoid(x): Howard et al., "Searching for MobileNetV3" (2019). The derivative is 0 at -3 and below, and 1
 * at 3 and above. Integers give float32.
 *
 * @example hardSwish(tensor([-4, -1.5, 0, 4])); // [0, -0.375, 0, 4]
 */
export function hardSwish(x: TensorLike): Tensor {
  return hardGated(toFloating("hardSwish", x));
}

/**
 * a · sigmoid(b), where a and b are the first and second half of x along an axis: Dauphin et al., "Language modeling
 * with gated convolutional networks" (2017). The axis of the result has half the size. Integers give float32.
 *
 * @param axis Default: -1, the last axis.
 * @throws ShapeError if the axis does not exist or has an odd size.
 * @example glu(tensor([1, 2, 0, 0])); // [0.5, 1]
 */
export function glu(x: TensorLike, axis = -1): Tensor {
  const given = toTensor("glu", x);
  const along = normalizeAxis("glu", axis, given.ndim);
  const size = given.shape[along];
  if (size % 2 !== 0) {
    throw new ShapeError(
      `glu: axis ${along} of shape ${formatShape(given.shape)} has size ${size}; it must be even, to be split into halves`,
    );
  }
  const half = (from: number, to: number) =>
    given.slice(given.shape.map((_, other) => (other === along ? [from, to] : null)));
  return half(0, size / 2).mul(half(size / 2, size).sigmoid());
}
