import { decodeSafetensors, encodeSafetensors, seed as restart } from "@gradiente/core";
import { type Dataset, subset, wholeBatch } from "@gradiente/datasets";
import { crossEntropyLoss, Dense, parameterCount, ReLU, Sequential } from "@gradiente/nn";
import { Adam } from "@gradiente/optim";
import { accuracy, evaluate, fit } from "@gradiente/train";

/* Fine-tuning: a net learns five of the digits. Its body is loaded, frozen, and gets a new head for the other five. */

export interface FineTuningOptions {
  /** The number of epochs of each of the two trainings. Default: 10. */
  readonly epochs?: number;
  /** The number of images of the new digits to learn from: few. Default: 100. */
  readonly examples?: number;
  /** The width of the hidden layers. Default: 64. */
  readonly hidden?: number;
  /** Default: 0.003. */
  readonly learningRate?: number;
  /** Default: 0. */
  readonly seed?: number;
}

const KNOWN = 5;

/** Trains on images `[784]` with labels from 0 to 9. */
export async function fineTuning(data: { train: Dataset; test: Dataset }, options: FineTuningOptions = {}) {
  const { epochs = 10, examples = 100, hidden = 64, learningRate = 3e-3, seed = 0 } = options;
  restart(seed);
  const newModel = (classes: number) => {
    const body = new Sequential(new Dense(784, hidden), new ReLU(), new Dense(hidden, hidden), new ReLU());
    return new Sequential(body, new Dense(hidden, classes));
  };
  /** The images of the digits below 5, or of the others. */
  const half = (of: Dataset, isKnown: boolean) => {
    const labels = [...wholeBatch(of).y.toTypedArray()];
    return subset(
      of,
      labels.flatMap((label, i) => (label < KNOWN === isKnown ? [i] : [])),
    );
  };
  const trained = async (model: Sequential, on: Dataset, passes: number) => {
    const optimizer = new Adam(model.parameters(), { learningRate });
    await fit(model, { data: on, loss: crossEntropyLoss, optimizer, epochs: passes, batchSize: 32, seed });
  };
  const unknown = half(data.test, false);
  const accuracyOf = async (model: Sequential) =>
    (await evaluate(model, unknown, { metrics: { accuracy: accuracy() } })).accuracy;

  const first = newModel(KNOWN);
  await trained(first, half(data.train, true), epochs);
  const file = encodeSafetensors(first.stateDict());

  const model = newModel(10);
  const { tensors } = decodeSafetensors(file);
  // The head has another shape: its names are left out. Only what is called "1" may be missing.
  const { missing } = model.loadStateDict(tensors, {
    strict: false,
    rename: (name) => (name.startsWith("1.") ? null : name),
  });
  model.freeze("0");
  const few = half(data.train, false);
  const lesson = subset(
    few,
    Array.from({ length: Math.min(examples, few.size) }, (_, i) => i),
  );
  const before = await accuracyOf(model);
  const passes = Math.ceil((epochs * data.train.size) / lesson.size / 2);
  await trained(model, lesson, passes);
  const after = await accuracyOf(model);
  const trainable = parameterCount(model, { trainable: true });
  /** Accuracies on test images of the new digits; what was loaded, what was left out, and the model. */
  return { before, after, loaded: tensors, missing, trainable, model };
}
