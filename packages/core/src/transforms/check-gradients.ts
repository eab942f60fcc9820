import { type TensorLike, toTensor } from "../operand.ts";
import { Generator } from "../ops/random/random.ts";
import { formatShape } from "../shape.ts";
import { GradientError, noGrad } from "../tape.ts";
import type { Tensor } from "../tensor.ts";
import { vjp } from "./grad.ts";

export interface CheckGradientsOptions {
  /** The highest order of derivative checked: 1 unless said otherwise. */
  readonly order?: 1 | 2 | 3;
  /** How many random directions: 2 unless said otherwise. */
  readonly directions?: number;
  /** The largest error allowed, relative to the larger of 1 and the derivative: 1e-6 unless said otherwise. */
  readonly tolerance?: number;
  /** For the directions: 0 unless said otherwise. */
  readonly seed?: number;
}

export interface GradientReport {
  /** The largest error seen, relative to the larger of 1 and the derivative. */
  readonly worstError: number;
}

type Scalar = (...inputs: Tensor[]) => Tensor;

/** Finite differences look this far to either side of a point, in the largest coordinate. */
const STEP = 2 ** -9;

/** How often the step is halved, down to 2^-15, where differences disagree. */
const REFINEMENTS = 6;

/**
 * Compares gradients with finite differences, in float64. The value of `f` is weighted with random cotangents to
 * a scalar; its derivative of order n along random directions must equal the central difference, extrapolated
 * to fourth order (Richardson), of the derivative of order n - 1. So each order is proven on the one below. Where
 * they disagree, smaller steps are tried, and the one counts at which the differences themselves agree best.
 *
 * Inputs should lie further than 2^-9 from kinks and from the edges of the domain.
 *
 * @param f a function of floating tensors, of any shapes; it gets them as float64.
 * @throws GradientError where they differ, naming order and input.
 */
export function checkGradients(
  f: (...inputs: Tensor[]) => TensorLike,
  inputs: readonly TensorLike[],
  { order = 1, directions = 2, tolerance = 1e-6, seed = 0 }: CheckGradientsOptions = {},
): GradientReport {
  const generator = new Generator(seed);
  const random = (like: Tensor) => generator.normal(like.shape, { dtype: "float64" });
  const xs = inputs.map((input) => toTensor("checkGradients", input).detach().cast("float64"));
  let worstError = 0;
  for (let round = 0; round < directions; round++) {
    const cotangent = random(noGrad(() => toTensor("checkGradients", f(...xs))));
    let lower: Scalar = (...at) =>
      toTensor("checkGradients", f(...at))
        .mul(cotangent)
        .sum();
    for (let n = 1; n <= order; n++) {
      const direction = xs.map((x) => unit(random(x)));
      const failing = compare(lower, xs, direction, tolerance);
      worstError = Math.max(worstError, failing.error);
      // Not "error > tolerance": a NaN must fail.
      if (!(failing.error <= tolerance))
        throw failure(f.name, n, failing, culprits(lower, xs, direction, tolerance), xs);
      lower = directional(lower, direction);
    }
  }
  return { worstError };
}

interface Comparison {
  readonly analytic: number;
  readonly numeric: number;
  readonly error: number;
}

function unit(direction: Tensor): Tensor {
  return direction.size === 0 ? direction : direction.div(direction.abs().max());
}

/** The derivative of a scalar function along a direction, as a function of the same inputs. */
function directional(f: Scalar, direction: readonly Tensor[]): Scalar {
  return (...at) =>
    vjp(f, at)
      .gradients.map((gradient, i) => gradient.mul(direction[i]).sum())
      .reduce((total, term) => total.add(term));
}

function compare(
  f: Scalar,
  xs: readonly Tensor[],
  direction: readonly Tensor[],
  tolerance: number,
): Comparison {
  const analytic = directional(f, direction)(...xs).item();
  const against = (numeric: number): Comparison => ({
    analytic,
    numeric,
    error: Math.abs(analytic - numeric) / Math.max(1, Math.abs(analytic), Math.abs(numeric)),
  });
  const at = (t: number) => noGrad(() => f(...xs.map((x, i) => x.add(direction[i].mul(t))))).item();
  const central = (h: number) => (at(h) - at(-h)) / (2 * h);

  let step = STEP / 2;
  let [coarse, fine] = [central(STEP), central(step)];
  let numeric = (4 * fine - coarse) / 3;
  let chosen = against(numeric);
  if (chosen.error <= tolerance) return chosen;
  // The choice must not look at autodiff's value: a wrong one would find its step.
  for (let round = 0, least = Number.POSITIVE_INFINITY; round < REFINEMENTS; round++) {
    step /= 2;
    [coarse, fine] = [fine, central(step)];
    const finer = (4 * fine - coarse) / 3;
    const disagreement = Math.abs(finer - numeric);
    numeric = finer;
    if (disagreement < least) [least, chosen] = [disagreement, against(finer)];
  }
  return chosen;
}

/** The inputs along which alone the derivative is wrong. */
function culprits(
  f: Scalar,
  xs: readonly Tensor[],
  direction: readonly Tensor[],
  tolerance: number,
): number[] {
  return xs.flatMap((_, i) => {
    const alone = direction.map((v, j) => (j === i ? v : v.mul(0)));
    return compare(f, xs, alone, tolerance).error <= tolerance ? [] : [i];
  });
}

function failure(
  name: string,
  order: number,
  { analytic, numeric, error }: Comparison,
  inputs: readonly number[],
  xs: readonly Tensor[],
): GradientError {
  const where = inputs.map((i) => `input ${i} of shape ${formatShape(xs[i].shape)}`).join(", ");
  return new GradientError(
    `checkGradients: the derivative of order ${order} of ${name || "the function"} is wrong` +
      `${where && ` by ${where}`}: along a random direction autodiff gives ${analytic}, ` +
      `finite differences give ${numeric} (relative error ${error.toExponential(1)})`,
  );
}
