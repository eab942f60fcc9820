import type { Scaled, Training } from "./problem.ts";
import type { Case, Group, Scale } from "./workloads.ts";

/** Where a case stands on a curve: how cost grows with one size, all else being equal. */
export interface Growth {
  readonly curve: string;
  /** What grows. */
  readonly along: string;
  readonly size: number;
}

interface Curve {
  readonly curve: string;
  readonly along: string;
  /** As in the report, and tiny. */
  readonly sizes: Readonly<Record<Scale, readonly number[]>>;
  readonly problem: (size: number, scale: Scale) => Training | Scaled;
}

/** A step of a perceptron with ReLU. */
function perceptron(batch: number, sizes: readonly number[]): Training {
  return {
    kind: "training",
    batch,
    input: [sizes[0]],
    layers: sizes.slice(1).map((outputs, i) => ({
      kind: "dense",
      inputs: sizes[i],
      outputs,
      activation: i === sizes.length - 2 ? "none" : "relu",
    })),
    loss: "crossEntropy",
    target: "classes",
    optimizer: { name: "adam", learningRate: 1e-4 },
  };
}

const repeated = (size: number, count: number): readonly number[] => Array<number>(count).fill(size);

const scaled =
  (name: Scaled["name"]) =>
  (size: number): Scaled => ({ kind: "scaled", name, size });

const CLASSES = 10;

const curves: readonly Curve[] = [
  {
    curve: "MLP 784-128-10",
    along: "batch",
    sizes: { full: [8, 128, 1024, 8192], tiny: [2, 4] },
    problem: (batch, scale) => perceptron(batch, scale === "tiny" ? [6, 5, CLASSES] : [784, 128, CLASSES]),
  },
  {
    curve: "MLP of layers of 128, batch 128",
    along: "layers",
    sizes: { full: [4, 16, 64], tiny: [1, 3] },
    problem: (depth, scale) =>
      scale === "tiny"
        ? perceptron(4, [...repeated(6, depth + 1), CLASSES])
        : perceptron(128, [...repeated(128, depth), CLASSES]),
  },
  {
    curve: "MLP of 4 layers, batch 128",
    along: "width",
    sizes: { full: [32, 128, 512], tiny: [4, 8] },
    problem: (width, scale) => perceptron(scale === "tiny" ? 4 : 128, [...repeated(width, 4), CLASSES]),
  },
  {
    curve: "3x3 convolution and gradients",
    along: "channels",
    sizes: { full: [8, 32, 64, 128], tiny: [1, 3] },
    problem: scaled("convolution"),
  },
  {
    curve: "Attention scores",
    along: "length",
    sizes: { full: [32, 128, 512], tiny: [3, 5] },
    problem: scaled("attentionScores"),
  },
  {
    curve: "Chain of scalars, and gradient",
    along: "ops",
    sizes: { full: [100, 1000, 10_000], tiny: [4, 10] },
    problem: scaled("chain"),
  },
  {
    curve: "Elementwise product",
    along: "elements",
    sizes: { full: [100, 10_000, 1_000_000], tiny: [3, 70] },
    problem: scaled("elementwise"),
  },
  {
    curve: "Embedding in 1,000 x 64",
    along: "rows",
    sizes: { full: [64, 1024, 16_384], tiny: [2, 20] },
    problem: scaled("embedding"),
  },
  {
    curve: "Concat of pieces of 64 x 64",
    along: "pieces",
    sizes: { full: [10, 100, 1000], tiny: [1, 3] },
    problem: scaled("concat"),
  },
  {
    curve: "Sort",
    along: "elements",
    sizes: { full: [1000, 100_000, 1_000_000], tiny: [5, 700] },
    problem: scaled("sort"),
  },
  {
    curve: "Running sum",
    along: "elements",
    sizes: { full: [1000, 100_000, 1_000_000], tiny: [5, 70] },
    problem: scaled("cumsum"),
  },
  {
    curve: "Solve, one side",
    along: "rows",
    sizes: { full: [64, 256, 512], tiny: [3, 12] },
    problem: scaled("solve"),
  },
  { curve: "SVD", along: "rows", sizes: { full: [32, 128, 256], tiny: [3, 6] }, problem: scaled("svd") },
];

/** What a case is called in tables. */
export function growthName({ curve, along, size }: Growth): string {
  return `${curve}: ${along} ${size.toLocaleString("en")}`;
}

/** Each case by itself: what is large does not wait for what is small. */
export function growthGroups(scale: Scale): Group[] {
  return curves.flatMap(({ curve, along, sizes, problem }) =>
    sizes[scale].map((size): readonly Case[] => {
      const growth = { curve, along, size };
      return [{ name: growthName(growth), problem: problem(size, scale), growth }];
    }),
  );
}
