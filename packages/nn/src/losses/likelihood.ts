import { formatShape, ShapeError, sameShape, type Tensor, xlogy } from "@gradiente/core";
import { aBoolean, declareOptions, numeric, optionsOf, toTensor } from "@gradiente/core/arguments";
import { refuseValues } from "./check-values.ts";
import { alike, LOSS, type LossOptions, type Operand, reduced } from "./reduce.ts";

/* Negative log-likelihoods of numbers, for models that predict the parameters of a distribution. */

const aSmallNumber = numeric("positive and finite", (value) => value > 0 && Number.isFinite(value));

/** Options of {@link poissonNllLoss}. */
export interface PoissonNllOptions extends LossOptions {
  /** Whether the prediction is the logarithm of the rate, and not the rate itself. Default: true. */
  readonly logInput?: boolean;
  /** Whether to add log t!, by Stirling's approximation t log t - t + log(2 π t) / 2 where t > 1. Default: false. */
  readonly full?: boolean;
  /** What is added to a rate before its logarithm is taken, without `logInput`. Positive. Default: 1e-8. */
  readonly epsilon?: number;
}

const POISSON = declareOptions<PoissonNllOptions>({
  ...LOSS.checks,
  logInput: aBoolean,
  full: aBoolean,
  epsilon: aSmallNumber,
});

/** log t! where t > 1, and 0 elsewhere. */
function stirling(t: Tensor): Tensor {
  const counts = t.gt(1);
  // What is not taken must have a finite gradient.
  const n = counts.where(t, 1);
  return counts.where(
    xlogy(n, n)
      .sub(n)
      .add(
        n
          .mul(2 * Math.PI)
          .log()
          .div(2),
      ),
    0,
  );
}

/**
 * The negative log-likelihood of counts t that are Poisson distributed, without the term that no prediction changes:
 * eˣ - t x for predicted logarithms x of rates, one loss for each element. For rates, with `logInput: false`, it is
 * x - t log(x + ε). Shapes must be equal. A count of 0 costs nothing where the logarithm is -Infinity.
 *
 * @throws ShapeError unless the shapes are equal.
 * @throws RangeError unless epsilon is positive and finite.
 * @throws TypeError for an unknown option or reduction.
 * @example poissonNllLoss(tensor([0, 1]), tensor([1, 2])); // 0.8591
 */
export function poissonNllLoss(prediction: Operand, target: Operand, options?: PoissonNllOptions): Tensor {
  const { logInput = true, full = false, epsilon = 1e-8, reduction } = optionsOf("poissonNllLoss", options, POISSON); // biome-ignore format: one line
  const [x, t] = alike("poissonNllLoss", prediction, target);
  const losses = logInput ? x.exp().sub(x.weighted(t)) : x.sub(xlogy(t, x.add(epsilon)));
  return reduced(full ? losses.add(stirling(t)) : losses, reduction);
}

/** Options of {@link gaussianNllLoss}. */
export interface GaussianNllOptions extends LossOptions {
  /** Whether to add log(2 π) / 2, which no prediction changes. Default: false. */
  readonly full?: boolean;
  /** The smallest variance: smaller ones count as this. Positive. Default: 1e-6. */
  readonly epsilon?: number;
}

const GAUSSIAN = declareOptions<GaussianNllOptions>({
  ...LOSS.checks,
  full: aBoolean,
  epsilon: aSmallNumber,
});

/** The variance with the axes of the prediction: of its shape, or one for all elements along the last axis. */
function spread(variance: Tensor, mean: Tensor): Tensor {
  const lead = mean.shape.slice(0, -1);
  if (sameShape(variance.shape, mean.shape) || sameShape(variance.shape, [...lead, 1])) return variance;
  if (mean.ndim > 0 && sameShape(variance.shape, lead)) return variance.unsqueeze(-1);
  throw new ShapeError(
    `gaussianNllLoss: the variance has shape ${formatShape(variance.shape)}, and must have that of the prediction, ` +
      `${formatShape(mean.shape)}, or ${formatShape([...lead, 1])}`,
  );
}

/**
 * The negative log-likelihood of targets t that are normally distributed about a predicted mean m with a predicted variance
 * v: (log v + (m - t)² / v) / 2 for each element. Variances below ε count as ε, but keep the gradient that ε has, so that
 * they can grow, as in PyTorch (Nix and Weigend, "Estimating the mean and variance of the target probability
 * distribution", 1994).
 *
 * @param variance has the shape of the prediction, or 1 in place of its last axis, or lacks this axis.
 * @throws ShapeError if the shapes do not fit.
 * @throws RangeError for a negative variance, or unless epsilon is positive and finite.
 * @throws TypeError for an unknown option or reduction.
 * @example gaussianNllLoss(tensor([1, 2]), tensor([1, 4]), tensor([1, 4])); // 0.5966
 */
export function gaussianNllLoss(
  prediction: Operand,
  target: Operand,
  variance: Operand,
  options?: GaussianNllOptions,
): Tensor {
  const { full = false, epsilon = 1e-6, reduction } = optionsOf("gaussianNllLoss", options, GAUSSIAN);
  const [m, t] = alike("gaussianNllLoss", prediction, target);
  const given = spread(toTensor("gaussianNllLoss", variance), m);
  refuseValues("gaussianNllLoss", "the variance", given, given.lt(0), "at least 0");
  // A difference of exactly 0 carries the gradient of a variance that is raised.
  const v = given.lt(epsilon).where(given.sub(given.detach()).add(epsilon), given);
  const error = m.sub(t);
  // A square could overflow.
  const losses = v.log().add(error.div(v).mul(error)).div(2);
  return reduced(full ? losses.add(Math.log(2 * Math.PI) / 2) : losses, reduction);
}
