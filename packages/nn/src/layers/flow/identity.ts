import type { Tensor } from "@gradiente/core";
import { toTensor } from "@gradiente/core/arguments";
import { Module } from "../../module.ts";

/**
 * Gives its input as it is, for any shape and dtype: a layer that stands for none. As PyTorch's `Identity`.
 *
 * @example new Identity().forward(tensor([1, 2])); // [1, 2]
 */
export class Identity extends Module {
  override forward(x: Tensor): Tensor {
    return toTensor("Identity", x);
  }
}
