import { type Tensor, type TensorLike, tensor } from "@gradiente/core";
import { checkArgument, severalOf, toTensor } from "@gradiente/core/arguments";

/*
 * Terms to add to a loss, computed from parameters (`model.parameters().values()`) or from the output of a layer
 * (`[hidden]`). For an L2 penalty of all parameters, the `weightDecay` of an optimiser costs less: see l2Penalty for the
 * factor of 2 between them.
 */

type Operand = Exclude<TensorLike, number | boolean>;

const someTensors = severalOf<Operand>("a list of tensors or Variables, such as model.parameters().values()");

function total(penalty: string, terms: Iterable<Operand>, of: (x: Tensor) => Tensor): Tensor {
  checkArgument(penalty, "the argument", terms, someTensors);
  return [...terms].map((x) => of(toTensor(penalty, x))).reduce((sum, term) => sum.add(term), tensor(0));
}

/**
 * Σ |x| over all elements of all tensors, as a floating scalar; 0 without tensors. It drives values to exactly 0.
 *
 * @example
 * ```ts
 * import { ones } from "@gradiente/core";
 * import { Dense, l1Penalty } from "@gradiente/nn";
 *
 * const model = new Dense(3, 2);
 * const loss = model.forward(ones([5, 3])).square().mean();
 * loss.add(l1Penalty(model.parameters().values()).mul(1e-4)).backward();
 * ```
 */
export function l1Penalty(tensors: Iterable<Operand>): Tensor {
  return total("l1Penalty", tensors, (x) => x.abs().sum());
}

/**
 * Σ x² over all elements of all tensors, as a floating scalar; 0 without tensors. Its gradient is 2 x.
 *
 * A loss with `l2Penalty(weights).mul(λ)` takes the same steps of gradient descent as an optimiser with the `weightDecay`
 * 2 λ, which adds 2 λ w to the gradient: the decay λ is the penalty λ/2 Σ w². (Decoupled decay, as AdamW's, is no penalty.)
 *
 * @example
 * ```ts
 * import { tensor } from "@gradiente/core";
 * import { l2Penalty, Parameter } from "@gradiente/nn";
 *
 * const weight = new Parameter(tensor([1, -3]));
 * l2Penalty([weight]).mul(0.01).backward().get(weight); // [0.02, -0.06]
 * ```
 */
export function l2Penalty(tensors: Iterable<Operand>): Tensor {
  return total("l2Penalty", tensors, (x) => x.square().sum());
}
