import { decodeSafetensors, encodeSafetensors, seed } from "@gradiente/core";
import { augment, DataLoader, type Mnist, randomShift } from "@gradiente/datasets";
import { crossEntropyLoss } from "@gradiente/nn";
import { Adam, schedules } from "@gradiente/optim";
import { accuracy, evaluate, fit } from "@gradiente/train";
import { digitNetwork } from "./digit-network.ts";
import type { WeightsOptions } from "./weights-options.ts";

const BATCH = 64;

/** Trains the network of "Draw a digit", and gives its weights, in 16 bits each, as a safetensors file. */
export async function trainDigits(
  { train, test }: Mnist,
  { epochs, callbacks }: WeightsOptions,
): Promise<Uint8Array> {
  seed(0);
  const model = digitNetwork();
  const steps = Math.ceil(train.size / BATCH) * epochs;
  // What is drawn is centred by its ink, as MNIST is, but the ink is another pen's.
  const shifted = augment(train, randomShift({ imageShape: [28, 28], pixels: 1 }), { seed: 0 });
  await fit(model, {
    data: shifted,
    batchSize: BATCH,
    loss: crossEntropyLoss,
    optimizer: new Adam(model.parameters(), { learningRate: schedules.cosine({ from: 2e-3, steps }) }),
    epochs,
    callbacks,
    seed: 0,
  });
  const halves = (metadata = {}) => encodeSafetensors(model.stateDict(), metadata, { dtype: "float16" });
  // The score is that of the rounded weights.
  model.loadStateDict(decodeSafetensors(halves()).tensors);
  const score = await evaluate(model, new DataLoader(test, { batchSize: 500 }), {
    metrics: { accuracy: accuracy() },
  });
  return halves({ data: "MNIST", epochs: String(epochs), testAccuracy: score.accuracy.toFixed(4) });
}
