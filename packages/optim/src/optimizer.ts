import {
  formatShape,
  fuse,
  type Gradients,
  noGrad,
  sameShape,
  type Tensor,
  tensor,
  Variable,
} from "@gradiente/core";
import { checkLearningRate } from "./checks.ts";
import type { Rule, RuleState, Step } from "./rule.ts";

/** A number, or a function of the number of updates done so far (0 at the first): a schedule. */
export type LearningRate = number | ((step: number) => number);

/** Thrown where a saved state does not fit an optimiser; nothing has been loaded then. */
export class OptimizerStateError extends Error {
  override readonly name = "OptimizerStateError";
}

/** The entry of the state dict that counts updates. */
const STEP = "step";

/**
 * Applies a rule to parameters, and keeps the rule's state for each by its path, never by position. A parameter
 * without a gradient is left alone.
 */
export class Optimizer {
  readonly parameters: ReadonlyMap<string, Variable>;
  readonly #rule: Rule;
  readonly #schedule: LearningRate;
  readonly #count = new Variable(tensor(0, { dtype: "float64" }), { trainable: false });
  readonly #states: ReadonlyMap<string, ReadonlyMap<string, Variable>>;

  /**
   * @param parameters by path, as `model.parameters()` gives them.
   * @throws TypeError for anything else; RangeError for a learning rate that is negative or no number.
   */
  constructor(parameters: ReadonlyMap<string, Variable>, rule: Rule, learningRate: LearningRate) {
    if (
      !(parameters instanceof Map) ||
      [...parameters.values()].some((value) => !(value instanceof Variable))
    ) {
      throw new TypeError(`${new.target.name}: expected parameters by path, a Map; pass model.parameters()`);
    }
    this.parameters = parameters;
    this.#rule = rule;
    this.#schedule = learningRate;
    if (typeof learningRate !== "function") checkLearningRate(learningRate);
    this.#states = new Map(
      [...parameters].map(([path, parameter]) => [path, toVariables(rule.init(parameter.value.detach()))]),
    );
  }

  /** The number of updates done. */
  get stepCount(): number {
    return this.#count.item();
  }

  /** The learning rate of the next update. @throws RangeError if the schedule gives a negative one or no number. */
  get learningRate(): number {
    const rate = typeof this.#schedule === "function" ? this.#schedule(this.stepCount) : this.#schedule;
    checkLearningRate(rate);
    return rate;
  }

  /**
   * Updates every parameter that has a gradient.
   *
   * @throws TypeError if none has: the gradients are those of something else.
   */
  step(gradients: Gradients): void {
    if (![...this.parameters.values()].some((parameter) => gradients.has(parameter))) {
      throw new TypeError(
        `${this.constructor.name}.step: no parameter of this optimiser has a gradient; was the loss computed from another model?`,
      );
    }
    noGrad(() => {
      const count = this.#count.add(1);
      const step = { count, learningRate: tensor(this.learningRate, { dtype: "float64" }) };
      // All updates are worked out before the first is made: where a rule throws, nothing has changed.
      const updates: (readonly [Variable, Tensor])[] = [[this.#count, count]];
      for (const [path, parameter] of this.parameters) {
        if (!gradients.has(parameter)) continue;
        const state = this.#states.get(path) as ReadonlyMap<string, Variable>;
        const variables = [parameter, ...state.values()];
        this.#run([...state.keys()], step, gradients.get(parameter), variables).forEach((value, i) => {
          updates.push([variables[i], value]);
        });
      }
      for (const [variable, value] of updates) variable.set(value);
    });
  }

  /** The next values of a parameter and of its state, whose entries have these names. */
  #run(names: readonly string[], step: Step, gradient: Tensor, variables: readonly Variable[]): Tensor[] {
    const update = (g: Tensor, p: Tensor, ...values: Tensor[]): Tensor[] => {
      const now = Object.fromEntries(names.map((name, i) => [name, values[i]]));
      const [value, next] = this.#rule.update(p, g, now, step);
      return [value, ...names.map((name) => next[name])];
    };
    return fuse(update as (...inputs: Tensor[]) => Tensor[], [
      gradient,
      ...variables.map(({ value }) => value),
    ]);
  }

  /** A snapshot: the number of updates under `step`, and the rule's state under `path.name`. */
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
    return new Map([[STEP, this.#count], ...states]);
  }
}

function toVariables(state: RuleState): Map<string, Variable> {
  return new Map(
    Object.entries(state).map(([name, value]) => [name, new Variable(value, { trainable: false })]),
  );
}
