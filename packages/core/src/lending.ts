import { checkArgument } from "./arguments/check.ts";
import { isWorthGivingBack } from "./give-back.ts";
import type { TensorLike } from "./operand.ts";
import { Loan } from "./reuse.ts";
import type { Tensor } from "./tensor.ts";
import { aVariable, isWatched, Variable } from "./variable.ts";

/*
 * Values that only a Variable has. An optimiser makes the next value of a parameter in each step, and the last one could go
 * back to the backend if it were known that nobody took it. Whoever asks for `variable.value` has taken it. An op that needs
 * the value for its gradient alone borrows it instead: its node says when it is done.
 */

/**
 * Sets a value that nobody else has: neither the tensor nor a view of it. When the next value takes its place, and nobody has
 * asked for this one meanwhile, its memory goes back to its backend. Where somebody watches ops, it is `variable.set(value)`.
 *
 * @throws as {@link Variable.set}; TypeError for what is no Variable.
 * @example
 * ```ts
 * import { noGrad, ones, Variable } from "@gradiente/core";
 * import { giveValue } from "@gradiente/core/backend";
 *
 * const w = new Variable(ones([100, 100]));
 * giveValue(w, noGrad(() => w.mul(0.9)));
 * giveValue(w, noGrad(() => w.mul(0.9)));
 * ```
 */
export function giveValue(variable: Variable, value: Tensor): void {
  checkArgument("giveValue", "the Variable", variable, aVariable);
  variable.set(value);
  // A class of somebody's own may do something else with what it is given.
  if (variable.set !== Variable.prototype.set || isWatched() || !isWorthGivingBack(value)) return;
  variable.loan = new Loan(variable.value);
}

/**
 * The value of a Variable for the time of a call: whoever borrows it keeps neither it nor a view of it, and records nothing. It
 * is for kernels. After `variable.value`, the memory of the value cannot go back any more; see {@link giveValue}.
 *
 * @throws TypeError for what is no Variable.
 * @example
 * ```ts
 * import { noGrad, ones, Variable } from "@gradiente/core";
 * import { borrowValue } from "@gradiente/core/backend";
 *
 * const w = new Variable(ones([100, 100]));
 * const sum = noGrad(() => borrowValue(w).sum());
 * ```
 */
export function borrowValue(variable: Variable): Tensor {
  checkArgument("borrowValue", "the Variable", variable, aVariable);
  return loanOf(variable)?.value ?? variable.value;
}

function loanOf(variable: Variable): Loan | null {
  return isWatched() ? null : variable.loan;
}

/**
 * Runs an op that needs the value of an operand for its own gradient only: that of the result. On the way from the operand there
 * may be views, and the result is none.
 */
export function lending(operand: TensorLike, compute: (operand: TensorLike) => Tensor): Tensor {
  const loan = operand instanceof Variable ? loanOf(operand) : null;
  if (loan === null) return compute(operand);
  const result = compute(loan.value);
  // A backend that wraps another may keep what it sees.
  if (result.backend.depth > loan.value.backend.depth) (operand as Variable).loan = null;
  const { node } = result;
  if (node !== null) {
    loan.open++;
    node.own ??= [];
    node.own.push(loan);
  }
  return result;
}
