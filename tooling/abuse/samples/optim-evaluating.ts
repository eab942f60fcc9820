import { type Tensor, tensor, Variable } from "@gradiente/core";
import { type Closure, type ClosureOptimizer, LBFGS, type LBFGSOptions, SAM, SGD } from "@gradiente/optim";

const weight = new Variable(tensor([1, 2]));
const parameters = () => new Map([["w", weight]]);

const methodsOf = (make: () => ClosureOptimizer) => ({
  step: (): [Closure] => [() => weight.square().sum()],
  stateDict: (): [] => [],
  toJSON: (): [] => [],
  loadStateDict: (): [ReadonlyMap<string, Tensor>] => [make().stateDict()],
});

const lbfgs = () => new LBFGS(parameters());
const sgd = () => new SGD(parameters(), { learningRate: 0.1 });
const sam = () => new SAM(sgd());

const options: Required<LBFGSOptions> = {
  learningRate: 0.5,
  iterations: 3,
  evaluations: 4,
  gradientTolerance: 1e-6,
  changeTolerance: 1e-6,
  historySize: 2,
  lineSearch: "strongWolfe",
};

/** A part of the samples of `@gradiente/optim`. */
export const evaluatingSamples = {
  ClosureOptimizer: { construct: null, instance: lbfgs, methods: methodsOf(lbfgs) },
  LBFGS: {
    construct: (): [ReadonlyMap<string, Variable>, Required<LBFGSOptions>] => [parameters(), options],
    instance: lbfgs,
    methods: methodsOf(lbfgs),
  },
  SAM: {
    construct: (): [SGD, { rho: number; adaptive: boolean }] => [sgd(), { rho: 0.1, adaptive: true }],
    instance: sam,
    methods: methodsOf(sam),
  },
};
