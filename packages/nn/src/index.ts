import * as initializers from "./initializers.ts";

export type { Initializer } from "./initializers.ts";
export { LeakyReLU, ReLU, Sigmoid, Softmax, Tanh } from "./layers/activations.ts";
export { AlphaDropout } from "./layers/alpha-dropout.ts";
export { type DecoderInputs, TransformerDecoderLayer } from "./layers/attention/decoder-layer.ts";
export { type EncoderInputs, TransformerEncoderLayer } from "./layers/attention/encoder-layer.ts";
export { LearntPositions, type LearntPositionsOptions } from "./layers/attention/learnt-positions.ts";
export {
  type AttentionInputs,
  type AttentionOutput,
  MultiHeadAttention,
  type MultiHeadAttentionOptions,
} from "./layers/attention/multi-head-attention.ts";
export type { PositionOptions } from "./layers/attention/positions.ts";
export { type RotaryOptions, RotaryPositions } from "./layers/attention/rotary-positions.ts";
export { type SinusoidalOptions, SinusoidalPositions } from "./layers/attention/sinusoidal-positions.ts";
export type { TransformerLayerOptions } from "./layers/attention/transformer-layer.ts";
export {
  TransformerDecoder,
  TransformerEncoder,
  type TransformerOptions,
} from "./layers/attention/transformers.ts";
export { Dropout1d, Dropout2d, Dropout3d } from "./layers/channel-dropout.ts";
export { Conv2d, type Conv2dOptions } from "./layers/conv2d.ts";
export { Dense, type DenseOptions } from "./layers/dense.ts";
export { Dropout } from "./layers/dropout.ts";
export { Embedding, type EmbeddingFromOptions, type EmbeddingLayerOptions } from "./layers/embedding.ts";
export { Flatten } from "./layers/flatten.ts";
export { MaxPool2d } from "./layers/max-pool2d.ts";
export { BatchNorm1d, BatchNorm2d, BatchNorm3d } from "./layers/normalization/batch-norm.ts";
export { GroupNorm } from "./layers/normalization/group-norm.ts";
export { InstanceNorm1d, InstanceNorm2d, InstanceNorm3d } from "./layers/normalization/instance-norm.ts";
export { LayerNorm, type LayerNormOptions } from "./layers/normalization/layer-norm.ts";
export type {
  BatchNormLayerOptions,
  GroupNormOptions,
  InstanceNormOptions,
} from "./layers/normalization/options.ts";
export { RMSNorm, type RMSNormOptions } from "./layers/normalization/rms-norm.ts";
export {
  GRUCell,
  type HiddenState,
  LSTMCell,
  type LSTMCellState,
  type RNNActivation,
  RNNCell,
  type RNNCellOptions,
} from "./layers/recurrent/cells.ts";
export { GRU } from "./layers/recurrent/gru.ts";
export type { RecurrentInputs, RecurrentLayerOptions, RecurrentOutput } from "./layers/recurrent/layer.ts";
export { lengthMask } from "./layers/recurrent/length-mask.ts";
export { LSTM, type LSTMInputs, type LSTMOutput } from "./layers/recurrent/lstm.ts";
export { RNN, type RNNOptions } from "./layers/recurrent/rnn.ts";
export type { RecurrentWeights } from "./layers/recurrent/weights.ts";
export { Sequential } from "./layers/sequential.ts";
export {
  bceLoss,
  bceWithLogitsLoss,
  crossEntropyLoss,
  type HuberOptions,
  huberLoss,
  klDivLoss,
  type LossOptions,
  maeLoss,
  mseLoss,
  nllLoss,
} from "./losses.ts";
export {
  type AnyModule,
  type LoadOptions,
  Module,
  type ModuleJSON,
  type StateDict,
  StateDictError,
} from "./module.ts";
export { Parameter } from "./parameter.ts";
export { l1Penalty, l2Penalty } from "./penalties.ts";
export { type ModelSummary, type SummaryRow, summary } from "./summary.ts";
export { /** Ways to draw the weights of a layer. */ initializers };
