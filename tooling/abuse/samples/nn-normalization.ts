import { defaultGenerator, type GeneratorOptions, ones, type Tensor, tensor } from "@gradiente/core";
import {
  AlphaDropout,
  BatchNorm1d,
  BatchNorm2d,
  BatchNorm3d,
  type BatchNormLayerOptions,
  Dropout1d,
  Dropout2d,
  Dropout3d,
  Embedding,
  type EmbeddingLayerOptions,
  GroupNorm,
  type GroupNormOptions,
  InstanceNorm1d,
  InstanceNorm2d,
  InstanceNorm3d,
  initializers,
  LayerNorm,
  type LayerNormOptions,
  LocalResponseNorm,
  type LocalResponseNormOptions,
  RMSNorm,
  type RMSNormOptions,
} from "@gradiente/nn";
import { layer } from "./nn-layer.ts";

/** `[batch, channels, ...]` with this many axes after these. */
const input = (axes: number) => (): Tensor => ones([2, 3, ...[4, 2, 2].slice(0, axes)]);
const settings = { epsilon: 1e-3, dtype: "float32" } as const;

const channels = (): [number, Required<BatchNormLayerOptions>] => [
  3,
  { ...settings, affine: true, momentum: 0.3, trackRunningStats: true },
];
const probability = (): [number, Required<GeneratorOptions>] => [0.25, { generator: defaultGenerator() }];

/** Layers that normalise, drop or look up. */
export const normalizationLayers = {
  AlphaDropout: { construct: probability, ...layer(() => new AlphaDropout(), input(1)) },
  BatchNorm1d: { construct: channels, ...layer(() => new BatchNorm1d(3), input(1)) },
  BatchNorm2d: { construct: channels, ...layer(() => new BatchNorm2d(3), input(2)) },
  BatchNorm3d: { construct: channels, ...layer(() => new BatchNorm3d(3), input(3)) },
  Dropout1d: { construct: probability, ...layer(() => new Dropout1d(), input(1)) },
  Dropout2d: { construct: probability, ...layer(() => new Dropout2d(), input(2)) },
  Dropout3d: { construct: probability, ...layer(() => new Dropout3d(), input(3)) },
  Embedding: {
    construct: (): [number, number, Required<EmbeddingLayerOptions>] => [
      4,
      2,
      {
        paddingIndex: 1,
        maxNorm: 2,
        normOrder: 1,
        dtype: "float32",
        weightInitializer: initializers.xavierNormal,
        generator: defaultGenerator(),
      },
    ],
    ...layer(
      () => new Embedding(4, 2),
      () => tensor([[0, 3, 1]], { dtype: "int32" }),
    ),
  },
  GroupNorm: {
    construct: (): [number, number, Required<GroupNormOptions>] => [2, 4, { ...settings, affine: true }],
    ...layer(() => new GroupNorm(1, 3), input(1)),
  },
  InstanceNorm1d: { construct: channels, ...layer(() => new InstanceNorm1d(3), input(1)) },
  InstanceNorm2d: { construct: channels, ...layer(() => new InstanceNorm2d(3), input(2)) },
  InstanceNorm3d: { construct: channels, ...layer(() => new InstanceNorm3d(3), input(3)) },
  LayerNorm: {
    construct: (): [number, Required<LayerNormOptions>] => [
      4,
      { ...settings, elementwiseAffine: true, bias: true },
    ],
    ...layer(() => new LayerNorm(4), input(1)),
  },
  LocalResponseNorm: {
    construct: (): [number, Required<LocalResponseNormOptions>] => [3, { alpha: 0.1, beta: 0.5, k: 2 }],
    ...layer(() => new LocalResponseNorm(3), input(1)),
  },
  RMSNorm: {
    construct: (): [number, Required<RMSNormOptions>] => [4, { ...settings, elementwiseAffine: true }],
    ...layer(() => new RMSNorm(4), input(1)),
  },
};
