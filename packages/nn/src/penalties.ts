import { type Tensor, type TensorLike, tensor } from "@gradiente/core";

/*
 * Terms to add to a loss: of parameters (`model.parameters().values()`) or of the activity of a layer (`[hidden]`).
 * For L2 on all parameters, an optimiser's `weightDecay` costs less.
 */

type Operand = Exclude<TensorLike, number | boolean>;

function total(terms: Iterable<Operand>, of: (x: Operand) => Tensor): Tensor {
  return [...terms].map(of).reduce((sum, term) => sum.add(term), tensor(0));
}

/** Σ |x| over all elements of all tensors: float scalar, 0 for none. It drives values to 0 exactly. */
export function l1Penalty(tensors: Iterable<Operand>): Tensor {
  return total(tensors, (x) => x.abs().sum());
}

/** Σ x² over all elements of all tensors: float scalar, 0 for none. Its gradient is 2 x. */
export function l2Penalty(tensors: Iterable<Operand>): Tensor {
  return total(tensors, (x) => x.square().sum());
}
