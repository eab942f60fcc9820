import type { Tensor } from "@gradiente/core";
import { found, toTensor } from "@gradiente/core/arguments";
import { nnCopy } from "../copy.ts";
import { Module } from "../module.ts";

/**
 * Layers one after another: each takes the output of the one before it. In paths, a layer is named by its number, as in
 * PyTorch: `0.weight`.
 *
 * @example
 * ```ts
 * import { ones } from "@gradiente/core";
 * import { Dense, ReLU, Sequential } from "@gradiente/nn";
 *
 * const model = new Sequential(new Dense(784, 64), new ReLU(), new Dense(64, 10));
 * model.forward(ones([32, 784])).shape; // [32, 10]
 * ```
 */
export class Sequential extends Module {
  /** The layers in their order. */
  readonly layers: readonly Module[];

  /**
   * A model that runs these layers, one after the other.
   *
   * @throws TypeError if an argument is not a Module.
   */
  constructor(...layers: readonly Module[]) {
    super();
    Array.from(layers).forEach((layer, i) => {
      if (!(layer instanceof Module)) {
        nnCopy.check("Sequential", layer);
        const given = Array.isArray(layer)
          ? "an array: spread it, as in ...layers"
          : `${found(layer)}${typeof layer === "function" ? "; is it a class without new?" : ""}`;
        throw new TypeError(`Sequential: layer ${i} is not a Module but ${given}`);
      }
    });
    this.layers = layers;
  }

  override forward(x: Tensor): Tensor {
    return this.layers.reduce((y, layer) => layer.forward(y), toTensor("Sequential", x));
  }

  protected override fields(): Iterable<readonly [string, unknown]> {
    return this.layers.map((layer, i) => [String(i), layer]);
  }
}
