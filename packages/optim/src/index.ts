export { clipByGlobalNorm } from "./clip.ts";
export { type LearningRate, Optimizer, OptimizerStateError } from "./optimizer.ts";
export { Adam, Momentum, Nesterov, type RequiredLearningRate, RMSprop, SGD } from "./optimizers.ts";
export type { Rule, RuleState, Step } from "./rule.ts";
export {
  type AdamOptions,
  adam,
  type MomentumOptions,
  momentum,
  nesterov,
  type RMSpropOptions,
  rmsprop,
  sgd,
  type WeightDecayOptions,
} from "./rules.ts";
