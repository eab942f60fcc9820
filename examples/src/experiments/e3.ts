import { tensor } from "@gradiente/core";
import { Dense, Sequential, Sigmoid } from "@gradiente/nn";
import { decisionSurface } from "@gradiente/plot";
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
  illustration: "neuron",
  async run() {
    const neuron = new Dense(2, 1);
    neuron.weight.set(tensor([[2, 10]]));
    neuron.bias?.set(tensor([-10]));
    const x = tensor([[1, 0.6], [0.1, 0.9], [0.6, 0.9]]); // biome-ignore format: a matrix
    const model = new Sequential(neuron, new Sigmoid());
    const outputs = model.forward(x);
    const [first, second, third] = outputs.toTypedArray();
    return {
      measured: { first, second, third },
      figures: {
        neuron: {
          figure: decisionSurface((points) => model.forward(points), x, outputs.ge(0.5).cast("int32"), {
            title: "sigmoid(2 q + 10 b - 10)",
            xLabel: "q",
            yLabel: "b",
            classes: ["output below 0.5", "output above 0.5"],
          }),
          see: "A neuron divides the plane by a line, here 2 q + 10 b = 10: only (0.6, 0.9) is above it.",
        },
      },
    };
  },
};
