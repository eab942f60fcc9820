import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { getBackend, seed } from "@gradiente/core";
import {
  DataLoader,
  type Dataset,
  oneHot,
  subset,
  TensorDataset,
  trainTestSplit,
  wholeBatch,
} from "@gradiente/datasets";
import { crossEntropyLoss, initializers, ReLU, type Sequential } from "@gradiente/nn";
import { SGD } from "@gradiente/optim";
import { learningCurves } from "@gradiente/plot";
import { accuracy, evaluate } from "@gradiente/train";
import { pythonWith } from "../../../tooling/python.ts";
import { checkInterrupt } from "../kit/check-interrupt.ts";
import { loadDigits } from "../kit/digits.ts";
import type { Context, Experiment } from "../kit/experiment.ts";
import { median } from "../kit/median.ts";
import { perceptron } from "../kit/network.ts";

const HIDDEN = [100, 80, 60, 40, 20];
const BATCH = 50;
const LEARNING_RATE = 0.05;
/** The number of points of the curves. */
const CHECKPOINTS = 100;
/** The number of training images that are looked at for them. */
const SEEN = 2000;
/** The number of times that each training is timed. */
const TURNS = 3;

const WITHOUT_NATIVE =
  "Where scikit-learn finds OpenBLAS, the time is a miss: a third of our step goes into matrix products, three to four times " +
  "as long in WebAssembly as there, and another third into copying to and from its memory and making arrays. With --native, " +
  "products are compiled, and nothing is copied.";

interface Data {
  readonly train: TensorDataset;
  readonly test: TensorDataset;
}

/** Pixels standardised by the mean and the deviation of all pixels of the training part, labels one-hot. */
async function loadData(
  context: Context,
): Promise<Data & { labels: { train: Int32Array; test: Int32Array } }> {
  const { test: images } = await loadDigits(context);
  const split = trainTestSplit(images, { testFraction: 0.2, seed: context.seed });
  const [train, test] = [split.train, split.test].map(wholeBatch);
  const mean = train.x.mean();
  const deviation = train.x.sub(mean).square().mean().sqrt();
  const part = ({ x, y }: typeof train) => new TensorDataset(x.sub(mean).div(deviation), oneHot(y, 10));
  const labels = (y: typeof train.y) => y.toTypedArray() as Int32Array;
  return { train: part(train), test: part(test), labels: { train: labels(train.y), test: labels(test.y) } };
}

function build(): Sequential {
  return perceptron([784, ...HIDDEN, 10], {
    activation: () => new ReLU(),
    weightInitializer: initializers.heNormal,
    biasInitializer: initializers.zeros,
  });
}

/** Trains, and calls `watch` after each step. The steps are the same with and without it. */
async function train(
  context: Context,
  data: TensorDataset,
  watch: (model: Sequential, step: number) => Promise<void> | void = () => {},
): Promise<Sequential> {
  seed(context.seed);
  const model = build();
  const optimizer = new SGD(model.parameters(), { learningRate: LEARNING_RATE });
  const loader = new DataLoader(data, { batchSize: BATCH, shuffle: true });
  let step = 0;
  for (let epoch = 0; epoch < context.epochs; epoch++) {
    await checkInterrupt(context.signal);
    for (const { x, y } of loader) {
      optimizer.step(crossEntropyLoss(model.forward(x), y).backward());
      await watch(model, ++step);
    }
  }
  return model;
}

interface Timed {
  readonly seconds: number;
  readonly test: number;
}

/** Loss and accuracy at each point, on training images and on test images. */
type Curves = Record<"loss" | "accuracy" | "valLoss" | "valAccuracy", number[]>;

/** The training of scikit-learn. */
interface Peer {
  timed(): Promise<Timed>;
  /** The curves of an epoch in pieces of equal size. */
  watched(pieces: number): Promise<Curves>;
}

/** undefined without scikit-learn. */
async function scikitLearn(
  context: Context,
  data: Data,
  labels: { train: Int32Array; test: Int32Array },
): Promise<Peer | undefined> {
  const program = await pythonWith("sklearn");
  if (program === undefined) {
    context.log("no python3 with scikit-learn (Debian: apt-get install python3-sklearn): not compared");
    return undefined;
  }
  const { epochs, seed } = context;
  const settings = { hidden: HIDDEN, batchSize: BATCH, learningRate: LEARNING_RATE, epochs, seed };
  const script = fileURLToPath(new URL("d1.py", import.meta.url));
  const run = async (given: object): Promise<unknown> => {
    const folder = await mkdtemp(join(tmpdir(), "gradiente-d1-"));
    try {
      for (const part of ["train", "test"] as const) {
        await writeFile(join(folder, `x-${part}.f32`), data[part].x.toTypedArray());
        await writeFile(join(folder, `y-${part}.i32`), labels[part]);
      }
      const { stdout } = await promisify(execFile)(program, [script, folder, JSON.stringify(given)]);
      return JSON.parse(stdout);
    } catch (error) {
      // Ctrl-C in a terminal ends Python too.
      context.signal.throwIfAborted();
      throw error;
    } finally {
      await rm(folder, { recursive: true });
    }
  };
  return {
    timed: () => run(settings) as Promise<Timed>,
    watched: (pieces) => run({ ...settings, pieces }) as Promise<Curves>,
  };
}

/** Trains, and looks at the model so many times in each epoch. */
async function watchTraining(
  context: Context,
  data: Data,
  pieces: number,
): Promise<{ model: Sequential; curves: Curves; every: number }> {
  const every = Math.max(1, Math.floor(data.train.size / BATCH / pieces));
  const sample = subset(
    data.train,
    Array.from({ length: Math.min(SEEN, data.train.size) }, (_, i) => i),
  );
  const curves: Curves = { loss: [], accuracy: [], valLoss: [], valAccuracy: [] };
  const model = await train(context, data.train, async (model, step) => {
    if (step % every !== 0) return;
    const [seen, unseen] = [await scores(model, sample), await scores(model, data.test)];
    curves.loss.push(seen.loss);
    curves.accuracy.push(seen.accuracy);
    curves.valLoss.push(unseen.loss);
    curves.valAccuracy.push(unseen.accuracy);
    model.train();
  });
  return { model, curves, every };
}

function scores(model: Sequential, part: Dataset) {
  return evaluate(model, part, { loss: crossEntropyLoss, metrics: { accuracy: accuracy() } });
}

export const d1: Experiment = {
  id: "d1",
  title: "Five hidden layers by plain descent, beside scikit-learn",
  data: "MNIST, test images",
  reference: "library of the day 0.9994 train, 0.94 test, 84 s; own 52 s",
  measures: {
    test: { label: "test accuracy (2,000 images)", target: { atLeast: 0.94 } },
    train: { label: "training accuracy (8,000 images)" },
    seconds: { label: "seconds to train", digits: 2 },
    theirTest: { label: "scikit-learn: test accuracy" },
    theirSeconds: { label: "scikit-learn: seconds to train", digits: 2 },
    ratio: { label: "our time over scikit-learn's", target: { atMost: 1 }, digits: 3 },
  },
  epochs: { full: 20, quick: 2 },
  illustration: "curves",
  async run(context) {
    const { labels, ...data } = await loadData(context);

    // Timed without being watched, in turn with scikit-learn. Then the same steps again, looked at 100 times.
    const peer = await scikitLearn(context, data, labels);
    const ours: number[] = [];
    const theirs: Timed[] = [];
    for (let turn = 0; turn < (context.quick ? 1 : TURNS); turn++) {
      const start = performance.now();
      await train(context, data.train);
      ours.push((performance.now() - start) / 1000);
      if (peer !== undefined) theirs.push(await peer.timed());
    }
    const updates = Math.floor(data.train.size / BATCH);
    const pieces = Math.max(1, Math.min(updates, Math.round(CHECKPOINTS / context.epochs)));
    const { model, curves, every } = await watchTraining(context, data, pieces);
    const theirCurves = await peer?.watched(pieces);
    const [onTrain, onTest] = [await scores(model, data.train), await scores(model, data.test)];
    const seconds = median(ours);
    const theirSeconds = theirs.length === 0 ? null : median(theirs.map((run) => run.seconds));
    return {
      measured: {
        test: onTest.accuracy,
        train: onTrain.accuracy,
        seconds,
        theirTest: theirs[0]?.test ?? null,
        theirSeconds,
        ratio: theirSeconds === null ? null : seconds / theirSeconds,
      },
      figures: {
        curves: {
          figure: learningCurves(
            { Gradiente: curves, ...(theirCurves === undefined ? {} : { "scikit-learn": theirCurves }) },
            {
              title: "Five hidden layers by plain descent, beside scikit-learn",
              x: curves.loss.map((_, i) => (i + 1) * every),
              xLabel: "update",
            },
          ),
          see: "Both learn alike from different starts: training reaches 1, and what was not seen levels out at half of the updates.",
        },
      },
      notes: [
        `784-${HIDDEN.join("-")}-10, batches of ${BATCH}, rate ${LEARNING_RATE}, by turns on one machine; scikit-learn with the BLAS that it finds.`,
        ...(getBackend() === "native" ? [] : [WITHOUT_NATIVE]),
      ],
    };
  },
};
