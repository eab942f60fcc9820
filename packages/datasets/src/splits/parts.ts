import { Tensor } from "@gradiente/core";
import { check, checkArgument } from "@gradiente/core/arguments";
import { someRows } from "../checks.ts";
import { type Bundle, isBundle } from "../dataset/bundle.ts";

/** The tables, data sets and tensors that a split has held out, and those taken from them. */
const heldOut = new WeakSet<object>();

/**
 * Thrown when a `fit` gets data that a split has held out for testing.
 *
 * @example
 * ```ts
 * const { test } = trainTestSplit(loadIris(), { testFraction: 0.2, seed: 0 });
 * let found: unknown;
 * try {
 *   new Standardizer().fit(test);
 * } catch (error) {
 *   found = error;
 * }
 * found instanceof LeakageError; // true
 * ```
 */
export class LeakageError extends Error {
  static {
    this.prototype.name = "LeakageError";
  }
}

/** Marks data as the test part of a split. Rows and batches that this package takes from it are marked too. */
export function holdOut<T extends object>(data: T): T {
  heldOut.add(data);
  return data;
}

/**
 * Whether data are the test part of a split, or were taken from it. Results of tensor operations have no mark.
 *
 * @example
 * ```ts
 * const { train, test } = trainTestSplit(loadIris(), { testFraction: 0.2, seed: 0 });
 * isHeldOut(train); // false
 * isHeldOut(test); // true
 * ```
 */
export function isHeldOut(data: object): boolean {
  checkArgument("isHeldOut", "the data", data, someData);
  return heldOut.has(data);
}

const someData = check<object>(
  "a table, a data set, a tensor or several tensors",
  (value) => isBundle(value) || someRows.accepts(value),
);

/** Marks data that were taken from marked data. */
export function inheritPart<T extends object>(taken: T, from: object): T {
  return heldOut.has(from) ? holdOut(taken) : taken;
}

/** Marks a bundle and each of its tensors, if they were taken from marked data. */
export function inheritBundle<B extends Bundle>(taken: B, from: object): B {
  if (heldOut.has(from) && !(taken instanceof Tensor)) for (const part of Object.values(taken)) holdOut(part);
  return inheritPart(taken, from);
}

/** The check of every `fit`. @throws LeakageError if the data are the test part of a split. */
export function checkFit(owner: string, data: object): void {
  if (!heldOut.has(data)) return;
  throw new LeakageError(
    `${owner}.fit: these rows are the test part of a split. A fit on them leaks information into the model, and the ` +
      "test no longer measures it on unseen data; fit on the training part, then transform both parts",
  );
}
