import { noGrad, seed, type Tensor } from "@gradiente/core";
import { DataLoader, type Dataset } from "@gradiente/datasets";
import { crossEntropyLoss, Dense, type Module, ReLU, Sequential } from "@gradiente/nn";
import { Adam } from "@gradiente/optim";
import type { Options } from "./options.ts";

/** The mean loss over some images, and the fraction of them that are classified correctly. */
export interface Score {
  readonly loss: number;
  readonly accuracy: number;
}

export interface Epoch {
  readonly epoch: number;
  /** The scores over the batches of the epoch, each before its update. */
  readonly train: Score;
  /** The scores on the test images after the epoch. */
  readonly test: Score;
}

export interface Watcher {
  /** Called between batches. True ends the training. */
  stopped(): boolean;
  onBatch(epoch: number, batch: number, batches: number, sofar: Score): void;
  onEpoch(epoch: Epoch): void;
}

export function buildModel(): Module {
  return new Sequential(new Dense(784, 64), new ReLU(), new Dense(64, 10));
}

/** Accumulates the scores of batches. */
class Tally {
  #images = 0;
  #loss = 0;
  #hits = 0;

  add(logits: Tensor, labels: Tensor, loss: Tensor): void {
    const images = labels.size;
    this.#images += images;
    this.#loss += loss.item() * images;
    this.#hits += logits.argmax(1).eq(labels).sum().item();
  }

  get score(): Score {
    return { loss: this.#loss / this.#images, accuracy: this.#hits / this.#images };
  }
}

const EVALUATION_BATCH = 500;

export function evaluate(model: Module, dataset: Dataset): Score {
  const tally = new Tally();
  model.eval();
  noGrad(() => {
    for (const { x, y } of new DataLoader(dataset, { batchSize: EVALUATION_BATCH })) {
      const logits = model.forward(x);
      tally.add(logits, y, crossEntropyLoss(logits, y));
    }
  });
  return tally.score;
}

/** Trains a new model. Between batches, other tasks of the program can run, so that a signal can take effect. */
export async function train(
  data: { readonly train: Dataset; readonly test: Dataset },
  options: Pick<Options, "epochs" | "batchSize" | "learningRate" | "seed">,
  watcher: Watcher,
): Promise<Module> {
  seed(options.seed);
  const model = buildModel();
  const optimizer = new Adam(model.parameters(), { learningRate: options.learningRate });
  const loader = new DataLoader(data.train, { batchSize: options.batchSize, shuffle: true });
  for (let epoch = 1; epoch <= options.epochs; epoch++) {
    const tally = new Tally();
    let batch = 0;
    model.train();
    for (const { x, y } of loader) {
      const logits = model.forward(x);
      const loss = crossEntropyLoss(logits, y);
      optimizer.step(loss.backward());
      tally.add(logits, y, loss);
      watcher.onBatch(epoch, ++batch, loader.length, tally.score);
      await new Promise(setImmediate);
      if (watcher.stopped()) return model;
    }
    watcher.onEpoch({ epoch, train: tally.score, test: evaluate(model, data.test) });
  }
  return model;
}
