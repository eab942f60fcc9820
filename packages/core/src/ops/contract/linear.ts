import { giveBack } from "../../give-back.ts";
import { placeOf, type TensorLike, toTensor } from "../../operand.ts";
import { formatShape, ShapeError } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";
import { add } from "../elementwise/arithmetic.ts";
import { matmul } from "./contraction.ts";

/**
 * The affine map of a fully connected layer, x Wᵀ + b: `[..., in]` and weights `[out, in]` give `[..., out]`. A bias has the
 * shape `[out]`. Dtypes are promoted. It is PyTorch's `functional.linear`.
 *
 * @param bias Default: none.
 * @throws ShapeError if the weights are no matrix, or sizes do not fit.
 * @example
 * ```ts
 * import { linear, ones, tensor } from "@gradiente/core";
 *
 * linear(tensor([1, 2]), ones([3, 2]), tensor([0, 1, 2])); // [3, 4, 5]
 * ```
 */
export function linear(x: TensorLike, weight: TensorLike, bias?: TensorLike): Tensor {
  const w = toTensor("linear", weight);
  const given = toTensor("linear", x, w);
  const b = bias === undefined ? null : toTensor("linear", bias, w);
  placeOf("linear", b === null ? [given, w] : [given, w, b]);
  const [outputs, inputs] = w.shape;
  if (w.ndim !== 2 || given.ndim === 0 || given.shape[given.ndim - 1] !== inputs) {
    throw new ShapeError(
      `linear: inputs [..., in] and weights [out, in] must have as many inputs, and they are ${formatShape(given.shape)} and ${formatShape(w.shape)}`,
    );
  }
  const product = matmul(given, w.transpose());
  if (b === null) return product;
  if (b.ndim !== 1 || b.shape[0] !== outputs) {
    throw new ShapeError(`linear: ${outputs} outputs need a bias [${outputs}], not ${formatShape(b.shape)}`);
  }
  const y = add(product, b);
  giveBack(product);
  return y;
}
