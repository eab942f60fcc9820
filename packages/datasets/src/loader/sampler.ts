import type { Generator } from "@gradiente/core";
import { checkCount } from "../check-option.ts";
import type { Dataset } from "../dataset/dataset.ts";
import { type LabelKey, labelsOf } from "../dataset/labels.ts";

/** Chooses the samples of an epoch: see the option `sampler` of `DataLoader`. */
export interface Sampler {
  /** The number of samples in an epoch. */
  readonly size: number;
  /** The indices of one epoch's samples, in order. */
  draw(generator: Generator): Int32Array;
}

/** How {@link classBalanced} fills an epoch. */
export interface ClassBalancedOptions {
  /** The number of samples in an epoch. Default: as many as the data set has. */
  readonly samples?: number;
}

/**
 * Epochs in which every class comes equally often (to within one), in random order: of large classes some samples are
 * left out, of small ones they come several times, none twice more often than another.
 *
 * @param data - A data set, by whose targets classes are told; or one label a sample.
 * @throws RangeError if there is no sample, or a data set has more than one target a sample.
 */
export function classBalanced(
  data: Dataset | ArrayLike<LabelKey>,
  options: ClassBalancedOptions = {},
): Sampler {
  const labels = "batch" in data ? labelsOf("classBalanced", data) : data;
  const members = new Map<LabelKey, number[]>();
  for (let sample = 0; sample < labels.length; sample++) {
    const own = members.get(labels[sample]);
    if (own === undefined) members.set(labels[sample], [sample]);
    else own.push(sample);
  }
  if (members.size === 0) throw new RangeError("classBalanced: there are no samples");
  const { samples: size = labels.length } = options;
  checkCount("classBalanced", "samples", size);
  const classes = [...members.values()];
  return { size, draw: (generator) => drawBalanced(classes, size, generator) };
}

function drawBalanced(classes: readonly number[][], size: number, generator: Generator): Int32Array {
  const permutation = (length: number) => generator.permutation(length).toTypedArray();
  // Which classes come once more is drawn too, or the first ones always would.
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
