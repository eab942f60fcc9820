import type { Routine } from "../backend.ts";
import { standardizeOn } from "../backends/wasm/standardize.ts";
import { standardizeBackOn } from "../backends/wasm/standardize-back.ts";
import {
  standardize as loops,
  standardizeBack as loopsBack,
  type StandardizeParameters,
} from "../routines/standardize.ts";

/* The routines of normalisation, with what the backends have for them. */

export type { StandardizeParameters };

/** x, and weight and bias if there are any, to y, and the mean, the mean square and the scale of each group. */
export const standardize: Routine<StandardizeParameters> = {
  name: "standardize",
  run: loops,
  withVectors: standardizeOn,
};

/** x, the gradient by y, means, scales, and the weight if there is one, to the gradients by x, weight and bias. */
export const standardizeBack: Routine<StandardizeParameters> = {
  name: "standardizeBack",
  run: loopsBack,
  withVectors: standardizeBackOn,
};

/**
 * By name, for those who check a backend.
 *
 * @example
 * ```ts
 * import { normalizationRoutines } from "@gradiente/core/backend";
 *
 * Object.keys(normalizationRoutines); // ["standardize", "standardizeBack"]
 * ```
 */
export const normalizationRoutines = { standardize, standardizeBack };
