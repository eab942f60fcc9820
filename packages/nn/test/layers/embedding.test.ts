import { ones } from "@gradiente/core";
import { Embedding } from "@gradiente/nn";
import { agreesWithPyTorch } from "../agreement.ts";

const dtype = "float64";
const weights = () => ones([4, 2], { dtype });

agreesWithPyTorch("layers/embedding", {
  Embedding: () => new Embedding(4, 3, { dtype }),
  "Embedding of one index": () => new Embedding(4, 3, { dtype }),
  "Embedding with padding": () => new Embedding(4, 3, { paddingIndex: 3, dtype }),
  "Embedding from weights": () => Embedding.from(weights(), { freeze: false }),
  "Embedding from weights with padding": () => Embedding.from(weights(), { freeze: false, paddingIndex: 0 }),
  "Embedding frozen": () => Embedding.from(weights()),
});
