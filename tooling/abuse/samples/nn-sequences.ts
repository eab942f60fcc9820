import { defaultGenerator, ones, type Tensor, tensor } from "@gradiente/core";
import {
  type AnyModule,
  type AttentionInputs,
  type BagInputs,
  type DecoderInputs,
  EmbeddingBag,
  type EmbeddingBagOptions,
  type EncoderInputs,
  GRU,
  GRUCell,
  type HiddenState,
  initializers,
  LearntPositions,
  type LearntPositionsOptions,
  LSTM,
  LSTMCell,
  type LSTMCellState,
  type LSTMInputs,
  type LSTMOptions,
  MultiHeadAttention,
  type MultiHeadAttentionOptions,
  type PositionOptions,
  type RecurrentInputs,
  type RecurrentLayerOptions,
  RNN,
  RNNCell,
  type RNNCellOptions,
  type RNNOptions,
  type RotaryOptions,
  RotaryPositions,
  type SinusoidalOptions,
  SinusoidalPositions,
  TransformerDecoder,
  TransformerDecoderLayer,
  TransformerEncoder,
  TransformerEncoderLayer,
  type TransformerLayerOptions,
  type TransformerOptions,
} from "@gradiente/nn";
import { methodsOf } from "./nn-layer.ts";

/** The entry of a layer whose inputs are not a single tensor. */
function called<Made extends AnyModule, Inputs extends unknown[]>(make: () => Made, forward: () => Inputs) {
  return { instance: make, methods: { ...methodsOf(() => ones([1]), make), forward } };
}

const x = () => ones([3, 2, 4]);
const weights = () => ({
  bias: true,
  dtype: "float32" as const,
  weightInitializer: initializers.xavierNormal,
  biasInitializer: initializers.zeros,
  generator: defaultGenerator(),
});
const layer = (): Required<RecurrentLayerOptions> => ({
  ...weights(),
  layers: 2,
  bidirectional: true,
  dropout: 0.5,
  batchFirst: true,
});
const there = () => ones([2, 3]).ne(0);
const sequence = (): [Tensor, Required<RecurrentInputs>] => [x(), { hidden: ones([1, 2, 2]), mask: there() }];
const state = (): [Tensor, Required<HiddenState>] => [ones([2, 4]), { hidden: ones([2, 2]) }];
const transformer = (): Required<TransformerLayerOptions> => ({
  feedForward: 5,
  dropout: 0.5,
  activation: (y) => y.relu(),
  epsilon: 1e-3,
  batchFirst: true,
  normFirst: true,
  bias: true,
  dtype: "float32",
  generator: defaultGenerator(),
});
const stack = (): [number, number, number, Required<TransformerOptions>] => [
  1,
  4,
  2,
  { ...transformer(), finalNorm: true },
];
const masks = (): Required<EncoderInputs> => ({
  mask: ones([3, 3]).ne(0),
  keyMask: there(),
  causal: true,
});
const encoded = (): [Tensor, Required<EncoderInputs>] => [x(), masks()];
const decoded = (): [Tensor, Tensor, Required<DecoderInputs>] => [
  x(),
  x(),
  { ...masks(), memoryMask: ones([3, 3]).ne(0), memoryKeyMask: there() },
];
const from = (): [Tensor, Required<PositionOptions>] => [x(), { offset: 1 }];

/** Layers for sequences. */
export const sequenceLayers = {
  EmbeddingBag: {
    construct: (): [number, number, Required<EmbeddingBagOptions>] => [
      4,
      2,
      {
        mode: "sum",
        paddingIndex: 1,
        maxNorm: 2,
        normOrder: 1,
        dtype: "float32",
        weightInitializer: initializers.xavierNormal,
        generator: defaultGenerator(),
      },
    ],
    ...called(
      () => new EmbeddingBag(4, 2, { mode: "sum" }),
      (): [Tensor, Required<BagInputs>] => [
        tensor([0, 3, 1], { dtype: "int32" }),
        { offsets: tensor([0, 2], { dtype: "int32" }), weights: ones([3]) },
      ],
    ),
  },
  GRU: {
    construct: (): [number, number, Required<RecurrentLayerOptions>] => [4, 2, layer()],
    ...called(() => new GRU(4, 2), sequence),
  },
  GRUCell: {
    construct: (): [number, number, ReturnType<typeof weights>] => [4, 2, weights()],
    ...called(() => new GRUCell(4, 2), state),
  },
  LSTM: {
    construct: (): [number, number, Required<LSTMOptions>] => [4, 2, { ...layer(), projectionFeatures: 1 }],
    ...called(
      () => new LSTM(4, 2),
      (): [Tensor, Required<LSTMInputs>] => [
        x(),
        { hidden: ones([1, 2, 2]), cell: ones([1, 2, 2]), mask: there() },
      ],
    ),
  },
  LSTMCell: {
    construct: (): [number, number, ReturnType<typeof weights>] => [4, 2, weights()],
    ...called(
      () => new LSTMCell(4, 2),
      (): [Tensor, Required<LSTMCellState>] => [ones([2, 4]), { hidden: ones([2, 2]), cell: ones([2, 2]) }],
    ),
  },
  LearntPositions: {
    construct: (): [number, number, Required<LearntPositionsOptions>] => [
      5,
      4,
      {
        batchFirst: true,
        dtype: "float32",
        weightInitializer: initializers.xavierNormal,
        generator: defaultGenerator(),
      },
    ],
    ...called(() => new LearntPositions(5, 4), from),
  },
  MultiHeadAttention: {
    construct: (): [number, number, Required<MultiHeadAttentionOptions>] => [
      4,
      2,
      {
        dropout: 0.5,
        bias: true,
        keyFeatures: 3,
        valueFeatures: 5,
        batchFirst: true,
        addBiasKv: true,
        rotary: new RotaryPositions(2),
        dtype: "float32",
        generator: defaultGenerator(),
      },
    ],
    ...called(
      () => new MultiHeadAttention(4, 2),
      (): [Tensor, Required<AttentionInputs>] => [
        x(),
        { ...masks(), key: x(), value: x(), needWeights: "heads" },
      ],
    ),
  },
  RNN: {
    construct: (): [number, number, Required<RNNOptions>] => [4, 2, { ...layer(), activation: "relu" }],
    ...called(() => new RNN(4, 2), sequence),
  },
  RNNCell: {
    construct: (): [number, number, Required<RNNCellOptions>] => [4, 2, { ...weights(), activation: "relu" }],
    ...called(() => new RNNCell(4, 2), state),
  },
  RotaryPositions: {
    construct: (): [number, Required<RotaryOptions>] => [4, { base: 100, pairs: "halves" }],
    ...called(() => new RotaryPositions(4), from),
  },
  SinusoidalPositions: {
    construct: (): [number, Required<SinusoidalOptions>] => [4, { base: 100, batchFirst: true }],
    ...called(() => new SinusoidalPositions(4), from),
  },
  TransformerDecoder: { construct: stack, ...called(() => new TransformerDecoder(1, 4, 2), decoded) },
  TransformerDecoderLayer: {
    construct: (): [number, number, Required<TransformerLayerOptions>] => [4, 2, transformer()],
    ...called(() => new TransformerDecoderLayer(4, 2), decoded),
  },
  TransformerEncoder: { construct: stack, ...called(() => new TransformerEncoder(1, 4, 2), encoded) },
  TransformerEncoderLayer: {
    construct: (): [number, number, Required<TransformerLayerOptions>] => [4, 2, transformer()],
    ...called(() => new TransformerEncoderLayer(4, 2), encoded),
  },
  lengthMask: (): [number[], number] => [[2, 1], 3],
};
