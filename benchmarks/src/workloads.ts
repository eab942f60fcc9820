import { type Growth, growthGroups } from "./growth.ts";
import type { Activation, Layer, Network, Problem, Product, Training } from "./problem.ts";
import type { ContenderName } from "./roster.ts";

export interface Case {
  /** Unique within its workload; what tables show. */
  readonly name: string;
  readonly problem: Problem;
  /** Where it stands on a curve. */
  readonly growth?: Growth;
}

/** Cases that are compared with each other, and so alternate in the same rounds. */
export type Group = readonly Case[];

interface Described {
  readonly id: string;
  readonly title: string;
}

/** Timed work. */
export interface Speed extends Described {
  readonly groups: readonly Group[];
  /** Who takes part. Default: everybody. */
  readonly contenders?: readonly ContenderName[];
  /** How many times as long as others it warms up. Default: 1. */
  readonly warmUps?: number;
}

/** Resident memory while a case runs for many steps. */
export interface Memory extends Described {
  readonly training: Training;
  readonly steps: number;
  /** From where on growth counts: what happens before is warming up. */
  readonly settled: number;
}

export interface Workloads {
  readonly speed: readonly Speed[];
  readonly memory: readonly Memory[];
}

/** What the only case of a training workload is called. */
export const STEP = "a step";

/**
 * A step runs hundreds of functions, which V8 goes on compiling for some ten seconds, in threads that take a core from
 * kernels on two.
 */
const WARM_UPS_OF_STEPS = 6;

/** Sizes of everything: as in the report, or tiny, to see that it runs. */
export type Scale = "full" | "tiny";

function dense(sizes: readonly number[], hidden: Activation, last: Activation): Layer[] {
  return sizes.slice(1).map((outputs, i) => ({
    kind: "dense",
    inputs: sizes[i],
    outputs,
    activation: i === sizes.length - 2 ? last : hidden,
  }));
}

function products(scale: Scale): Group[] {
  const sizes = scale === "tiny" ? [5, 8] : [64, 128, 256, 512, 1024];
  const [batch, features, outputs] = scale === "tiny" ? [3, 7, [5]] : [128, 784, [64, 128]];
  const shapes = [
    ...sizes.map((size) => [size, size, size]),
    ...outputs.map((width) => [batch, features, width]),
  ];
  const transposes = ["none", "left", "right"] as const;
  return shapes.map(([m, k, n]) =>
    transposes.map((transposed): Case => {
      const problem: Product = { kind: "product", m, k, n, transposed };
      return { name: nameOf(problem), problem };
    }),
  );
}

export function nameOf({ m, k, n, transposed }: Product): string {
  const size = m === k && k === n ? `${m}²` : `${m}×${k}×${n}`;
  return { none: size, left: `${size}, left transposed`, right: `${size}, right transposed` }[transposed];
}

function operations(scale: Scale): Case[] {
  const [rows, columns, samples, classes] = scale === "tiny" ? [4, 6, 5, 3] : [1024, 1024, 4096, 1000];
  const on = (name: "exp" | "addRow" | "sumRows" | "sumColumns" | "softmax", r = rows, c = columns) =>
    ({ kind: "operation", name, rows: r, columns: c }) as const;
  return [
    { name: "exp", problem: on("exp") },
    { name: "add a row", problem: on("addRow") },
    { name: "sum over axis 0", problem: on("sumRows") },
    { name: "sum over axis 1", problem: on("sumColumns") },
    { name: "softmax", problem: on("softmax", samples, classes) },
  ];
}

interface Networks {
  readonly mnist: Training;
  readonly sigmoid: Training;
  readonly autoencoder: Training;
  readonly xor: Training;
  readonly convnet: Training;
}

/* Learning rates are low, so that many steps on one batch stay far from a loss of 0 and its denormal gradients. */

function networks(scale: Scale): Networks {
  const tiny = scale === "tiny";
  const pixels = tiny ? 12 : 784;
  const code = tiny ? [8, 3, 8] : [128, 9, 128];
  return {
    mnist: {
      kind: "training",
      batch: tiny ? 4 : 128,
      input: [pixels],
      layers: dense([pixels, ...(tiny ? [6, 5] : [64, 32]), 10], "relu", "none"),
      loss: "crossEntropy",
      target: "classes",
      optimizer: { name: "adam", learningRate: 1e-4 },
    },
    sigmoid: {
      kind: "training",
      batch: tiny ? 4 : 100,
      input: [pixels],
      layers: dense([pixels, ...(tiny ? [4, 4] : [20, 20]), 10], "sigmoid", "sigmoid"),
      loss: "meanSquaredError",
      target: "classes",
      optimizer: { name: "sgd", learningRate: 0.1 },
    },
    autoencoder: {
      kind: "training",
      batch: tiny ? 4 : 128,
      input: [pixels],
      layers: dense([pixels, ...code, pixels], "relu", "sigmoid"),
      loss: "meanSquaredError",
      target: "input",
      optimizer: { name: "adam", learningRate: 1e-4 },
    },
    xor: {
      kind: "training",
      batch: 4,
      input: [2],
      layers: dense([2, 5, 1], "sigmoid", "sigmoid"),
      loss: "meanSquaredError",
      target: "xor",
      optimizer: { name: "sgd", learningRate: 0.1 },
    },
    convnet: convnet(tiny ? 2 : 64, tiny ? 16 : 28, tiny ? [2, 3] : [8, 16]),
  };
}

/** Two times a 5x5 convolution, ReLU and 2x2 pooling, then 10 classes. */
function convnet(batch: number, side: number, [first, second]: readonly number[]): Training {
  const left = ((side - 4) / 2 - 4) / 2;
  return {
    kind: "training",
    batch,
    input: [1, side, side],
    layers: [
      { kind: "convolution", inputs: 1, outputs: first, size: 5, activation: "relu" },
      { kind: "maxPool", size: 2 },
      { kind: "convolution", inputs: first, outputs: second, size: 5, activation: "relu" },
      { kind: "maxPool", size: 2 },
      { kind: "flatten" },
      ...dense([second * left * left, 10], "none", "none"),
    ],
    loss: "crossEntropy",
    target: "classes",
    optimizer: { name: "adam", learningRate: 1e-4 },
  };
}

/** Networks of a library's own modules. */
function architectures(scale: Scale): Record<Network["architecture"]["name"], Network> {
  const tiny = scale === "tiny";
  const network = (architecture: Network["architecture"], batch: number): Network => {
    return { kind: "network", batch: tiny ? 2 : batch, architecture, learningRate: 1e-4 };
  };
  const transformer = tiny
    ? { vocabulary: 7, time: 5, width: 8, heads: 2, feedForward: 12, layers: 2 }
    : { vocabulary: 65, time: 64, width: 96, heads: 4, feedForward: 384, layers: 2 };
  const lstm = tiny ? { time: 4, inputs: 3, hidden: 5 } : { time: 50, inputs: 128, hidden: 128 };
  const residual = tiny ? { side: 8, narrow: 2, wide: 3 } : { side: 28, narrow: 16, wide: 32 };
  return {
    transformer: network({ name: "transformer", ...transformer }, 16),
    lstm: network({ name: "lstm", ...lstm, classes: 10 }, 32),
    residual: network({ name: "residual", ...residual, classes: 10 }, 32),
  };
}

/** Each workload, described once for all contenders. */
export function workloads(scale: Scale): Workloads {
  const { mnist, sigmoid, autoencoder, xor, convnet } = networks(scale);
  const { transformer, lstm, residual } = architectures(scale);
  const step = (id: string, title: string, problem: Training | Network): Speed => ({
    id,
    title,
    groups: [[{ name: STEP, problem }]],
    warmUps: WARM_UPS_OF_STEPS,
  });
  return {
    speed: [
      { id: "w1", title: "Matrix products", groups: products(scale) },
      step("w2", "MNIST: 784-64-32-10 ReLU, cross-entropy, Adam, batch 128", mnist),
      step("w3", "Sigmoid: 784-20-20-10, MSE, SGD, batch 100", sigmoid),
      step("w4", "Autoencoder: 784-128-9-128-784, MSE, Adam, batch 128", autoencoder),
      step("w5", "XOR: 2-5-1 sigmoid, MSE, SGD, batch 4", xor),
      step("w5b", "XOR: 2-5-1 sigmoid, MSE, Adam, batch 4", {
        ...xor,
        optimizer: { name: "adam", learningRate: 1e-3 },
      }),
      step("w6", "Convnet: 5×5×8, pool, 5×5×16, pool, 10, Adam, batch 64", convnet),
      {
        id: "w7",
        title: "Operations on 1024×1024, softmax of 4096×1000",
        groups: operations(scale).map((each) => [each]),
      },
      step("w9", "Causal transformer: 2 layers, width 96, 4 heads, 16 x 64 tokens, AdamW", transformer),
      step("w10", "LSTM: 128 hidden, 50 steps, batch 32, AdamW", lstm),
      step("w11", "Residual CNN with batch norm: 16 to 32 channels, 28 x 28, batch 32, AdamW", residual),
      {
        id: "w12",
        title: "How cost grows",
        groups: growthGroups(scale),
        contenders: ["ours-wasm", "ours-native", "torch"],
      },
    ],
    memory: [
      {
        id: "w8",
        title: "Resident memory over 10,000 MNIST steps",
        training: mnist,
        steps: scale === "tiny" ? 20 : 10_000,
        settled: scale === "tiny" ? 10 : 1000,
      },
    ],
  };
}
