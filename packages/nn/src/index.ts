import * as initializers from "./initializers.ts";

export type { Initializer } from "./initializers.ts";
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
export { Conv1d, Conv2d, Conv3d, type ConvOptions } from "./layers/convolution/conv.ts";
export {
  ConvTranspose1d,
  ConvTranspose2d,
  ConvTranspose3d,
  type ConvTransposeOptions,
} from "./layers/convolution/conv-transpose.ts";
export { Dense, type DenseOptions } from "./layers/dense.ts";
export { Dropout } from "./layers/dropout.ts";
export { Identity } from "./layers/flow/identity.ts";
export { Lambda } from "./layers/flow/lambda.ts";
export { Residual, type ResidualOptions } from "./layers/flow/residual.ts";
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
export { PixelShuffle, PixelUnshuffle } from "./layers/resampling/pixel-shuffle.ts";
export { Upsample } from "./layers/resampling/upsample.ts";
export { Sequential } from "./layers/sequential.ts";
export { Flatten, type FlattenOptions } from "./layers/shaping/flatten.ts";
export { Unflatten } from "./layers/shaping/unflatten.ts";
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
