import { formatShape, Tensor } from "@gradiente/core";
import type { Dataset } from "./dataset.ts";

/** What tells classes apart. */
export type LabelKey = number | string | null;

/** Images are large, labels are not: this many samples are looked at in a row. */
const CHUNK = 1000;

/**
 * One label a sample: the targets of a data set.
 *
 * @throws RangeError unless there is one target a sample.
 */
export function labelsOf(owner: string, dataset: Dataset): ArrayLike<number> {
  if ("y" in dataset && dataset.y instanceof Tensor) return oneEach(owner, dataset.y, dataset.size);
  if (!("batch" in dataset)) {
    throw new TypeError(
      `${owner}: a table has no targets of its own; pass one label a row, a column's values say`,
    );
  }
  const labels = new Float64Array(dataset.size);
  for (let start = 0; start < dataset.size; start += CHUNK) {
    const length = Math.min(CHUNK, dataset.size - start);
    const { y } = dataset.batch(Int32Array.from({ length }, (_, at) => start + at));
    labels.set(oneEach(owner, y, length), start);
  }
  return labels;
}

function oneEach(owner: string, y: Tensor, samples: number): ArrayLike<number> {
  if (y.size === samples) return y.toTypedArray();
  throw new RangeError(
    `${owner}: classes are told by one target a sample, and these have the shape ${formatShape(y.shape)}; ` +
      "pass one label a sample instead",
  );
}
