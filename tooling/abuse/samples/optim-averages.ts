import { type Tensor, tensor, Variable } from "@gradiente/core";
import { Ema, StochasticWeightAverage, type WeightAverage } from "@gradiente/optim";

const parameters = () => new Map([["w", new Variable(tensor([1, 2]))]]);

const methodsOf = (make: () => WeightAverage) => ({
  averages: (): [] => [],
  update: (): [] => [],
  use: (): [() => unknown] => [() => 1],
  stateDict: (): [] => [],
  toJSON: (): [] => [],
  loadStateDict: (): [ReadonlyMap<string, Tensor>] => [make().stateDict()],
});

const ema = () => new Ema(parameters());
const mean = () => new StochasticWeightAverage(parameters());

/** A part of the samples of `@gradiente/optim`. */
export const averageSamples = {
  Ema: {
    construct: {
      several: [
        (): ConstructorParameters<typeof Ema> => [parameters(), { decay: 0.9, warmup: true }],
        (): ConstructorParameters<typeof Ema> => [parameters(), { decay: 0.9, biasCorrection: true }],
      ],
    },
    instance: ema,
    methods: methodsOf(ema),
  },
  StochasticWeightAverage: {
    construct: (): [ReadonlyMap<string, Variable>, { start: number; every: number }] => [
      parameters(),
      { start: 1, every: 2 },
    ],
    instance: mean,
    methods: methodsOf(mean),
  },
  WeightAverage: { construct: null, instance: ema, methods: methodsOf(ema) },
};
