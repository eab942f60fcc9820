import { numeric, oneOf } from "../arguments/check.ts";
import { declareOptions, optionsOf } from "../arguments/options.ts";
import type { TensorLike } from "../operand.ts";
import { derived } from "../ops/internal/derived.ts";
import { sigmoidSlope } from "../ops/internal/slopes.ts";
import { drawn } from "../ops/random/draws.ts";
import type { Generator } from "../ops/random/generator.ts";
import { inDType } from "../primitives/cast.ts";
import type { Shape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import {
  expected,
  logOf,
  logOfRest,
  ProbabilityDistribution,
  parametersOf,
  real,
  sampleOf,
} from "./distribution.ts";

/** Options of {@link Bernoulli} and {@link Categorical}. */
export interface DiscreteOptions {
  /**
   * What the parameter is: `"logits"`, logarithms of probabilities up to a constant or, for {@link Bernoulli}, of their
   * ratio; or `"probabilities"`. Default: "logits".
   */
  readonly from?: "logits" | "probabilities";
}

export const DISCRETE = /* @__PURE__ */ declareOptions<DiscreteOptions>({
  from: /* @__PURE__ */ oneOf("logits", "probabilities"),
});

/** The entropy of a logit x. Its derivative is -x p (1 - p), which the terms of the sum would leave as a difference. */
const entropyOf = /* @__PURE__ */ derived(
  "entropy",
  (x: Tensor) => {
    const size = x.abs();
    return size.neg().softplus().add(size.weighted(size.neg().sigmoid()));
  },
  (_y, x) => (dy) => dy.mul(x.weighted(sigmoidSlope(x))).neg(),
);

const aShare = /* @__PURE__ */ numeric("from 0 to 1", (value) => value >= 0 && value <= 1);

/**
 * The distribution of 1 and 0, also of many independent ones at once. Samples have the dtype of the parameter, and no
 * gradient. As PyTorch's `Bernoulli`.
 *
 * @example
 * ```ts
 * import { tensor } from "@gradiente/core";
 * import { Bernoulli } from "@gradiente/core/distributions";
 *
 * const coin = new Bernoulli(tensor([0.5, 0.25]), { from: "probabilities" });
 * coin.logProb(tensor([1, 1])).exp(); // [0.5, 0.25]
 * ```
 */
export class Bernoulli extends ProbabilityDistribution {
  /** The probability of 1: the mean. */
  readonly probabilities: Tensor;
  /** The logits, if the distribution is given by them. */
  readonly #logits: Tensor | null;
  /** The logarithms of the probabilities of 1 and of 0. */
  readonly #logs: readonly [one: Tensor, zero: Tensor];

  /**
   * A distribution of 1 and 0.
   *
   * @throws RangeError for logits that are NaN, or probabilities that are not from 0 to 1.
   */
  constructor(parameter: TensorLike, options?: DiscreteOptions) {
    const { from = "logits" } = optionsOf("Bernoulli", options, DISCRETE);
    const [x] = parametersOf("Bernoulli", { [from]: [parameter, from === "logits" ? real : aShare] });
    super(x.shape, []);
    const isLogit = from === "logits";
    this.#logits = isLogit ? x : null;
    this.probabilities = isLogit ? x.sigmoid() : x;
    this.#logs = isLogit ? [x.neg().softplus().neg(), x.softplus().neg()] : [logOf(x), logOfRest(x)];
  }

  /** The expected value, which is the probability of 1. */
  get mean(): Tensor {
    return this.probabilities;
  }

  /** The variance, p (1 - p). */
  get variance(): Tensor {
    // 1 - p would keep no digit of the sigmoid of a large logit.
    if (this.#logits !== null) return sigmoidSlope(this.#logits);
    return this.probabilities.mul(this.probabilities.neg().add(1));
  }

  /** The logarithms of the probabilities of 1 and of 0. */
  get logProbabilities(): readonly [one: Tensor, zero: Tensor] {
    return this.#logs;
  }

  override logProb(x: TensorLike): Tensor {
    const given = sampleOf("Bernoulli", x, this.probabilities);
    const [one, zero] = this.#logs;
    const other = given.isNaN().where(Number.NaN, Number.NEGATIVE_INFINITY);
    return given.eq(1).where(one, given.eq(0).where(zero, other));
  }

  override entropy(): Tensor {
    if (this.#logits !== null) return entropyOf(this.#logits);
    const [one, zero] = this.#logs;
    return expected(this.probabilities, one).add(expected(zero.exp(), zero)).neg();
  }

  protected override draw(shape: Shape, stream: Generator): Tensor {
    const { dtype } = this.probabilities;
    const u = drawn("Bernoulli", "uniform", stream, shape, "float64");
    return inDType(u.lt(inDType(this.probabilities.detach(), "float64")), dtype);
  }
}
