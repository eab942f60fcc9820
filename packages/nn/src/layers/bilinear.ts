import { formatShape, ShapeError, sameShape, type Tensor } from "@gradiente/core";
import { checkArgument, optionsOf, toTensor, whole } from "@gradiente/core/arguments";
import { uniform } from "../initializers/index.ts";
import { checkFeatures, Module } from "../module.ts";
import type { Parameter } from "../parameter.ts";
import { initialWeights, WEIGHTS, type WeightOptions } from "./weights.ts";
import { withBias } from "./with-bias.ts";

/**
 * Options of {@link Bilinear}. Initial weights and biases are uniform on ±1/√firstFeatures unless initialisers are given, as
 * in PyTorch.
 */
export type BilinearOptions = WeightOptions;

const aSize = whole(1);

/**
 * A layer of products of two inputs: output k is x₁ᵀ Wₖ x₂ + bₖ, for inputs `[..., firstFeatures]` and
 * `[..., secondFeatures]` with the same axes before the last; the result is `[..., outFeatures]`. As PyTorch's `Bilinear`.
 *
 * @example
 * ```ts
 * import { ones } from "@gradiente/core";
 * import { Bilinear } from "@gradiente/nn";
 *
 * new Bilinear(3, 2, 4).forward(ones([5, 3]), ones([5, 2])).shape; // [5, 4]
 * ```
 */
export class Bilinear extends Module<readonly [first: Tensor, second: Tensor]> {
  /** W, of shape `[outFeatures, firstFeatures, secondFeatures]`. */
  readonly weight: Parameter;
  /** b, of shape `[outFeatures]`; undefined without a bias. */
  readonly bias: Parameter | undefined;

  /**
   * A layer with new random weights.
   *
   * @throws RangeError unless all numbers of features are whole numbers >= 1.
   */
  constructor(firstFeatures: number, secondFeatures: number, outFeatures: number, options?: BilinearOptions) {
    super();
    const chosen = optionsOf("Bilinear", options, WEIGHTS);
    checkArgument("Bilinear", "firstFeatures", firstFeatures, aSize);
    checkArgument("Bilinear", "secondFeatures", secondFeatures, aSize);
    checkArgument("Bilinear", "outFeatures", outFeatures, aSize);
    const bound = 1 / Math.sqrt(firstFeatures);
    const usual = uniform(-bound, bound);
    const { weightInitializer = usual, biasInitializer = usual } = chosen;
    const shape = [outFeatures, firstFeatures, secondFeatures];
    const { weight, bias } = initialWeights(shape, { ...chosen, weightInitializer, biasInitializer });
    this.weight = weight;
    this.bias = bias;
  }

  /** @throws ShapeError unless the last axes have the sizes of the features, and the other axes are the same. */
  override forward(first: Tensor, second: Tensor): Tensor {
    const [x, y] = [toTensor("Bilinear", first), toTensor("Bilinear", second)];
    const [outputs, rows, columns] = this.weight.shape;
    checkFeatures("Bilinear", x, rows);
    checkFeatures("Bilinear", y, columns);
    const lead = x.shape.slice(0, -1);
    if (!sameShape(lead, y.shape.slice(0, -1))) {
      throw new ShapeError(
        `Bilinear: the inputs must have the same axes before the last, and have shapes ${formatShape(x.shape)} and ` +
          formatShape(y.shape),
      );
    }
    // One product for all samples, [samples, rows] by [rows, outputs · columns]; the other is one of each sample.
    const weights = this.weight.permute([1, 0, 2]).reshape([rows, outputs * columns]);
    const half = x.reshape([-1, rows]).matmul(weights).reshape([-1, outputs, columns]);
    const products = half.matmul(y.reshape([-1, columns, 1])).reshape([...lead, outputs]);
    return this.bias === undefined ? products : withBias(products, this.bias);
  }

  protected override describe(): string {
    const [outputs, rows, columns] = this.weight.shape;
    return `${rows}, ${columns} -> ${outputs}${this.bias === undefined ? ", no bias" : ""}`;
  }
}
