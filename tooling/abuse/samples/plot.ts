import { type Tensor, tensor, Variable, zeros } from "@gradiente/core";
import { Dense } from "@gradiente/nn";
import * as plot from "@gradiente/plot";
import { Figure, line, report } from "@gradiente/plot";
import { withFreeKeys } from "../faults.ts";
import type { SamplesOf } from "../sample.ts";

const figure = { title: "t", width: 100, height: 80 };
const labels = { xLabel: "x", yLabel: "y" };
const axes = { ...figure, ...labels, xRange: [0, 2], yRange: [0, 9] } as const;
const numbers = () => [1, 4, 9];
const points = () => withFreeKeys({ x: [0, 1, 2], y: [1, 4, 9] });
const matrix = () => [
  [1, 2],
  [3, 4],
];
const plotOptions = { ...axes, xLogScale: false, yLogScale: false };
const roc = () => withFreeKeys({ falsePositiveRate: [0, 0.5, 1], truePositiveRate: [0, 0.7, 1], auc: 0.6 });
const precisionRecall = () =>
  withFreeKeys({ precision: [0.5, 0.7, 1], recall: [1, 0.7, 0], averagePrecision: 0.7 });
const weight = () => new Variable(tensor([1, 2]));
const classify = (x: Tensor) => x.sum(1);
const block = () => withFreeKeys({ table: { columns: ["a"], rows: [[1]], caption: "c" } });
const images = {
  ...figure,
  imageShape: [2, 2],
  imageWidth: 20,
  columns: 2,
  colours: "grey",
  legend: true,
} as const;

/** The package, in which figures are drawn as soon as they are made. */
export const plotDrawn = Object.fromEntries(
  Object.entries(plot).map(([name, value]) => [name, /^[a-z]/.test(name) ? drawn(value as never) : value]),
);

function drawn(f: (...args: readonly unknown[]) => unknown) {
  return (...args: readonly unknown[]) => {
    const result = f(...args);
    if (result instanceof Figure) result.toSVG();
    return result;
  };
}

const { height: _, width: __, ...grid } = images;

const picture = () =>
  withFreeKeys({
    images: [{ png: Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a), caption: "c" }],
  });

export const plotSamples = {
  Figure: {
    construct: () => [withFreeKeys({ marks: [] })],
    instance: () => line([1, 2]),
    methods: { toSVG: () => [], toPNG: () => [{ scale: 0.5 }], save: { several: [] } },
  },
  Report: {
    construct: null,
    instance: () => report(["text"], { title: "t" }),
    methods: { toHTML: () => [], save: { several: [] } },
  },
  activationChart: () => [withFreeKeys({ tanh: (x: Tensor) => x.tanh() }), { ...figure, xRange: [-1, 1] }],
  attentionMaps: () => [
    zeros([2, 1, 2]),
    { title: "t", queryLabels: ["a"], keyLabels: ["b", "c"], columns: 1 },
  ],
  arrange: () => [[line([1, 2]), line([3, 4])], { columns: 1, title: "t" }],
  barChart: () => [withFreeKeys({ a: 1, b: [1, 2] }), { ...figure, ...labels, yRange: [0, 3], decimals: 1 }],
  confusionMatrixChart: () => [matrix(), { ...figure, labels: ["a", "b"] }],
  decisionSurface: () => [
    classify,
    matrix(),
    [0, 1],
    { ...axes, classes: ["a", "b"], threshold: 0.4, resolution: 8 },
  ],
  drawGraph: () => [weight().square(), { title: "t", direction: "right", names: new Map([["w", weight()]]) }],
  drawNetwork: () => [
    new Dense(2, 1),
    {
      title: "t",
      activations: withFreeKeys(new Map([["", zeros([1, 1])]])),
      input: [1, 2],
      weights: true,
      inputLabels: ["a", "b"],
      outputLabels: ["c"],
      neurons: 4,
    },
  ],
  featureMaps: () => [
    zeros([2, 2, 2]),
    { title: "t", columns: 2, imageWidth: 20, rowLabels: ["a"], columnLabels: ["b", "c"], colours: "blues" },
  ],
  filters: () => [zeros([2, 1, 2, 2]), { title: "t", columns: 2, imageWidth: 20 } as never],
  heatMap: () => [
    matrix(),
    {
      ...figure,
      ...labels,
      rowLabels: ["a", "b"],
      columnLabels: ["c", "d"],
      valueLabel: "v",
      colours: "sequential",
      range: [0, 5],
      missingLabel: "none",
      decimals: 1,
    },
  ],
  histogram: () => [numbers(), { ...figure, ...labels, bins: 3, range: [0, 9] }],
  imageGrid: () => [
    tensor([[0, 1, 0, 1], [1, 0, 1, 0]]), // biome-ignore format: a matrix
    {
      ...grid,
      captions: ["a", "b"],
      correct: [true, false],
      rowLabels: ["r"],
      columnLabels: ["c", "d"],
      range: [0, 1],
    },
  ],
  learningCurves: () => [
    withFreeKeys({ loss: [3, 2, 1], valLoss: [3, 2, 2] }),
    {
      ...figure,
      metrics: ["loss"],
      x: [1, 2, 3],
      xLabel: "x",
      band: "deviation",
      logScale: true,
      zoom: { metric: "loss", from: 1, to: 2 },
      columns: 1,
    },
  ],
  line: () => [numbers(), plotOptions],
  lossSurface: () => [
    (x, y) => x * x + y * y + 1,
    {
      ...axes,
      path: matrix(),
      minimum: [0, 0],
      valueLabel: "v",
      logScale: true,
      levels: 3,
      resolution: 8,
    },
  ],
  precisionRecallCurveChart: () => [precisionRecall(), { ...figure, positiveShare: 0.5 }],
  report: () => [[block(), "text", picture()], { title: "t", summary: "s" }],
  rocCurveChart: () => [roc(), figure],
  setWords: () => [withFreeKeys({ ...plot.spanishWords })],
  scatterChart: () => [points(), { ...plotOptions, lines: withFreeKeys({ a: points() }) }],
  weightHistograms: () => [withFreeKeys({ a: numbers() }), { ...figure, ...labels, bins: 4, range: [0, 9] }],
  weightEvolution: () => [withFreeKeys({ a: numbers() }), plotOptions],
} satisfies SamplesOf<typeof plot>;
