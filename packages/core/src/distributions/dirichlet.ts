import type { TensorLike } from "../operand.ts";
import { positive } from "../ops/random/draws.ts";
import type { Generator } from "../ops/random/generator.ts";
import { inDType } from "../primitives/cast.ts";
import { formatShape, type Shape, ShapeError } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { inFloat64, parametersOf, ReparameterizedDistribution, sampleOf, timesLog } from "./distribution.ts";
import { logGammaSamples } from "./log-gamma.ts";

/**
 * The Dirichlet distribution of shares that add up to 1, of the density ∝ Π xᵢ^(αᵢ - 1). A sample is gamma samples divided by
 * their sum, whose implicit gradients it has. As PyTorch's `Dirichlet`.
 *
 * @example
 * ```ts
 * import { tensor } from "@gradiente/core";
 * import { Dirichlet } from "@gradiente/core/distributions";
 *
 * new Dirichlet(tensor([1, 2, 5])).mean; // [0.125, 0.25, 0.625]
 * ```
 */
export class Dirichlet extends ReparameterizedDistribution {
  /** α, `[...batchShape, classes]`. */
  readonly concentration: Tensor;

  /**
   * A distribution over the last axis of the concentration, `[..., classes]`.
   *
   * @throws RangeError unless concentrations are positive and finite; ShapeError unless there is a class.
   */
  constructor(concentration: TensorLike) {
    const [a] = parametersOf("Dirichlet", { concentration: [concentration, positive] });
    if (a.ndim === 0 || a.shape[a.ndim - 1] === 0) {
      throw new ShapeError(
        `Dirichlet: the concentration must be [..., classes] with at least one class, not ${formatShape(a.shape)}`,
      );
    }
    super(a.shape.slice(0, -1), a.shape.slice(-1));
    this.concentration = a;
  }

  override get mean(): Tensor {
    return this.concentration.div(this.concentration.sum(-1, { keepDims: true }));
  }

  override get variance(): Tensor {
    return inFloat64(varianceOf, this.concentration);
  }

  /** Whether shares add up to 1 is not checked. */
  override logProb(x: TensorLike): Tensor {
    const given = sampleOf("Dirichlet", x, this.concentration);
    const isOutside = given.lt(0);
    const density = inFloat64(logDensity, isOutside.where(1, given), this.concentration);
    return isOutside.any(-1).where(Number.NEGATIVE_INFINITY, density);
  }

  override entropy(): Tensor {
    return inFloat64(entropyOf, this.concentration);
  }

  protected override draw(shape: Shape, stream: Generator): Tensor {
    const a = inDType(this.concentration, "float64").expand([...shape, ...this.eventShape]);
    return inDType(logGammaSamples(a, stream).softmax(-1), this.concentration.dtype);
  }
}

/** log of Π Γ(αᵢ) / Γ(Σ αᵢ). */
function logNormalizer(a: Tensor): Tensor {
  return a.lgamma().sum(-1).sub(a.sum(-1).lgamma());
}

function logDensity(x: Tensor, a: Tensor): Tensor {
  return timesLog(a.sub(1), x).sum(-1).sub(logNormalizer(a));
}

function entropyOf(a: Tensor): Tensor {
  const total = a.sum(-1);
  const slopes = a.sub(1).mul(a.digamma()).sum(-1);
  return logNormalizer(a)
    .add(total.sub(a.shape[a.ndim - 1]).mul(total.digamma()))
    .sub(slopes);
}

function varianceOf(a: Tensor): Tensor {
  const total = a.sum(-1, { keepDims: true });
  return a.div(total).mul(total.sub(a).div(total)).div(total.add(1));
}
