import * as initializers from "./initializers.ts";

export type { ParameterFilter } from "./filter.ts";
export type { Initializer } from "./initializers.ts";
export { LeakyReLU, ReLU, Sigmoid, Softmax, Tanh } from "./layers/activations.ts";
export { Conv2d, type Conv2dOptions } from "./layers/conv2d.ts";
export { Dense, type DenseOptions } from "./layers/dense.ts";
export { Dropout } from "./layers/dropout.ts";
export { Flatten } from "./layers/flatten.ts";
export { MaxPool2d } from "./layers/max-pool2d.ts";
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
  Module,
  type ModuleJSON,
} from "./module.ts";
export { Parameter } from "./parameter.ts";
export { l1Penalty, l2Penalty } from "./penalties.ts";
export {
  type LoadOptions,
  type LoadReport,
  type Renaming,
  type StateDict,
  StateDictError,
} from "./state-dict.ts";
export { type ModelSummary, type SummaryRow, summary } from "./summary.ts";
export { /** Ways to draw the weights of a layer. */ initializers };
