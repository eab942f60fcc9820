import { defaultGenerator, ones, type Tensor, tensor } from "@gradiente/core";
import type * as nn from "@gradiente/nn";
import {
  Conv2d,
  Dense,
  Dropout,
  Flatten,
  initializers,
  LeakyReLU,
  MaxPool2d,
  Module,
  Parameter,
  ReLU,
  Sequential,
  Sigmoid,
  Softmax,
  Tanh,
} from "@gradiente/nn";
import type { SamplesOf } from "../sample.ts";
import { layer, methodsOf } from "./nn-layer.ts";
import { normalizationLayers } from "./nn-normalization.ts";
import { sequenceLayers } from "./nn-sequences.ts";

const generator = defaultGenerator;
const prediction = () => tensor([[0.5, 0.25], [0.75, 0.1]]); // biome-ignore format: a matrix
const target = () => tensor([[1, 0], [0, 1]]); // biome-ignore format: a matrix
const labels = () => tensor([0, 1], { dtype: "int32" });

class Doubling extends Module {
  readonly factor = new Parameter(tensor(2));

  override forward(x: Tensor): Tensor {
    return x.mul(this.factor);
  }
}

const plane = () => ones([1, 1, 4, 4]);
const rows = () => ones([2, 3]);

const loss = (reduction: "mean" | "sum" | "none") => (): [Tensor, Tensor, Required<nn.LossOptions>] => [
  prediction(),
  target(),
  { reduction },
];

const weights = () => ({
  bias: true,
  dtype: "float32" as const,
  weightInitializer: initializers.heNormal,
  biasInitializer: initializers.zeros,
  generator: generator(),
});

export const nnSamples = {
  ...normalizationLayers,
  ...sequenceLayers,
  Conv2d: {
    construct: () => [1, 2, 3, { ...weights(), stride: 1, padding: "same", dilation: 1, groups: 1 }],
    ...layer(() => new Conv2d(1, 2, 3), plane),
  },
  Dense: { construct: () => [3, 2, weights()], ...layer(() => new Dense(3, 2), rows) },
  Dropout: { construct: () => [0.5, { generator: generator() }], ...layer(() => new Dropout(0.5), rows) },
  Flatten: { construct: () => [], ...layer(() => new Flatten(), plane) },
  LeakyReLU: { construct: () => [0.1], ...layer(() => new LeakyReLU(), rows) },
  MaxPool2d: { construct: () => [2, { stride: 1, dilation: 1 }], ...layer(() => new MaxPool2d(2), plane) },
  Module: {
    construct: null,
    instance: () => new Doubling(),
    // Its forward is the caller's own.
    methods: { ...methodsOf(rows, () => new Doubling()), forward: { several: [] } },
  },
  Parameter: {
    construct: () => [tensor([1, 2])],
    instance: () => new Parameter(tensor([1])),
    methods: {
      set: () => [tensor([2])],
      item: () => [],
      toTypedArray: () => [],
      toArray: () => [],
      read: () => [],
      toJSON: () => [],
      toString: () => [],
    },
  },
  ReLU: { construct: () => [], ...layer(() => new ReLU(), rows) },
  Sequential: {
    construct: () => [new Dense(3, 2), new ReLU()],
    ...layer(() => new Sequential(new Dense(3, 2), new ReLU()), rows),
  },
  Sigmoid: { construct: () => [], ...layer(() => new Sigmoid(), rows) },
  Softmax: { construct: () => [[-1]], ...layer(() => new Softmax(), rows) },
  Tanh: { construct: () => [], ...layer(() => new Tanh(), rows) },
  bceLoss: loss("sum"),
  bceWithLogitsLoss: loss("none"),
  crossEntropyLoss: {
    several: [loss("mean"), () => [prediction(), labels(), { reduction: "none" }]],
  },
  huberLoss: () => [prediction(), target(), { reduction: "sum", delta: 2 }],
  klDivLoss: loss("sum"),
  l1Penalty: () => [[new Parameter(tensor([1]))]],
  l2Penalty: () => [[new Parameter(tensor([1]))]],
  maeLoss: loss("mean"),
  mseLoss: loss("none"),
  nllLoss: () => [prediction(), labels(), { reduction: "sum" }],
  summary: { several: [() => [new Dense(3, 2), [1, 3]], () => [new Dense(3, 2), rows()]] },
} satisfies SamplesOf<typeof nn>;

const initializer = (): [number[], { dtype: "float64"; generator: ReturnType<typeof generator> }] => [
  [2, 3],
  { dtype: "float64", generator: generator() },
];

export const initializerSamples = {
  heNormal: initializer,
  heUniform: initializer,
  uniform: { first: () => [0, 1], next: initializer },
  xavierNormal: initializer,
  xavierUniform: initializer,
  zeros: initializer,
} satisfies SamplesOf<typeof initializers>;
