import { seed } from "@gradiente/core";
import { DataLoader, type Dataset } from "@gradiente/datasets";
import { crossEntropyLoss, Dense, type Module, ReLU, Sequential } from "@gradiente/nn";
import { Adam } from "@gradiente/optim";
import { accuracy, evaluate, type FitOptions, fit, type History } from "@gradiente/train";
import type { Options } from "./options.ts";

/** The mean loss over some images, and the fraction of them that are classified correctly. */
export interface Score {
  readonly loss: number;
  readonly accuracy: number;
}

export function buildModel(): Module {
  return new Sequential(new Dense(784, 64), new ReLU(), new Dense(64, 10));
}

const EVALUATION_BATCH = 500;
const inBatches = (dataset: Dataset) => new DataLoader(dataset, { batchSize: EVALUATION_BATCH });

export function score(model: Module, dataset: Dataset): Promise<Score> {
  const metrics = { accuracy: accuracy() };
  return evaluate(model, inBatches(dataset), { loss: crossEntropyLoss, metrics });
}

/** Trains a fresh model, and scores it on the test images after each epoch. */
export async function train(
  data: { readonly train: Dataset; readonly test: Dataset },
  options: Pick<Options, "epochs" | "batchSize" | "learningRate" | "seed">,
  watchers: Pick<FitOptions<Module>, "callbacks" | "signal"> = {},
): Promise<{ readonly model: Module; readonly history: History<"accuracy"> }> {
  seed(options.seed);
  const model = buildModel();
  const history = await fit(model, {
    data: new DataLoader(data.train, { batchSize: options.batchSize, shuffle: true }),
    validation: inBatches(data.test),
    loss: crossEntropyLoss,
    metrics: { accuracy: accuracy() },
    optimizer: new Adam(model.parameters(), { learningRate: options.learningRate }),
    epochs: options.epochs,
    seed: options.seed,
    ...watchers,
  });
  return { model, history };
}
