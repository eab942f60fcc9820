import * as schedules from "./schedules.ts";

export { Ema, type EmaOptions } from "./averages/ema.ts";
export { StochasticWeightAverage, type StochasticWeightAverageOptions } from "./averages/stochastic.ts";
export { WeightAverage } from "./averages/weight-average.ts";
export { chainTransforms } from "./chain.ts";
export type { LearningRate } from "./checks.ts";
export { clipByGlobalNorm, globalNormClipping, valueClipping } from "./clip.ts";
export { decoupledDecay, l2Decay } from "./decay.ts";
export type { ParameterGroup, ParametersOrGroups, RuleOptions } from "./groups.ts";
export { Optimizer, type OptimizerOptions } from "./optimizer.ts";
export { Adadelta, Adagrad, Adam, AdamW, Momentum, Nesterov, RMSprop, SGD } from "./optimizers.ts";
export type {
  AdadeltaOptions,
  AdagradOptions,
  AdamOptions,
  AdamWOptions,
  MomentumOptions,
  RMSpropOptions,
  ScalingOptions,
  WeightDecayOptions,
} from "./options.ts";
export { adadelta, adagrad, adam, adamW, momentum, nesterov, rmsprop, sgd } from "./rules.ts";
export {
  scaleByAdadelta,
  scaleByAdagrad,
  scaleByAdam,
  scaleByLearningRate,
  scaleByMomentum,
  scaleByNesterov,
  scaleByRMSprop,
} from "./scalings.ts";
export { OptimizerStateError } from "./state.ts";
export type { GradientTransform, Move, Scalars, TransformState, UpdateStep } from "./transform.ts";
export { /** Learning rates as functions of the number of updates so far. */ schedules };
