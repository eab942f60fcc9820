import { type Gradients, Tensor, type Variable } from "@gradiente/core";
import { aFunction, checkArgument, found } from "@gradiente/core/arguments";
import { optimCopy } from "../copy.ts";
import { jsonOf, type StateJSON } from "../state-text.ts";

/**
 * Computes the loss from the parameters as they are when it is called. An optimiser may call it several times in one step,
 * so it must use the same batch and the same random numbers each time.
 */
export type Closure = () => Tensor;

/** A loss and its gradients. */
export interface Evaluation {
  readonly loss: Tensor;
  readonly value: number;
  readonly gradients: Gradients;
}

/**
 * An optimiser that evaluates the loss more than once in a step, so that it takes a function in place of gradients:
 * {@link LBFGS} or {@link SAM}.
 *
 * @example
 * ```ts
 * const w = new Variable(tensor([3, -4]));
 * const optimizer: ClosureOptimizer = new LBFGS(new Map([["w", w]]));
 * optimizer.step(() => w.square().sum());
 * w.abs().max().lt(0.1); // true
 * ```
 */
export abstract class ClosureOptimizer {
  /** The parameters to update, by path. */
  abstract readonly parameters: ReadonlyMap<string, Variable>;

  /** The number of steps done. */
  abstract get stepCount(): number;

  /** The learning rate of the next step. */
  abstract get learningRate(): number;

  /**
   * Does a step. If the closure throws, nothing is changed.
   *
   * @param closure computes the loss, a tensor with one element.
   * @returns the loss before the step.
   */
  abstract step(closure: Closure): Tensor;

  /** A snapshot of the state, by path. */
  abstract stateDict(): Map<string, Tensor>;

  /** Sets the state from a snapshot. If it does not fit, nothing is set. */
  abstract loadStateDict(state: ReadonlyMap<string, Tensor>): void;

  /** What `JSON.stringify` writes: as {@link Optimizer.toJSON}. */
  toJSON(): StateJSON {
    const { stepCount, learningRate } = this;
    return jsonOf(this, { stepCount, learningRate }, this.stateDict());
  }
}

export function checkClosure(owner: string, closure: unknown): void {
  checkArgument(`${owner}.step`, "the argument", closure, aFunction());
}

/** @throws TypeError unless the closure returns a tensor. */
export function evaluate(owner: string, closure: Closure): Evaluation {
  const loss: unknown = closure();
  if (!(loss instanceof Tensor)) {
    throw new TypeError(
      `${owner}.step: the closure must return the loss, a tensor with one element, not ${found(loss)}`,
    );
  }
  const gradients = loss.backward();
  return { loss: loss.detach(), value: loss.item(), gradients };
}

optimCopy.mark(ClosureOptimizer);
