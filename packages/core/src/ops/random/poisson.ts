import { numeric } from "../../arguments/check.ts";
import { optionsOf } from "../../arguments/options.ts";
import { CREATION, type CreateOptions, zeros } from "../../create.ts";
import { DTypeError, isFloat } from "../../dtype.ts";
import type { TensorLike } from "../../operand.ts";
import { inDType } from "../../primitives/cast.ts";
import { checkShape, type Shape, sizeOf } from "../../shape.ts";
import { type Tensor, valuesOf } from "../../tensor.ts";
import { inOneAxis, parameterOf, refuseGradient, type Stream, uniforms, untilAccepted } from "./draws.ts";

/** From this rate on, counts are drawn by rejection: searching takes time in proportion to the rate. */
const MANY = 10;

/** A rate whose counts int32 holds, were they 100,000 standard deviations away, and a rate whose counts float64 counts. */
const rateFor = {
  int32: /* @__PURE__ */ numeric(
    "from 0 to 1e9, or the dtype float64",
    (value) => value >= 0 && value <= 1e9,
  ),
  float: /* @__PURE__ */ numeric("from 0 to 2^52", (value) => value >= 0 && value <= 2 ** 52),
};

export function drawPoisson(stream: Stream, shape: Shape, rate: TensorLike, options?: CreateOptions): Tensor {
  const sizes = checkShape("poisson", shape);
  const { dtype = "int32" } = optionsOf("poisson", options, CREATION);
  if (dtype === "bool") {
    throw new DTypeError("poisson: the dtype must be int32, float32 or float64, not bool");
  }
  const given = parameterOf("poisson", "rate", rate, sizes, isFloat(dtype) ? rateFor.float : rateFor.int32);
  refuseGradient("poisson", "rate", given);
  if (sizeOf(sizes) === 0) return zeros(sizes, { dtype });
  const rates = inOneAxis(given, sizes).detach();
  const [least, most] = [rates.min(), rates.max()].map((x) => valuesOf("poisson", x)[0]);
  return inDType(counts(stream, rates, least, most).reshape(sizes), dtype);
}

function counts(stream: Stream, rates: Tensor, least: number, most: number): Tensor {
  if (most < MANY) return searched(stream, rates, most);
  if (least >= MANY) return rejected(stream, rates);
  // Each of the two is drawn for all, with rates that it can do.
  const few = searched(stream, rates.minimum(MANY), MANY);
  return rates.lt(MANY).where(few, rejected(stream, rates.maximum(MANY)));
}

/** By inversion: the number of k for which a uniform number is at least P(count <= k). */
function searched(stream: Stream, rates: Tensor, most: number): Tensor {
  const u = uniforms("poisson", stream, rates.shape);
  let share = rates.neg().exp();
  let total = share;
  let count = inDType(u.ge(total), "float64");
  for (let k = 1; k < lastCount(most); k++) {
    share = share.mul(rates).div(k);
    total = total.add(share);
    count = count.add(inDType(u.ge(total), "float64"));
  }
  return count;
}

/** A count that is exceeded with a probability that u, of 53 bits, does not resolve. */
function lastCount(rate: number): number {
  let k = 1;
  for (let share = Math.exp(-rate); k <= rate || share > 2 ** -60; k++) share *= rate / k;
  return k;
}

/**
 * By transformed rejection: Hörmann, "The transformed rejection method for generating Poisson random variables" (1993),
 * algorithm PTRS.
 */
function rejected(stream: Stream, rates: Tensor): Tensor {
  return untilAccepted("poisson", [rates], (rate) => {
    const b = rate.sqrt().mul(2.53).add(0.931);
    const a = b.mul(0.02483).sub(0.059);
    const u = uniforms("poisson", stream, rate.shape).sub(0.5);
    const v = uniforms("poisson", stream, rate.shape);
    const us = u.abs().neg().add(0.5);
    const k = a.mul(2).div(us).add(b).mul(u).add(rate).add(0.43).floor();
    const quick = us.ge(0.07).and(v.le(b.sub(2).reciprocal().mul(-3.6224).add(0.9277)));
    const outside = k.lt(0).or(us.lt(0.013).and(v.gt(us)));
    const scale = b.sub(3.4).reciprocal().mul(1.1328).add(1.1239);
    const height = v.mul(scale).log().sub(a.div(us.square()).add(b).log());
    const below = height.le(logProbability(k.maximum(0), rate));
    return { values: k, rejected: quick.or(outside.eq(false).and(below)).eq(false) };
  });
}

/**
 * The logarithm of the probability of k. Of large k, as Loader, "Fast and accurate computation of binomial probabilities"
 * (2000): k log rate - rate - log k! would be a difference of large numbers.
 */
export function logProbability(k: Tensor, rate: Tensor): Tensor {
  const large = k.ge(100);
  const n = k.maximum(100);
  const away = n.sub(rate).div(rate);
  const deviance = away.add(1).mul(away.log1p()).sub(away).mul(rate);
  const rest = n
    .reciprocal()
    .mul(1 / 12)
    .sub(n.pow(-3).mul(1 / 360));
  const loader = n
    .mul(2 * Math.PI)
    .log()
    .div(2)
    .add(deviance)
    .add(rest)
    .neg();
  const m = k.minimum(100);
  return large.where(loader, m.mul(rate.log()).sub(rate).sub(m.add(1).lgamma()));
}
