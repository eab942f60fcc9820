import { seed } from "@gradiente/core";
import { moons, TensorDataset } from "@gradiente/datasets";
import { bceLoss, type Module, ReLU, type Sequential, Sigmoid } from "@gradiente/nn";
import { Adam } from "@gradiente/optim";
import { decisionSurface, type Figure, learningCurves } from "@gradiente/plot";
import { accuracy, evaluate, type History } from "@gradiente/train";
import type { Context, Experiment } from "../kit/experiment.ts";
import { perceptron } from "../kit/network.ts";
import { trainIn } from "../kit/train.ts";

const SAMPLES = 250;
const NOISE = 0.25;
const HELD_OUT = 2000;
/** What the earlier project names for (c); it names no other, and 32 is what its library takes then. */
const BATCH = 32;

interface Setting {
  readonly name: string;
  readonly hidden: readonly number[];
  readonly activation: () => Module;
  readonly learningRate: number;
  /** The number of epochs as a fraction of that of the experiment. */
  readonly share: number;
  /** What to see in its decision surface. */
  readonly see: string;
}

const sigmoid = () => new Sigmoid();
const settings: readonly Setting[] = [
  {
    name: "a",
    hidden: [100, 70, 50],
    activation: sigmoid,
    learningRate: 0.01,
    share: 1,
    see: "Overfitted: the boundary bends around single points.",
  },
  {
    name: "b",
    hidden: [10],
    activation: sigmoid,
    learningRate: 0.03,
    share: 1,
    see: "Well fitted: a smooth boundary leaves out the points that noise put on the other side.",
  },
  {
    name: "c",
    hidden: [8],
    activation: () => new ReLU(),
    learningRate: 0.03,
    share: 0.5,
    see: "As good with ReLUs in half the epochs; the boundary is made of straight pieces.",
  },
];

interface Trained {
  readonly setting: Setting;
  readonly model: Sequential;
  readonly history: History<"accuracy">;
  /** The scores on the training points, and on enough new points for a reliable score. */
  readonly train: number;
  readonly heldOut: number;
}

/** Two moons with a class of 0 or 1 for the one output, `[samples, 1]`. */
function points(samples: number, seed: number): TensorDataset {
  const { x, y } = moons({ samples, noise: NOISE, seed });
  return new TensorDataset(x, y.cast("float32").reshape([samples, 1]));
}

async function train(
  context: Context,
  setting: Setting,
  data: TensorDataset,
  fresh: TensorDataset,
): Promise<Trained> {
  seed(context.seed);
  const { hidden, activation, learningRate, share } = setting;
  const model = perceptron([2, ...hidden, 1], { activation, output: () => new Sigmoid() });
  const history = await trainIn(context, model, {
    data,
    epochs: Math.ceil(context.epochs * share),
    batchSize: BATCH,
    loss: bceLoss,
    optimizer: new Adam(model.parameters(), { learningRate }),
    metrics: { accuracy: accuracy() },
  });
  const score = async (points: TensorDataset) =>
    (await evaluate(model, points, { metrics: { accuracy: accuracy() } })).accuracy;
  return { setting, model, history, train: await score(data), heldOut: await score(fresh) };
}

function surface({ setting, model, train, heldOut }: Trained, data: TensorDataset): Figure {
  return decisionSurface((points) => model.forward(points), data.x, data.y, {
    title: `2-${setting.hidden.join("-")}-1: ${percent(train)} of the points, ${percent(heldOut)} of fresh ones`,
  });
}

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;

export const c2: Experiment = {
  id: "c2",
  title: "Two moons: overfitted and well fitted",
  data: "two moons (generated)",
  reference: "(b) and (c) 93.6 % on the training points; ReLU needs half the epochs",
  measures: {
    trainA: { label: "(a) 100-70-50 sigmoid, training points" },
    heldOutA: { label: "(a) fresh points" },
    trainB: { label: "(b) 10 sigmoid, training points", target: { atLeast: 0.936 } },
    heldOutB: { label: "(b) fresh points" },
    trainC: { label: "(c) 8 ReLU, half the epochs, training points", target: { atLeast: 0.936 } },
    heldOutC: { label: "(c) fresh points" },
  },
  epochs: { full: 600, quick: 20 },
  illustration: "surface-b",
  async run(context) {
    const data = points(SAMPLES, context.seed);
    const fresh = points(HELD_OUT, context.seed + 1000);
    const trained: Trained[] = [];
    for (const setting of settings) trained.push(await train(context, setting, data, fresh));
    const [a, b, c] = trained;
    return {
      measured: {
        trainA: a.train,
        heldOutA: a.heldOut,
        trainB: b.train,
        heldOutB: b.heldOut,
        trainC: c.train,
        heldOutC: c.heldOut,
      },
      figures: {
        ...Object.fromEntries(
          trained.map((one) => [
            `surface-${one.setting.name}`,
            { figure: surface(one, data), see: one.setting.see },
          ]),
        ),
        "learning-curves": {
          figure: learningCurves(
            Object.fromEntries(trained.map(({ setting, history }) => [setting.name, history.curves])),
            { title: "Two moons: training points" },
          ),
          see: "The large network goes on to lower its loss, point by point; the small ones settle.",
        },
      },
    };
  },
};
