import type { DType, GeneratorOptions, Tensor } from "@gradiente/core";
import { type Initializer, uniform } from "../initializers.ts";
import { checkFeatures, Module } from "../module.ts";
import { Parameter } from "../parameter.ts";

/** Options of {@link Dense}. */
export interface DenseOptions extends GeneratorOptions {
  /** Whether to add a bias. Default: true. */
  readonly bias?: boolean;
  /** The dtype of weight and bias. Default: float32. */
  readonly dtype?: DType;
  /** The first value of the weight. Default: uniform on ±1/√inFeatures, as in PyTorch's `Linear`. */
  readonly weightInitializer?: Initializer;
  /** The first value of the bias. Default: uniform on ±1/√inFeatures, as in PyTorch's `Linear`. */
  readonly biasInitializer?: Initializer;
}

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

  /** @throws RangeError unless both numbers of features are whole numbers >= 1. */
  constructor(inFeatures: number, outFeatures: number, options: DenseOptions = {}) {
    super();
    for (const size of [inFeatures, outFeatures]) {
      if (!Number.isSafeInteger(size) || size < 1) {
        throw new RangeError(`Dense: the numbers of features are whole numbers >= 1, not ${size}`);
      }
    }
    const bound = 1 / Math.sqrt(inFeatures);
    const { bias = true, dtype, generator } = options;
    const { weightInitializer = uniform(-bound, bound), biasInitializer = uniform(-bound, bound) } = options;
    this.weight = new Parameter(weightInitializer([outFeatures, inFeatures], { dtype, generator }));
    this.bias = bias ? new Parameter(biasInitializer([outFeatures], { dtype, generator })) : undefined;
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
