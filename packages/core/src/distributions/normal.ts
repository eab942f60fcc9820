import type { TensorLike } from "../operand.ts";
import { drawn, positive } from "../ops/random/draws.ts";
import type { Generator } from "../ops/random/generator.ts";
import type { Shape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { parametersOf, ReparameterizedDistribution, real, sampleOf } from "./distribution.ts";

/** log √(2π) */
const LOG_ROOT = 0.5 * Math.log(2 * Math.PI);

/**
 * The normal distribution, also of many independent numbers at once. As PyTorch's `Normal`.
 *
 * @example
 * ```ts
 * import { tensor } from "@gradiente/core";
 * import { klDivergence, Normal } from "@gradiente/core/distributions";
 *
 * const encoded = new Normal(tensor([0.5, -1]), tensor([1, 0.1]));
 * const z = encoded.rsample([3]); // [3, 2], with gradients to both parameters
 * const rate = klDivergence(encoded, new Normal(0, 1)).sum(); // what a variational autoencoder adds to its loss
 * console.log(z.shape, rate.item());
 * ```
 */
export class Normal extends ReparameterizedDistribution {
  override readonly mean: Tensor;
  /** σ, the square root of the variance. */
  readonly standardDeviation: Tensor;

  /**
   * A normal distribution. Parameters broadcast.
   *
   * @throws RangeError unless standard deviations are positive and finite; ShapeError if shapes do not broadcast.
   */
  constructor(mean: TensorLike, standardDeviation: TensorLike) {
    const [m, s] = parametersOf("Normal", {
      mean: [mean, real],
      standardDeviation: [standardDeviation, positive],
    });
    super(m.shape, []);
    this.mean = m;
    this.standardDeviation = s;
  }

  override get variance(): Tensor {
    return this.standardDeviation.square();
  }

  override logProb(x: TensorLike): Tensor {
    const deviations = sampleOf("Normal", x, this.mean).sub(this.mean).div(this.standardDeviation);
    return deviations.square().mul(-0.5).sub(this.standardDeviation.log()).sub(LOG_ROOT);
  }

  override entropy(): Tensor {
    return this.standardDeviation.log().add(0.5 + LOG_ROOT);
  }

  protected override draw(shape: Shape, stream: Generator): Tensor {
    const { mean, standardDeviation } = this;
    return drawn("Normal", "normal", stream, shape, mean.dtype).mul(standardDeviation).add(mean);
  }
}
