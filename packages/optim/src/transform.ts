import type { Tensor } from "@gradiente/core";

/** What is known about an update before it is made: plain numbers, the same for all parameters. */
export interface UpdateStep {
  /** The number of this update, from 1. */
  readonly count: number;
  /** The learning rate of this update. */
  readonly learningRate: number;
}

/** What a transform remembers about one parameter, by name. Each entry becomes part of a checkpoint. */
export type TransformState = Readonly<Record<string, Tensor>>;

/** What a transform works out once for all parameters, by name: tensors without axes, of the parameter's dtype. */
export type Scalars = Readonly<Record<string, Tensor>>;

/** Where a parameter stands on its way through an update. In the end it becomes `parameter - direction`. */
export interface Move {
  /** The value before the update. A transform may change it, as decoupled decay does. */
  readonly parameter: Tensor;
  /** What will be subtracted: the gradient at first. */
  readonly direction: Tensor;
}

/**
 * A gradient transformation (Hessel et al., "Optax", 2020): a part of an update rule, or a whole one. All of its
 * functions are pure. What is the same for all parameters is worked out once per update, by `begin` and `measure`;
 * `update` does the rest, parameter by parameter.
 *
 * @example
 * ```ts
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
  /** Named in errors. */
  readonly name: string;
  /** The state before the first update. Its names, shapes and dtypes stay. */
  init(parameter: Tensor): State;
  /**
   * The scalars that depend on the step alone, such as a learning rate or the correction of a bias. They are worked out
   * on the host in double precision, and rounded once, to the dtype of the parameter. The names are always the same.
   */
  begin?(step: UpdateStep): Readonly<Record<string, number>>;
  /** The scalars that depend on the gradients of all parameters, as they come in. The names are always the same. */
  measure?(gradients: readonly Tensor[]): Scalars;
  /**
   * The next move and the next state, of the same shapes and dtypes. Plain numbers in it must not change from update to
   * update: what does change is a scalar. In a chain, it sees the state and the scalars of all transforms.
   */
  update(move: Move, state: State, scalars: Scalars): readonly [move: Move, state: State];
}
