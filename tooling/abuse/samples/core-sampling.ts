import type * as core from "@gradiente/core";
import { type Tensor, tensor } from "@gradiente/core";

const logits = () => tensor([[0.5, 0.25, 0.75], [0.1, 0.9, 0.3]]); // biome-ignore format: a matrix
const shape = () => [2, 3];
const rates = () => tensor([0.5, 1, 2]);

/** Valid calls of what draws from distributions: functions, and methods of a Generator. */
export const samplingSamples = {
  beta: (): [number[], Tensor, number, { dtype: "float64" }] => [shape(), rates(), 2, { dtype: "float64" }],
  categorical: (): [Tensor, Required<core.CategoricalOptions>] => [
    logits(),
    { count: 2, replacement: false, from: "probabilities" },
  ],
  exponential: (): [number[], Required<core.RateOptions>] => [shape(), { rate: 2, dtype: "float64" }],
  gamma: (): [number[], Tensor, Required<core.RateOptions>] => [
    shape(),
    rates(),
    { rate: rates(), dtype: "float64" },
  ],
  gumbelSoftmax: (): [Tensor, Required<core.GumbelSoftmaxOptions>] => [
    logits(),
    { temperature: 0.5, hard: true, axis: 0 },
  ],
  poisson: (): [number[], Tensor, { dtype: "float64" }] => [shape(), rates(), { dtype: "float64" }],
  randint: (): [number[], Required<core.RandintOptions>] => [shape(), { low: 1, high: 7 }],
  truncatedNormal: (): [number[], Required<core.TruncatedNormalOptions>] => [
    shape(),
    { mean: 1, standardDeviation: 2, low: -3, high: 5, dtype: "float64" },
  ],
};
