import type { Data } from "./data.ts";
import type { Network, Operation, Product, Scaled, Training } from "./problem.ts";

/** One result, computed anew each time. */
export interface Computation {
  /** Returns, or resolves, once it is computed. The result is dropped: what measures does not read it. */
  run(): void | Promise<void>;
  /** Computes once more, and reads the result in row-major order. */
  values(): ArrayLike<number> | Promise<ArrayLike<number>>;
}

/** A model and its optimiser. */
export interface Trainer {
  /** Back to the initial weights and a fresh optimiser. Called before the first step too. */
  reset(): void;
  /** One step; the loss before it. */
  step(): number | Promise<number>;
}

export interface Description {
  readonly library: string;
  readonly version: string;
  readonly backend: string;
  readonly threads: number;
}

/**
 * A library, as its users would use it well. Data are handed over beforehand, and cost no time. What it cannot do
 * it throws, and that is what is reported.
 */
export interface Contender {
  /** Called once, before anything else; makes the library ready. */
  start(): Promise<Description>;
  product(problem: Product, data: Data): Computation;
  operation(problem: Operation, data: Data): Computation;
  train(problem: Training, data: Data): Trainer;
  network(problem: Network, data: Data): Trainer;
  scaled(problem: Scaled, data: Data): Computation;
}
