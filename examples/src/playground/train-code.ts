import {
  decodeSafetensors,
  encodeSafetensors,
  type Generator,
  noGrad,
  seed,
  type Tensor,
} from "@gradiente/core";
import { denoising, type Mnist, wholeBatch } from "@gradiente/datasets";
import { mseLoss } from "@gradiente/nn";
import { Adam, schedules } from "@gradiente/optim";
import { fit } from "@gradiente/train";
import { codeNetwork } from "./code-network.ts";
import type { WeightsOptions } from "./weights-options.ts";

const BATCH = 128;

/** The largest standard deviation of the noise that it learns to remove. */
export const MOST_NOISE = 0.5;

/** Noise of another strength for each image, from none to the most. */
function noiseOfAnyStrength(x: Tensor, generator: Generator): Tensor {
  const strength = generator.uniform([x.shape[0], 1], { high: MOST_NOISE });
  return x.add(generator.normal(x.shape).mul(strength));
}

/**
 * Trains the autoencoder of "The nine numbers" to give back images, with noise and without, and gives its weights, in 16
 * bits each, as a safetensors file; beside them are the mean and the standard deviation of the code over all images.
 */
export async function trainCode(
  { train, test }: Mnist,
  { epochs, callbacks }: WeightsOptions,
): Promise<Uint8Array> {
  seed(0);
  const { encoder, model } = codeNetwork();
  const steps = Math.ceil(train.size / BATCH) * epochs;
  await fit(model, {
    data: denoising(train, noiseOfAnyStrength, { seed: 0 }),
    batchSize: BATCH,
    loss: mseLoss,
    optimizer: new Adam(model.parameters(), { learningRate: schedules.cosine({ from: 2e-3, steps }) }),
    epochs,
    callbacks,
    seed: 0,
  });
  const codes = noGrad(() => encoder.forward(wholeBatch(train).x));
  const mean = codes.mean(0);
  const statistics = [
    ["code.mean", mean],
    ["code.deviation", codes.sub(mean).square().mean(0).sqrt()],
  ] as const;
  const halves = (metadata = {}) =>
    encodeSafetensors([...model.stateDict(), ...statistics], metadata, { dtype: "float16" });
  // The error is that of the rounded weights.
  const { tensors } = decodeSafetensors(halves());
  for (const [name] of statistics) tensors.delete(name);
  model.loadStateDict(tensors);
  const { x } = wholeBatch(test);
  const error = mseLoss(
    noGrad(() => model.forward(x)),
    x,
  ).item();
  return halves({ data: "MNIST", epochs: String(epochs), testError: error.toFixed(5) });
}
