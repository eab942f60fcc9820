import { numeric } from "../arguments/check.ts";
import { optionsOf } from "../arguments/options.ts";
import { alongside, zeros } from "../create.ts";
import type { TensorLike } from "../operand.ts";
import { toIndex } from "../ops/internal/places.ts";
import type { Generator } from "../ops/random/generator.ts";
import { formatShape, type Shape, ShapeError, sizeOf } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { DISCRETE, type DiscreteOptions } from "./bernoulli.ts";
import {
  checkValues,
  expected,
  inFloat64,
  logOf,
  ProbabilityDistribution,
  parametersOf,
} from "./distribution.ts";

const aLogit = /* @__PURE__ */ numeric("below Infinity", (value) => value < Number.POSITIVE_INFINITY);

const aWeight = /* @__PURE__ */ numeric(
  "at least 0 and finite",
  (value) => value >= 0 && value < Number.POSITIVE_INFINITY,
);

/** What the largest number of a distribution must be, so that a class can be drawn. */
const POSSIBLE = {
  logits: /* @__PURE__ */ numeric("above -Infinity", (value) => value > Number.NEGATIVE_INFINITY),
  probabilities: /* @__PURE__ */ numeric("above 0", (value) => value > 0),
};

/**
 * The distribution of one of several classes, int32. Probabilities need not add up to 1. Samples have no gradient; for those
 * that do, see `gumbelSoftmax`. As PyTorch's `Categorical`.
 *
 * @example
 * ```ts
 * import { tensor } from "@gradiente/core";
 * import { Categorical } from "@gradiente/core/distributions";
 *
 * const policy = new Categorical(tensor([[0, 1, 2], [1, 1, 1]]));
 * const actions = policy.sample(); // int32 [2]
 * policy.logProb(actions).shape; // [2]
 * ```
 */
export class Categorical extends ProbabilityDistribution {
  /** The logarithms of the probabilities, `[...batchShape, classes]`, which add up to 1. */
  readonly logProbabilities: Tensor;

  /**
   * A distribution over the last axis, `[..., classes]`.
   *
   * @throws RangeError for logits that are NaN, probabilities that are negative or not finite, or a distribution without a
   * class that can be drawn; ShapeError unless there is a class.
   */
  constructor(parameter: TensorLike, options?: DiscreteOptions) {
    const { from = "logits" } = optionsOf("Categorical", options, DISCRETE);
    const [x] = parametersOf("Categorical", { [from]: [parameter, from === "logits" ? aLogit : aWeight] });
    if (x.ndim === 0 || x.shape[x.ndim - 1] === 0) {
      throw new ShapeError(
        `Categorical: ${from} must be [..., classes] with at least one class, not ${formatShape(x.shape)}`,
      );
    }
    checkValues("Categorical", `the largest of the ${from}`, x.max(-1), POSSIBLE[from]);
    super(x.shape.slice(0, -1), []);
    // In float32, the logarithm of a probability near 1 would be rounded to that of another one.
    this.logProbabilities = inFloat64(
      from === "logits" ? (logits) => logits.logSoftmax(-1) : logsOfWeights,
      x,
    );
  }

  /** The probabilities, `[...batchShape, classes]`. */
  get probabilities(): Tensor {
    return this.logProbabilities.exp();
  }

  /**
   * The logarithms of the probabilities of classes, int32 `[...shape, ...batchShape]`.
   *
   * @throws IndexError for what is no class; DTypeError unless classes are int32.
   */
  override logProb(x: TensorLike): Tensor {
    const index = toIndex("Categorical.logProb", x).unsqueeze(-1);
    const { logProbabilities: logs } = this;
    const aligned = (t: Tensor) =>
      t.reshape([...new Array<number>(Math.max(0, index.ndim - t.ndim)).fill(1), ...t.shape]);
    const places = index.ndim < logs.ndim ? index.reshape([...new Array<number>(logs.ndim - index.ndim).fill(1), ...index.shape]) : index; // biome-ignore format: one thing
    return aligned(logs).takeAlongAxis(places, -1).squeeze(-1);
  }

  override entropy(): Tensor {
    return expected(this.probabilities, this.logProbabilities).sum(-1).neg();
  }

  protected override draw(shape: Shape, stream: Generator): Tensor {
    const count = sizeOf(shape, 0, shape.length - this.batchShape.length);
    if (count === 0) return alongside(this.logProbabilities, () => zeros(shape, { dtype: "int32" }));
    return stream.categorical(this.logProbabilities.detach(), { count }).moveAxis(-1, 0).reshape(shape);
  }
}

/** Weights of any size: neither their sum nor its inverse is beyond the dtype. */
function logsOfWeights(weights: Tensor): Tensor {
  const shares = weights.div(weights.detach().max(-1, { keepDims: true }));
  return logOf(shares).sub(shares.sum(-1, { keepDims: true }).log());
}
