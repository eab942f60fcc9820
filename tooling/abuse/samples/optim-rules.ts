import type { Gradients, Tensor, Variable } from "@gradiente/core";
import { tensor, Variable as VariableClass } from "@gradiente/core";
import {
  Adafactor,
  Adamax,
  adam,
  type GradientTransform,
  LAMB,
  Lion,
  Lookahead,
  Muon,
  NAdam,
  type Optimizer,
  RAdam,
  Rprop,
} from "@gradiente/optim";
import { withFreeKeys } from "../faults.ts";

/** The parameter that all optimisers here have: gradients belong to a Variable. */
const weight = new VariableClass(tensor([1, 2]));
export const parameters = (): ReadonlyMap<string, Variable> => new Map([["w", weight]]);
const gradients = (): Gradients => weight.square().sum().backward();

export function optimiser<Options, Made extends Optimizer>(make: () => Made, options: Options) {
  return {
    construct: (): [ReadonlyMap<string, Variable>, Options] => [parameters(), options],
    instance: make,
    methods: methodsOf(make),
  };
}

export const methodsOf = (make: () => Optimizer) => ({
  step: (): [Gradients] => [gradients()],
  minimize: (): [Tensor] => [weight.square().sum()],
  begin: (): [] => [],
  apply: { several: [] },
  stateDict: (): [] => [],
  toJSON: (): [] => [],
  loadStateDict: (): [Parameters<Optimizer["loadStateDict"]>[0]] => [make().stateDict()],
});

const matrix = new VariableClass(tensor([[1, 2]]));
const matrices = (): ReadonlyMap<string, Variable> => new Map([["m", matrix]]);
const aMuon = () => new Muon(matrices());

const rate = { learningRate: 0.1 };
const decay = { weightDecay: 0.1 };
const betas = { beta1: 0.5, beta2: 0.75 };
const adams = { ...betas, epsilon: 1e-6 };
const steps = { etaMinus: 0.4, etaPlus: 1.5, smallestStep: 1e-3, largestStep: 10 };

const factored = {
  decayExponent: 0.5,
  clippingThreshold: 2,
  epsilon: 1e-6,
  scaleByParameter: false,
  smallestScale: 0.1,
};
const orthogonal = { momentum: 0.5, nesterov: false, iterations: 2 };
const slow = { period: 2, alpha: 0.8 };
const aLookahead = () => new Lookahead(parameters(), adam(), rate);

/** A part of the samples of `@gradiente/optim`. */
export const ruleSamples = {
  Adafactor: optimiser(() => new Adafactor(parameters()), { ...rate, ...decay, ...factored }),
  Adamax: optimiser(() => new Adamax(parameters()), { ...rate, ...decay, ...adams }),
  LAMB: optimiser(() => new LAMB(parameters()), { ...rate, ...decay, ...adams }),
  Lion: optimiser(() => new Lion(parameters()), { ...rate, ...decay, ...betas }),
  Lookahead: {
    construct: (): [ReadonlyMap<string, Variable>, GradientTransform, typeof rate & typeof slow] => [
      parameters(),
      withFreeKeys(adam()),
      { ...rate, ...slow },
    ],
    instance: aLookahead,
    methods: methodsOf(aLookahead),
  },
  Muon: {
    construct: (): [ReadonlyMap<string, Variable>, typeof rate & typeof decay & typeof orthogonal] => [
      matrices(),
      { ...rate, ...decay, ...orthogonal },
    ],
    instance: aMuon,
    methods: {
      ...methodsOf(aMuon),
      step: (): [Gradients] => [matrix.square().sum().backward()],
      minimize: (): [Tensor] => [matrix.square().sum()],
    },
  },
  NAdam: optimiser(() => new NAdam(parameters()), { ...rate, ...decay, ...adams, momentumDecay: 0.1 }),
  RAdam: optimiser(() => new RAdam(parameters()), { ...rate, ...decay, ...adams }),
  Rprop: optimiser(() => new Rprop(parameters()), { ...rate, ...steps }),
  adafactor: (): [typeof decay & typeof factored] => [{ ...decay, ...factored }],
  adamax: (): [typeof decay & typeof adams] => [{ ...decay, ...adams }],
  adaptiveClipping: (): [number, { epsilon: number }] => [0.1, { epsilon: 0.01 }],
  lamb: (): [typeof decay & typeof adams] => [{ ...decay, ...adams }],
  lion: (): [typeof decay & typeof betas] => [{ ...decay, ...betas }],
  lookahead: (): [GradientTransform, typeof slow] => [withFreeKeys(adam()), slow],
  muon: (): [typeof decay & typeof orthogonal] => [{ ...decay, ...orthogonal }],
  nadam: (): [typeof decay & typeof adams & { momentumDecay: number }] => [
    { ...decay, ...adams, momentumDecay: 0.1 },
  ],
  radam: (): [typeof decay & typeof adams] => [{ ...decay, ...adams }],
  rprop: (): [typeof steps] => [steps],
  scaleByAdafactor: (): [typeof factored] => [factored],
  scaleByAdamax: (): [typeof adams] => [adams],
  scaleByLion: (): [typeof betas] => [betas],
  scaleByMuon: (): [typeof orthogonal] => [orthogonal],
  scaleByNAdam: (): [typeof adams & { momentumDecay: number }] => [{ ...adams, momentumDecay: 0.1 }],
  scaleByRAdam: (): [typeof adams] => [adams],
  scaleByTrustRatio: (): [] => [],
};
