import type { Tensor } from "@gradiente/core";
import { Module } from "../module.ts";

/** Layers one after another. A layer's part of the path is its number, as in PyTorch: `0.weight`. */
export class Sequential extends Module {
  readonly layers: readonly Module[];

  /** @throws TypeError for what is no Module. */
  constructor(...layers: readonly Module[]) {
    super();
    layers.forEach((layer, i) => {
      if (!(layer instanceof Module)) {
        const found = Array.isArray(layer)
          ? "an array: spread it, as in ...layers"
          : `${typeof layer}; is it a class without new?`;
        throw new TypeError(`Sequential: layer ${i} is no Module but ${found}`);
      }
    });
    this.layers = layers;
  }

  override forward(x: Tensor): Tensor {
    return this.layers.reduce((y, layer) => layer.forward(y), x);
  }

  protected override fields(): Iterable<readonly [string, unknown]> {
    return this.layers.map((layer, i) => [String(i), layer]);
  }
}
