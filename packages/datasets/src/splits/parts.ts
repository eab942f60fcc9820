/** The tables, data sets and tensors that were held out by a split, and what is taken from them. */
const heldOut = new WeakSet<object>();

/** Thrown when something is to be fitted on data that a split held out for testing. */
export class LeakageError extends Error {
  static {
    this.prototype.name = "LeakageError";
  }
}

/** Marks data as the test part of a split. Whatever this package takes from it (rows, batches) is marked too. */
export function holdOut<T extends object>(data: T): T {
  heldOut.add(data);
  return data;
}

/** Whether the data are, or come from, the test part of a split. Operations on tensors lose the mark. */
export function isHeldOut(data: object): boolean {
  return heldOut.has(data);
}

/** Hands the mark of some data on to what was taken from them. */
export function inheritPart<T extends object>(taken: T, from: object): T {
  return heldOut.has(from) ? holdOut(taken) : taken;
}

/** The guard of every `fit`. @throws LeakageError if the data are the test part of a split. */
export function checkFit(owner: string, data: object): void {
  if (!heldOut.has(data)) return;
  throw new LeakageError(
    `${owner}.fit: these rows are the test part of a split. What is fitted on them leaks into the model, and the ` +
      "test no longer tells how it does on unseen data. Fit on the training part, then transform both parts",
  );
}
