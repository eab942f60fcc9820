import { seed } from "@gradiente/core";
import type { Mnist } from "@gradiente/datasets";
import { crossEntropyLoss, Sigmoid } from "@gradiente/nn";
import { Adam, Momentum, type Optimizer, SGD, schedules } from "@gradiente/optim";
import { learningCurves } from "@gradiente/plot";
import { accuracy, type History } from "@gradiente/train";
import { loadDigits } from "../kit/digits.ts";
import type { Context, Experiment } from "../kit/experiment.ts";
import { perceptron } from "../kit/network.ts";
import { trainIn } from "../kit/train.ts";

const BATCH = 100;

type Parameters = ConstructorParameters<typeof SGD>[0];
type MakeOptimizer = (parameters: Parameters, learningRate: schedules.Schedule) => Optimizer;

interface Setting {
  /** The sizes of the hidden layers. */
  readonly hidden: readonly number[];
  /** The learning rate of the first update. It falls to 0 along a cosine. */
  readonly from: number;
  readonly make: MakeOptimizer;
}

const adam: MakeOptimizer = (parameters, learningRate) => new Adam(parameters, { learningRate });

const settings = {
  sgd: { hidden: [100], from: 2, make: (parameters, learningRate) => new SGD(parameters, { learningRate }) },
  momentum: {
    hidden: [100],
    from: 0.2,
    make: (parameters, learningRate) => new Momentum(parameters, { learningRate }),
  },
  adam: { hidden: [100], from: 0.01, make: adam },
  small: { hidden: [10], from: 0.01, make: adam },
  two: { hidden: [100, 100], from: 0.01, make: adam },
  three: { hidden: [100, 100, 100], from: 0.01, make: adam },
} satisfies Record<string, Setting>;

type Name = keyof typeof settings;

/** Networks of the same size and seed have the same initial weights. */
function train(
  context: Context,
  { train, test }: Mnist,
  { hidden, from, make }: Setting,
): Promise<History<"accuracy">> {
  seed(context.seed);
  const model = perceptron([784, ...hidden, 10], { activation: () => new Sigmoid() });
  const steps = Math.ceil(train.size / BATCH) * context.epochs;
  return trainIn(context, model, {
    data: train,
    validation: test,
    batchSize: BATCH,
    loss: crossEntropyLoss,
    optimizer: make(model.parameters(), schedules.cosine({ from, steps })),
    metrics: { accuracy: accuracy() },
  });
}

export const b3: Experiment = {
  id: "b3",
  title: "MNIST with one hidden layer and three optimisers",
  data: "MNIST",
  reference: "> 0.92 with 10 hidden neurons",
  measures: {
    small: { label: "test accuracy, 10 hidden, Adam", target: { atLeast: 0.92 } },
    adam: { label: "test accuracy, 100 hidden, Adam", target: { atLeast: 0.975 } },
    momentum: { label: "test accuracy, 100 hidden, momentum", target: { atLeast: 0.975 } },
    sgd: { label: "test accuracy, 100 hidden, plain descent" },
    two: { label: "test accuracy, 100-100 hidden, Adam" },
    three: { label: "test accuracy, 100-100-100 hidden, Adam" },
  },
  epochs: { full: 10, quick: 1 },
  illustration: "accuracy",
  async run(context) {
    const data = await loadDigits(context);
    const runs = {} as Record<Name, History<"accuracy">>;
    for (const name of Object.keys(settings) as Name[])
      runs[name] = await train(context, data, settings[name]);
    const { sgd, momentum, adam, small, two, three } = runs;
    return {
      measured: Object.fromEntries(
        Object.entries(runs).map(([name, run]) => [name, run.last("valAccuracy")]),
      ),
      figures: {
        accuracy: {
          figure: learningCurves(
            {
              "plain descent": sgd.curves,
              momentum: momentum.curves,
              Adam: adam.curves,
              "Adam, 10 hidden": small.curves,
            },
            { metrics: ["accuracy"], title: "MNIST: one hidden layer" },
          ),
          see: "With 100 hidden neurons, all three optimisers end near each other; ten neurons end lower.",
        },
        depths: {
          figure: learningCurves(
            { "one layer": adam.curves, "two layers": two.curves, "three layers": three.curves },
            { title: "MNIST by depth: layers of 100 sigmoids" },
          ),
          see: "Depth gains nothing here: each layer of sigmoids shrinks the gradient, so that deeper networks start slower, and end where one layer does.",
        },
      },
    };
  },
};
