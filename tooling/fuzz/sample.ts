import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { seed } from "@gradiente/core";
import { DataLoader, type Dataset, moons } from "@gradiente/datasets";
import { crossEntropyLoss, Dense, Dropout, Sequential } from "@gradiente/nn";
import { Adam } from "@gradiente/optim";
import {
  accuracy,
  type Callback,
  EarlyStopping,
  encodeTrainingState,
  fit,
  History,
  ReduceOnPlateau,
} from "@gradiente/train";
import { ModelCheckpoint } from "@gradiente/train/node";

/** What a training has left behind: the same in every run. */
export interface Sample {
  /** A folder for the files of mutants. */
  readonly folder: string;
  readonly history: History;
  readonly checkpoint: Uint8Array;
  readonly weightsFile: Uint8Array;
}

/** The parts of a small training that has everything whose state is saved. */
export function training() {
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
      // Its name is what it is here for: it never writes.
      new ModelCheckpoint({ file: "a state.safetensors", every: 1000 }),
    ],
  };
}

/** Trains for two epochs. */
export async function makeSample(): Promise<Sample> {
  seed(0);
  const folder = mkdtempSync(join(tmpdir(), "gradiente-fuzz-"));
  const weights = join(folder, "weights.safetensors");
  const { model, ...options } = training();
  let checkpoint: Uint8Array = new Uint8Array();
  const history = new History();
  const keep: Callback = {
    onSave: (run, record) => {
      history.append({ ...record, seconds: 1.5 });
      checkpoint = encodeTrainingState({ ...run.snapshot(), history });
    },
  };
  const common = { ...options, loss: crossEntropyLoss, metrics: { accuracy: accuracy() }, seed: 0 };
  // biome-ignore lint/suspicious/noFocusedTests: this fit trains.
  await fit(model, { ...common, epochs: 2, callbacks: [...options.callbacks, keep] });
  const writer = new ModelCheckpoint({ file: weights, weightsOnly: true });
  // biome-ignore lint/suspicious/noFocusedTests: this fit trains too.
  await fit(model, { ...common, epochs: 1, callbacks: [writer] });
  return {
    folder,
    history,
    checkpoint,
    weightsFile: new Uint8Array(readFileSync(weights)),
  };
}
