import type { BackendName } from "@gradiente/core";
import { backendOf } from "@gradiente/core/backend";
import type { ConformanceCheck, KernelCheck } from "./check.ts";
import { elementwise } from "./elementwise.ts";
import { alongAxes } from "./folds.ts";
import { indices } from "./indices.ts";
import { matrices } from "./matrices.ts";
import { moves } from "./moves.ts";
import { products } from "./products.ts";
import { random } from "./random.ts";
import { standardizing } from "./standardize.ts";
import { storage } from "./storage.ts";
import { training } from "./training.ts";

export type { ConformanceCheck } from "./check.ts";

const all: readonly KernelCheck[] = [
  ...storage,
  ...moves,
  ...elementwise,
  ...alongAxes,
  ...standardizing,
  ...products,
  ...matrices,
  ...indices,
  ...random,
  ...training,
];

/**
 * What proves a backend: every kernel against the plain loops, on operands of every dtype that it is defined for and in any
 * layout, into buffers that hold what shows if it stays there. Copies, comparisons, integers, extremes and what IEEE 754
 * rounds right must have the same bits; other functions may be a few units in the last place away, and sums a few
 * roundings of the sum of magnitudes. Errors are wanted as the interface has them.
 *
 * Each check has a name and a function that runs it, for any test runner. On a backend that cannot be read synchronously,
 * the kernels that core does not call there are left out.
 *
 * @param name The name of a backend that was registered with `registerBackend`.
 * @throws RangeError if there is no such backend.
 * @example conformance("wasm").length > 100 // true
 */
export function conformance(name: BackendName): readonly ConformanceCheck[] {
  const backend = backendOf("conformance", name);
  const isMute = backend.readNow === undefined;
  return all
    .filter(({ mustSee = false }) => !(isMute && mustSee))
    .map((check) => ({ name: check.name, run: () => check.run(backend) }));
}
