import { numeric } from "../arguments/check.ts";
import { optionsOf } from "../arguments/options.ts";
import { alongside, zeros } from "../create.ts";
import type { TensorLike } from "../operand.ts";
import { toIndex } from "../ops/internal/places.ts";
import type { Generator } from "../ops/random/generator.ts";
import { formatShape, type Shape, ShapeError, sizeOf } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { DISCRETE, type DiscreteOptions } from "./bernoulli.ts";
import { expected, logOf, ProbabilityDistribution, parametersOf } from "./distribution.ts";

const aLogit = /* @__PURE__ */ numeric("below Infinity", (value) => value < Number.POSITIVE_INFINITY);

const aWeight = /* @__PURE__ */ numeric(
  "at least 0 and finite",
  (value) => value >= 0 && value < Number.POSITIVE_INFINITY,
);

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
   * @throws RangeError for logits that are NaN, or probabilities that are negative or not finite; ShapeError unless there is
   * a class.
   */
  constructor(parameter: TensorLike, options?: DiscreteOptions) {
    const { from = "logits" } = optionsOf("Categorical", options, DISCRETE);
    const [x] = parametersOf("Categorical", { [from]: [parameter, from === "logits" ? aLogit : aWeight] });
    if (x.ndim === 0 || x.shape[x.ndim - 1] === 0) {
      throw new ShapeError(
        `Categorical: ${from} must be [..., classes] with at least one class, not ${formatShape(x.shape)}`,
      );
    }
    super(x.shape.slice(0, -1), []);
    this.logProbabilities =
      from === "logits" ? x.logSoftmax(-1) : logOf(x).sub(x.sum(-1, { keepDims: true }).log());
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
    const count = sizeOf(shape.slice(0, shape.length - this.batchShape.length));
    if (count === 0) return alongside(this.logProbabilities, () => zeros(shape, { dtype: "int32" }));
    return stream.categorical(this.logProbabilities.detach(), { count }).moveAxis(-1, 0).reshape(shape);
  }
}
