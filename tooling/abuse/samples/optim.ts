import { type Gradients, tensor, Variable } from "@gradiente/core";
import type * as optim from "@gradiente/optim";
import {
  Adadelta,
  Adagrad,
  Adam,
  AdamW,
  adam,
  Momentum,
  Nesterov,
  Optimizer,
  RMSprop,
  SGD,
  sgd,
} from "@gradiente/optim";
import { withFreeKeys } from "../faults.ts";
import type { SamplesOf } from "../sample.ts";
import { averageSamples } from "./optim-averages.ts";
import { evaluatingSamples } from "./optim-evaluating.ts";
import { methodsOf, optimiser, parameters, ruleSamples } from "./optim-rules.ts";

const weight = new Variable(tensor([1, 2]));
const gradients = (): Gradients => weight.square().sum().backward();
const rate = { learningRate: 0.1 };
const decay = { weightDecay: 0.1 };
const momenta = { momentum: 0.5 };
const adams = { beta1: 0.5, beta2: 0.75, epsilon: 1e-6, epsilonInside: true, amsgrad: true };
const rms = { alpha: 0.5, epsilon: 1e-6, epsilonInside: true, centered: true, ...momenta };
const deltas = { rho: 0.5, epsilon: 1e-6 };

export const optimSamples = {
  ...averageSamples,
  ...evaluatingSamples,
  ...ruleSamples,
  Adadelta: optimiser(() => new Adadelta(parameters()), { ...rate, ...decay, ...deltas }),
  Adagrad: optimiser(() => new Adagrad(parameters()), { ...rate, ...decay, epsilon: 1e-6 }),
  Adam: optimiser(() => new Adam(parameters()), { ...rate, ...decay, ...adams }),
  AdamW: optimiser(() => new AdamW(parameters()), { ...rate, ...decay, ...adams }),
  Momentum: optimiser(() => new Momentum(parameters(), rate), { ...rate, ...decay, ...momenta }),
  Nesterov: optimiser(() => new Nesterov(parameters(), rate), { ...rate, ...decay, ...momenta }),
  Optimizer: {
    construct: () => [parameters(), withFreeKeys(sgd()), rate],
    instance: () => new Optimizer(parameters(), sgd(), rate),
    methods: methodsOf(() => new Optimizer(parameters(), sgd(), rate)),
  },
  RMSprop: optimiser(() => new RMSprop(parameters()), { ...rate, ...decay, ...rms }),
  SGD: optimiser(() => new SGD(parameters(), rate), { ...rate, ...decay }),
  adadelta: () => [{ ...decay, ...deltas }],
  adagrad: () => [{ ...decay, epsilon: 1e-6 }],
  adam: () => [{ ...decay, ...adams }],
  adamW: () => [{ ...decay, ...adams }],
  chainTransforms: () => [withFreeKeys(adam()), withFreeKeys(adam())],
  clipByGlobalNorm: () => [gradients(), 1],
  decoupledDecay: () => [0.1],
  globalNormClipping: () => [1],
  l2Decay: () => [0.1],
  momentum: () => [{ ...decay, ...momenta }],
  nesterov: () => [{ ...decay, ...momenta }],
  rmsprop: () => [{ ...decay, ...rms }],
  scaleByAdadelta: () => [deltas],
  scaleByAdagrad: () => [{ epsilon: 1e-6 }],
  scaleByAdam: () => [adams],
  scaleByLearningRate: () => [],
  scaleByMomentum: () => [momenta],
  scaleByNesterov: () => [momenta],
  scaleByRMSprop: () => [rms],
  sgd: () => [decay],
  valueClipping: () => [1],
} satisfies SamplesOf<typeof optim>;

export { scheduleSamples } from "./optim-schedules.ts";
