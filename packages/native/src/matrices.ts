import type { MatrixRoutine } from "@gradiente/core/backend";
import type { View } from "./arrays.ts";
import { addon, block, MOST_AXES, putLayout, putRow } from "./border.ts";

/** In the order of their numbers. */
const routines: readonly string[] = [
  ...["solve", "solveLower", "solveUpper"],
  ...["determinant", "cholesky", "qr", "eigh", "svd"],
];

/**
 * Fills the outputs; false where there is no kernel, and where a matrix has no result or a doubtful one: what the outputs hold
 * is then of no use.
 */
export function matricesOn(
  { name }: MatrixRoutine,
  inputs: readonly View[],
  outputs: readonly View[],
): boolean {
  const { shape } = inputs[0].layout;
  if (shape.length > MOST_AXES) return false;
  block[0] = routines.indexOf(name);
  block[1] = shape.length - 2;
  let at = 2;
  for (const { layout } of inputs) at = putLayout(at, layout);
  for (const { layout } of outputs) at = putRow(at, layout);
  return addon().matrices(...inputs.map(({ buffer }) => buffer), ...outputs.map(({ buffer }) => buffer));
}
