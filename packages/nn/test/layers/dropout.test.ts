import { Generator, type Tensor } from "@gradiente/core";
import { AlphaDropout, Dropout, Dropout1d, Dropout2d, Dropout3d, type Module } from "@gradiente/nn";
import { agreesWithPyTorch, type Subject } from "../agreement.ts";

/** A stream that gives one mask, that of the golden case. */
class Given extends Generator {
  mask: Tensor | undefined;

  override bernoulli(): Tensor {
    if (this.mask === undefined) throw new Error("no mask was given");
    return this.mask;
  }
}

const masked = (make: (generator: Generator) => Module): Subject => {
  const generator = new Given(0);
  const module = make(generator);
  return {
    module,
    call: (x, mask) => {
      generator.mask = mask.cast("bool");
      return module.forward(x);
    },
  };
};

agreesWithPyTorch("layers/dropout", {
  Dropout: () => new Dropout(0.4),
  "Dropout in training": () => masked((generator) => new Dropout(0.4, { generator })),
  Dropout1d: () => new Dropout1d(0.4),
  "Dropout1d in training": () => masked((generator) => new Dropout1d(0.4, { generator })),
  Dropout2d: () => new Dropout2d(0.4),
  "Dropout2d in training": () => masked((generator) => new Dropout2d(0.4, { generator })),
  Dropout3d: () => new Dropout3d(0.4),
  "Dropout3d in training": () => masked((generator) => new Dropout3d(0.4, { generator })),
  AlphaDropout: () => new AlphaDropout(0.3),
  "AlphaDropout in training": () => masked((generator) => new AlphaDropout(0.3, { generator })),
});
