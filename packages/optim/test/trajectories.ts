import { createHash } from "node:crypto";
import { type DType, tensor, Variable } from "@gradiente/core";
import {
  Adadelta,
  Adagrad,
  Adam,
  AdamW,
  type LearningRate,
  Momentum,
  Nesterov,
  type Optimizer,
  RMSprop,
  SGD,
} from "@gradiente/optim";

const optimizers = { SGD, Momentum, Nesterov, Adagrad, Adadelta, RMSprop, Adam, AdamW };

const rates: Record<string, LearningRate> = {
  constant: 0.01,
  falling: (step) => 0.05 / (1 + 0.3 * step),
};

const decays: Record<string, { readonly weightDecay?: number }> = {
  "usual decay": {},
  "decay 0.02": { weightDecay: 0.02 },
};

/**
 * Engines differ in the last bit of 0.9 ** 7 (Node 20 and 24 do), which shows in float64. The powers of these are exact.
 */
const exactPowers: Partial<Record<string, { readonly beta1: number; readonly beta2: number }>> = {
  Adam: { beta1: 0.5, beta2: 0.75 },
  AdamW: { beta1: 0.5, beta2: 0.75 },
};

/** Sizes below and above the one from which on a rule runs as one kernel (1024). */
const shapes: Record<string, readonly number[]> = { bias: [5], weight: [7, 3], table: [33, 40] };

const STEPS = 20;

/** Numbers between -1 and 1 from a linear congruential generator: the same on every engine and backend. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  };
}

/**
 * Runs every optimiser on gradients that are given, and not computed by a net, so that nothing but its rule has a say.
 *
 * @returns a hash of all bits of the parameters and of the state after 20 steps, by the name of the case.
 */
export function trajectories(): Record<string, string> {
  const hashes: Record<string, string> = {};
  for (const [kind, Kind] of Object.entries(optimizers)) {
    for (const dtype of ["float32", "float64"] as const) {
      for (const [decay, options] of Object.entries(decays)) {
        for (const [rate, learningRate] of Object.entries(rates)) {
          const make = (parameters: ReadonlyMap<string, Variable>) =>
            new Kind(parameters, { ...(dtype === "float64" && exactPowers[kind]), ...options, learningRate });
          hashes[`${kind}, ${dtype}, ${decay}, ${rate} rate`] = trajectory(make, dtype);
        }
      }
    }
  }
  return hashes;
}

function trajectory(make: (parameters: ReadonlyMap<string, Variable>) => Optimizer, dtype: DType): string {
  const draw = numbers(1);
  const random = (shape: readonly number[], scale: number) => {
    const size = shape.reduce((a, b) => a * b);
    return tensor(
      Float64Array.from({ length: size }, () => draw() * scale),
      { shape, dtype },
    );
  };
  const parameters = new Map(
    Object.entries(shapes).map(([path, shape]) => [path, new Variable(random(shape, 2))] as const),
  );
  const optimizer = make(parameters);
  for (let step = 0; step < STEPS; step++) {
    // One parameter is left out now and then: the count is that of all updates, not of its own.
    const present = [...parameters].filter(([path]) => path !== "weight" || step % 5 !== 3);
    const terms = present.map(([, parameter]) =>
      parameter.mul(random(parameter.shape, 10 ** (step % 4) / 10)).sum(),
    );
    optimizer.step(terms.reduce((a, b) => a.add(b)).backward());
  }
  const hash = createHash("sha256");
  const values = [...[...parameters.values()].map(({ value }) => value), ...optimizer.stateDict().values()];
  for (const value of values) {
    const { buffer, byteOffset, byteLength } = value.toTypedArray();
    hash.update(new Uint8Array(buffer, byteOffset, byteLength));
  }
  return hash.digest("hex").slice(0, 16);
}
