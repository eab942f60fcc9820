import { seed, type Tensor } from "@gradiente/core";
import { type Dataset, moons } from "@gradiente/datasets";
import { crossEntropyLoss, Dense, Dropout, type Module, ReLU, Sequential } from "@gradiente/nn";
import { Adam } from "@gradiente/optim";
import { accuracy, type Callback } from "@gradiente/train";

/** A small problem with everything in it that remembers: dropout, Adam, and an order of samples. */
export function problem(samples = 60) {
  seed(3);
  const model = new Sequential(new Dense(2, 8), new ReLU(), new Dropout(0.2), new Dense(8, 2));
  return {
    model,
    data: moons({ samples, noise: 0.1, seed: 1 }) as Dataset,
    optimizer: new Adam(model.parameters(), { learningRate: 0.02 }),
    loss: crossEntropyLoss as (prediction: Tensor, target: Tensor) => Tensor,
    metrics: { accuracy: accuracy() },
    batchSize: 16,
  };
}

/** All values of a model, to be compared bit for bit. */
export function weights(model: Module): number[][] {
  return [...model.stateDict().values()].map((x) => [...x.toTypedArray()]);
}

/** A callback that keeps the weights at the end of each epoch. */
export function recorder(): Callback & { readonly epochs: number[][][] } {
  const epochs: number[][][] = [];
  return { epochs, onEpochEnd: (run) => void epochs.push(weights(run.model as Module)) };
}

/** The options of a problem, without its model. */
export function optionsOf<Options extends { readonly model: unknown }>({ model: _, ...options }: Options) {
  return options;
}
