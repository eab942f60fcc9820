import * as initializers from "./initializers/index.ts";

export { activations } from "./activations.ts";
export type { ParameterFilter } from "./filter.ts";
export { functionalCall, type Weights } from "./functional-call.ts";
export type { Initializer } from "./initializers/index.ts";
export { type InitializationRule, initialize } from "./initializers/rules.ts";
export { GLU, LogSoftmax, Softmax, Softmin } from "./layers/activations/along-axes.ts";
export {
  Hardshrink,
  Hardsigmoid,
  Hardswish,
  Hardtanh,
  Softshrink,
  Threshold,
} from "./layers/activations/piecewise.ts";
export { PReLU, type PReLUOptions } from "./layers/activations/prelu.ts";
export { CELU, ELU, LeakyReLU, ReLU, ReLU6, SELU } from "./layers/activations/rectifiers.ts";
export {
  GELU,
  type GELUOptions,
  LogSigmoid,
  Mish,
  Sigmoid,
  SiLU,
  Softplus,
  type SoftplusOptions,
  Softsign,
  Tanh,
  Tanhshrink,
} from "./layers/activations/smooth.ts";
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
export { Bilinear, type BilinearOptions } from "./layers/bilinear.ts";
export { Dropout1d, Dropout2d, Dropout3d } from "./layers/channel-dropout.ts";
export { Conv1d, Conv2d, Conv3d, type ConvOptions } from "./layers/convolution/conv.ts";
export {
  ConvTranspose1d,
  ConvTranspose2d,
  ConvTranspose3d,
  type ConvTransposeOptions,
} from "./layers/convolution/conv-transpose.ts";
export { Dense, type DenseOptions } from "./layers/dense.ts";
export { Dropout } from "./layers/dropout.ts";
export { Embedding, type EmbeddingFromOptions, type EmbeddingLayerOptions } from "./layers/embedding.ts";
export { type BagInputs, EmbeddingBag, type EmbeddingBagOptions } from "./layers/embedding-bag.ts";
export type { RowOptions, TableOptions } from "./layers/embedding-table.ts";
export { Identity } from "./layers/flow/identity.ts";
export { Lambda } from "./layers/flow/lambda.ts";
export { Residual, type ResidualOptions } from "./layers/flow/residual.ts";
export { BatchNorm1d, BatchNorm2d, BatchNorm3d } from "./layers/normalization/batch-norm.ts";
export { GroupNorm } from "./layers/normalization/group-norm.ts";
export { InstanceNorm1d, InstanceNorm2d, InstanceNorm3d } from "./layers/normalization/instance-norm.ts";
export { LayerNorm, type LayerNormOptions } from "./layers/normalization/layer-norm.ts";
export {
  LocalResponseNorm,
  type LocalResponseNormOptions,
} from "./layers/normalization/local-response-norm.ts";
export type {
  BatchNormLayerOptions,
  GroupNormOptions,
  InstanceNormOptions,
} from "./layers/normalization/options.ts";
export { RMSNorm, type RMSNormOptions } from "./layers/normalization/rms-norm.ts";
export {
  AdaptiveAvgPool1d,
  AdaptiveAvgPool2d,
  AdaptiveAvgPool3d,
  AdaptiveMaxPool1d,
  AdaptiveMaxPool2d,
  AdaptiveMaxPool3d,
} from "./layers/pooling/adaptive-pool.ts";
export { AvgPool1d, AvgPool2d, AvgPool3d } from "./layers/pooling/avg-pool.ts";
export { GlobalAvgPool, GlobalMaxPool } from "./layers/pooling/global-pool.ts";
export { LPPool1d, LPPool2d, LPPool3d } from "./layers/pooling/lp-pool.ts";
export { MaxPool1d, MaxPool2d, MaxPool3d } from "./layers/pooling/max-pool.ts";
export { MaxUnpool1d, MaxUnpool2d, MaxUnpool3d } from "./layers/pooling/max-unpool.ts";
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
export { LSTM, type LSTMInputs, type LSTMOptions, type LSTMOutput } from "./layers/recurrent/lstm.ts";
export { RNN, type RNNOptions } from "./layers/recurrent/rnn.ts";
export type { RecurrentWeights } from "./layers/recurrent/weights.ts";
export { PixelShuffle, PixelUnshuffle } from "./layers/resampling/pixel-shuffle.ts";
export { Upsample } from "./layers/resampling/upsample.ts";
export { type FirstInputs, type LastOutput, Sequential } from "./layers/sequential.ts";
export { Flatten, type FlattenOptions } from "./layers/shaping/flatten.ts";
export { Unflatten } from "./layers/shaping/unflatten.ts";
export {
  type BceOptions,
  type BceWithLogitsOptions,
  bceLoss,
  bceWithLogitsLoss,
  type KlDivOptions,
  klDivLoss,
} from "./losses/binary.ts";
export { type CrossEntropyOptions, crossEntropyLoss, type NllOptions, nllLoss } from "./losses/classes.ts";
export { type CtcOptions, ctcLoss } from "./losses/ctc.ts";
export { type DiceOptions, diceLoss } from "./losses/dice.ts";
export {
  cosineEmbeddingLoss,
  type TripletDistanceOptions,
  type TripletMarginOptions,
  tripletMarginLoss,
  tripletMarginWithDistanceLoss,
} from "./losses/distances.ts";
export {
  type FocalOptions,
  type SigmoidFocalOptions,
  type SoftmaxFocalOptions,
  sigmoidFocalLoss,
  softmaxFocalLoss,
} from "./losses/focal.ts";
export {
  type GaussianNllOptions,
  gaussianNllLoss,
  type PoissonNllOptions,
  poissonNllLoss,
} from "./losses/likelihood.ts";
export {
  type HingeOptions,
  hingeEmbeddingLoss,
  hingeLoss,
  type MarginOptions,
  marginRankingLoss,
  softMarginLoss,
} from "./losses/margins.ts";
export {
  type MultiLabelSoftMarginOptions,
  type MultiMarginOptions,
  multiLabelMarginLoss,
  multiLabelSoftMarginLoss,
  multiMarginLoss,
} from "./losses/multi-class.ts";
export type { LossOptions } from "./losses/reduce.ts";
export {
  type HuberOptions,
  huberLoss,
  maeLoss,
  mseLoss,
  type SmoothL1Options,
  smoothL1Loss,
} from "./losses/regression.ts";
export { type AnyModule, Module } from "./module.ts";
export type { ModuleJSON } from "./module-text.ts";
export { Parameter } from "./parameter.ts";
export { type ParameterCountOptions, parameterCount } from "./parameter-count.ts";
export { l1Penalty, l2Penalty } from "./penalties.ts";
export {
  type LoadOptions,
  type LoadReport,
  type Renaming,
  type StateDict,
  StateDictError,
} from "./state-dict.ts";
export { type ModelSummary, type SummaryInputs, type SummaryRow, summary } from "./summary.ts";
export { /** Ways to draw the weights of a layer. */ initializers };
