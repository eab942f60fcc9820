import { aFunction, check, checkArgument, numeric, whole } from "../arguments/check.ts";
import { declareOptions, optionsOf } from "../arguments/options.ts";
import { type TensorLike, toTensor } from "../operand.ts";
import { Generator } from "../ops/random/generator.ts";
import { formatShape } from "../shape.ts";
import { GradientError, noGrad } from "../tape.ts";
import type { Tensor } from "../tensor.ts";
import { vjp } from "./grad.ts";
import { someInputs } from "./structure.ts";

/** Options of {@link checkGradients}. */
export interface CheckGradientsOptions {
  /** The highest order of derivative to check. Default: 1. */
  readonly order?: 1 | 2 | 3;
  /** The number of random directions. Default: 2. */
  readonly directions?: number;
  /** The largest error allowed, relative to the larger of 1 and the derivative. Default: 1e-6. */
  readonly tolerance?: number;
  /** The seed of the random directions. Default: 0. */
  readonly seed?: number;
}

/**
 * The options of gradient checks, which `gradientMatches` of `@gradiente/testing` takes too.
 *
 * @example
 * ```ts
 * import { GRADIENT_CHECKS, optionsOf } from "@gradiente/core/arguments";
 *
 * optionsOf("myCheck", { order: 2 }, GRADIENT_CHECKS).order; // 2
 * ```
 */
export const GRADIENT_CHECKS = /* @__PURE__ */ declareOptions<CheckGradientsOptions>({
  order: /* @__PURE__ */ check("1, 2 or 3", (value) => value === 1 || value === 2 || value === 3, RangeError),
  directions: /* @__PURE__ */ whole(1, 10_000),
  tolerance: /* @__PURE__ */ numeric("a positive number", (value) => value > 0),
  seed: /* @__PURE__ */ whole(0),
});

/** What {@link checkGradients} gives. */
export interface GradientReport {
  /** The largest error found, relative to the larger of 1 and the derivative. */
  readonly worstError: number;
}

type Scalar = (...inputs: Tensor[]) => Tensor;

/** The step of finite differences to either side of a point, in the largest coordinate: 2⁻⁹. */
const STEP = 0.001953125;

/** How often the step is halved, down to 2^-15, if differences and derivative disagree. */
const REFINEMENTS = 6;

/**
 * Compares gradients with finite differences, in float64. The value of `f` is weighted with random cotangents to give
 * a scalar. The derivative of order n of this scalar along random directions must equal the central difference of the
 * derivative of order n - 1, extrapolated to fourth order (Richardson). So each order is proven by the order below.
 * If they disagree, smaller steps are tried, and the step is chosen at which the differences themselves agree best.
 *
 * Inputs should be further than 2^-9 from kinks and from the edges of the domain.
 *
 * @param f a function of floating tensors of any shapes. It gets them as float64.
 * @throws GradientError if gradients and differences disagree, naming the order and the inputs.
 * @example
 * ```ts
 * const swish = (x: Tensor) => x.mul(x.sigmoid());
 * checkGradients(swish, [tensor([-2, 0.5, 3], { dtype: "float64" })], { order: 2 });
 * ```
 */
export function checkGradients(
  f: (...inputs: Tensor[]) => TensorLike,
  inputs: readonly TensorLike[],
  options?: CheckGradientsOptions,
): GradientReport {
  const {
    order = 1,
    directions = 2,
    tolerance = 1e-6,
    seed = 0,
  } = optionsOf("checkGradients", options, GRADIENT_CHECKS);
  checkArgument("checkGradients", "f", f, aFunction());
  checkArgument("checkGradients", "the inputs", inputs, someInputs);
  const generator = new Generator(seed);
  const random = (like: Tensor) => generator.normal(like.shape, { dtype: "float64" });
  const xs = Array.from(inputs, (input) => toTensor("checkGradients", input).detach().cast("float64"));
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
      // Not "error > tolerance", because NaN must fail.
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
  // The choice must not depend on the value from autodiff. Otherwise, a wrong value could find a step that fits it.
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

/** The inputs for which the derivative along a direction in this input alone is wrong. */
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
      `${where && ` by ${where}`}: along a random direction autodiff gives ${analytic}, but ` +
      `finite differences give ${numeric} (relative error ${error.toExponential(1)})`,
  );
}
