import { decodeSafetensors, Generator, noGrad, type Tensor, tensor } from "@gradiente/core";
import { mseLoss } from "@gradiente/nn";
import { type CodeNetwork, codeNetwork } from "../../../examples/src/playground/code-network.ts";

/** An image with noise, and what the network makes of it. */
export interface Restored {
  readonly noisy: Float32Array;
  readonly restored: Float32Array;
  /** The mean squared error of each to the image without noise. */
  readonly before: number;
  readonly after: number;
}

/** The numbers beside the weights. */
const STATISTICS = ["code.mean", "code.deviation"] as const;

/**
 * The network that turns an image into nine numbers and back. The numbers are in units of the standard deviation that each
 * has over the images of MNIST, and 0 is its mean.
 */
export class Coder {
  readonly #network: CodeNetwork;
  readonly #mean: Tensor;
  readonly #deviation: Tensor;

  /** @param weights a safetensors file, as the example writes it. */
  constructor(weights: Uint8Array) {
    const { tensors } = decodeSafetensors(weights, "code.safetensors");
    [this.#mean, this.#deviation] = STATISTICS.map((name) => tensors.get(name) as Tensor);
    for (const name of STATISTICS) tensors.delete(name);
    this.#network = codeNetwork();
    this.#network.model.loadStateDict(tensors);
  }

  /** The nine numbers of an image: 784 numbers from 0 to 1. */
  encode(image: Float32Array): number[] {
    return noGrad(() => {
      const code = this.#network.encoder.forward(tensor(image));
      return [...code.sub(this.#mean).div(this.#deviation).toTypedArray()];
    });
  }

  /** The image of nine numbers. */
  decode(code: readonly number[]): Float32Array {
    return noGrad(() => {
      const numbers = tensor([...code])
        .mul(this.#deviation)
        .add(this.#mean);
      return this.#network.decoder.forward(numbers).toTypedArray() as Float32Array;
    });
  }

  /**
   * An image with noise, sent through the nine numbers.
   *
   * @param strength the standard deviation of the normal noise on each pixel.
   * @param seed of the noise.
   */
  restore(image: Float32Array, strength: number, seed: number): Restored {
    return noGrad(() => {
      const clean = tensor(image);
      const noisy = clean.add(new Generator(seed).normal(clean.shape).mul(strength));
      const restored = this.#network.model.forward(noisy);
      return {
        noisy: noisy.toTypedArray() as Float32Array,
        restored: restored.toTypedArray() as Float32Array,
        before: mseLoss(noisy, clean).item(),
        after: mseLoss(restored, clean).item(),
      };
    });
  }
}
