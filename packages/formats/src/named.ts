import type { Tensor, TensorLike } from "@gradiente/core";
import { checkArgument, toTensor } from "@gradiente/core/arguments";
import { aPair, pairs } from "./checks.ts";
import { FormatError, shortened } from "./format-error.ts";

/**
 * The tensors that are to be written, in their order.
 *
 * @throws FormatError for a name that occurs twice.
 */
export function namedTensors(
  op: string,
  tensors: Iterable<readonly [string, TensorLike]>,
): ReadonlyMap<string, Tensor> {
  checkArgument(op, "the tensors", tensors, pairs);
  const named = new Map<string, Tensor>();
  for (const pair of tensors) {
    checkArgument(op, "each of the tensors", pair, aPair);
    const [name, x] = pair;
    if (named.has(name)) {
      throw new FormatError(op, `the name '${shortened(name)}' is already taken; use another one`);
    }
    named.set(name, toTensor(op, x));
  }
  return named;
}
