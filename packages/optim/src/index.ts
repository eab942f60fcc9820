export { clipByGlobalNorm } from "./clip.ts";
export { type LearningRate, Optimizer, OptimizerStateError } from "./optimizer.ts";
export {
  Adadelta,
  Adagrad,
  Adam,
  AdamW,
  Momentum,
  Nesterov,
  type RequiredLearningRate,
  RMSprop,
  SGD,
} from "./optimizers.ts";
export type { Rule, RuleState, Step } from "./rule.ts";
export {
  type AdadeltaOptions,
  type AdagradOptions,
  type AdamOptions,
  adadelta,
  adagrad,
  adam,
  adamW,
  type MomentumOptions,
  momentum,
  nesterov,
  type RMSpropOptions,
  rmsprop,
  sgd,
  type WeightDecayOptions,
} from "./rules.ts";
export * as schedules from "./schedules.ts";
