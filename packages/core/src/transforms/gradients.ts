import { aFunction, type Check, checkArgument, instanceOf } from "../arguments/check.ts";
import { coreCopy } from "../copies.ts";
import type { TensorLike } from "../operand.ts";
import { GradientError } from "../tape.ts";
import type { Tensor, TensorJSON } from "../tensor.ts";
import { aVariable, checkValues, type ValuesByVariable, Variable } from "../variable.ts";

/** As that of a tensor: `structuredClone` and `postMessage` would copy next to nothing, and succeed. */
const NOT_CLONEABLE = Symbol("gradients; send gradients.toJSON()");

/**
 * What `backward` returns: the gradient of one scalar by each trainable Variable that took part in it.
 *
 * @example
 * ```ts
 * const w = new Variable(tensor([1, 2]));
 * const gradients: Gradients = w.square().sum().backward();
 * gradients.get(w); // [2, 4]
 * gradients.add(gradients).get(w); // [4, 8]
 * ```
 */
export class Gradients {
  readonly #byVariable: ValuesByVariable;
  /** @internal */
  readonly notCloneable = NOT_CLONEABLE;

  /** @internal */
  constructor(byVariable: ValuesByVariable) {
    this.#byVariable = byVariable;
  }

  /**
   * Gradients that were computed in another way, such as with `grad`, for an optimiser.
   *
   * @param gradients A tensor for each Variable, of its shape and dtype. The Map is copied.
   * @throws ShapeError or DTypeError if a gradient has another shape or dtype than its Variable.
   * @example
   * ```ts
   * import { Gradients, tensor, Variable } from "@gradiente/core";
   *
   * const weight = new Variable(tensor([3, 4]));
   * Gradients.from(new Map([[weight, tensor([1, 2])]])).get(weight); // [1, 2]
   * ```
   */
  static from(gradients: ReadonlyMap<Variable, Tensor>): Gradients {
    checkValues("Gradients.from", gradients);
    return new Gradients(new Map(gradients));
  }

  /** Whether the Variable took part in the value that was differentiated. */
  has(variable: Variable): boolean {
    if (!(variable instanceof Variable)) checkArgument("has", "the argument", variable, aVariable);
    return this.#byVariable.has(variable);
  }

  /**
   * The gradient by a Variable, in the shape and dtype of the Variable.
   *
   * @throws GradientError if the Variable took no part, or is not trainable.
   */
  get(variable: Variable): Tensor {
    if (!(variable instanceof Variable)) checkArgument("get", "the argument", variable, aVariable);
    const gradient = this.#byVariable.get(variable);
    if (gradient === undefined) {
      coreCopy.check("get", variable);
      throw new GradientError(
        variable.trainable
          ? "get: this Variable took no part in the value that was differentiated; use has() to find out"
          : "get: only trainable Variables have gradients here; use grad(f) for the gradients of other tensors",
      );
    }
    return gradient;
  }

  /** The Variables with their gradients, in the order in which the Variables were made. */
  entries(): [Variable, Tensor][] {
    return [...this.#byVariable];
  }

  /** All gradients, in the order in which their Variables were made. */
  tensors(): Tensor[] {
    return [...this.#byVariable.values()];
  }

  /**
   * What `JSON.stringify` writes: the gradients as plain data, in the order in which their Variables were made. Variables
   * have no names here; `Object.fromEntries(model.gradientsByPath(gradients))` has the gradients of a module by path.
   *
   * @throws as {@link Tensor.toJSON}.
   */
  toJSON(): TensorJSON[] {
    return this.tensors().map((gradient) => gradient.toJSON());
  }

  /** New gradients, where each gradient is replaced by the result of `change`: clipped, or with noise added to it. */
  map(change: (gradient: Tensor, variable: Variable) => Tensor): Gradients {
    checkArgument("map", "the argument", change, aFunction());
    return new Gradients(
      new Map([...this.#byVariable].map(([key, gradient]) => [key, change(gradient, key)])),
    );
  }

  /** New gradients: the sums of these and others. Where a Variable has a gradient in one of them alone, it is that. */
  add(others: Gradients): Gradients {
    checkArgument("add", "the argument", others, someGradients);
    const sums = new Map(this.#byVariable);
    for (const [variable, other] of others.#byVariable) {
      sums.set(variable, sums.get(variable)?.add(other) ?? other);
    }
    return new Gradients(sums);
  }

  /** New gradients: these times a factor, a number or a scalar. */
  scale(factor: TensorLike): Gradients {
    return this.map((gradient) => gradient.mul(factor).cast(gradient.dtype));
  }
}

coreCopy.mark(Gradients);

/**
 * What must be the gradients of a sweep.
 *
 * @example
 * ```ts
 * import { ones, Variable } from "@gradiente/core";
 * import { checkArgument, someGradients } from "@gradiente/core/arguments";
 *
 * const gradients = new Variable(ones([2])).sum().backward();
 * checkArgument("step", "the gradients", gradients, someGradients);
 * ```
 */
export const someGradients: Check<Gradients> = /* @__PURE__ */ instanceOf(
  "Gradients, such as those of loss.backward()",
  Gradients,
);
