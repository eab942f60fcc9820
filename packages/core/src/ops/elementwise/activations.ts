import { checkBroadcast, type TensorLike, toTensor } from "../../operand.ts";
import { toFloating, unary } from "../../primitives/elementwise.ts";
import { formatShape, normalizeAxis, ShapeError } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";
import { derived } from "../internal/derived.ts";

/*
 * Nonlinearities of neural networks, in floating point for integers too; `tanh` stands with its family, `softmax` with
 * the normalisations. Records where a composition would lose digits or time, else plain functions. Where a branch is not
 * taken, its input is replaced before the function that could overflow: its gradient is then 0, and not 0 · ∞.
 */

/** σ' = σ(x) σ(-x): 1 - σ would keep few digits of a σ near 1. Its derivative is -σ' tanh(x / 2). */
const sigmoidSlope = derived(
  "sigmoid",
  (x: Tensor, y: Tensor) => y.mul(x.neg().sigmoid()),
  (slope, x) => (dy) => dy.mul(slope.mul(x.div(2).tanh())).neg(),
);

/** 1 / (1 + e⁻ˣ), without overflow at any x. */
export const sigmoid = unary("sigmoid", (x, y) => (dy) => dy.mul(sigmoidSlope(x, y)));

/** log sigmoid(x), -log(1 + e⁻ˣ): finite where `sigmoid` underflows. */
export function logSigmoid(x: TensorLike): Tensor {
  return toTensor("logSigmoid", x).neg().softplus().neg();
}

/** log(1 + eˣ), without overflow at any x: a smooth relu. */
export const softplus = unary("softplus", (x) => (dy) => dy.mul(x.sigmoid()));

/** x / (1 + |x|): a tanh with slow tails. */
export const softsign = unary(
  "softsign",
  // Composed, it would be a difference of nearly equal numbers at large x.
  (x) => (dy) => dy.div(x.abs().add(1).square()),
);

/** max(x, 0). The derivative at 0 is 0. Integers stay integers. */
export const relu = unary("relu", (_x, y) => (dy) => y.le(0).where(0, dy), { result: "numeric" });

/** x where positive, `slope` · x elsewhere. The derivative at 0 is `slope`. */
export function leakyRelu(x: TensorLike, slope = 0.01): Tensor {
  const given = toFloating("leakyRelu", x);
  return given.gt(0).where(given, given.mul(slope));
}

/**
 * x where positive, slope · x elsewhere, with slopes that are learnt: one for all, or a tensor that broadcasts against
 * x; for channels of images, of shape [channels, 1, 1]. The derivative at 0 is the slope. He et al., "Delving deep into
 * rectifiers" (2015).
 *
 * @throws ShapeError if shapes do not broadcast.
 */
export function prelu(x: TensorLike, slope: TensorLike): Tensor {
  const given = toFloating("prelu", x, slope);
  const factor = toFloating("prelu", slope, given);
  checkBroadcast("prelu", given, factor);
  const positive = given.gt(0);
  return positive.where(given, positive.where(0, given).mul(factor));
}

/** x where positive, alpha (exp(x / width) - 1) elsewhere. */
function exponentialUnit(x: Tensor, alpha: number, width: number): Tensor {
  const positive = x.gt(0);
  const rest = positive.where(0, x);
  const exponent = width === 1 ? rest : rest.div(width);
  return positive.where(x, exponent.expm1().mul(alpha));
}

/**
 * x where positive, alpha (eˣ - 1) elsewhere. The derivative at 0 is alpha. Clevert et al., "Fast and accurate deep
 * network learning by exponential linear units" (2016).
 */
export function elu(x: TensorLike, alpha = 1): Tensor {
  return exponentialUnit(toTensor("elu", x), alpha, 1);
}

/**
 * x where positive, alpha (exp(x / alpha) - 1) elsewhere: `elu` with derivative 1 at 0, whatever alpha is. Barron,
 * "Continuously differentiable exponential linear units" (2017).
 *
 * @throws RangeError if alpha is 0.
 */
export function celu(x: TensorLike, alpha = 1): Tensor {
  if (alpha === 0) throw new RangeError("celu: alpha divides x, so it cannot be 0");
  return exponentialUnit(toTensor("celu", x), alpha, alpha);
}

/** λ elu(x, α), with λ and α that keep mean 0 and variance 1: Klambauer et al., "Self-normalizing neural networks" (2017). */
export function selu(x: TensorLike): Tensor {
  return exponentialUnit(toTensor("selu", x), 1.6732632423543772, 1).mul(1.0507009873554805);
}

/**
 * x Φ(x), with the distribution function Φ of the normal distribution: Hendrycks and Gimpel, "Gaussian error linear
 * units" (2016). With `"tanh"`, its approximation ½ x (1 + tanh(√(2/π) (x + 0.044715 x³))).
 *
 * @throws RangeError for another approximation.
 */
export function gelu(x: TensorLike, approximation: "none" | "tanh" = "none"): Tensor {
  const given = toFloating("gelu", x);
  // By erfc, since 1 + erf would leave few digits at negative x.
  if (approximation === "none") return given.mul(given.mul(-Math.SQRT1_2).erfc().mul(0.5));
  if (approximation !== "tanh") {
    throw new RangeError(`gelu: the approximation is "none" or "tanh", not ${JSON.stringify(approximation)}`);
  }
  // ½ (1 + tanh u) is sigmoid 2u.
  const scale = 2 * Math.sqrt(2 / Math.PI);
  // Beyond 32 the sigmoid is 0 or 1 in every dtype, and further out powers overflow: 0 · ∞ in the gradients.
  const within = given.maximum(-32).minimum(32);
  const polynomial = within
    .square()
    .mul(0.044715 * scale)
    .add(scale);
  return given.mul(within.mul(polynomial).sigmoid());
}

/** x · sigmoid(x), also called swish: Elfwing et al., "Sigmoid-weighted linear units" (2018). */
export function silu(x: TensorLike): Tensor {
  const given = toTensor("silu", x);
  return given.mul(given.sigmoid());
}

/** x · tanh(softplus(x)): Misra, "Mish: a self regularized non-monotonic activation function" (2020). */
export function mish(x: TensorLike): Tensor {
  const given = toTensor("mish", x);
  return given.mul(given.softplus().tanh());
}

/**
 * x, but at least `min` and at most `max`. At the bounds and beyond, the derivative is 0; that of `clip` at them is 1.
 *
 * @throws RangeError if a bound is NaN.
 */
export function hardTanh(x: TensorLike, min = -1, max = 1): Tensor {
  if (Number.isNaN(min) || Number.isNaN(max))
    throw new RangeError("hardTanh: the bounds are numbers, not NaN");
  const given = toTensor("hardTanh", x);
  return given.le(min).where(min, given.ge(max).where(max, given));
}

/** x / 6 + ½ between -3 and 3, 0 below and 1 above: a sigmoid of straight lines. The derivative at ±3 is 0. */
export function hardSigmoid(x: TensorLike): Tensor {
  return hardTanh(toFloating("hardSigmoid", x).add(3), 0, 6).div(6);
}

/**
 * x · hardSigmoid(x): Howard et al., "Searching for MobileNetV3" (2019). The derivative is 0 at -3 and 1 at 3, as beyond.
 */
export function hardSwish(x: TensorLike): Tensor {
  const given = toFloating("hardSwish", x);
  return given.mul(hardSigmoid(given));
}

/**
 * a · sigmoid(b), where a and b are the halves of x along an axis, the last unless another is named: Dauphin et al.,
 * "Language modeling with gated convolutional networks" (2017).
 *
 * @throws ShapeError if the axis has an odd size.
 */
export function glu(x: TensorLike, axis = -1): Tensor {
  const given = toTensor("glu", x);
  const along = normalizeAxis("glu", axis, given.ndim);
  const size = given.shape[along];
  if (size % 2 !== 0) {
    throw new ShapeError(
      `glu: axis ${along} of shape ${formatShape(given.shape)} has size ${size}, which has no halves`,
    );
  }
  const half = (from: number, to: number) =>
    given.slice(given.shape.map((_, other) => (other === along ? [from, to] : null)));
  return half(0, size / 2).mul(half(size / 2, size).sigmoid());
}
