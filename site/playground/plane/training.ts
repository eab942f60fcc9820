import { linspace, noGrad, seed, stack, type Tensor } from "@gradiente/core";
import { type Batch, DataLoader, TensorDataset } from "@gradiente/datasets";
import { activations, bceWithLogitsLoss, Dense, l1Penalty, l2Penalty, type Sequential } from "@gradiente/nn";
import type { Optimizer } from "@gradiente/optim";
import { activationPaths, buildNetwork, buildOptimizer } from "./network.ts";
import { EDGE, SIDE } from "./places.ts";
import { drawPoints, type Points } from "./points.ts";
import type { PlaneSettings } from "./settings.ts";

/** The state of a training, as plain data. */
export interface PlaneReport {
  /** The updates so far. */
  readonly step: number;
  readonly trainLoss: number;
  readonly testLoss: number;
  /** The fraction of the test points that are on the right side. */
  readonly testAccuracy: number;
  /** The probability of class 1 over the plane, row by row from the top: `SIDE * SIDE` values from 0 to 1. */
  readonly surface: Float32Array;
  /** What each neuron of each hidden layer gives over the plane, divided by its largest size: -1 to 1. */
  readonly neurons: readonly (readonly Float32Array[])[];
}

/** The points of the plane where pictures have their values: `[SIDE * SIDE, 2]`. */
function grid(): Tensor {
  const inset = EDGE * (1 - 1 / SIDE);
  const across = linspace(-inset, inset, SIDE).expand([SIDE, SIDE]);
  const up = linspace(inset, -inset, SIDE).unsqueeze(1).expand([SIDE, SIDE]);
  return stack([across, up], 2).reshape([SIDE * SIDE, 2]);
}

/** A network that learns to tell two classes of points apart, one step at a time. The same settings give the same steps. */
export class PlaneTraining {
  readonly train: Points;
  readonly test: Points;
  readonly #settings: PlaneSettings;
  readonly #model: Sequential;
  readonly #optimizer: Optimizer;
  readonly #loader: DataLoader;
  readonly #weights: readonly Dense["weight"][];
  readonly #grid = grid();
  #batches: Iterator<Batch> | undefined;
  #step = 0;

  constructor(settings: PlaneSettings) {
    this.#settings = settings;
    const { train, test } = drawPoints(settings);
    this.train = train;
    this.test = test;
    seed(settings.seed);
    this.#model = buildNetwork(settings);
    this.#optimizer = buildOptimizer(settings, this.#model);
    this.#weights = this.#model.layers.filter((layer) => layer instanceof Dense).map(({ weight }) => weight);
    const data = new TensorDataset(train.x, train.y);
    this.#loader = new DataLoader(data, { batchSize: settings.batch, shuffle: true, seed: settings.seed });
  }

  /** One update, by the next batch. */
  step(): void {
    const { x, y } = this.#nextBatch();
    const loss = bceWithLogitsLoss(this.#model.forward(x), y);
    this.#optimizer.step(this.#penalized(loss).backward());
    this.#step++;
  }

  /** The state now. Losses are without the penalty. */
  report(): PlaneReport {
    return noGrad(() => {
      const train = bceWithLogitsLoss(this.#model.forward(this.train.x), this.train.y);
      const scores = this.#model.forward(this.test.x);
      const outputs = activations(this.#model, this.#grid);
      return {
        step: this.#step,
        trainLoss: train.item(),
        testLoss: bceWithLogitsLoss(scores, this.test.y).item(),
        testAccuracy: scores.gt(0).cast("float32").eq(this.test.y).cast("float32").mean().item(),
        surface: (outputs.get("") as Tensor).sigmoid().toTypedArray() as Float32Array,
        neurons: activationPaths(this.#settings).map((path) => neuronsOf(outputs.get(path) as Tensor)),
      };
    });
  }

  #penalized(loss: Tensor): Tensor {
    const { penalty, strength } = this.#settings;
    if (penalty === "none") return loss;
    // The usual factors: λ Σ |w|, and λ/2 Σ w².
    const term = penalty === "l1" ? l1Penalty(this.#weights) : l2Penalty(this.#weights).div(2);
    return loss.add(term.mul(strength));
  }

  #nextBatch(): Batch {
    this.#batches ??= this.#loader[Symbol.iterator]();
    const { value, done } = this.#batches.next();
    if (done !== true) return value;
    this.#batches = undefined;
    return this.#nextBatch();
  }
}

/** The columns of `[points, neurons]`, each divided by its largest size. */
function neuronsOf(outputs: Tensor): Float32Array[] {
  const largest = outputs.abs().max(0, { keepDims: true }).maximum(1e-6);
  return [...outputs.div(largest).transpose()].map((row) => (row as Tensor).toTypedArray() as Float32Array);
}
