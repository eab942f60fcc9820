import {
  backward,
  type DType,
  full,
  fullLike,
  fuse,
  Gradients,
  noGrad,
  type Tensor,
  Variable,
} from "@gradiente/core";
import { aTensor, checkArgument, declareOptions, optionsOf, someGradients } from "@gradiente/core/arguments";
import { borrowValue, giveBackGradient, giveValue, kernelOf } from "@gradiente/core/backend";
import { checkLearningRate, isFloating, type LearningRate, rateOrSchedule } from "./checks.ts";
import { optimCopy } from "./copy.ts";
import { allOf, groupsOf, type ParametersOrGroups, RULE_GROUP, type RuleOptions } from "./groups.ts";
import { NumberCell } from "./number-cell.ts";
import { loadSnapshot, STEP, snapshotOf } from "./state.ts";
import { jsonOf, type StateJSON } from "./state-text.ts";
import { aTransform, type GradientTransform, type Scalars } from "./transform.ts";
import { Turns } from "./turns.ts";

/** Options of {@link Optimizer}. */
export interface OptimizerOptions {
  /**
   * The learning rate, a finite number >= 0; or a schedule, which gives such a number for each update. Groups may have
   * their own.
   */
  readonly learningRate: LearningRate;
}

const OPTIMIZER = declareOptions<OptimizerOptions>({ learningRate: rateOrSchedule }, "learningRate");

/** Parameters that are updated by one rule. */
interface Group {
  readonly transform: GradientTransform;
  readonly learningRate: LearningRate;
  /** The transform's scalars by name, for each dtype of the parameters; `near` is a parameter on their backend. */
  readonly scalars: ReadonlyMap<DType, { readonly near: Variable; readonly cells: Map<string, NumberCell> }>;
  /** The scalars of the update that is under way, for each dtype. */
  now: ReadonlyMap<DType, { readonly names: readonly string[]; readonly values: readonly Tensor[] }>;
}

/** A parameter with what an update of it needs, worked out once. */
interface Slot {
  readonly path: string;
  readonly parameter: Variable;
  readonly group: Group;
  /** The names of the state's entries. */
  readonly names: readonly string[];
  /** The parameter, and the entries of its state. */
  readonly variables: readonly Variable[];
  /** The next values of these Variables. */
  readonly next: (gradient: Tensor, scalars: readonly Tensor[]) => Next;
}

interface Next {
  readonly values: readonly Tensor[];
  /** Whether they have memory of their own, as those of a kernel have. */
  readonly isOwn: boolean;
}

/**
 * Updates parameters by a transform of their gradients. It keeps the state of the transform for each parameter by its
 * path, never by position. A parameter without a gradient is not changed: it took no part in the loss, or it is frozen.
 *
 * Parameters may come in groups, each with its own learning rate, schedule and transform. If several optimisers update
 * the same parameter in turn, a warning says so once (`GRADIENTE_SHARED_PARAMETER`).
 *
 * @example
 * ```ts
 * import { ones } from "@gradiente/core";
 * import { Dense } from "@gradiente/nn";
 * import { adam, chainTransforms, globalNormClipping, Optimizer } from "@gradiente/optim";
 *
 * const model = new Dense(3, 1);
 * const transform = chainTransforms(globalNormClipping(1), adam());
 * const optimizer = new Optimizer(model.parameters(), transform, { learningRate: 1e-3 });
 * const loss = model.forward(ones([2, 3])).square().mean();
 * optimizer.step(loss.backward());
 * ```
 */
export class Optimizer {
  /** The parameters to update, by path: those of all groups. */
  readonly parameters: ReadonlyMap<string, Variable>;
  readonly #count = new NumberCell(0, full([], 0, { dtype: "float64" }));
  readonly #groups: readonly Group[];
  readonly #slots: readonly Slot[];
  readonly #turns: Turns;
  #begun = false;

  /**
   * An optimiser of these parameters, by this rule.
   *
   * @param parameters by path, as `model.parameters()` returns them; or a list of groups of them, each with options of
   * its own.
   * @param transform a whole rule, such as `adam()`, or a chain that ends in one.
   * @throws TypeError unless the parameters are a Map of Variables by path, or a list of groups; if there are none, if two
   * have the same path, or if one has two paths.
   * @throws RangeError for a learning rate that is negative or not a finite number.
   */
  constructor(
    parameters: ParametersOrGroups<RuleOptions>,
    transform: GradientTransform,
    options: OptimizerOptions,
  ) {
    const owner = new.target.name;
    const given = groupsOf(owner, parameters, RULE_GROUP);
    this.parameters = allOf(owner, given);
    checkArgument(owner, "the transform", transform, aTransform);
    const usual = { transform, ...optionsOf(owner, options, OPTIMIZER) };
    this.#groups = given.map(({ parameters, options }) => groupOf(parameters, { ...usual, ...options }));
    this.#slots = given.flatMap(({ parameters }, i) =>
      [...parameters].map(([path, parameter]) => slotOf(path, parameter, this.#groups[i])),
    );
    this.#turns = new Turns(owner, this.parameters);
  }

  /** The number of updates done. */
  get stepCount(): number {
    return this.#count.get();
  }

  /**
   * The learning rate of the next update: that of the first group, if there are groups.
   *
   * @throws RangeError if the schedule gives a negative learning rate, or one that is not a finite number.
   */
  get learningRate(): number {
    return rateOf(this.#groups[0], this.stepCount);
  }

  /**
   * The learning rate of the next update for each group. Without groups, there is one.
   *
   * @throws RangeError if a schedule gives a negative learning rate, or one that is not a finite number.
   */
  get learningRates(): readonly number[] {
    return this.#groups.map((group) => rateOf(group, this.stepCount));
  }

  /**
   * Updates every parameter that has a gradient: {@link begin}, then {@link apply}. If a transform throws, nothing is
   * changed.
   *
   * @throws TypeError if no parameter has a gradient: the loss was computed from another model.
   * @throws RangeError if the schedule gives a negative learning rate, or one that is not a finite number.
   */
  step(gradients: Gradients): void {
    this.#step(this.#gradientsOf("step", gradients));
  }

  /**
   * Computes the gradients of a loss and updates every parameter that has one. It is `step(loss.backward())`, but as nobody
   * sees the gradients, their memory is used again in the next step. That is the faster way for large models.
   *
   * @param loss a tensor with one element.
   * @throws TypeError unless the loss is a tensor, and if no parameter has a gradient; ShapeError unless it has one element;
   * GradientError if no trainable Variable took part in it; RangeError as {@link step}.
   * @example
   * ```ts
   * import { ones } from "@gradiente/core";
   * import { Dense } from "@gradiente/nn";
   * import { Adam } from "@gradiente/optim";
   *
   * const model = new Dense(3, 1);
   * const optimizer = new Adam(model.parameters());
   * const loss = model.forward(ones([2, 3])).square().mean();
   * optimizer.minimize(loss);
   * optimizer.stepCount; // 1
   * ```
   */
  minimize(loss: Tensor): void {
    checkArgument(`${this.constructor.name}.minimize`, "the loss", loss, aTensor);
    const given = this.#gradientsOf("minimize", backward(loss));
    const updates = this.#step(given);
    given.forEach((gradient, i) => {
      // A rule that is no kernel may have kept it.
      if (gradient !== undefined && updates[i]?.isOwn) giveBackGradient(gradient);
    });
  }

  #step(gradients: readonly (Tensor | undefined)[]): readonly (Next | undefined)[] {
    const count = this.stepCount;
    this.begin();
    try {
      return this.#update(gradients);
    } catch (error) {
      this.#count.set(count);
      throw error;
    }
  }

  /**
   * Does the part of an update that is the same for all parameters, on the host: counts the update, asks the schedule for
   * the learning rate, and sets the scalars of the transform. Code that replays the kernels of {@link apply} calls this
   * before each replay.
   *
   * @throws RangeError if the schedule gives a negative learning rate, or one that is not a finite number. Nothing is
   * changed then.
   */
  begin(): void {
    const before = this.stepCount;
    const count = before + 1;
    const numbers = this.#groups.map((group) => {
      const learningRate = rateOf(group, before);
      return group.transform.begin?.({ count, learningRate }) ?? {};
    });
    this.#groups.forEach(({ scalars }, i) => {
      const names = Object.keys(numbers[i]);
      for (const { near, cells } of scalars.values()) {
        for (const name of names) {
          const number = numbers[i][name];
          const cell = cells.get(name);
          if (cell === undefined)
            cells.set(name, new NumberCell(number, fullLike(near, number, { shape: [] })));
          else cell.set(number);
        }
      }
    });
    this.#count.set(count);
    this.#begun = true;
  }

  /**
   * Does the part of an update that works on tensors: sets new values of every parameter that has a gradient, and of its
   * state. It only runs kernels and reads nothing back. All values that change from one update to the next are in
   * Variables: the scalars that {@link begin} has set, the parameters and their states. All new values are computed
   * before the first is set, so if a transform throws, nothing is changed.
   *
   * @throws TypeError if no parameter has a gradient: the loss was computed from another model.
   * @throws Error before the first {@link begin}.
   */
  apply(gradients: Gradients): void {
    if (!this.#begun) {
      throw new Error(
        `${this.constructor.name}.apply: no update has begun; call begin() first, or step(gradients), which does both`,
      );
    }
    this.#update(this.#gradientsOf("apply", gradients));
  }

  /** The gradient of each slot; undefined for a parameter without. */
  #gradientsOf(method: string, given: Gradients): readonly (Tensor | undefined)[] {
    if (!(given instanceof Gradients)) {
      checkArgument(`${this.constructor.name}.${method}`, "the argument", given, someGradients);
    }
    const found = this.#slots.map(({ parameter }) =>
      parameter.trainable && given.has(parameter) ? given.get(parameter) : undefined,
    );
    if (found.some((gradient) => gradient !== undefined)) return found;
    throw new TypeError(
      `${this.constructor.name}.${method}: no parameter of this optimiser has a gradient; was the loss computed from another model, or are all frozen?`,
    );
  }

  #update(gradients: readonly (Tensor | undefined)[]): readonly (Next | undefined)[] {
    this.#turns.take();
    return noGrad(() => {
      this.#measure(gradients);
      const updates = this.#slots.map(({ parameter, group, next }, i) => {
        const gradient = gradients[i];
        if (gradient === undefined) return undefined;
        return next(gradient, group.now.get(parameter.dtype)?.values ?? []);
      });
      for (const [i, update] of updates.entries()) {
        if (update !== undefined) setAll(this.#slots[i].variables, update);
      }
      return updates;
    });
  }

  /** Sets the scalars of each group for this update. A transform of several groups measures once. */
  #measure(gradients: readonly (Tensor | undefined)[]): void {
    const results = new Map<GradientTransform, Scalars>();
    for (const group of this.#groups) {
      const { transform, scalars } = group;
      if (transform.measure === undefined && isUpToDate(group)) continue;
      if (transform.measure !== undefined && !results.has(transform)) {
        results.set(transform, transform.measure(gradients.filter((gradient) => gradient !== undefined)));
      }
      const measured = results.get(transform) ?? {};
      group.now = new Map(
        [...scalars].map(([dtype, { cells }]) => {
          const now = scalarsIn(dtype, cells, measured, transform);
          return [dtype, { names: Object.keys(now), values: Object.values(now) }];
        }),
      );
    }
  }

  /**
   * A snapshot: the number of updates done under `step`, a float64 scalar, and each entry of the transform's state under
   * `path.name`.
   */
  stateDict(): Map<string, Tensor> {
    return snapshotOf(this.#variables());
  }

  /**
   * Sets the state from a snapshot. If it does not fit, nothing is set.
   *
   * @throws OptimizerStateError if entries are missing or unknown, or have another shape or dtype, or if `step` is not a
   * number of updates. The message lists all of them.
   */
  loadStateDict(state: ReadonlyMap<string, Tensor>): void {
    loadSnapshot("optimiser", this.#variables(), state);
  }

  /**
   * What `JSON.stringify` writes: the name of the class, the number of updates, the learning rate, and the path, shape and
   * dtype of each entry of the state. The numbers are in {@link stateDict}.
   *
   * @example JSON.stringify(new SGD(new Map([["w", new Variable(tensor([1, 2]))]]), { learningRate: 0.1 })).includes("stepCount") // true
   */
  toJSON(): StateJSON {
    const { stepCount, learningRate } = this;
    return jsonOf(this, { stepCount, learningRate }, this.#variables());
  }

  #variables(): Map<string, Variable> {
    const states = this.#slots.flatMap(({ path, names, variables }) =>
      names.map((name, i) => [`${path}.${name}`, variables[i + 1]] as const),
    );
    return new Map([[STEP, this.#count.variable], ...states]);
  }
}

optimCopy.mark(Optimizer);

function groupOf(parameters: ReadonlyMap<string, Variable>, options: Required<RuleOptions>): Group {
  // Frozen ones too: they may be trained later.
  const floating = [...parameters.values()].filter(isFloating);
  const scalars = new Map(floating.map((near) => [near.dtype, { near, cells: new Map() }]));
  return { ...options, scalars, now: new Map() };
}

/** Sets the next values of a parameter and its state. Those of a kernel are nobody else's. */
function setAll(variables: readonly Variable[], { values, isOwn }: Next): void {
  variables.forEach((variable, i) => {
    if (isOwn) giveValue(variable, values[i]);
    else variable.set(values[i]);
  });
}

/** Whether the scalars of the last update are those of this one, if nothing is measured: what transforms have begun with. */
function isUpToDate({ scalars, now }: Group): boolean {
  for (const [dtype, { cells }] of scalars) {
    const values = now.get(dtype)?.values;
    if (values?.length !== cells.size) return false;
    let i = 0;
    for (const { variable } of cells.values()) if (variable.value !== values[i++]) return false;
  }
  return true;
}

function rateOf({ learningRate }: Group, count: number): number {
  const rate = typeof learningRate === "function" ? learningRate(count) : learningRate;
  checkLearningRate(rate);
  return rate;
}

function slotOf(path: string, parameter: Variable, group: Group): Slot {
  const { transform } = group;
  const state = Object.entries(transform.init(parameter.value.detach()));
  const names = state.map(([name]) => name);
  const variables = [parameter, ...state.map(([, value]) => new Variable(value, { trainable: false }))];
  const rule = (...[direction, value, ...values]: Tensor[]): Tensor[] => {
    const before = named(names, values);
    const scalars = named(group.now.get(value.dtype)?.names ?? [], values.slice(names.length));
    const [move, after] = transform.update({ parameter: value, direction }, before, scalars);
    return [move.parameter.sub(move.direction), ...names.map((name) => after[name])];
  };
  const kernel = kernelOf(rule);
  const next = (gradient: Tensor, scalars: readonly Tensor[]): Next => {
    const own = kernel(gradient, ...variables.map(borrowValue), ...scalars);
    if (own !== null) return { values: own, isOwn: true };
    // The rule may keep what it gets.
    const inputs = [gradient, ...variables.map(({ value }) => value), ...scalars];
    return { values: fuse(rule, inputs), isOwn: false };
  };
  return { path, parameter, group, names, variables, next };
}

function named(names: readonly string[], values: readonly Tensor[]): Record<string, Tensor> {
  const record: Record<string, Tensor> = {};
  for (let i = 0; i < names.length; i++) record[names[i]] = values[i];
  return record;
}

/** All scalars of an update, in the given dtype. */
function scalarsIn(
  dtype: DType,
  cells: ReadonlyMap<string, NumberCell>,
  measured: Scalars,
  { name: owner }: GradientTransform,
): Scalars {
  const scalars: Record<string, Tensor> = {};
  for (const [name, { variable }] of cells) scalars[name] = variable.value;
  for (const [name, value] of Object.entries(measured)) {
    if (Object.hasOwn(scalars, name)) {
      throw new TypeError(
        `${owner}: begin and measure both give a scalar called ${name}; give one of them another name`,
      );
    }
    scalars[name] = value.cast(dtype);
  }
  return scalars;
}
