import type { normalizationRoutines, Routine } from "@gradiente/core/backend";
import type { View } from "./arrays.ts";
import { addon, block, putRow } from "./border.ts";

/* Routines that have a kernel: those of normalisation, and what attention does with scores. */

type StandardizeParameters = Parameters<(typeof normalizationRoutines.standardize)["run"]>[2];

/** How scores lie: matrices of so many rows and columns. */
interface SharesParameters {
  readonly rows: number;
  readonly columns: number;
}

interface Kernel {
  readonly name: "standardize" | "standardizeBack" | "causalShares" | "sharesBack";
  /** What stands in the block in front of the views. */
  readonly numbers: (parameters: never) => readonly number[];
}

const standardizeNumbers = (p: StandardizeParameters) => [
  ...[p.outer, p.groups, p.inner],
  ...[p.each, p.centred, p.hasWeight, p.hasBias].map(Number),
  p.epsilon,
];
const sharesNumbers = ({ rows, columns }: SharesParameters) => [rows, columns];

/** By what the routine is called: the name says what it computes. */
const kernels: ReadonlyMap<string, Kernel> = new Map(
  (
    [
      { name: "standardize", numbers: standardizeNumbers },
      { name: "standardizeBack", numbers: standardizeNumbers },
      { name: "causalShares", numbers: sharesNumbers },
      { name: "sharesBack", numbers: sharesNumbers },
    ] satisfies readonly Kernel[]
  ).map((kernel) => [kernel.name, kernel]),
);

/** Fills the outputs; false where there is no kernel for the routine. */
export function routineOn(
  f: Routine,
  parameters: unknown,
  inputs: readonly View[],
  outputs: readonly View[],
): boolean {
  const kernel = kernels.get(f.name);
  if (kernel === undefined) return false;
  const numbers = kernel.numbers(parameters as never);
  block.set(numbers);
  let at = numbers.length;
  for (const { layout } of inputs) at = putRow(at, layout);
  for (const { layout } of outputs) at = putRow(at, layout);
  return addon()[kernel.name](...inputs.map(({ buffer }) => buffer), ...outputs.map(({ buffer }) => buffer));
}
