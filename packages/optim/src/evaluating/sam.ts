import { type Gradients, noGrad, type Tensor, type Variable } from "@gradiente/core";
import { aBoolean, checkArgument, declareOptions, instanceOf, optionsOf } from "@gradiente/core/arguments";
import { nonNegative } from "../checks.ts";
import { Optimizer } from "../optimizer.ts";
import { type Closure, ClosureOptimizer, checkClosure, evaluate } from "./closure-optimizer.ts";

/** Options of {@link SAM}. */
export interface SAMOptions {
  /** ρ: the distance at which the loss is looked at, a finite number >= 0. Default: 0.05. */
  readonly rho?: number;
  /** Whether distances are measured in units of each parameter (Kwon et al., "ASAM", 2021). Default: false. */
  readonly adaptive?: boolean;
}

const OPTIONS = declareOptions<SAMOptions>({ rho: nonNegative, adaptive: aBoolean });

const anOptimizer = instanceOf("an optimiser, such as new SGD(parameters, options)", Optimizer);

/** Added to the norm against division by zero. */
const EPSILON = 1e-12;

/**
 * Sharpness-aware minimisation: an optimiser that uses the gradients not at the parameters p, but at p + ρ g / ‖g‖, where
 * the loss is nearly the highest within the distance ρ (Foret et al., "Sharpness-Aware Minimization for Efficiently
 * Improving Generalization", 2021). With `adaptive`, at p + ρ p² g / ‖p g‖. Each step evaluates the loss twice.
 *
 * @example
 * ```ts
 * import { ones } from "@gradiente/core";
 * import { Dense } from "@gradiente/nn";
 * import { Momentum, SAM } from "@gradiente/optim";
 *
 * const model = new Dense(3, 1);
 * const optimizer = new SAM(new Momentum(model.parameters(), { learningRate: 0.1 }), { rho: 0.1 });
 * const loss = optimizer.step(() => model.forward(ones([8, 3])).square().mean());
 * console.log(loss.item());
 * ```
 */
export class SAM extends ClosureOptimizer {
  readonly #optimizer: Optimizer;
  readonly #rho: number;
  readonly #adaptive: boolean;

  /**
   * An optimiser that lets another one do the updates.
   *
   * @throws TypeError for what is no {@link Optimizer}.
   * @throws RangeError if ρ is negative or not a finite number.
   */
  constructor(optimizer: Optimizer, options?: SAMOptions) {
    super();
    checkArgument("SAM", "the optimizer", optimizer, anOptimizer);
    const { rho = 0.05, adaptive = false } = optionsOf("SAM", options, OPTIONS);
    this.#optimizer = optimizer;
    this.#rho = rho;
    this.#adaptive = adaptive;
  }

  override get parameters(): ReadonlyMap<string, Variable> {
    return this.#optimizer.parameters;
  }

  override get stepCount(): number {
    return this.#optimizer.stepCount;
  }

  override get learningRate(): number {
    return this.#optimizer.learningRate;
  }

  /**
   * Evaluates the loss, and again at a distance; and lets the optimiser do a step by the second gradients. If the closure
   * throws, nothing is changed.
   *
   * @param closure computes the loss, a tensor with one element, from the present parameters: with the same batch and the
   * same random numbers each time.
   * @returns the loss before the step, of the first evaluation.
   * @throws TypeError unless the closure is a function that returns a tensor, or if no parameter has a gradient. What the
   * closure throws is passed on.
   */
  override step(closure: Closure): Tensor {
    checkClosure("SAM", closure);
    const { loss, gradients } = evaluate("SAM", closure);
    const moved = [...this.parameters.values()].filter((p) => p.trainable && gradients.has(p));
    const own = moved.map(({ value }) => value.detach());
    let second: Gradients;
    try {
      noGrad(() => this.#climb(moved, gradients));
      second = evaluate("SAM", closure).gradients;
    } finally {
      moved.forEach((parameter, i) => {
        parameter.set(own[i]);
      });
    }
    this.#optimizer.step(second);
    return loss;
  }

  #climb(moved: readonly Variable[], gradients: Gradients): void {
    const scaled = moved.map((parameter) => {
      const gradient = gradients.get(parameter);
      return this.#adaptive ? gradient.mul(parameter.abs()) : gradient;
    });
    const squares = scaled.map((x) => x.cast("float64").square().sum());
    if (squares.length === 0) return;
    const norm = squares.reduce((total, square) => total.add(square)).sqrt();
    const factor = norm.add(EPSILON).pow(-1).mul(this.#rho);
    const next = moved.map((parameter, i) => {
      const direction = this.#adaptive ? scaled[i].mul(parameter.abs()) : scaled[i];
      return parameter.add(direction.mul(factor.cast(parameter.dtype)));
    });
    moved.forEach((parameter, i) => {
      parameter.set(next[i]);
    });
  }

  /** The state of the optimiser: there is no other. */
  override stateDict(): Map<string, Tensor> {
    return this.#optimizer.stateDict();
  }

  /**
   * Sets the state of the optimiser. If it does not fit, nothing is set.
   *
   * @throws OptimizerStateError if entries are missing or unknown, or have another shape or dtype, or if `step` is not a
   * number of updates. The message lists all of them.
   */
  override loadStateDict(state: ReadonlyMap<string, Tensor>): void {
    this.#optimizer.loadStateDict(state);
  }
}
