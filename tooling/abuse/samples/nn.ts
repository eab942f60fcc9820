import { defaultGenerator, ones, type Tensor, tensor } from "@gradiente/core";
import type * as nn from "@gradiente/nn";
import { Bilinear, Dense, Dropout, initializers, Module, Parameter, ReLU, Sequential } from "@gradiente/nn";
import type { SamplesOf } from "../sample.ts";
import { activationLayers } from "./nn-activations.ts";
import { convolutionLayers } from "./nn-convolutions.ts";
import { initializeSample } from "./nn-initializers.ts";
import { layer, methodsOf } from "./nn-layer.ts";
import { lossSamples } from "./nn-losses.ts";
import { moduleSamples } from "./nn-module.ts";
import { normalizationLayers } from "./nn-normalization.ts";
import { sequenceLayers } from "./nn-sequences.ts";

const generator = defaultGenerator;

class Doubling extends Module {
  readonly factor = new Parameter(tensor(2));

  override forward(x: Tensor): Tensor {
    return x.mul(this.factor);
  }
}

const rows = () => ones([2, 3]);

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
  ...sequenceLayers,
  ...convolutionLayers,
  ...activationLayers,
  Bilinear: {
    construct: () => [3, 3, 2, weights()],
    instance: () => new Bilinear(3, 3, 2),
    methods: {
      ...methodsOf(rows, () => new Bilinear(3, 3, 2)),
      forward: (): [Tensor, Tensor] => [rows(), rows()],
    },
  },
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
  ...lossSamples,
  initialize: initializeSample,
  l1Penalty: () => [[new Parameter(tensor([1]))]],
  l2Penalty: () => [[new Parameter(tensor([1]))]],
  summary: { several: [() => [new Dense(3, 2), [1, 3]], () => [new Dense(3, 2), rows()]] },
} satisfies SamplesOf<typeof nn>;
