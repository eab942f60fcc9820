import type { Gradients, Variable } from "@gradiente/core";
import { tensor, Variable as VariableClass } from "@gradiente/core";
import { Adamax, Lion, NAdam, type Optimizer, RAdam, Rprop } from "@gradiente/optim";

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
  begin: (): [] => [],
  apply: { several: [] },
  stateDict: (): [] => [],
  loadStateDict: (): [Parameters<Optimizer["loadStateDict"]>[0]] => [make().stateDict()],
});

const rate = { learningRate: 0.1 };
const decay = { weightDecay: 0.1 };
const betas = { beta1: 0.5, beta2: 0.75 };
const adams = { ...betas, epsilon: 1e-6 };
const steps = { etaMinus: 0.4, etaPlus: 1.5, smallestStep: 1e-3, largestStep: 10 };

/** A part of the samples of `@gradiente/optim`. */
export const ruleSamples = {
  Adamax: optimiser(() => new Adamax(parameters()), { ...rate, ...decay, ...adams }),
  Lion: optimiser(() => new Lion(parameters()), { ...rate, ...decay, ...betas }),
  NAdam: optimiser(() => new NAdam(parameters()), { ...rate, ...decay, ...adams, momentumDecay: 0.1 }),
  RAdam: optimiser(() => new RAdam(parameters()), { ...rate, ...decay, ...adams }),
  Rprop: optimiser(() => new Rprop(parameters()), { ...rate, ...steps }),
  adamax: (): [typeof decay & typeof adams] => [{ ...decay, ...adams }],
  lion: (): [typeof decay & typeof betas] => [{ ...decay, ...betas }],
  nadam: (): [typeof decay & typeof adams & { momentumDecay: number }] => [
    { ...decay, ...adams, momentumDecay: 0.1 },
  ],
  radam: (): [typeof decay & typeof adams] => [{ ...decay, ...adams }],
  rprop: (): [typeof steps] => [steps],
  scaleByAdamax: (): [typeof adams] => [adams],
  scaleByLion: (): [typeof betas] => [betas],
  scaleByNAdam: (): [typeof adams & { momentumDecay: number }] => [{ ...adams, momentumDecay: 0.1 }],
  scaleByRAdam: (): [typeof adams] => [adams],
};
