import type { TensorLike } from "../operand.ts";
import { positive } from "../ops/random/draws.ts";
import { LEAST } from "../ops/random/gamma.ts";
import type { Generator } from "../ops/random/generator.ts";
import { inDType } from "../primitives/cast.ts";
import type { Shape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import {
  inFloat64,
  logBeta,
  parametersOf,
  ReparameterizedDistribution,
  sampleOf,
  timesLog,
  timesLogOfRest,
} from "./distribution.ts";
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
    return a.div(total).mul(b.div(total)).div(total.add(1));
  }

  override logProb(x: TensorLike): Tensor {
    const given = sampleOf("Beta", x, this.alpha);
    const isOutside = given.lt(0).or(given.gt(1));
    const density = inFloat64(logDensity, isOutside.where(0.5, given), this.alpha, this.beta);
    return isOutside.where(Number.NEGATIVE_INFINITY, density);
  }

  override entropy(): Tensor {
    return inFloat64(entropyOf, this.alpha, this.beta);
  }

  protected override draw(shape: Shape, stream: Generator): Tensor {
    const dtype = this.alpha.dtype as "float32" | "float64";
    const [a, b] = [this.alpha, this.beta].map((x) =>
      logGammaSamples(inDType(x, "float64").expand(shape), stream),
    );
    return inDType(a.sub(b).sigmoid().clip(LEAST[dtype], MOST[dtype]), dtype);
  }
}

function logDensity(x: Tensor, a: Tensor, b: Tensor): Tensor {
  return timesLog(a.sub(1), x)
    .add(timesLogOfRest(b.sub(1), x))
    .sub(logBeta(a, b));
}

function entropyOf(a: Tensor, b: Tensor): Tensor {
  const total = a.add(b);
  return logBeta(a, b)
    .sub(a.sub(1).mul(a.digamma()))
    .sub(b.sub(1).mul(b.digamma()))
    .add(total.sub(2).mul(total.digamma()));
}
