import * as schedules from "./schedules/index.ts";

export { type AdaptiveClippingOptions, adaptiveClipping } from "./adaptive-clipping.ts";
export { Ema, type EmaOptions } from "./averages/ema.ts";
export { StochasticWeightAverage, type StochasticWeightAverageOptions } from "./averages/stochastic.ts";
export { WeightAverage } from "./averages/weight-average.ts";
export { chainTransforms } from "./chain.ts";
export type { LearningRate } from "./checks.ts";
export { clipByGlobalNorm, globalNormClipping, valueClipping } from "./clip.ts";
export { decoupledDecay, l2Decay } from "./decay.ts";
export { type Closure, ClosureOptimizer } from "./evaluating/closure-optimizer.ts";
export { LBFGS, type LBFGSOptions } from "./evaluating/lbfgs.ts";
export { SAM, type SAMOptions } from "./evaluating/sam.ts";
export type { ParameterGroup, ParametersOrGroups, RuleOptions } from "./groups.ts";
export { Optimizer, type OptimizerOptions } from "./optimizer.ts";
export { Adadelta, type AdadeltaOptions, adadelta, scaleByAdadelta } from "./rules/adadelta.ts";
export { Adafactor, type AdafactorOptions, adafactor, scaleByAdafactor } from "./rules/adafactor.ts";
export { Adagrad, type AdagradOptions, adagrad, scaleByAdagrad } from "./rules/adagrad.ts";
export { Adam, type AdamOptions, AdamW, type AdamWOptions, adam, adamW, scaleByAdam } from "./rules/adam.ts";
export { Adamax, type AdamaxOptions, adamax, scaleByAdamax } from "./rules/adamax.ts";
export { LAMB, type LAMBOptions, lamb, scaleByTrustRatio } from "./rules/lamb.ts";
export { Lion, type LionOptions, lion, scaleByLion } from "./rules/lion.ts";
export { Lookahead, type LookaheadOptions, lookahead } from "./rules/lookahead.ts";
export {
  Momentum,
  type MomentumOptions,
  momentum,
  Nesterov,
  nesterov,
  scaleByMomentum,
  scaleByNesterov,
} from "./rules/momentum.ts";
export { Muon, type MuonOptions, muon, scaleByMuon } from "./rules/muon.ts";
export { NAdam, type NAdamOptions, nadam, scaleByNAdam } from "./rules/nadam.ts";
export type { ClassOptions, ParametersWith, ScalingOptions, WeightDecayOptions } from "./rules/parts.ts";
export { RAdam, type RAdamOptions, radam, scaleByRAdam } from "./rules/radam.ts";
export { RMSprop, type RMSpropOptions, rmsprop, scaleByRMSprop } from "./rules/rmsprop.ts";
export { Rprop, type RpropOptions, rprop } from "./rules/rprop.ts";
export { SGD, sgd } from "./rules/sgd.ts";
export { scaleByLearningRate } from "./scale-by-learning-rate.ts";
export { OptimizerStateError } from "./state.ts";
export type { StateJSON } from "./state-text.ts";
export type { GradientTransform, Move, Scalars, TransformState, UpdateStep } from "./transform.ts";
export { /** Learning rates as functions of the number of updates so far. */ schedules };
