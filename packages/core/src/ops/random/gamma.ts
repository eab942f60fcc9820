import { declareOptions, optionsOf } from "../../arguments/options.ts";
import { CREATION, type CreateOptions } from "../../create.ts";
import { aDType } from "../../dtype.ts";
import type { TensorLike } from "../../operand.ts";
import { inDType } from "../../primitives/cast.ts";
import { checkShape, type Shape } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";
import {
  aParameter,
  checkFloat,
  drawn,
  exponentials,
  inOneAxis,
  parameterOf,
  positive,
  refuseGradient,
  type Stream,
  untilAccepted,
} from "./draws.ts";

/** Options of {@link exponential} and {@link gamma}. */
export interface RateOptions extends CreateOptions {
  /**
   * How often events occur: samples have a mean in inverse proportion. Positive and finite; a number, or a tensor that
   * broadcasts to the shape. Default: 1.
   */
  readonly rate?: TensorLike;
}

export const RATE = /* @__PURE__ */ declareOptions<RateOptions>({ dtype: aDType, rate: aParameter });

/** The smallest normal numbers, 2⁻¹²⁶ and 2⁻¹⁰²²: samples that would be rounded to 0 are these. */
export const LEAST = { float32: 1.1754943508222875e-38, float64: 2.2250738585072014e-308 } as const;

/** Positive samples in the dtype that was asked for. */
function rounded(x: Tensor, dtype: "float32" | "float64"): Tensor {
  return inDType(x.maximum(LEAST[dtype]), dtype);
}

/** A dtype that is floating, the one to round to. */
function floating(op: string, dtype: CreateOptions["dtype"] = "float32"): "float32" | "float64" {
  checkFloat(op, dtype);
  return dtype as "float32" | "float64";
}

export function drawExponential(stream: Stream, shape: Shape, options?: RateOptions): Tensor {
  const sizes = checkShape("exponential", shape);
  const { rate, dtype: asked } = optionsOf("exponential", options, RATE);
  const dtype = floating("exponential", asked);
  const scale = rate === undefined ? undefined : parameterOf("exponential", "rate", rate, sizes, positive);
  const x = exponentials("exponential", stream, sizes);
  return rounded(scale === undefined ? x : x.div(scale), dtype);
}

export function drawGamma(
  stream: Stream,
  shape: Shape,
  concentration: TensorLike,
  options?: RateOptions,
): Tensor {
  const sizes = checkShape("gamma", shape);
  const { rate, dtype: asked } = optionsOf("gamma", options, RATE);
  const dtype = floating("gamma", asked);
  const alpha = parameterOf("gamma", "concentration", concentration, sizes, positive);
  refuseGradient("gamma", "concentration", alpha);
  const scale = rate === undefined ? undefined : parameterOf("gamma", "rate", rate, sizes, positive);
  const logarithms = logGamma("gamma", stream, alpha, sizes);
  return rounded((scale === undefined ? logarithms : logarithms.sub(scale.log())).exp(), dtype);
}

export function drawBeta(
  stream: Stream,
  shape: Shape,
  alpha: TensorLike,
  beta: TensorLike,
  options?: CreateOptions,
): Tensor {
  const sizes = checkShape("beta", shape);
  const { dtype: asked } = optionsOf("beta", options, CREATION);
  const dtype = floating("beta", asked);
  const [a, b] = [["alpha", alpha] as const, ["beta", beta] as const].map(([name, given]) => {
    const x = parameterOf("beta", name, given, sizes, positive);
    refuseGradient("beta", name, x);
    return x;
  });
  // A share of two gamma samples. Logarithms keep it apart from 0 / 0, where both are small.
  const odds = logGamma("beta", stream, a, sizes).sub(logGamma("beta", stream, b, sizes));
  return inDType(odds.sigmoid(), dtype);
}

/**
 * Logarithms of gamma samples: Marsaglia and Tsang, "A simple method for generating gamma variables" (2000). Of a small α,
 * a sample is one of α + 1 times u^(1/α), which underflows where its logarithm does not.
 */
export function logGamma(op: string, stream: Stream, concentration: Tensor, shape: Shape): Tensor {
  const alpha = inOneAxis(concentration.detach(), shape);
  const small = alpha.lt(1);
  const large = untilAccepted(op, [small.where(alpha.add(1), alpha)], (a) => {
    const d = a.sub(1 / 3);
    const c = d.mul(9).sqrt().reciprocal();
    const x = drawn(op, "normal", stream, a.shape, "float64");
    const base = x.mul(c).add(1);
    const inside = base.gt(0);
    const logV = inside.where(base, 1).log().mul(3);
    // x² / 2 + d (1 - v + log v), where 1 - v is -expm1(log v).
    const bound = logV.sub(logV.expm1()).mul(d).add(x.square().div(2));
    const accepted = inside.and(exponentials(op, stream, a.shape).neg().lt(bound));
    return { values: d.log().add(logV), rejected: accepted.eq(false) };
  });
  const boost = exponentials(op, stream, alpha.shape).div(alpha).neg();
  return small.where(large.add(boost), large).reshape(shape);
}
