import { ReLU, Sequential, Sigmoid } from "@gradiente/nn";
import { perceptron } from "../kit/network.ts";

/** How many numbers an image becomes. */
export const CODE = 9;

/** The network of the page "The nine numbers", the autoencoder of experiments B6 and B7. */
export interface CodeNetwork {
  /** `[batch, 784] -> [batch, 9]`. */
  readonly encoder: Sequential;
  /** `[batch, 9] -> [batch, 784]`. */
  readonly decoder: Sequential;
  /** One after the other. */
  readonly model: Sequential;
}

/** A new one, with random weights. */
export function codeNetwork(): CodeNetwork {
  const activation = () => new ReLU();
  const encoder = perceptron([784, 128, CODE], { activation });
  const decoder = perceptron([CODE, 128, 784], { activation, output: () => new Sigmoid() });
  return { encoder, decoder, model: new Sequential(encoder, decoder) };
}
