import type { DType, Shape } from "@gradiente/core";

/** An optimiser or an average of weights as plain data, without the numbers of its state: see {@link Optimizer.toJSON}. */
export interface StateJSON {
  /** The name of the class. */
  readonly type: string;
  /** The number of updates done. */
  readonly stepCount: number;
  /** The learning rate of the next update: that of the first group. Averages have none. */
  readonly learningRate?: number;
  /** The entries of the state dict, in their order. */
  readonly state: readonly {
    readonly path: string;
    readonly shape: Shape;
    readonly dtype: DType;
  }[];
  /** Where the numbers are. */
  readonly values: string;
}

const VALUES_ELSEWHERE = "not here: stateDict() has them, and encodeSafetensors of it writes them";

/** The plain data of what has this state by path. */
export function jsonOf(
  owner: object,
  numbers: Pick<StateJSON, "stepCount" | "learningRate">,
  state: ReadonlyMap<string, { readonly shape: Shape; readonly dtype: DType }>,
): StateJSON {
  const listed = [...state].map(([path, { shape, dtype }]) => ({ path, shape: [...shape], dtype }));
  return { type: owner.constructor.name, ...numbers, state: listed, values: VALUES_ELSEWHERE };
}
