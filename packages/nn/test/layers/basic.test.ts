import { Dense } from "@gradiente/nn";
import { agreesWithPyTorch } from "../agreement.ts";

const dtype = "float64";

agreesWithPyTorch("layers/basic", {
  Dense: () => new Dense(4, 3, { dtype }),
  "Dense without bias": () => new Dense(4, 3, { bias: false, dtype }),
  "Dense of a sequence": () => new Dense(4, 3, { dtype }),
});
