import type { TensorLike } from "../operand.ts";
import { positive } from "../ops/random/draws.ts";
import { LEAST } from "../ops/random/gamma.ts";
import type { Generator } from "../ops/random/generator.ts";
import { inDType } from "../primitives/cast.ts";
import type { Shape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { logBeta, parametersOf, ReparameterizedDistribution, sampleOf, timesLog } from "./distribution.ts";
import { logGammaSamples } from "./log-gamma.ts";

/** The largest numbers below 1: samples that would be rounded to 1 are these. */
const MOST = { float32: 1 - 2 ** -24, float64: 1 - 2 ** -53 } as const;

/**
 * The beta distribution, of the density ∝ x^(α - 1) (1 - x)^(β - 1) from 0 to 1, also of many independent numbers at once. A
 * sample is the share of one gamma sample in two, whose implicit gradients it has. As PyTorch's `Beta`.
 *
 * @example
 * ```ts
 * import { Beta } from "@gradiente/core/distributions";
 *
 * new Beta(2, 6).mean; // 0.25
 * ```
 */
export class Beta extends ReparameterizedDistribution {
  /** α, the concentration at 1. */
  readonly alpha: Tensor;
  /** β, the concentration at 0. */
  readonly beta: Tensor;

  /**
   * A beta distribution. Parameters broadcast.
   *
   * @throws RangeError unless parameters are positive and finite; ShapeError if shapes do not broadcast.
   */
  constructor(alpha: TensorLike, beta: TensorLike) {
    const [a, b] = parametersOf("Beta", { alpha: [alpha, positive], beta: [beta, positive] });
    super(a.shape, []);
    this.alpha = a;
    this.beta = b;
  }

  override get mean(): Tensor {
    return this.alpha.div(this.alpha.add(this.beta));
  }

  override get variance(): Tensor {
    const { alpha: a, beta: b } = this;
    const total = a.add(b);
    return a.mul(b).div(total.square().mul(total.add(1)));
  }

  override logProb(x: TensorLike): Tensor {
    const { alpha: a, beta: b } = this;
    const given = sampleOf("Beta", x, a);
    const isInside = given.ge(0).and(given.le(1));
    const inside = isInside.where(given, 0.5);
    const density = timesLog(a.sub(1), inside)
      .add(timesLog(b.sub(1), inside.neg().add(1)))
      .sub(logBeta(a, b));
    return isInside.where(density, Number.NEGATIVE_INFINITY);
  }

  override entropy(): Tensor {
    const { alpha: a, beta: b } = this;
    const total = a.add(b);
    return logBeta(a, b)
      .sub(a.sub(1).mul(a.digamma()))
      .sub(b.sub(1).mul(b.digamma()))
      .add(total.sub(2).mul(total.digamma()));
  }

  protected override draw(shape: Shape, stream: Generator): Tensor {
    const dtype = this.alpha.dtype as "float32" | "float64";
    const [a, b] = [this.alpha, this.beta].map((x) =>
      logGammaSamples(inDType(x, "float64").expand(shape), stream),
    );
    return inDType(a.sub(b).sigmoid().clip(LEAST[dtype], MOST[dtype]), dtype);
  }
}
