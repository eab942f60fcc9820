import { type Tensor, tensor, Variable } from "@gradiente/core";
import { Dense, Sequential, Sigmoid } from "@gradiente/nn";
import { decisionSurface } from "@gradiente/plot";
import type { Experiment } from "../kit/experiment.ts";
import { alignColumns } from "../kit/table.ts";

/* A neuron with weights that are set by hand, and networks of sigmoids with every derivative by hand beside autograd. */

/** A network of sigmoids, an input and a target. The cost is Σ (a - y)² over the last layer. */
interface Worked {
  readonly input: readonly number[];
  readonly target: readonly number[];
  /** The weights of each layer, a row for each of its neurons, and their biases. */
  readonly layers: readonly {
    readonly weights: readonly (readonly number[])[];
    readonly biases: readonly number[];
  }[];
}

/** Three sigmoids of one neuron. */
const CHAIN: Worked = {
  input: [0.8],
  target: [0.3],
  layers: [
    { weights: [[0.5]], biases: [0.1] },
    { weights: [[-1.2]], biases: [0.4] },
    { weights: [[0.9]], biases: [-0.3] },
  ],
};

/** Two inputs, two hidden neurons and two outputs. */
const PAIRS: Worked = {
  input: [0.5, -1],
  target: [1, 0],
  layers: [
    { weights: [[0.4, -0.6], [1.1, 0.2]], biases: [0.1, -0.2] }, // biome-ignore format: a matrix
    { weights: [[0.7, -0.5], [-0.3, 0.9]], biases: [0.05, 0.15] }, // biome-ignore format: a matrix
  ],
};

/** The derivatives of the cost by the weights and biases of a layer. That by a bias is the δ of its neuron, ∂C/∂z. */
interface Gradients {
  readonly weights: number[][];
  readonly deltas: number[];
}

/** Backpropagation in numbers. */
function byHand({ input, target, layers }: Worked): Gradients[] {
  const activations: (readonly number[])[] = [input];
  for (const [layer, { weights, biases }] of layers.entries()) {
    const before = activations[layer];
    const z = weights.map((row, i) => row.reduce((sum, weight, j) => sum + weight * before[j], biases[i]));
    activations.push(z.map((value) => 1 / (1 + Math.exp(-value))));
  }
  const gradients: Gradients[] = [];
  for (let layer = layers.length - 1; layer >= 0; layer--) {
    const [before, own] = [activations[layer], activations[layer + 1]];
    // ∂C/∂a: 2 (a - y) in the last layer, else what comes back from the neurons behind.
    const behind = gradients[0];
    const byActivation = own.map((a, i) =>
      behind === undefined
        ? 2 * (a - target[i])
        : behind.deltas.reduce((sum, delta, k) => sum + delta * layers[layer + 1].weights[k][i], 0),
    );
    // The slope of a sigmoid is a (1 - a).
    const deltas = own.map((a, i) => byActivation[i] * a * (1 - a));
    gradients.unshift({ deltas, weights: deltas.map((delta) => before.map((a) => delta * a)) });
  }
  return gradients;
}

const exact = (values: number | number[] | number[][]) => tensor(values, { dtype: "float64" });

/** The same by autograd. */
function byAutograd({ input, target, layers }: Worked): Gradients[] {
  const variables = layers.map(({ weights, biases }) => ({
    weights: new Variable(exact(weights.map((row) => [...row]))),
    biases: new Variable(exact([...biases])),
  }));
  let a: Tensor = exact([...input]);
  for (const { weights, biases } of variables) a = weights.matmul(a).add(biases).sigmoid();
  const gradients = a
    .sub(exact([...target]))
    .square()
    .sum()
    .backward();
  return variables.map(({ weights, biases }) => ({
    weights: gradients.get(weights).toArray() as number[][],
    deltas: gradients.get(biases).toArray() as number[],
  }));
}

/** A table of all derivatives, and the largest difference between the two ways to them. */
function compare(worked: Worked): { table: string; difference: number } {
  const [hand, autograd] = [byHand(worked), byAutograd(worked)];
  const rows = hand.flatMap(({ deltas, weights }, layer) => {
    const theirs = autograd[layer];
    return deltas.flatMap((delta, i) => [
      { name: `layer ${layer + 1}: δ${i + 1}`, hand: delta, autograd: theirs.deltas[i] },
      ...weights[i].map((value, j) => ({
        name: `layer ${layer + 1}: ∂C/∂w${i + 1}${j + 1}`,
        hand: value,
        autograd: theirs.weights[i][j],
      })),
    ]);
  });
  return {
    table: alignColumns([
      ["", "by hand", "autograd"],
      ...rows.map((row) => [row.name, row.hand.toFixed(10), row.autograd.toFixed(10)]),
    ]),
    difference: Math.max(...rows.map((row) => Math.abs(row.hand - row.autograd))),
  };
}

/** (0.3 x + 0.4 y - 1)² at (5, 4), and its gradient. */
function square(): [value: number, byX: number, byY: number] {
  const [x, y] = [new Variable(exact(5)), new Variable(exact(4))];
  const cost = x.mul(0.3).add(y.mul(0.4)).sub(1).square();
  const gradients = cost.backward();
  return [cost.item(), gradients.get(x).item(), gradients.get(y).item()];
}

export const e3: Experiment = {
  id: "e3",
  title: "A neuron with weights set by hand",
  data: "none",
  reference: "0.119, 0.310, 0.550; (0.3 x + 0.4 y - 1)² at (5, 4): 4.41 with gradient (1.26, 1.68)",
  measures: {
    first: { label: "(q, b) = (1, 0.6)", target: { equals: 0.119, within: 5e-4 }, digits: 3 },
    second: { label: "(q, b) = (0.1, 0.9)", target: { equals: 0.31, within: 5e-4 }, digits: 3 },
    third: { label: "(q, b) = (0.6, 0.9)", target: { equals: 0.55, within: 5e-4 }, digits: 3 },
    square: { label: "(0.3 x + 0.4 y - 1)² at (5, 4)", target: { equals: 4.41, within: 1e-12 }, digits: 2 },
    byX: { label: "its derivative by x", target: { equals: 1.26, within: 1e-12 }, digits: 2 },
    byY: { label: "its derivative by y", target: { equals: 1.68, within: 1e-12 }, digits: 2 },
    chain: {
      label: "three sigmoids of one neuron: largest difference of a δ or derivative, by hand and by autograd",
      target: { atMost: 1e-15 },
      digits: 18,
    },
    pairs: { label: "the same, 2-2-2", target: { atMost: 1e-15 }, digits: 18 },
  },
  illustration: "neuron",
  async run({ log }) {
    const neuron = new Dense(2, 1);
    neuron.weight.set(tensor([[2, 10]]));
    neuron.bias?.set(tensor([-10]));
    const x = tensor([[1, 0.6], [0.1, 0.9], [0.6, 0.9]]); // biome-ignore format: a matrix
    const model = new Sequential(neuron, new Sigmoid());
    const outputs = Array.from(model.forward(x).toTypedArray());
    const [first, second, third] = outputs;
    const [value, byX, byY] = square();
    const [chain, pairs] = [compare(CHAIN), compare(PAIRS)];
    log("δ = 2 (a - y) a (1 - a) in the last layer, (Σ δ w of the layer behind) a (1 - a) in others;");
    log("∂C/∂w = δ times the activation before, ∂C/∂b = δ");
    log(`\nthree sigmoids of one neuron\n${chain.table}\n\n2-2-2\n${pairs.table}`);
    return {
      measured: {
        ...{ first, second, third, square: value, byX, byY },
        chain: chain.difference,
        pairs: pairs.difference,
      },
      figures: {
        neuron: {
          figure: decisionSurface(
            (points) => model.forward(points),
            x,
            outputs.map((output) => Number(output >= 0.5)),
            {
              title: "sigmoid(2 q + 10 b - 10)",
              xLabel: "q",
              yLabel: "b",
              classes: ["output below 0.5", "output above 0.5"],
            },
          ),
          see: "A neuron divides the plane by a line, here 2 q + 10 b = 10: only (0.6, 0.9) is above it.",
        },
      },
    };
  },
};
