import { full, type Tensor, type Variable } from "@gradiente/core";
import { declareOptions, oneOf, optionsOf, whole } from "@gradiente/core/arguments";
import {
  checkLearningRate,
  checkVariables,
  type LearningRate,
  nonNegative,
  rateOrSchedule,
} from "../checks.ts";
import { allOf } from "../groups.ts";
import { NumberCell } from "../number-cell.ts";
import { STEP, snapshotOf } from "../state.ts";
import { Turns } from "../turns.ts";
import { type Closure, ClosureOptimizer, checkClosure, evaluate } from "./closure-optimizer.ts";
import { Curvature, dot } from "./curvature.ts";
import { FlatParameters } from "./flat-parameters.ts";
import { loadedProgress, type Progress, savedProgress } from "./lbfgs-progress.ts";
import { type Point, strongWolfe } from "./strong-wolfe.ts";

/** Options of {@link LBFGS}. */
export interface LBFGSOptions {
  /**
   * The length of a move in units of the direction, a finite number >= 0; or a schedule of the number of steps. A line
   * search begins with it. Default: 1.
   */
  readonly learningRate?: LearningRate;
  /** The most iterations in one step. Default: 20. */
  readonly iterations?: number;
  /** An iteration is the last of its step when the loss has been evaluated so often. Default: 1.25 times `iterations`. */
  readonly evaluations?: number;
  /** A step ends where no element of the gradient is larger. Default: 1e-7. */
  readonly gradientTolerance?: number;
  /** A step ends where no parameter, or not the loss, changes by more. Default: 1e-9. */
  readonly changeTolerance?: number;
  /** How many iterations are remembered, a whole number >= 1. Each takes twice the memory of the parameters. Default: 100. */
  readonly historySize?: number;
  /**
   * How the length of a move is found: a search for the strong Wolfe conditions, which evaluates the loss several times, or
   * none. Default: "none".
   */
  readonly lineSearch?: "strongWolfe" | "none";
}

const OPTIONS = declareOptions<LBFGSOptions>({
  learningRate: rateOrSchedule,
  iterations: whole(1),
  evaluations: whole(1),
  gradientTolerance: nonNegative,
  changeTolerance: nonNegative,
  historySize: whole(1),
  lineSearch: oneOf("strongWolfe", "none"),
});

/** The loss and its gradient at the present parameters. */
interface Here {
  readonly value: number;
  readonly gradient: Tensor;
}

/** The same at a point of a line. */
interface Found extends Point, Here {}

/** A closure, with the number of its calls. */
class Objective {
  evaluations = 0;
  readonly #owner: string;
  readonly #closure: Closure;
  readonly #flat: FlatParameters;

  constructor(owner: string, closure: Closure, flat: FlatParameters) {
    this.#owner = owner;
    this.#closure = closure;
    this.#flat = flat;
  }

  evaluate(): Here & { readonly loss: Tensor } {
    this.evaluations += 1;
    const { loss, value, gradients } = evaluate(this.#owner, this.#closure);
    return { loss, value, gradient: this.#flat.gradient(gradients) };
  }
}

/**
 * L-BFGS, a quasi-Newton method for losses of all data at once: small problems, physics-informed nets, fits (Liu and
 * Nocedal, "On the limited memory BFGS method for large scale optimization", 1989). A step does several iterations. Each
 * moves along the gradient times an approximation of the inverse Hessian, which it learns from the last `historySize`
 * moves.
 *
 * Parameters cannot come in groups. A frozen parameter stays as it is. A loss that is not finite at the start of a step
 * changes nothing.
 *
 * @example
 * ```ts
 * import { tensor, Variable } from "@gradiente/core";
 * import { LBFGS } from "@gradiente/optim";
 *
 * const p = new Variable(tensor([-1.5, 2], { dtype: "float64" }));
 * const optimizer = new LBFGS(new Map([["p", p]]), { lineSearch: "strongWolfe" });
 * const rosenbrock = () => {
 *   const [x, y] = [p.slice([0]), p.slice([1])];
 *   return y.sub(x.square()).square().mul(100).add(x.sub(1).square());
 * };
 * for (let step = 0; step < 5; step++) optimizer.step(rosenbrock);
 * console.log(p.sub(1).abs().max().item() < 1e-3); // true
 * ```
 */
export class LBFGS extends ClosureOptimizer {
  override readonly parameters: ReadonlyMap<string, Variable>;
  readonly #flat: FlatParameters;
  readonly #options: Required<LBFGSOptions>;
  readonly #count = new NumberCell(0, full([], 0, { dtype: "float64" }));
  readonly #turns: Turns;
  /** Null before the first iteration. */
  #progress: Progress | null = null;

  /**
   * An optimiser of these parameters.
   *
   * @param parameters by path, as `model.parameters()` returns them.
   * @throws TypeError unless the parameters are a Map of Variables by path, with at least one; if one has two paths.
   * @throws RangeError if an option is out of its range.
   */
  constructor(parameters: ReadonlyMap<string, Variable>, options?: LBFGSOptions) {
    super();
    const owner = new.target.name;
    const { iterations = 20, ...others } = optionsOf(owner, options, OPTIONS);
    checkVariables(owner, parameters);
    this.parameters = allOf(owner, [{ parameters }]);
    this.#flat = new FlatParameters(parameters);
    const {
      learningRate = 1,
      evaluations = Math.floor((iterations * 5) / 4),
      gradientTolerance = 1e-7,
      changeTolerance = 1e-9,
      historySize = 100,
      lineSearch = "none",
    } = others;
    this.#options = { learningRate, iterations, evaluations, gradientTolerance, changeTolerance, historySize, lineSearch }; // biome-ignore format: one line
    this.#turns = new Turns(owner, parameters);
  }

  override get stepCount(): number {
    return this.#count.get();
  }

  /**
   * The learning rate of the next step.
   *
   * @throws RangeError if the schedule gives a negative learning rate, or one that is not a finite number.
   */
  override get learningRate(): number {
    const { learningRate } = this.#options;
    const rate = typeof learningRate === "function" ? learningRate(this.stepCount) : learningRate;
    checkLearningRate(rate);
    return rate;
  }

  /**
   * Does up to `iterations` iterations. If the closure throws, nothing is changed.
   *
   * @param closure computes the loss, a tensor with one element, from the present parameters: with the same batch and the
   * same random numbers each time.
   * @returns the loss before the step.
   * @throws TypeError unless the closure is a function that returns a tensor. What it throws is passed on.
   */
  override step(closure: Closure): Tensor {
    const owner = this.constructor.name;
    checkClosure(owner, closure);
    const { learningRate } = this;
    this.#turns.take();
    const before = this.#flat.values();
    const objective = new Objective(owner, closure, this.#flat);
    try {
      const { loss, value, gradient } = objective.evaluate();
      if (Number.isFinite(value)) this.#iterate(objective, { value, gradient }, learningRate);
      this.#count.set(this.stepCount + 1);
      return loss;
    } catch (error) {
      this.#flat.set(before);
      throw error;
    }
  }

  #iterate(objective: Objective, first: Here, learningRate: number): void {
    const { iterations, evaluations, gradientTolerance, changeTolerance, historySize } = this.#options;
    const evaluatedBefore = this.#progress?.evaluations ?? 0;
    let [here, progress] = [first, this.#progress];
    if (largest(here.gradient) <= gradientTolerance) return;
    for (let iteration = 1; iteration <= iterations; iteration++) {
      const curvature = learnt(progress, here.gradient, historySize);
      const direction = curvature.direction(here.gradient);
      const slope = dot(here.gradient, direction).item();
      if (slope > -changeTolerance) break;
      // Nothing is known of the curvature at first, so the first move is short.
      const unit = progress === null ? Math.min(1, 1 / here.gradient.abs().sum().item()) : 1;
      const start = { t: 0, ...here, slope };
      const next = this.#move(objective, start, direction, {
        first: unit * learningRate,
        isLast: iteration === iterations,
      });
      const move = direction.mul(next.t);
      progress = {
        iterations: (progress?.iterations ?? 0) + 1,
        evaluations: evaluatedBefore + objective.evaluations,
        curvature,
        move,
        gradient: here.gradient,
      };
      const change = Math.abs(next.value - here.value);
      here = { value: next.value, gradient: next.gradient };
      const isDone =
        objective.evaluations >= evaluations ||
        largest(here.gradient) <= gradientTolerance ||
        largest(move) <= changeTolerance ||
        change < changeTolerance;
      if (isDone) break;
    }
    this.#progress = progress;
  }

  /** Moves along a direction, at first by `first`, and tells where to. */
  #move(
    objective: Objective,
    start: Found,
    direction: Tensor,
    { first, isLast }: { readonly first: number; readonly isLast: boolean },
  ): Found {
    const from = this.#flat.values();
    const goTo = (t: number) => this.#flat.set(from.add(direction.mul(t)));
    if (this.#options.lineSearch === "none") {
      goTo(first);
      // The last of a step is not evaluated: the next one begins with that, perhaps with another batch.
      return isLast ? { ...start, t: first } : { ...start, ...objective.evaluate(), t: first };
    }
    const at = (t: number): Found => {
      goTo(t);
      const { value, gradient } = objective.evaluate();
      const finite = Number.isFinite(value) ? value : Number.POSITIVE_INFINITY;
      return { t, value: finite, gradient, slope: dot(gradient, direction).item() };
    };
    const tolerance = this.#options.changeTolerance;
    const found = strongWolfe({ at, start, first, reach: largest(direction), tolerance });
    goTo(found.t);
    return found;
  }

  /**
   * A snapshot: the number of steps done under `step`; the numbers of `iterations` and of `evaluations`, of `pairs` that
   * are remembered, and their `scale`, all float64 scalars; and for each parameter the last move under `path.move`, the
   * gradient before it under `path.gradient`, and each pair under `path.step.0`, `path.change.0`, and so on.
   */
  override stateDict(): Map<string, Tensor> {
    const count = [STEP, this.#count.variable] as const;
    return snapshotOf(new Map([count, ...savedProgress(this.#flat, this.#progress)]));
  }

  /**
   * Sets the state from a snapshot. If it does not fit, nothing is set.
   *
   * @throws OptimizerStateError if entries are missing or unknown, or have another shape or dtype, or if `step` is not a
   * number of updates. The message lists all of them.
   */
  override loadStateDict(state: ReadonlyMap<string, Tensor>): void {
    const { historySize } = this.#options;
    this.#progress = loadedProgress(this.#flat, historySize, this.#count.variable, state);
  }
}

/** What is known of the curvature after the last move has led to this gradient. */
function learnt(progress: Progress | null, gradient: Tensor, historySize: number): Curvature {
  if (progress === null) return new Curvature();
  const { curvature, move, gradient: before } = progress;
  return curvature.and({ step: move, change: gradient.sub(before) }, historySize);
}

/** The size of the largest element. */
function largest(x: Tensor): number {
  return x.abs().max().item();
}
