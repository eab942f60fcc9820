import { formatShape, sameShape, Tensor, type Variable } from "@gradiente/core";
import { checkArgument, mapOf } from "@gradiente/core/arguments";

/* What optimisers and averages save, by path, and how it is loaded. */

/** The key of the number of updates in a state dict. */
export const STEP = "step";

const tensorsByPath = mapOf<ReadonlyMap<string, Tensor>>(
  "tensors by path",
  (value) => value instanceof Tensor,
);

/**
 * Thrown when a saved state does not fit an optimiser or an average of weights. Nothing has been loaded then.
 *
 * @example
 * ```ts
 * const w = new Variable(tensor([1, 2]));
 * let found: unknown;
 * try {
 *   new Adam(new Map([["w", w]])).loadStateDict(new Map([["other", ones([2])]]));
 * } catch (error) {
 *   found = error;
 * }
 * found instanceof OptimizerStateError; // true
 * ```
 */
export class OptimizerStateError extends Error {
  override readonly name = "OptimizerStateError";
}

/** The values of these Variables. */
export function snapshotOf(variables: ReadonlyMap<string, Variable>): Map<string, Tensor> {
  return new Map([...variables].map(([path, variable]) => [path, variable.value.detach()]));
}

/**
 * Sets these Variables from a snapshot: all of them or, if it does not fit, none.
 *
 * @param owner What the state is for, as the error calls it.
 * @throws OptimizerStateError if entries are missing or unknown, or have another shape or dtype, or if `step` is not a
 * number of updates. The message lists all of them.
 */
export function loadSnapshot(
  owner: string,
  variables: ReadonlyMap<string, Variable>,
  state: ReadonlyMap<string, Tensor>,
): void {
  checkArgument("loadStateDict", "the state", state, tensorsByPath);
  const problems = [...variables].flatMap(([path, variable]) => {
    const value = state.get(path);
    if (value === undefined) return [`missing: ${path}`];
    if (sameShape(value.shape, variable.shape) && value.dtype === variable.dtype) return [];
    const describe = (x: Tensor | Variable) => `${x.dtype} ${formatShape(x.shape)}`;
    return [`does not fit: ${path} is ${describe(variable)} here and ${describe(value)} in the state`];
  });
  for (const path of state.keys()) if (!variables.has(path)) problems.push(`unknown: ${path}`);
  if (problems.length === 0) {
    const step = (state.get(STEP) as Tensor).item();
    if (!Number.isSafeInteger(step) || step < 0) {
      problems.push(`does not fit: ${STEP} is ${step}, and must be a number of updates`);
    }
  }
  if (problems.length > 0) {
    throw new OptimizerStateError(
      `loadStateDict: the state does not fit this ${owner}:\n  ${problems.join("\n  ")}`,
    );
  }
  for (const [path, variable] of variables) variable.set(state.get(path) as Tensor);
}
