import { normalizationRoutines, type Routine } from "@gradiente/core/backend";
import type { View } from "./arrays.ts";
import { addon, block, putRow } from "./border.ts";

/* Routines that have a kernel: those of normalisation. */

type StandardizeParameters = Parameters<(typeof normalizationRoutines.standardize)["run"]>[2];

const kernels: ReadonlyMap<unknown, "standardize" | "standardizeBack"> = new Map([
  [normalizationRoutines.standardize, "standardize"],
  [normalizationRoutines.standardizeBack, "standardizeBack"],
] as const);

/** Fills the outputs; false where there is no kernel for the routine. */
export function routineOn(
  f: Routine,
  parameters: unknown,
  inputs: readonly View[],
  outputs: readonly View[],
): boolean {
  const kernel = kernels.get(f);
  if (kernel === undefined) return false;
  const { outer, groups, inner, each, centred, hasWeight, hasBias, epsilon } =
    parameters as StandardizeParameters;
  block.set([
    outer,
    groups,
    inner,
    Number(each),
    Number(centred),
    Number(hasWeight),
    Number(hasBias),
    epsilon,
  ]);
  let at = 8;
  for (const { layout } of inputs) at = putRow(at, layout);
  for (const { layout } of outputs) at = putRow(at, layout);
  return addon()[kernel](...inputs.map(({ buffer }) => buffer), ...outputs.map(({ buffer }) => buffer));
}
