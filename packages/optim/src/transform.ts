import type { Tensor } from "@gradiente/core";
import { check } from "@gradiente/core/arguments";

/** The facts about an update that are known before it is computed: plain numbers, the same for all parameters. */
export interface UpdateStep {
  /** The number of this update; the first has the number 1. */
  readonly count: number;
  /** The learning rate of this update. */
  readonly learningRate: number;
}

/** The tensors that a transform keeps for one parameter, by name. Each becomes a part of checkpoints. */
export type TransformState = Readonly<Record<string, Tensor>>;

/** The values that a transform computes once for all parameters, by name: scalars of the parameter's dtype. */
export type Scalars = Readonly<Record<string, Tensor>>;

/**
 * A parameter and the direction of its update. Each transform of a chain changes one or both of them. After the last
 * transform, the new value of the parameter is `parameter - direction`.
 */
export interface Move {
  /** The value of the parameter before the update. A transform may change it, as {@link decoupledDecay} does. */
  readonly parameter: Tensor;
  /** The tensor to be subtracted, of the shape and dtype of the parameter. At first it is the gradient. */
  readonly direction: Tensor;
}

/**
 * A gradient transformation (Hessel et al., "Optax", 2020): an update rule, or a part of one. All of its functions are
 * pure. `begin` and `measure` compute the values that are the same for all parameters, once per update. `update` does
 * the rest, for one parameter at a time.
 *
 * @example
 * ```ts
 * import type { GradientTransform } from "@gradiente/optim";
 *
 * const signDescent: GradientTransform = {
 *   name: "signDescent",
 *   init: () => ({}),
 *   begin: ({ learningRate }) => ({ learningRate }),
 *   update: ({ parameter, direction }, state, { learningRate }) => [
 *     { parameter, direction: direction.sign().mul(learningRate) },
 *     state,
 *   ],
 * };
 * ```
 */
export interface GradientTransform<State extends TransformState = TransformState> {
  /** The name of the transform in error messages. */
  readonly name: string;
  /** The state of a parameter before the first update. Names, shapes and dtypes never change after that. */
  init(parameter: Tensor): State;
  /**
   * The scalars that depend on the step alone, such as a learning rate or the correction of a bias. They are computed on
   * the host in double precision, and rounded once, to the dtype of the parameter. The names must be the same for every
   * update.
   */
  begin?(step: UpdateStep): Readonly<Record<string, number>>;
  /**
   * The scalars that depend on the gradients of all parameters, before any transform has changed them. The names must be
   * the same for every update.
   */
  measure?(gradients: readonly Tensor[]): Scalars;
  /**
   * The next move and the next state, of the same shapes and dtypes. Plain numbers in this function must be the same for
   * every update. A number that changes must be a scalar of `begin` or `measure`. In a chain, `state` and `scalars` are
   * those of all transforms together.
   */
  update(move: Move, state: State, scalars: Scalars): readonly [move: Move, state: State];
}

export const aTransform = check<GradientTransform>("a gradient transformation, such as adam()", (value) => {
  const { name, init, begin, measure, update } = (value ?? {}) as Partial<GradientTransform>;
  const isOptional = (part: unknown) => part === undefined || typeof part === "function";
  return (
    typeof name === "string" &&
    typeof init === "function" &&
    typeof update === "function" &&
    isOptional(begin) &&
    isOptional(measure)
  );
});
