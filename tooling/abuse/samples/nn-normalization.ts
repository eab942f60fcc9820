import { ones } from "@gradiente/core";
import { LayerNorm, type LayerNormOptions } from "@gradiente/nn";
import { layer } from "./nn-layer.ts";

const rows = () => ones([2, 3]);

/** Layers that normalise. */
export const normalizationLayers = {
  LayerNorm: {
    construct: (): [number, Required<LayerNormOptions>] => [
      3,
      { epsilon: 1e-3, elementwiseAffine: true, bias: true, dtype: "float32" },
    ],
    ...layer(() => new LayerNorm(3), rows),
  },
};
