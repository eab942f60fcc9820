import { LayerNorm } from "@gradiente/nn";
import { agreesWithPyTorch } from "../agreement.ts";

const dtype = "float64";

agreesWithPyTorch("layers/normalization", {
  LayerNorm: () => new LayerNorm(4, { dtype }),
  "LayerNorm over two axes": () => new LayerNorm([3, 4], { epsilon: 0.1, dtype }),
  "LayerNorm without weights": () => new LayerNorm(4, { elementwiseAffine: false }),
  "LayerNorm without bias": () => new LayerNorm(4, { bias: false, dtype }),
});
