import { Dense, type Module, ReLU, Sequential, Sigmoid, SiLU, Tanh } from "@gradiente/nn";
import { Adam, Momentum, type Optimizer, RMSprop, SGD } from "@gradiente/optim";
import type { PlaneSettings } from "./settings.ts";

const ACTIVATIONS: Readonly<Record<PlaneSettings["activation"], new () => Module>> = {
  relu: ReLU,
  tanh: Tanh,
  sigmoid: Sigmoid,
  silu: SiLU,
};

const OPTIMIZERS = { sgd: SGD, momentum: Momentum, rmsprop: RMSprop, adam: Adam };

/** A network from the two coordinates of points to one score each: `[points, 2] -> [points, 1]`. */
export function buildNetwork({ layers, activation }: PlaneSettings): Sequential {
  const sizes = [2, ...layers];
  const hidden = layers.flatMap((size, i) => [new Dense(sizes[i], size), new ACTIVATIONS[activation]()]);
  return new Sequential(...hidden, new Dense(sizes[layers.length], 1));
}

/** The paths of the activations of each hidden layer in that network. */
export function activationPaths({ layers }: PlaneSettings): string[] {
  return layers.map((_, i) => String(2 * i + 1));
}

/** The optimiser that was chosen, for all parameters of the network. */
export function buildOptimizer({ optimizer, rate }: PlaneSettings, model: Module): Optimizer {
  return new OPTIMIZERS[optimizer](model.parameters(), { learningRate: rate });
}
