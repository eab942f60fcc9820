import { defaultGenerator, type Generator } from "@gradiente/core";
import { Dense, type InitializationRule, initializers } from "@gradiente/nn";
import type { SamplesOf } from "../sample.ts";

const initializer = (): [number[], { dtype: "float64"; generator: Generator }] => [
  [2, 3],
  { dtype: "float64", generator: defaultGenerator() },
];
const ofFilters = (): [number[], { dtype: "float64"; generator: Generator }] => [
  [2, 3, 3],
  { dtype: "float64", generator: defaultGenerator() },
];

const rule = (): Required<InitializationRule> => ({
  kind: Dense,
  where: "*weight",
  initializer: initializers.zeros,
});

export const initializeSample = (): [Dense, Required<InitializationRule>, { generator: Generator }] => [
  new Dense(3, 2),
  rule(),
  { generator: defaultGenerator() },
];

export const initializerSamples = {
  constant: { first: () => [0.5], next: initializer },
  dirac: ofFilters,
  eye: initializer,
  gain: () => ["leakyRelu", 0.2],
  heNormal: initializer,
  heUniform: initializer,
  lecunNormal: initializer,
  lecunUniform: initializer,
  normal: { first: () => [0, 1], next: initializer },
  ones: initializer,
  orthogonal: initializer,
  scaled: { first: () => [initializers.orthogonal, 2], next: initializer },
  sparse: { first: () => [0.5, { standardDeviation: 1 }], next: initializer },
  truncatedNormal: {
    first: () => [{ mean: 0.1, standardDeviation: 2, low: -3, high: 3 }],
    next: initializer,
  },
  uniform: { first: () => [0, 1], next: initializer },
  varianceScaling: { first: () => [{ gain: 2, fan: "mean", distribution: "uniform" }], next: initializer },
  xavierNormal: initializer,
  xavierUniform: initializer,
  zeros: initializer,
} satisfies SamplesOf<typeof initializers>;
