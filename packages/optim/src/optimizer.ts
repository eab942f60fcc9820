import {
  type DType,
  formatShape,
  full,
  fullLike,
  fuse,
  type Gradients,
  noGrad,
  sameShape,
  type Tensor,
  Variable,
} from "@gradiente/core";
import { checkLearningRate } from "./checks.ts";
import { NumberCell } from "./number-cell.ts";
import type { GradientTransform, Scalars, TransformState } from "./transform.ts";

/** A number, or a function of the number of updates done so far (0 at the first): a schedule. */
export type LearningRate = number | ((step: number) => number);

export interface OptimizerOptions {
  /** The learning rate, or a schedule of it. */
  readonly learningRate: LearningRate;
}

/** Thrown where a saved state does not fit an optimiser; nothing has been loaded then. */
export class OptimizerStateError extends Error {
  override readonly name = "OptimizerStateError";
}

/** The entry of the state dict that counts updates. */
const STEP = "step";

/**
 * Updates parameters by a transform of their gradients, and keeps the transform's state for each by its path, never by
 * position. A parameter without a gradient is left alone.
 *
 * @example
 * ```ts
 * const transform = chainTransforms(globalNormClipping(1), adam());
 * const optimizer = new Optimizer(model.parameters(), transform, { learningRate: 1e-3 });
 * optimizer.step(crossEntropyLoss(model.forward(x), y).backward());
 * ```
 */
export class Optimizer {
  readonly parameters: ReadonlyMap<string, Variable>;
  readonly #transform: GradientTransform;
  readonly #schedule: LearningRate;
  readonly #count = new NumberCell(0, full([], 0, { dtype: "float64" }));
  /** The transform's scalars by name, once for each dtype that parameters have, and where they are. */
  readonly #scalars: ReadonlyMap<DType, { readonly near: Variable; readonly cells: Map<string, NumberCell> }>;
  readonly #states: ReadonlyMap<string, ReadonlyMap<string, Variable>>;
  #begun = false;

  /**
   * @param parameters by path, as `model.parameters()` gives them.
   * @param transform a whole rule, such as `adam()`, or a chain that ends in one.
   * @throws TypeError for anything else; RangeError for a learning rate that is negative or no number.
   */
  constructor(
    parameters: ReadonlyMap<string, Variable>,
    transform: GradientTransform,
    { learningRate }: OptimizerOptions,
  ) {
    if (
      !(parameters instanceof Map) ||
      [...parameters.values()].some((value) => !(value instanceof Variable))
    ) {
      throw new TypeError(`${new.target.name}: expected parameters by path, a Map; pass model.parameters()`);
    }
    this.parameters = parameters;
    this.#transform = transform;
    this.#schedule = learningRate;
    if (typeof learningRate !== "function") checkLearningRate(learningRate);
    this.#states = new Map(
      [...parameters].map(([path, parameter]) => [
        path,
        toVariables(transform.init(parameter.value.detach())),
      ]),
    );
    const trained = [...parameters.values()].filter(({ trainable }) => trainable);
    this.#scalars = new Map(trained.map((near) => [near.dtype, { near, cells: new Map() }]));
  }

  /** The number of updates done. */
  get stepCount(): number {
    return this.#count.get();
  }

  /** The learning rate of the next update. @throws RangeError if the schedule gives a negative one or no number. */
  get learningRate(): number {
    const rate = typeof this.#schedule === "function" ? this.#schedule(this.stepCount) : this.#schedule;
    checkLearningRate(rate);
    return rate;
  }

  /**
   * Updates every parameter that has a gradient: {@link begin}, then {@link apply}. Where a transform throws, nothing has
   * changed.
   *
   * @throws TypeError if no parameter has a gradient: the gradients are those of something else. RangeError if the
   * schedule gives a negative learning rate or no number.
   */
  step(gradients: Gradients): void {
    const given = this.#gradientsOf("step", gradients);
    const count = this.stepCount;
    this.begin();
    try {
      this.#update(given);
    } catch (error) {
      this.#count.set(count);
      throw error;
    }
  }

  /**
   * The part of an update that is the same for all parameters, on the host: counts the update, asks the schedule for the
   * learning rate, and sets the scalars of the transform. Code that replays the kernels of {@link apply} calls this
   * before each replay.
   *
   * @throws RangeError if the schedule gives a negative learning rate or no number; nothing has changed then.
   */
  begin(): void {
    const { learningRate } = this;
    const count = this.stepCount + 1;
    const numbers = Object.entries(this.#transform.begin?.({ count, learningRate }) ?? {});
    for (const { near, cells } of this.#scalars.values()) {
      for (const [name, number] of numbers) {
        const cell = cells.get(name);
        if (cell === undefined)
          cells.set(name, new NumberCell(number, fullLike(near, number, { shape: [] })));
        else cell.set(number);
      }
    }
    this.#count.set(count);
    this.#begun = true;
  }

  /**
   * The part of an update that works on tensors: new values for every parameter that has a gradient, and for its state,
   * by kernels alone. Nothing is read, and what changes from update to update is in Variables: the scalars that
   * {@link begin} has set, parameters and states. All values are worked out before the first is set: where a transform
   * throws, nothing has changed.
   *
   * @throws TypeError if no parameter has a gradient: the gradients are those of something else. Error before the first
   * {@link begin}.
   */
  apply(gradients: Gradients): void {
    if (!this.#begun) {
      throw new Error(
        `${this.constructor.name}.apply: no update has begun; call begin() first, or step(gradients), which does both`,
      );
    }
    this.#update(this.#gradientsOf("apply", gradients));
  }

  /** The gradients by path. */
  #gradientsOf(method: string, gradients: Gradients): ReadonlyMap<string, Tensor> {
    const found = new Map<string, Tensor>();
    for (const [path, parameter] of this.parameters) {
      if (gradients.has(parameter)) found.set(path, gradients.get(parameter));
    }
    if (found.size > 0) return found;
    throw new TypeError(
      `${this.constructor.name}.${method}: no parameter of this optimiser has a gradient; was the loss computed from another model?`,
    );
  }

  #update(gradients: ReadonlyMap<string, Tensor>): void {
    noGrad(() => {
      const measured = this.#transform.measure?.([...gradients.values()]) ?? {};
      const scalars = new Map(
        [...this.#scalars.keys()].map((dtype) => [dtype, this.#scalarsIn(dtype, measured)]),
      );
      const updates: (readonly [Variable, Tensor])[] = [];
      for (const [path, gradient] of gradients) {
        const parameter = this.parameters.get(path) as Variable;
        const state = this.#states.get(path) as ReadonlyMap<string, Variable>;
        const variables = [parameter, ...state.values()];
        this.#run([...state.keys()], scalars.get(parameter.dtype) as Scalars, gradient, variables).forEach(
          (value, i) => {
            updates.push([variables[i], value]);
          },
        );
      }
      for (const [variable, value] of updates) variable.set(value);
    });
  }

  /** All scalars of an update in the dtype of some parameters. */
  #scalarsIn(dtype: DType, measured: Scalars): Scalars {
    const scalars: Record<string, Tensor> = {};
    for (const [name, { variable }] of this.#scalars.get(dtype)?.cells ?? []) scalars[name] = variable.value;
    for (const [name, value] of Object.entries(measured)) {
      if (Object.hasOwn(scalars, name)) {
        throw new TypeError(
          `${this.#transform.name}: begin and measure both give a scalar called ${name}; one of them must get another name`,
        );
      }
      scalars[name] = value.cast(dtype);
    }
    return scalars;
  }

  /** The next values of a parameter and of its state, whose entries have these names. */
  #run(
    names: readonly string[],
    scalars: Scalars,
    gradient: Tensor,
    variables: readonly Variable[],
  ): Tensor[] {
    const update = (direction: Tensor, parameter: Tensor, ...values: Tensor[]): Tensor[] => {
      const now = Object.fromEntries(names.map((name, i) => [name, values[i]]));
      const [move, next] = this.#transform.update({ parameter, direction }, now, scalars);
      return [move.parameter.sub(move.direction), ...names.map((name) => next[name])];
    };
    return fuse(update as (...inputs: Tensor[]) => Tensor[], [
      gradient,
      ...variables.map(({ value }) => value),
    ]);
  }

  /** A snapshot: the number of updates under `step`, and the transform's state under `path.name`. */
  stateDict(): Map<string, Tensor> {
    return new Map([...this.#variables()].map(([path, variable]) => [path, variable.value]));
  }

  /**
   * Sets the state from a snapshot, or nothing of it.
   *
   * @throws OptimizerStateError listing what is missing, unknown, or of another shape or dtype.
   */
  loadStateDict(state: ReadonlyMap<string, Tensor>): void {
    const variables = this.#variables();
    const problems = [...variables].flatMap(([path, variable]) => {
      const value = state.get(path);
      if (value === undefined) return [`missing: ${path}`];
      if (sameShape(value.shape, variable.shape) && value.dtype === variable.dtype) return [];
      const describe = (x: Tensor | Variable) => `${x.dtype} ${formatShape(x.shape)}`;
      return [`does not fit: ${path} is ${describe(variable)} here and ${describe(value)} in the state`];
    });
    for (const path of state.keys()) if (!variables.has(path)) problems.push(`unknown: ${path}`);
    if (problems.length > 0) {
      throw new OptimizerStateError(
        `loadStateDict: the state does not fit this optimiser:\n  ${problems.join("\n  ")}`,
      );
    }
    for (const [path, variable] of variables) variable.set(state.get(path) as Tensor);
  }

  #variables(): Map<string, Variable> {
    const states = [...this.#states].flatMap(([path, state]) =>
      [...state].map(([name, variable]) => [`${path}.${name}`, variable] as const),
    );
    return new Map([[STEP, this.#count.variable], ...states]);
  }
}

function toVariables(state: TransformState): Map<string, Variable> {
  return new Map(
    Object.entries(state).map(([name, value]) => [name, new Variable(value, { trainable: false })]),
  );
}
