import type { TensorLike } from "../operand.ts";
import { positive } from "../ops/random/draws.ts";
import { LEAST } from "../ops/random/gamma.ts";
import type { Generator } from "../ops/random/generator.ts";
import { inDType } from "../primitives/cast.ts";
import type { Shape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { parametersOf, ReparameterizedDistribution, sampleOf, timesLog } from "./distribution.ts";
import { logGammaSamples } from "./log-gamma.ts";

/**
 * The gamma distribution, of the density ∝ x^(α - 1) e^(-β x), also of many independent numbers at once. Samples have
 * implicit gradients by α (Figurnov et al., "Implicit reparameterization gradients", 2018). As PyTorch's `Gamma`.
 *
 * @example
 * ```ts
 * import { Gamma } from "@gradiente/core/distributions";
 *
 * new Gamma(2, 4).mean; // 0.5
 * ```
 */
export class Gamma extends ReparameterizedDistribution {
  /** α, the shape parameter. */
  readonly concentration: Tensor;
  /** β, the inverse of the scale. */
  readonly rate: Tensor;

  /**
   * A gamma distribution. Parameters broadcast.
   *
   * @param rate Default: 1.
   * @throws RangeError unless parameters are positive and finite; ShapeError if shapes do not broadcast.
   */
  constructor(concentration: TensorLike, rate: TensorLike = 1) {
    const [a, b] = parametersOf("Gamma", {
      concentration: [concentration, positive],
      rate: [rate, positive],
    });
    super(a.shape, []);
    this.concentration = a;
    this.rate = b;
  }

  override get mean(): Tensor {
    return this.concentration.div(this.rate);
  }

  override get variance(): Tensor {
    return this.concentration.div(this.rate.square());
  }

  override logProb(x: TensorLike): Tensor {
    const { concentration: a, rate: b } = this;
    const given = sampleOf("Gamma", x, a);
    const isInside = given.ge(0);
    const inside = isInside.where(given, 1);
    const density = a
      .mul(b.log())
      .add(timesLog(a.sub(1), inside))
      .sub(b.mul(inside))
      .sub(a.lgamma());
    return isInside.where(density, Number.NEGATIVE_INFINITY);
  }

  override entropy(): Tensor {
    const { concentration: a, rate: b } = this;
    return a.sub(b.log()).add(a.lgamma()).add(a.neg().add(1).mul(a.digamma()));
  }

  protected override draw(shape: Shape, stream: Generator): Tensor {
    const { dtype } = this.concentration;
    const [a, b] = [this.concentration, this.rate].map((x) => inDType(x, "float64").expand(shape));
    const x = logGammaSamples(a, stream).sub(b.log()).exp();
    return inDType(x.maximum(LEAST[dtype as "float32" | "float64"]), dtype);
  }
}
