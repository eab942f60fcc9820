import { type DType, full, fullLike, fuse, noGrad, type Tensor, Variable } from "@gradiente/core";
import { aFunction, checkArgument } from "@gradiente/core/arguments";
import { checkVariables, isFloating } from "../checks.ts";
import { optimCopy } from "../copy.ts";
import { NumberCell } from "../number-cell.ts";
import { loadSnapshot, STEP, snapshotOf } from "../state.ts";
import { jsonOf, type StateJSON } from "../state-text.ts";

/** A Variable and the average of its values. */
interface Averaged {
  readonly path: string;
  readonly variable: Variable;
  readonly average: Variable;
}

/**
 * The average of the values that Variables have in the course of a training: {@link Ema} or
 * {@link StochasticWeightAverage}. It keeps values alone, so no graph stays alive. Variables that are not floating, such
 * as counters, are copied instead.
 *
 * @example
 * ```ts
 * const w = new Variable(tensor([0, 0]));
 * const average: WeightAverage = new StochasticWeightAverage(new Map([["w", w]]));
 * for (const value of [1, 3]) {
 *   w.set(tensor([value, value]));
 *   average.update();
 * }
 * average.averages().get("w")!; // [2, 2]
 * ```
 */
export abstract class WeightAverage {
  /** The Variables that are averaged, by path. */
  readonly parameters: ReadonlyMap<string, Variable>;
  readonly #averaged: readonly Averaged[];
  readonly #count = new NumberCell(0, full([], 0, { dtype: "float64" }));
  /** The weight of the newest values, where kernels can use it. */
  readonly #weights: ReadonlyMap<DType, NumberCell>;
  #inUse = false;

  /**
   * An average that begins with the present values.
   *
   * @param parameters by path, as `model.parameters()` returns them. To average running statistics too, pass
   * `model.variables()`.
   * @throws TypeError unless the parameters are a Map of Variables by path, with at least one.
   */
  constructor(parameters: ReadonlyMap<string, Variable>) {
    checkVariables(new.target.name, parameters);
    this.parameters = parameters;
    this.#averaged = [...parameters].map(([path, variable]) => {
      const average = new Variable(variable.value.detach(), { trainable: false });
      return { path, variable, average };
    });
    const floating = [...parameters.values()].filter(isFloating);
    this.#weights = new Map(
      floating.map((near) => [near.dtype, new NumberCell(1, fullLike(near, 1, { shape: [] }))]),
    );
  }

  /** The number of updates done. */
  get stepCount(): number {
    return this.#count.get();
  }

  /** The averages, by the path of their Variable. */
  averages(): Map<string, Tensor> {
    return new Map(this.#averaged.map(({ path, average }) => [path, average.value]));
  }

  /**
   * Takes the present values into the averages. It belongs after each step of the optimiser.
   *
   * @throws Error inside {@link use}, where the present values are the averages.
   */
  update(): void {
    if (this.#inUse) {
      throw new Error(
        `${this.constructor.name}.update: the Variables hold the averages inside use(); update after it has ended`,
      );
    }
    const count = this.stepCount + 1;
    const weight = this.weightOf(count);
    if (weight > 0) noGrad(() => this.#blend(weight));
    this.#count.set(count);
  }

  /** The weight of the present values in the averages of update `count`, from 0 to 1. The first update has the number 1. */
  protected abstract weightOf(count: number): number;

  #blend(weight: number): void {
    if (weight < 1) for (const cell of this.#weights.values()) cell.set(weight);
    // All are computed before the first is set.
    const next = this.#averaged.map(({ variable, average }) => {
      const cell = this.#weights.get(variable.dtype);
      const value = variable.value.detach();
      if (cell === undefined || weight === 1) return value;
      const along = cell.variable.value;
      // Not two products: where the values stay, this comes to them exactly.
      return fuse((old, now) => [old.add(now.sub(old).mul(along))], [average.value, value])[0];
    });
    for (let i = 0; i < next.length; i++) this.#averaged[i].average.set(next[i]);
  }

  /**
   * Runs `f` while the Variables hold the averages, and then puts their own values back, also if `f` throws. If `f`
   * returns a promise, the values are put back when it has settled. What `f` sets is lost.
   *
   * @returns what `f` returns.
   * @throws Error if the averages are in use already. What `f` throws is passed on.
   */
  use<T>(f: () => T): T {
    checkArgument(`${this.constructor.name}.use`, "the argument", f, aFunction());
    if (this.#inUse) {
      throw new Error(`${this.constructor.name}.use: the averages are in use already; await the use before`);
    }
    const own = this.#averaged.map(({ variable }) => variable.value.detach());
    const putBack = () => {
      this.#averaged.forEach(({ variable }, i) => {
        variable.set(own[i]);
      });
      this.#inUse = false;
    };
    this.#inUse = true;
    let isPending = false;
    try {
      for (const { variable, average } of this.#averaged) variable.set(average.value);
      const result = f();
      if (!isPromise(result)) return result;
      isPending = true;
      return result.then(
        (value) => {
          putBack();
          return value;
        },
        (error) => {
          putBack();
          throw error;
        },
      ) as T;
    } finally {
      if (!isPending) putBack();
    }
  }

  /** What `JSON.stringify` writes: as `toJSON` of an optimiser, without a learning rate. */
  toJSON(): StateJSON {
    return jsonOf(this, { stepCount: this.stepCount }, this.stateDict());
  }

  /** A snapshot: the number of updates done under `step`, a float64 scalar, and each average under `path.average`. */
  stateDict(): Map<string, Tensor> {
    return snapshotOf(this.#variables());
  }

  /**
   * Sets the averages from a snapshot. If it does not fit, nothing is set.
   *
   * @throws OptimizerStateError if entries are missing or unknown, or have another shape or dtype, or if `step` is not a
   * number of updates. The message lists all of them.
   */
  loadStateDict(state: ReadonlyMap<string, Tensor>): void {
    loadSnapshot("average", this.#variables(), state);
  }

  #variables(): Map<string, Variable> {
    const averages = this.#averaged.map(({ path, average }) => [`${path}.average`, average] as const);
    return new Map([[STEP, this.#count.variable], ...averages]);
  }
}

function isPromise(value: unknown): value is Promise<unknown> {
  return typeof (value as Promise<unknown> | null | undefined)?.then === "function";
}

optimCopy.mark(WeightAverage);
