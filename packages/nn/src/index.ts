import * as initializers from "./initializers.ts";

export type { Initializer } from "./initializers.ts";
export { LeakyReLU, ReLU, Sigmoid, Softmax, Tanh } from "./layers/activations.ts";
export { Conv2d, type Conv2dOptions } from "./layers/conv2d.ts";
export { Dense, type DenseOptions } from "./layers/dense.ts";
export { Dropout } from "./layers/dropout.ts";
export { Flatten } from "./layers/flatten.ts";
export { MaxPool2d } from "./layers/max-pool2d.ts";
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
export type { RecurrentLayerOptions, SequenceOptions, SequenceOutput } from "./layers/recurrent/layer.ts";
export { lengthMask } from "./layers/recurrent/length-mask.ts";
export { LSTM, type LSTMOutput, type LSTMSequenceOptions } from "./layers/recurrent/lstm.ts";
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
