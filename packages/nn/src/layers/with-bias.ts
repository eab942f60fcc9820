import type { Tensor, Variable } from "@gradiente/core";
import { giveBack } from "@gradiente/core/backend";

/** Adds a bias to what a layer has just made and nobody else has: its memory goes back. */
export function withBias(made: Tensor, bias: Tensor | Variable): Tensor {
  const y = made.add(bias);
  giveBack(made);
  return y;
}
