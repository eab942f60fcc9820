import { arange, type Generator } from "@gradiente/core";
import { aBoolean, check, checkArgument, declareOptions, optionsOf, whole } from "@gradiente/core/arguments";
import { aFraction, aSeed, isLabels, someRows } from "../checks.ts";
import type { Bundle } from "../dataset/bundle.ts";
import { type AnyDataset, type Batch, checkIndices, type Dataset } from "../dataset/dataset.ts";
import { type LabelKey, labelsOf } from "../dataset/labels.ts";
import { generatorFor } from "../random/generator-for.ts";
import { holdOut, inheritBundle, inheritPart } from "./parts.ts";

/** Data that can return some of its rows as data of the same kind, such as a Table or a TabularDataset. */
export interface Rows<T> {
  /** The number of rows. */
  readonly size: number;
  /** The rows at these indices, in that order. */
  take(indices: readonly number[] | Int32Array): T;
}

/** Labels by which a split keeps the proportions of classes, one per sample; or true for the targets of the data set. */
export type Stratify = boolean | ArrayLike<LabelKey>;

/** Options of {@link trainTestSplit}. */
export interface SplitOptions {
  /** The fraction of the samples in the test part, between 0 and 1. Their number is rounded up, as in scikit-learn. */
  readonly testFraction: number;
  /** The seed of the division: the same seed gives the same result. Default: the numbers follow core's `seed`. */
  readonly seed?: number;
  /** Whether the test samples are drawn at random. If false, they are the last samples. Default: true. */
  readonly shuffle?: boolean;
  /**
   * Whether both parts have the same proportions of classes, to the nearest whole number. True takes the targets of the
   * data set as classes; or pass labels, one per sample, such as the values of a column. Default: false.
   */
  readonly stratify?: Stratify;
}

/** Options of {@link kFold}. */
export interface KFoldOptions {
  /** The number of parts, 2 or more. */
  readonly folds: number;
  /** The seed of the division: the same seed gives the same result. Default: the numbers follow core's `seed`. */
  readonly seed?: number;
  /** Whether samples are dealt to the folds in random order. If false, in the order of the data. Default: true. */
  readonly shuffle?: boolean;
  /**
   * Whether all folds have the same proportions of classes, as in {@link SplitOptions}. For each class, the numbers of
   * samples in two folds differ by one at most. Default: false.
   */
  readonly stratify?: Stratify;
}

const aStratify = check<Stratify>(
  "true, false, or a list of labels, one per sample",
  (value) => typeof value === "boolean" || isLabels(value),
);
const SHUFFLED = { seed: aSeed, shuffle: aBoolean, stratify: aStratify };
const SPLIT = declareOptions<SplitOptions>({ testFraction: aFraction, ...SHUFFLED }, "testFraction");
const K_FOLD = declareOptions<KFoldOptions>({ folds: whole(2), ...SHUFFLED }, "folds");

/** Two parts of data that have no sample in common. */
export interface Split<T> {
  /** The part for training. */
  readonly train: T;
  /** The part for testing. Every `fit` of a transform refuses it, and data taken from it. */
  readonly test: T;
}

/**
 * The samples at some indices of a data set, as a data set. Samples of a {@link Dataset} are not copied. Rows of tables
 * and tabular data sets are copied.
 *
 * @throws RangeError if an index is not a whole number from 0 to `size - 1`.
 * @example subset(loadIris(), [0, 50, 100]).size; // 3
 */
export function subset<T extends Rows<T>>(data: T, indices: readonly number[] | Int32Array): T;
export function subset<X extends Bundle, Y extends Bundle>(
  dataset: Dataset<X, Y>,
  indices: readonly number[] | Int32Array,
): Dataset<X, Y>;
export function subset<T extends Rows<T>>(
  data: T | AnyDataset,
  indices: readonly number[] | Int32Array,
): T | AnyDataset {
  checkArgument("subset", "the data", data, someRows);
  return inheritPart("take" in data ? data.take(indices) : new Subset(data, indices), data);
}

/**
 * Divides all samples into a training part and a test part, which have no sample in common. The test part is marked:
 * a `fit` of a transform on it, or on data taken from it, throws a {@link LeakageError}.
 *
 * @throws RangeError if the fraction is not between 0 and 1, or if one part would be empty. With `stratify`: if a class
 * has a single sample, or if there is not one label per sample.
 * @example
 * ```ts
 * import { loadIris, trainTestSplit } from "@gradiente/datasets";
 *
 * const { train, test } = trainTestSplit(loadIris(), { testFraction: 0.2, seed: 0, stratify: true });
 * [train.size, test.size]; // [120, 30]
 * ```
 */
export function trainTestSplit<T extends Rows<T>>(data: T, options: SplitOptions): Split<T>;
export function trainTestSplit<X extends Bundle, Y extends Bundle>(
  dataset: Dataset<X, Y>,
  options: SplitOptions,
): Split<Dataset<X, Y>>;
export function trainTestSplit<T extends Rows<T>>(
  data: T | AnyDataset,
  options: SplitOptions,
): Split<T | AnyDataset> {
  const {
    testFraction,
    seed,
    shuffle = true,
    stratify = false,
  } = optionsOf("trainTestSplit", options, SPLIT);
  checkArgument("trainTestSplit", "the data", data, someRows);
  const { size } = data;
  // The margin forgives products such as 0.07 * 100 = 7.000000000000001.
  const testSize = Math.ceil(testFraction * size - 1e-9);
  if (testSize === 0 || testSize === size) {
    throw new RangeError(
      `trainTestSplit: a testFraction of ${testFraction} puts ${testSize} of ${size} samples into the test part and ` +
        `${size - testSize} into the training part; neither may be empty`,
    );
  }
  const classes = classesOf("trainTestSplit", data, stratify, 2);
  const open = shares(classes, testSize, size);
  const order = orderOf(size, shuffle, seed);
  const isTest = new Uint8Array(size);
  for (let at = size - 1; at >= 0; at--) {
    const label = classes.of(order[at]);
    if (open[label]-- > 0) isTest[at] = 1;
  }
  return parts(data, order, (at) => isTest[at] === 1);
}

/**
 * Divides data into k folds of nearly equal size and makes k splits, for k-fold cross-validation. In each split, one fold
 * is the test part, and all other folds are the training part.
 *
 * @throws RangeError unless `folds` is a whole number from 2 to the number of samples. With `stratify`: if a class has
 * fewer samples than there are folds, or if there is not one label per sample.
 * @example
 * ```ts
 * import { kFold, loadIris } from "@gradiente/datasets";
 *
 * for (const { train, test } of kFold(loadIris(), { folds: 5, seed: 0 })) console.log(train.size, test.size); // 120 30
 * ```
 */
export function kFold<T extends Rows<T>>(data: T, options: KFoldOptions): Split<T>[];
export function kFold<X extends Bundle, Y extends Bundle>(
  dataset: Dataset<X, Y>,
  options: KFoldOptions,
): Split<Dataset<X, Y>>[];
export function kFold<T extends Rows<T>>(
  data: T | AnyDataset,
  options: KFoldOptions,
): Split<T | AnyDataset>[] {
  const { folds, seed, shuffle = true, stratify = false } = optionsOf("kFold", options, K_FOLD);
  checkArgument("kFold", "the data", data, someRows);
  const { size } = data;
  if (folds > size) {
    throw new RangeError(`kFold: folds must be a whole number from 2 to the ${size} samples, not ${folds}`);
  }
  const classes = classesOf("kFold", data, stratify, folds);
  const order = orderOf(size, shuffle, seed);
  const foldAt = new Int32Array(size);
  let dealt = 0;
  for (let label = 0; label < classes.counts.length; label++) {
    for (let at = 0; at < size; at++) {
      if (classes.of(order[at]) === label) foldAt[at] = dealt++ % folds;
    }
  }
  return Array.from({ length: folds }, (_, fold) => parts(data, order, (at) => foldAt[at] === fold));
}

interface Classes {
  /** The class of a sample, as an index of `counts`. */
  of(sample: number): number;
  /** The number of samples of each class. */
  readonly counts: readonly number[];
}

/** The classes whose proportions are kept; a single class if nothing is stratified. */
function classesOf(
  owner: string,
  data: { readonly size: number },
  stratify: Stratify,
  atLeast: number,
): Classes {
  if (stratify === false) return { of: () => 0, counts: [data.size] };
  const labels = stratify === true ? labelsOf(owner, data as AnyDataset) : stratify;
  if (labels.length !== data.size) {
    throw new RangeError(`${owner}: stratify has ${labels.length} labels for ${data.size} samples`);
  }
  const places = new Map<LabelKey, number>();
  const counts: number[] = [];
  const place = Int32Array.from({ length: labels.length }, (_, sample) => {
    const label = labels[sample];
    const known = places.get(label) ?? counts.length;
    places.set(label, known);
    counts[known] = (counts[known] ?? 0) + 1;
    return known;
  });
  for (const [label, known] of places) {
    if (counts[known] >= atLeast) continue;
    throw new RangeError(
      `${owner}: class ${JSON.stringify(label)} has ${counts[known]} of ${data.size} samples, and to stratify, every ` +
        `class needs ${atLeast}; use coarser labels, or leave out \`stratify\``,
    );
  }
  return { of: (sample) => place[sample], counts };
}

/** The number of test samples of each class: its share of them, with the largest remainders rounded up. */
function shares({ counts }: Classes, testSize: number, size: number): number[] {
  const exact = counts.map((count) => (testSize * count) / size);
  const whole = exact.map(Math.floor);
  const left = testSize - whole.reduce((sum, share) => sum + share, 0);
  const byRemainder = counts
    .map((_, label) => label)
    .sort((a, b) => exact[b] - whole[b] - (exact[a] - whole[a]) || a - b);
  for (const label of byRemainder.slice(0, left)) whole[label]++;
  return whole;
}

function orderOf(size: number, shuffle: boolean, seed: number | undefined): Int32Array {
  const order = shuffle ? generatorFor(seed).permutation(size) : arange(size);
  return order.toTypedArray() as Int32Array;
}

function parts<T extends Rows<T>>(
  data: T | AnyDataset,
  order: Int32Array,
  isTest: (at: number) => boolean,
): Split<T | AnyDataset> {
  const of = (indices: Int32Array): T | AnyDataset => subset<T>(data as T, indices);
  return {
    train: of(order.filter((_, at) => !isTest(at))),
    test: holdOut(of(order.filter((_, at) => isTest(at)))),
  };
}

class Subset implements AnyDataset {
  readonly generators: readonly Generator[];
  readonly #dataset: AnyDataset;
  readonly #indices: Int32Array;

  constructor(dataset: AnyDataset, indices: readonly number[] | Int32Array) {
    checkIndices(indices, dataset.size);
    this.generators = dataset.generators ?? [];
    this.#dataset = dataset;
    this.#indices = Int32Array.from(indices);
  }

  get size(): number {
    return this.#indices.length;
  }

  batch(indices: readonly number[] | Int32Array): Batch<Bundle, Bundle> {
    checkIndices(indices, this.size);
    const { x, y } = this.#dataset.batch(Int32Array.from(indices, (index) => this.#indices[index]));
    return { x: inheritBundle(x, this), y: inheritBundle(y, this) };
  }
}
