import type { Tensor } from "@gradiente/core";
import { checkFeatures, Module } from "../module.ts";
import type { Parameter } from "../parameter.ts";
import { initialWeights, type WeightOptions } from "./weights.ts";

/** Options of {@link Dense}. */
export type DenseOptions = WeightOptions;

/**
 * A fully connected layer, y = x Wᵀ + b: `[..., inFeatures] -> [..., outFeatures]`.
 *
 * @example
 * ```ts
 * import { ones } from "@gradiente/core";
 * import { Dense } from "@gradiente/nn";
 *
 * new Dense(3, 2).forward(ones([5, 3])).shape; // [5, 2]
 * ```
 */
export class Dense extends Module {
  /** W, of shape `[outFeatures, inFeatures]`. */
  readonly weight: Parameter;
  /** b, of shape `[outFeatures]`; undefined without a bias. */
  readonly bias: Parameter | undefined;

  /**
   * A layer with new random weights.
   *
   * @throws RangeError unless both numbers of features are whole numbers >= 1.
   */
  constructor(inFeatures: number, outFeatures: number, options: DenseOptions = {}) {
    super();
    for (const size of [inFeatures, outFeatures]) {
      if (!Number.isSafeInteger(size) || size < 1) {
        throw new RangeError(`Dense: the numbers of features are whole numbers >= 1, not ${size}`);
      }
    }
    const { weight, bias } = initialWeights([outFeatures, inFeatures], options);
    this.weight = weight;
    this.bias = bias;
  }

  /** @throws ShapeError unless the last axis of x has the size `inFeatures`. */
  override forward(x: Tensor): Tensor {
    checkFeatures("Dense", x, this.weight.shape[1]);
    const y = x.matmul(this.weight.transpose());
    return this.bias === undefined ? y : y.add(this.bias);
  }

  protected override describe(): string {
    const [outFeatures, inFeatures] = this.weight.shape;
    return `${inFeatures} -> ${outFeatures}${this.bias === undefined ? ", no bias" : ""}`;
  }
}
