import { type Tensor, tensor, traceGraph, Variable } from "@gradiente/core";
import { moons, wholeBatch } from "@gradiente/datasets";
import { activations, Dense, Sequential, Sigmoid, Tanh } from "@gradiente/nn";
import {
  activationChart,
  attentionMaps,
  barChart,
  confusionMatrixChart,
  decisionSurface,
  drawGraph,
  drawNetwork,
  type Figure,
  featureMaps,
  filters,
  heatMap,
  histogram,
  imageGrid,
  learningCurves,
  line,
  lossSurface,
  rocCurveChart,
  scatterChart,
  weightEvolution,
  weightHistograms,
} from "@gradiente/plot";

/** The figures of docs/plotting.md, from data made up for them. */
export const gallery: Readonly<Record<string, () => Figure>> = {
  "learning-curves": () =>
    learningCurves(
      {
        Adam: [0, 1, 2].map((seed) => history(0.4 + 0.1 * seed, seed)),
        SGD: [0, 1, 2].map((seed) => history(0.12 + 0.03 * seed, seed)),
      },
      { width: 240, height: 180, logScale: ["loss"] },
    ),
  "confusion-matrix": () =>
    confusionMatrixChart(
      [
        [50, 0, 0],
        [0, 47, 3],
        [0, 2, 48],
      ],
      { labels: ["setosa", "versicolor", "virginica"], width: 220, height: 160, title: "Iris" },
    ),
  "roc-curve": () =>
    rocCurveChart(
      { "12-8-1": bowed(0.9), "logistic regression": bowed(0.75) },
      { width: 200, height: 200, title: "Titanic" },
    ),
  "decision-surface": () => {
    const { x, y } = wholeBatch(moons({ samples: 120, noise: 0.15, seed: 0 }));
    return decisionSurface(cubic, x, y, { width: 240, height: 190, resolution: 60, title: "Two moons" });
  },
  "loss-surface": () => {
    const path = descent([-1.5, 2], 0.06, 60);
    const ranges = { xRange: [-2, 3], yRange: [-3, 3] } as const;
    return lossSurface((weight, bias) => loss(weight, bias), {
      ...ranges,
      path,
      minimum: [1, -0.5],
      width: 240,
      height: 190,
      resolution: 50,
      levels: 9,
      logScale: true,
      xLabel: "weight",
      yLabel: "bias",
    });
  },
  "image-grid": () =>
    imageGrid(
      [rings(0.35), rings(0)].map((images) => tensor(images)),
      {
        rowLabels: ["noisy", "denoised"],
        columnLabels: ["0", "1", "2", "3", "4", "5"],
        imageWidth: 48,
      },
    ),
  "hits-and-misses": () =>
    imageGrid(rings(0), {
      columns: 6,
      captions: ["0", "1", "2, said 3", "3", "4", "5"],
      correct: [true, true, false, true, true, true],
    }),
  "heat-map": () =>
    heatMap(
      Array.from({ length: 14 }, (_, row) =>
        Array.from({ length: 14 }, (_, column) => {
          const [u, v] = [(row - 6.5) / 6.5, (column - 6.5) / 6.5];
          return u * u + v * v > 1.4 ? Number.NaN : u * v * (1.5 - u * u - v * v);
        }),
      ),
      { width: 190, height: 190, valueLabel: "correlation", missingLabel: "constant pixel" },
    ),
  filters: () =>
    filters(
      tensor(
        Array.from({ length: 8 }, (_, i) =>
          Array.from(
            { length: 25 },
            (_, at) => ((i - 3.5) * ((at % 5) - 2)) / 7 + ((at / 5 - 2.4) * (i % 3)) / 3,
          ),
        ),
      ),
      { columns: 8, imageWidth: 40 },
    ),
  "weight-evolution": () =>
    weightEvolution(
      {
        "w[0, 0]": Array.from({ length: 200 }, (_, t) => 0.6 - 40 / (t + 40)),
        "w[3, 7]": Array.from({ length: 200 }, (_, t) => 12 / (t + 30) - 0.3),
      },
      { width: 240, height: 150 },
    ),
  scatter: () => {
    const x = [25, 26, 27, 28, 29, 29.5, 30.5, 31, 32, 33.5, 34, 36.5, 37, 37.5, 39, 40];
    const y = [10, 18, 12, 20, 18, 20, 22, 30, 32, 30, 35, 36, 40, 38, 37, 41];
    const lines = { "least squares": { x: [25, 40], y: [11.6, 42.1] } };
    return scatterChart(
      { x, y },
      { lines, xLabel: "temperature (°C)", yLabel: "ice creams", width: 240, height: 170 },
    );
  },
  "bar-chart": () =>
    barChart(
      { reference: 0.92, target: 0.975, ours: [0.977, 0.978, 0.981] },
      { yRange: [0.9, 1], decimals: 3, yLabel: "accuracy", width: 220, height: 170 },
    ),
  graph: () => {
    const [x, y] = [new Variable(tensor(2)), new Variable(tensor(3))];
    const names = new Map<string, Variable | Tensor>([["x", x], ["y", y]]); // biome-ignore format: one line
    const traced = traceGraph(
      () => {
        const a = x.mul(y);
        const b = a.add(x);
        names.set("a", a).set("b", b);
        return b.square();
      },
      { names },
    );
    return drawGraph(traced, { direction: "right", title: "(x·y + x)²" });
  },
  network: () => {
    const model = new Sequential(new Dense(2, 12), new Tanh(), new Dense(12, 4), new Tanh(), new Dense(4, 1), new Sigmoid()); // biome-ignore format: one line
    [...model.parameters().values()].forEach((parameter, i) => {
      const values = Array.from({ length: parameter.size }, (_, at) => 2 * spread(50 * i + at) - 1);
      parameter.set(tensor(values, { shape: parameter.shape }));
    });
    const x = tensor([[0.8, -0.4]]);
    const labels = { inputLabels: ["x", "y"], outputLabels: ["inside"] };
    return drawNetwork(model, { input: x, activations: activations(model, x), ...labels });
  },
  activations: () =>
    activationChart(
      { sigmoid: (x) => x.sigmoid(), tanh: (x) => x.tanh(), ReLU: (x) => x.relu() },
      { width: 240, height: 180 },
    ),
  "weight-histograms": () => {
    const epochs = Array.from({ length: 10 }, (_, epoch) =>
      Array.from({ length: 800 }, (_, i) => {
        const start = spread(i) + spread(7 * i + 3) + spread(13 * i + 5) - 1.5;
        return start * (0.5 + 0.12 * epoch) + (i % 3 === 0 ? 0.09 * epoch : 0);
      }),
    );
    return weightHistograms(epochs, { width: 240, height: 190 });
  },
  "learning-rates": () => {
    const rates = Array.from({ length: 25 }, (_, i) => 10 ** (-4 + i / 6));
    const after = (least: number, best: number) =>
      rates.map((rate) => (rate > 30 * best ? Number.NaN : least + 0.4 * Math.log10(rate / best) ** 2));
    return line(
      { SGD: { x: rates, y: after(0.22, 0.3) }, Adam: { x: rates, y: after(0.15, 0.004) } },
      { xLogScale: true, xLabel: "learning rate", yLabel: "loss", width: 240, height: 170 },
    );
  },
  "feature-maps": () => {
    const [image] = rings(0.1);
    const at = (y: number, x: number) => image[Math.min(19, Math.max(0, y))][Math.min(19, Math.max(0, x))];
    const steps = [[0, 1], [1, 0], [1, 1], [1, -1]]; // biome-ignore format: a list
    const maps = steps.map(([dy, dx]) =>
      image.map((row, y) => row.map((_, x) => at(y + dy, x + dx) - at(y - dy, x - dx))),
    );
    return featureMaps(tensor(maps), { columns: 4, columnLabels: ["x", "y", "x + y", "y − x"] });
  },
  "attention-maps": () => {
    const words = ["the", "cat", "saw", "the", "dog"];
    const scores = [0, 1].map((head) =>
      words.map((_, i) =>
        words.map(
          (_, j) => 2 * spread(60 * head + 5 * i + j) - (head === 0 ? Math.abs(i - j) : Math.abs(i - 1 - j)),
        ),
      ),
    );
    return attentionMaps(tensor(scores).softmax(-1), { queryLabels: words });
  },
  histogram: () => {
    const values = Array.from(
      { length: 600 },
      (_, i) => spread(i) + spread(7 * i + 3) + spread(13 * i + 5) - 1.5,
    );
    return histogram(values, { bins: 20, xLabel: "weight", width: 240, height: 150 });
  },
};

/** Numbers from 0 to 1 without a pattern that one would see. */
function spread(i: number): number {
  let bits = Math.imul(i + 1, 0x9e3779b1);
  bits = Math.imul(bits ^ (bits >>> 15), 0x85ebca77);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae3d);
  return ((bits ^ (bits >>> 16)) >>> 0) / 2 ** 32;
}

function history(rate: number, seed: number) {
  const epochs = Array.from({ length: 20 }, (_, i) => i);
  const fall = (i: number, floor: number) => floor + (2.3 - floor) / (1 + rate * i) ** 2;
  const jitter = (i: number) => 1 + 0.15 * (spread(97 * seed + i + 1) - 0.5);
  return {
    loss: epochs.map((i) => fall(i, 0.05) * jitter(i)),
    valLoss: epochs.map((i) => fall(i, 0.16) * jitter(i + 40)),
    accuracy: epochs.map((i) => 1 - (0.4 * fall(i, 0.01) * jitter(i)) / 1.2),
    valAccuracy: epochs.map((i) => 1 - (0.4 * fall(i, 0.08) * jitter(i + 80)) / 1.2),
  };
}

function bowed(strength: number) {
  const falsePositiveRate = Array.from({ length: 41 }, (_, i) => i / 40);
  const truePositiveRate = falsePositiveRate.map((x) => x / (x + (1 - x) * (1 - strength)));
  return { falsePositiveRate, truePositiveRate };
}

/** A cubic curve between the moons. */
function cubic(points: { toTypedArray(): ArrayLike<number> }) {
  const values = Array.from(points.toTypedArray());
  const scores: number[] = [];
  for (let i = 0; i < values.length; i += 2) {
    const u = values[i] - 0.5;
    const ahead = 0.25 + 1.1 * u * (1 - 0.55 * u * u) * -1 - values[i + 1];
    scores.push(0.5 + (0.5 * ahead) / (0.4 + Math.abs(ahead)));
  }
  return tensor(scores);
}

function loss(weight: number, bias: number): number {
  return 0.1 + (weight - 1) ** 2 + 0.5 * (bias + 0.5) ** 2 + 0.9 * (weight - 1) * (bias + 0.5);
}

function descent(start: readonly [number, number], rate: number, steps: number): number[][] {
  const path = [[...start]];
  for (let i = 0; i < steps; i++) {
    const [weight, bias] = path[i];
    const [u, v] = [weight - 1, bias + 0.5];
    path.push([weight - rate * (2 * u + 0.9 * v), bias - rate * (v + 0.9 * u)]);
  }
  return path;
}

/** Six drawings of rings, 20 x 20, with noise on them. */
function rings(noise: number): number[][][] {
  return Array.from({ length: 6 }, (_, i) =>
    Array.from({ length: 20 }, (_, y) =>
      Array.from({ length: 20 }, (_, x) => {
        const far = ((x - 9.5) ** 2 + ((y - 9.5) * (1 - 0.08 * i)) ** 2) / (20 + 7 * i);
        const ink = Math.max(0, 1 - 3 * (far - 1) ** 2);
        return Math.min(1, Math.max(0, ink + noise * 2 * (spread(400 * i + 20 * y + x) - 0.5)));
      }),
    ),
  );
}
