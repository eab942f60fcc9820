import type { Tensor } from "../tensor.ts";

/** The ops that show the same elements in another order or shape. */
const VIEWS: readonly string[] = ["permute", "reshape"];

/**
 * The name of the op that a tensor comes from, whichever way it has been reshaped or permuted since; undefined for what is
 * not recorded. With it a function can tell that it was given the wrong thing, such as probabilities for logits.
 *
 * @example
 * ```ts
 * import { tensor, Variable } from "@gradiente/core";
 * import { opBehind } from "@gradiente/core/arguments";
 *
 * opBehind(new Variable(tensor([1, 2])).square()); // "square"
 * ```
 */
export function opBehind(x: Tensor): string | undefined {
  let { node } = x;
  while (node !== null && VIEWS.includes(node.op)) node = node.parents[0];
  return node?.op;
}
