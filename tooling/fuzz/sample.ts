import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DataLoader, type Dataset, moons } from "@gradiente/datasets";
import { crossEntropyLoss, Dense, Dropout, Sequential } from "@gradiente/nn";
import { Adam } from "@gradiente/optim";
import { accuracy, EarlyStopping, fit, type History, ReduceOnPlateau } from "@gradiente/train";
import { ModelCheckpoint } from "@gradiente/train/node";

/** What a training has left behind. */
export interface Sample {
  /** A folder for the files of mutants. */
  readonly folder: string;
  readonly history: History;
  readonly checkpoint: Uint8Array;
  readonly weightsFile: Uint8Array;
}

/** The parts of a small training that has everything whose state is saved. */
export function training(folder: string) {
  const model = new Sequential(new Dense(2, 3), new Dropout(0.2), new Dense(3, 2));
  const plateau = new ReduceOnPlateau({ monitor: "loss", learningRate: 0.1, patience: 2 });
  return {
    model,
    data: new DataLoader(moons({ samples: 16, seed: 1 }) as Dataset, {
      batchSize: 8,
      shuffle: true,
      seed: 2,
    }),
    optimizer: new Adam(model.parameters(), { learningRate: plateau.schedule }),
    callbacks: [
      new EarlyStopping({ monitor: "loss", patience: 9, restoreBest: true }),
      plateau,
      new ModelCheckpoint({ file: join(folder, "a state.safetensors"), monitor: "loss" }),
    ],
  };
}

/** Trains for two epochs. */
export async function makeSample(): Promise<Sample> {
  const folder = mkdtempSync(join(tmpdir(), "gradiente-fuzz-"));
  const { model, ...options } = training(folder);
  const weights = join(folder, "weights.safetensors");
  // biome-ignore lint/suspicious/noFocusedTests: this fit trains.
  const history = await fit(model, {
    ...options,
    loss: crossEntropyLoss,
    epochs: 2,
    metrics: { accuracy: accuracy() },
    callbacks: [
      ...options.callbacks,
      new ModelCheckpoint({ file: weights, weightsOnly: true, monitor: "loss" }),
    ],
    seed: 0,
  });
  return {
    folder,
    history,
    checkpoint: new Uint8Array(readFileSync(join(folder, "a state.safetensors"))),
    weightsFile: new Uint8Array(readFileSync(weights)),
  };
}
