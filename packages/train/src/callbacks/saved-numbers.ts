import { formatShape, type Shape, sameShape, Tensor } from "@gradiente/core";
import { checkArgument, mapOf } from "@gradiente/core/arguments";
import { SavedDataError } from "@gradiente/datasets";
import type { StateDict } from "@gradiente/nn";

/** The error of an entry of a state that a callback cannot have saved. */
export function callbackStateError(owner: string, entry: string, problem: string): Error {
  return new SavedDataError({ file: owner, writer: "stateDict()" }, problem, [entry]);
}

/** Some numbers that a callback has saved. @throws SavedDataError if they are not there, or are something else. */
export function savedNumbers(owner: string, state: StateDict, entry: string, length: number): number[] {
  return Array.from(entryOf(owner, state, entry, [length]).toTypedArray());
}

/** A number that a callback has saved. @throws SavedDataError if it is not there, or is something else. */
export function savedScalar(owner: string, state: StateDict, entry: string): number {
  return entryOf(owner, state, entry, []).item();
}

const aState = mapOf<StateDict>("tensors by path", (value) => value instanceof Tensor);

function entryOf(owner: string, state: StateDict, entry: string, shape: Shape): Tensor {
  checkArgument(owner, "the state", state, aState);
  const value = state.get(entry);
  if (value === undefined) throw callbackStateError(owner, entry, "is missing");
  if (value.dtype === "float64" && sameShape(value.shape, shape)) return value;
  const found = `${value.dtype} ${formatShape(value.shape)}`;
  throw callbackStateError(owner, entry, `must be float64 ${formatShape(shape)}, got ${found}`);
}
