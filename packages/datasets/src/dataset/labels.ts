import { formatShape, Tensor } from "@gradiente/core";
import { PackageCopy } from "@gradiente/core/arguments";
import type { Bundle } from "./bundle.ts";
import type { AnyDataset } from "./dataset.ts";

/** A label that identifies a class. */
export type LabelKey = number | string | null;

/** The number of samples that are read at a time to get their labels: images are large, labels are small. */
const CHUNK = 1000;

/**
 * The targets of a data set as labels, one per sample.
 *
 * @throws RangeError unless there is one target per sample.
 */
export function labelsOf(owner: string, dataset: AnyDataset): ArrayLike<number> {
  if ("y" in dataset) PackageCopy.of(Tensor).check(owner, dataset.y);
  if ("y" in dataset && dataset.y instanceof Tensor) return oneEach(owner, dataset.y, dataset.size);
  if (!("batch" in dataset)) {
    throw new TypeError(
      `${owner}: a table has no targets; pass one label per row, such as the values of a column`,
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

function oneEach(owner: string, y: Bundle, samples: number): ArrayLike<number> {
  if (!(y instanceof Tensor)) {
    throw new TypeError(
      `${owner}: classes need one target per sample, and these targets are several tensors; pass one label per sample ` +
        "instead",
    );
  }
  if (y.size === samples) return y.toTypedArray();
  throw new RangeError(
    `${owner}: classes need one target per sample, and these targets have the shape ${formatShape(y.shape)}; ` +
      "pass one label per sample instead",
  );
}
