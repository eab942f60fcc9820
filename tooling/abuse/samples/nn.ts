import { defaultGenerator, ones, type Tensor, tensor } from "@gradiente/core";
import type * as nn from "@gradiente/nn";
import { Dense, Dropout, initializers, Module, Parameter, ReLU, Sequential } from "@gradiente/nn";
import type { SamplesOf } from "../sample.ts";
import { initializeSample } from "./nn-initializers.ts";
import { layer, methodsOf } from "./nn-layer.ts";
import { lossSamples } from "./nn-losses.ts";
import { moduleSamples } from "./nn-module.ts";
import { normalizationLayers } from "./nn-normalization.ts";
import { activationLayers } from "./nn-activations.ts";
import { convolutionLayers } from "./nn-convolutions.ts";
import { layer, methodsOf } from "./nn-layer.ts";

const generator = defaultGenerator;

class Doubling extends Module {
  readonly factor = new Parameter(tensor(2));

  override forward(x: Tensor): Tensor {
    return x.mul(this.factor);
  }
}

const plane = () => ones([1, 1, 4, 4]);
const rows = () => ones([2, 3]);

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
  ...moduleSamples,
  ...normalizationLayers,
  Conv2d: {
    construct: () => [1, 2, 3, { ...weights(), stride: 1, padding: "same", dilation: 1, groups: 1 }],
    ...layer(() => new Conv2d(1, 2, 3), plane),
  },
  ...convolutionLayers,
  ...activationLayers,
  Dense: { construct: () => [3, 2, weights()], ...layer(() => new Dense(3, 2), rows) },
  Dropout: { construct: () => [0.5, { generator: generator() }], ...layer(() => new Dropout(0.5), rows) },
  Module: {
    construct: null,
    instance: () => new Doubling(),
    // Its forward is the caller's own.
    methods: { ...methodsOf(rows, () => new Doubling()), forward: { several: [] } },
  },
  Parameter: {
    construct: () => [tensor([1, 2]), { trainable: true }],
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
  Sequential: {
    construct: () => [new Dense(3, 2), new ReLU()],
    ...layer(() => new Sequential(new Dense(3, 2), new ReLU()), rows),
  },
  Sigmoid: { construct: () => [], ...layer(() => new Sigmoid(), rows) },
  Softmax: { construct: () => [[-1]], ...layer(() => new Softmax(), rows) },
  Tanh: { construct: () => [], ...layer(() => new Tanh(), rows) },
  ...lossSamples,
  initialize: initializeSample,
  bceLoss: loss("sum"),
  bceWithLogitsLoss: loss("none"),
  crossEntropyLoss: {
    several: [loss("mean"), () => [prediction(), labels(), { reduction: "none" }]],
  },
  huberLoss: () => [prediction(), target(), { reduction: "sum", delta: 2 }],
  klDivLoss: loss("sum"),
  l1Penalty: () => [[new Parameter(tensor([1]))]],
  l2Penalty: () => [[new Parameter(tensor([1]))]],
  summary: { several: [() => [new Dense(3, 2), [1, 3]], () => [new Dense(3, 2), rows()]] },
} satisfies SamplesOf<typeof nn>;
