import { linear, type Tensor } from "@gradiente/core";
import { checkArgument, optionsOf, toTensor, whole } from "@gradiente/core/arguments";
import { checkFeatures, Module } from "../module.ts";
import type { Parameter } from "../parameter.ts";
import { initialWeights, WEIGHTS, type WeightOptions } from "./weights.ts";

/** Options of {@link Dense}. */
export type DenseOptions = WeightOptions;

const aSize = whole(1);

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
  /** @internal */
  static readonly keepsNothing = true;

  /** W, of shape `[outFeatures, inFeatures]`. */
  readonly weight: Parameter;
  /** b, of shape `[outFeatures]`; undefined without a bias. */
  readonly bias: Parameter | undefined;

  /**
   * A layer with new random weights.
   *
   * @throws RangeError unless both numbers of features are whole numbers >= 1.
   */
  constructor(inFeatures: number, outFeatures: number, options?: DenseOptions) {
    super();
    const chosen = optionsOf("Dense", options, WEIGHTS);
    checkArgument("Dense", "inFeatures", inFeatures, aSize);
    checkArgument("Dense", "outFeatures", outFeatures, aSize);
    const { weight, bias } = initialWeights([outFeatures, inFeatures], chosen);
    this.weight = weight;
    this.bias = bias;
  }

  /** @throws ShapeError unless the last axis of x has the size `inFeatures`. */
  override forward(x: Tensor): Tensor {
    const given = toTensor("Dense", x);
    checkFeatures("Dense", given, this.weight.shape[1]);
    return linear(given, this.weight, this.bias);
  }

  protected override describe(): string {
    const [outFeatures, inFeatures] = this.weight.shape;
    return `${inFeatures} -> ${outFeatures}${this.bias === undefined ? ", no bias" : ""}`;
  }
}
