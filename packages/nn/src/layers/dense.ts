import type { DType, GeneratorOptions, Tensor } from "@gradiente/core";
import { type Initializer, uniform } from "../initializers.ts";
import { checkFeatures, Module } from "../module.ts";
import { Parameter } from "../parameter.ts";

export interface DenseOptions extends GeneratorOptions {
  /** Whether to add a bias; true unless said otherwise. */
  readonly bias?: boolean;
  /** float32 unless said otherwise. */
  readonly dtype?: DType;
  /** Uniform on ±1/√inFeatures unless said otherwise, as PyTorch's `Linear`. */
  readonly weightInitializer?: Initializer;
  /** As the weight's unless said otherwise. */
  readonly biasInitializer?: Initializer;
}

/** A fully connected layer, y = x Wᵀ + b: `[..., inFeatures] -> [..., outFeatures]`. */
export class Dense extends Module {
  /** `[outFeatures, inFeatures]` */
  readonly weight: Parameter;
  /** `[outFeatures]`; undefined without bias. */
  readonly bias: Parameter | undefined;

  /** @throws RangeError unless both sizes are whole numbers >= 1. */
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

  /** @throws ShapeError unless the last axis of x has `inFeatures`. */
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
