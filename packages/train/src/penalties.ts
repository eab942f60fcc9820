import { type Tensor, type TensorLike, zeros } from "@gradiente/core";

type Values = Iterable<Exclude<TensorLike, number | boolean>>;

function total(
  values: Values,
  strength: number,
  of: (x: Exclude<TensorLike, number | boolean>) => Tensor,
): Tensor {
  let sum: Tensor | undefined;
  for (const x of values) sum = sum?.add(of(x)) ?? of(x);
  return (sum ?? zeros([])).mul(strength);
}

/**
 * strength · Σ |x| over all elements: of weights, as `model.parameters().values()`, or of activations. A scalar, to
 * be added to a loss.
 */
export function l1Penalty(values: Values, strength: number): Tensor {
  return total(values, strength, (x) => x.abs().sum());
}

/**
 * strength · Σ x² over all elements: of weights, as `[layer.weight]`, or of activations. A scalar, to be added to a
 * loss. Not halved.
 */
export function l2Penalty(values: Values, strength: number): Tensor {
  return total(values, strength, (x) => x.square().sum());
}
