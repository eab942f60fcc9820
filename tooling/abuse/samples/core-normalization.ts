import {
  type BatchNormOptions,
  type NormOptions,
  ones,
  type ScaleOptions,
  type Tensor,
  tensor,
  Variable,
} from "@gradiente/core";

const rows = () => tensor([[0.5, 0.25, 0.75], [0.1, 0.9, 0.3]]); // biome-ignore format: a matrix
const images = () => ones([2, 4, 3]);
const size = (n: number) => ({ weight: ones([n]), bias: new Variable(ones([n])), epsilon: 1e-3 });

/** Normalisations. */
export const normalizationSamples = {
  batchNorm: (): [Tensor, Required<BatchNormOptions>] => [
    rows(),
    { ...size(3), mean: ones([3]), variance: ones([3]) },
  ],
  batchNormWithStatistics: (): [Tensor, Required<NormOptions>] => [rows(), size(3)],
  groupNorm: (): [Tensor, number, Required<NormOptions>] => [images(), 2, size(4)],
  instanceNorm: (): [Tensor, Required<NormOptions>] => [images(), size(4)],
  layerNorm: (): [Tensor, number, Required<NormOptions>] => [rows(), -1, size(3)],
  rmsNorm: (): [Tensor, number, Required<ScaleOptions>] => [rows(), -1, { weight: ones([3]), epsilon: 1e-3 }],
};
