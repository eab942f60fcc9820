import type { Tensor } from "@gradiente/core";

/** What a rule remembers about one parameter, by name; each entry becomes part of a checkpoint. */
export type RuleState = Readonly<Record<string, Tensor>>;

/** What is the same for all parameters of one update. */
export interface Step {
  /** The number of this update, from 1: float64 scalar. */
  readonly count: Tensor;
  /** The learning rate of this update: float64 scalar. */
  readonly learningRate: Tensor;
}

/**
 * How a parameter is updated: a pure function. It takes the value, the gradient and the state, and gives the next
 * value and the next state; shapes and dtypes stay.
 */
export interface Rule<State extends RuleState = RuleState> {
  /** The state before the first update. */
  init(parameter: Tensor): State;
  update(
    parameter: Tensor,
    gradient: Tensor,
    state: State,
    step: Step,
  ): readonly [parameter: Tensor, state: State];
}
