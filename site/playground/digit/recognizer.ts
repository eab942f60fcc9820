import { decodeSafetensors, noGrad, type Tensor, tensor } from "@gradiente/core";
import { activations, type Sequential } from "@gradiente/nn";
import { digitNetwork } from "../../../examples/src/playground/digit-network.ts";

/** What a layer gives for an image. */
export interface LayerOutput {
  /** What the layer does, for the reader. */
  readonly name: string;
  /** Of one picture. */
  readonly columns: number;
  /** One picture for each channel, row by row; one for all neurons, if they stand in no grid. From 0 to 1. */
  readonly pictures: readonly Float32Array[];
}

/** What the network says about an image. */
export interface Answer {
  /** The probability of each digit. */
  readonly probabilities: Float32Array;
  /** What each layer gives, from the first to the last. */
  readonly layers: readonly LayerOutput[];
}

/** The layers that are shown, by their path in the network. */
const SHOWN: readonly (readonly [path: string, name: string])[] = [
  ["2", "Convolution, 8 filters"],
  ["3", "The largest of 2 by 2"],
  ["5", "Convolution, 16 filters"],
  ["6", "The largest of 2 by 2"],
  ["9", "64 neurons"],
];

/** The columns in which neurons without a grid are shown. */
const NEURON_COLUMNS = 16;

/** The network that reads digits. */
export class Recognizer {
  readonly #model: Sequential;

  /** @param weights a safetensors file, as the example writes it. */
  constructor(weights: Uint8Array) {
    this.#model = digitNetwork();
    this.#model.loadStateDict(decodeSafetensors(weights, "digit.safetensors").tensors);
  }

  /** @param image 784 numbers from 0 to 1, as `imageOf` gives them. */
  answer(image: Float32Array): Answer {
    return noGrad(() => {
      const outputs = activations(this.#model, tensor(image, { shape: [1, image.length] }));
      const probabilities = (outputs.get("") as Tensor).softmax().toTypedArray() as Float32Array;
      return {
        probabilities,
        layers: SHOWN.map(([path, name]) => ({ name, ...pictured(outputs.get(path) as Tensor) })),
      };
    });
  }
}

/** The output of a layer with ReLU, as pictures whose brightest value is 1. */
function pictured(output: Tensor): Omit<LayerOutput, "name"> {
  const bright = output.div(output.max().maximum(1e-6)).squeeze(0);
  if (bright.ndim === 1) {
    return { columns: NEURON_COLUMNS, pictures: [bright.toTypedArray() as Float32Array] };
  }
  return {
    columns: bright.shape[2],
    pictures: [...bright].map((channel) => (channel as Tensor).toTypedArray() as Float32Array),
  };
}
