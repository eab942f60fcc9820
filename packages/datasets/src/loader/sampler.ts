import type { Generator } from "@gradiente/core";
import { check, checkArgument, declareOptions, optionsOf } from "@gradiente/core/arguments";
import { aSize, isDataset, isLabels } from "../checks.ts";
import type { AnyDataset } from "../dataset/dataset.ts";
import { type LabelKey, labelsOf } from "../dataset/labels.ts";

/** Chooses the samples of each epoch of a `DataLoader`: see its option `sampler`. */
export interface Sampler {
  /** The number of samples in an epoch. */
  readonly size: number;
  /** The indices of the samples of one epoch, in order. */
  draw(generator: Generator): Int32Array;
}

/** Options of {@link classBalanced}. */
export interface ClassBalancedOptions {
  /** The number of samples in an epoch. Default: the number of samples in the data set. */
  readonly samples?: number;
}

const CLASS_BALANCED = declareOptions<ClassBalancedOptions>({ samples: aSize });

const classesOrLabels = check<never>(
  "a data set, or a list of labels",
  (value) => isDataset(value) || isLabels(value),
);

/**
 * A sampler of epochs in random order in which all classes have the same number of samples, or one more. Some samples of
 * large classes are left out. The samples of small classes are repeated; within a class, the numbers of repetitions
 * differ by one at most.
 *
 * @param data - A data set, whose targets are the classes; or the labels, one per sample.
 * @throws RangeError if there are no samples, or if the data set has more than one target per sample.
 * @example
 * ```ts
 * import { classBalanced, DataLoader, loadIris } from "@gradiente/datasets";
 *
 * const iris = loadIris();
 * const loader = new DataLoader(iris, { batchSize: 30, sampler: classBalanced(iris), seed: 0 });
 * ```
 */
export function classBalanced(
  data: AnyDataset | ArrayLike<LabelKey>,
  options?: ClassBalancedOptions,
): Sampler {
  const { samples } = optionsOf("classBalanced", options, CLASS_BALANCED);
  checkArgument("classBalanced", "the data", data, classesOrLabels);
  const labels = "batch" in data ? labelsOf("classBalanced", data) : data;
  const members = new Map<LabelKey, number[]>();
  for (let sample = 0; sample < labels.length; sample++) {
    const own = members.get(labels[sample]);
    if (own === undefined) members.set(labels[sample], [sample]);
    else own.push(sample);
  }
  if (members.size === 0) throw new RangeError("classBalanced: there are no samples");
  const size = samples ?? labels.length;
  const classes = [...members.values()];
  return { size, draw: (generator) => drawBalanced(classes, size, generator) };
}

function drawBalanced(classes: readonly number[][], size: number, generator: Generator): Int32Array {
  const permutation = (length: number) => generator.permutation(length).toTypedArray();
  // The classes that have one more sample are drawn too. Otherwise they would always be the first ones.
  const turns = permutation(classes.length);
  const chosen = new Int32Array(size);
  for (const [turn, label] of turns.entries()) {
    const own = classes[label];
    let order = permutation(own.length);
    for (let at = turn, taken = 0; at < size; at += classes.length, taken++) {
      if (taken === own.length) {
        order = permutation(own.length);
        taken = 0;
      }
      chosen[at] = own[order[taken]];
    }
  }
  return Int32Array.from(permutation(size), (at) => chosen[at]);
}
