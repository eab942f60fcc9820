import { Generator, seed, setBackend, setThreads } from "@gradiente/core";
import { augment, type Dataset, gaussianNoise, moons } from "@gradiente/datasets";
import { isNativeAvailable, useNative } from "@gradiente/native";
import {
  BatchNorm1d,
  crossEntropyLoss,
  Dense,
  Dropout,
  type Parameter,
  ReLU,
  Sequential,
} from "@gradiente/nn";
import {
  Adadelta,
  Adagrad,
  Adam,
  Adamax,
  AdamW,
  type ClosureOptimizer,
  Ema,
  LBFGS,
  Lion,
  Momentum,
  NAdam,
  Nesterov,
  type Optimizer,
  RAdam,
  RMSprop,
  Rprop,
  SAM,
  SGD,
  schedules,
} from "@gradiente/optim";
import { accuracy } from "@gradiente/train";

type Parameters = Map<string, Parameter>;

/** A rate that follows from the number of updates. */
const learningRate = schedules.cosine({ from: 0.01, to: 0.001, steps: 400 });

/** Every optimiser there is. */
export const optimizers = {
  Adadelta: (p) => new Adadelta(p, { learningRate }),
  Adagrad: (p) => new Adagrad(p, { learningRate }),
  Adam: (p) => new Adam(p, { learningRate }),
  AdamW: (p) => new AdamW(p, { learningRate }),
  Adamax: (p) => new Adamax(p, { learningRate }),
  LBFGS: (p) => new LBFGS(p, { iterations: 2 }),
  Lion: (p) => new Lion(p, { learningRate }),
  Momentum: (p) => new Momentum(p, { learningRate }),
  NAdam: (p) => new NAdam(p, { learningRate }),
  Nesterov: (p) => new Nesterov(p, { learningRate }),
  RAdam: (p) => new RAdam(p, { learningRate }),
  RMSprop: (p) => new RMSprop(p, { learningRate }),
  Rprop: (p) => new Rprop(p, { learningRate }),
  SAM: (p) => new SAM(new Momentum(p, { learningRate })),
  SGD: (p) => new SGD(p, { learningRate }),
} satisfies Record<string, (parameters: Parameters) => Optimizer | ClosureOptimizer>;

export type OptimizerName = keyof typeof optimizers;

/** Where a training computes. */
export interface Machine {
  readonly backend: "wasm" | "reference" | "native";
  readonly threads: number;
}

/** All of them that there are here: `pnpm build:native` compiles the kernels of the last. */
export const machines: readonly Machine[] = [
  { backend: "wasm", threads: 1 },
  { backend: "wasm", threads: 2 },
  { backend: "reference", threads: 1 },
  ...(isNativeAvailable() ? [{ backend: "native", threads: 1 } as const] : []),
];

/** Computes there from now on. */
export async function useMachine({ backend, threads }: Machine): Promise<void> {
  if (backend === "native") useNative();
  else setBackend(backend);
  await setThreads(threads);
}

/**
 * A small training with everything in it that remembers: an optimiser and its schedule, averages of weights, batch norm, a
 * dropout with a generator of its own, shuffled data, and noise on them from a generator of its own.
 */
export async function setUp(optimizer: OptimizerName, machine: Machine) {
  await useMachine(machine);
  seed(3);
  const generator = new Generator(11);
  const model = new Sequential(
    new Dense(2, 16),
    new BatchNorm1d(16),
    new ReLU(),
    new Dropout(0.2, { generator }),
    new Dense(16, 2),
  );
  const clean = moons({ samples: 96, noise: 0.1, seed: 1 });
  const data: Dataset = augment(clean, gaussianNoise({ standardDeviation: 0.1 }), { seed: 6 });
  return {
    model,
    options: {
      data,
      validation: moons({ samples: 40, noise: 0.1, seed: 2 }) as Dataset,
      loss: crossEntropyLoss,
      optimizer: optimizers[optimizer](model.parameters()),
      ema: new Ema(model.parameters()),
      metrics: { accuracy: accuracy() },
      batchSize: 16,
    },
  };
}
