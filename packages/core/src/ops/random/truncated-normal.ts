import { aFinite, aNumber, numeric } from "../../arguments/check.ts";
import { declareOptions, optionsOf } from "../../arguments/options.ts";
import { type CreateOptions, zeros } from "../../create.ts";
import { aDType } from "../../dtype.ts";
import { inDType } from "../../primitives/cast.ts";
import { checkShape, type Shape, sizeOf } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";
import {
  checkFloat,
  drawn,
  exponentials,
  type Proposal,
  type Stream,
  uniforms,
  untilAccepted,
} from "./draws.ts";

/** Options of {@link truncatedNormal}. */
export interface TruncatedNormalOptions extends CreateOptions {
  /** The mean of the normal distribution, before it is cut off. Default: 0. */
  readonly mean?: number;
  /** The standard deviation of the normal distribution, before it is cut off. Positive. Default: 1. */
  readonly standardDeviation?: number;
  /** The smallest number. It may be -Infinity. Default: -2. */
  readonly low?: number;
  /** The largest number. It may be Infinity. Default: 2. */
  readonly high?: number;
}

export const TRUNCATED_NORMAL = /* @__PURE__ */ declareOptions<TruncatedNormalOptions>({
  dtype: aDType,
  mean: aFinite,
  standardDeviation: /* @__PURE__ */ numeric(
    "positive and finite",
    (value) => value > 0 && Number.isFinite(value),
  ),
  low: aNumber,
  high: aNumber,
});

export function drawTruncated(stream: Stream, shape: Shape, options?: TruncatedNormalOptions): Tensor {
  const sizes = checkShape("truncatedNormal", shape);
  const chosen = optionsOf("truncatedNormal", options, TRUNCATED_NORMAL);
  const { mean = 0, standardDeviation = 1, low = -2, high = 2, dtype = "float32" } = chosen;
  checkFloat("truncatedNormal", dtype);
  if (!(low < high)) {
    throw new RangeError(`truncatedNormal: low must be less than high, and they are ${low} and ${high}`);
  }
  const [a, b] = [(low - mean) / standardDeviation, (high - mean) / standardDeviation];
  const start = zeros([sizeOf(sizes)], { dtype: "float64" });
  const mirror = b < 0;
  if (a === Number.POSITIVE_INFINITY || b === Number.NEGATIVE_INFINITY) {
    throw new RangeError(
      `truncatedNormal: from ${low} to ${high} lies too far from the mean ${mean}, in standard deviations of ${standardDeviation}`,
    );
  }
  const propose = proposals(stream, mirror ? -b : a, mirror ? -a : b);
  const x = untilAccepted("truncatedNormal", [start], ({ shape: left }) => propose(left));
  const moved = x.mul(mirror ? -standardDeviation : standardDeviation).add(mean);
  // Rounding must not lead out.
  return inDType(moved.maximum(low).minimum(high).reshape(sizes), dtype);
}

/**
 * Proposals for a standard normal number from a to b, where b >= 0, of which at least two fifths are taken: Robert,
 * "Simulation of truncated normal variables" (1995).
 */
function proposals(stream: Stream, a: number, b: number): (shape: Shape) => Proposal {
  const op = "truncatedNormal";
  /** Keeps values with a probability of exp(-deficit). */
  const kept = (values: Tensor, deficit: Tensor): Proposal => {
    return { values, rejected: exponentials(op, stream, values.shape).lt(deficit) };
  };
  if (a <= 0 && b - a > Math.sqrt(2 * Math.PI)) {
    return (shape) => {
      const values = drawn(op, "normal", stream, shape, "float64");
      return { values, rejected: values.lt(a).or(values.gt(b)) };
    };
  }
  const root = a + Math.hypot(a, 2);
  if (a <= 0 || b - a < 1 / root) {
    // Uniform numbers, against the density where it is largest: at 0, or at a.
    return (shape) => {
      const away = uniforms(op, stream, shape).mul(b - a);
      const values = away.add(a);
      return kept(values, a > 0 ? away.div(2).add(a).mul(away) : values.square().div(2));
    };
  }
  // Exponential numbers from a on, cut off at b, against the density where the quotient is largest: at the rate, or at b.
  const rate = root / 2;
  const width = -Math.expm1(-rate * (b - a));
  const toRate = 2 / root;
  const least = Math.max(0, toRate - (b - a)) ** 2;
  return (shape) => {
    const away = uniforms(op, stream, shape).mul(-width).log1p().div(-rate);
    return kept(away.add(a), away.sub(toRate).square().sub(least).div(2));
  };
}
