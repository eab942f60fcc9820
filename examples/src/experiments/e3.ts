import { tensor } from "@gradiente/core";
import { Dense, Sequential, Sigmoid } from "@gradiente/nn";
import type { Experiment } from "../kit/experiment.ts";

/** One neuron with weights that are set by hand: sigmoid(2 q + 10 b - 10). */
export const e3: Experiment = {
  id: "e3",
  title: "A neuron with weights set by hand",
  data: "none",
  reference: "0.119, 0.310, 0.550",
  measures: {
    first: { label: "(q, b) = (1, 0.6)", target: { equals: 0.119, within: 5e-4 }, digits: 3 },
    second: { label: "(q, b) = (0.1, 0.9)", target: { equals: 0.31, within: 5e-4 }, digits: 3 },
    third: { label: "(q, b) = (0.6, 0.9)", target: { equals: 0.55, within: 5e-4 }, digits: 3 },
  },
  async run() {
    const neuron = new Dense(2, 1);
    neuron.weight.set(tensor([[2, 10]]));
    neuron.bias?.set(tensor([-10]));
    const x = tensor([[1, 0.6], [0.1, 0.9], [0.6, 0.9]]); // biome-ignore format: a matrix
    const [first, second, third] = new Sequential(neuron, new Sigmoid()).forward(x).toTypedArray();
    return { measured: { first, second, third } };
  },
};
