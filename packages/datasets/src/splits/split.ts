import { arange, type Generator } from "@gradiente/core";
import { type Batch, checkIndices, type Dataset } from "../dataset/dataset.ts";
import { type LabelKey, labelsOf } from "../dataset/labels.ts";
import { generatorFor } from "../random/generator-for.ts";
import { holdOut, inheritPart } from "./parts.ts";

/** Data that can give some of its rows as data of its own kind: a Table, a TabularDataset. */
export interface Rows<T> {
  readonly size: number;
  take(indices: readonly number[] | Int32Array): T;
}

/** Whether every part of a split gets its share of each class, and by which labels: the data set's own if true. */
export type Stratify = boolean | ArrayLike<LabelKey>;

/** How {@link trainTestSplit} divides. */
export interface SplitOptions {
  /** The part of the samples, between 0 and 1, that is held out; their number is rounded up, as by scikit-learn. */
  readonly testFraction: number;
  /** Makes the division reproducible; without it, it follows core's `seed`. */
  readonly seed?: number;
  /** Whether samples are drawn at random (default) or the last ones are held out. */
  readonly shuffle?: boolean;
  /**
   * Whether both parts get their share of each class, to the nearest whole number: by the data set's targets if true,
   * or by one label a sample (a column's values, say). Default false.
   */
  readonly stratify?: Stratify;
}

/** How {@link kFold} divides. */
export interface KFoldOptions {
  /** The number of parts, 2 or more. */
  readonly folds: number;
  /** Makes the division reproducible; without it, it follows core's `seed`. */
  readonly seed?: number;
  /** Whether samples are dealt out at random (default) or in order. */
  readonly shuffle?: boolean;
  /** As for {@link trainTestSplit}: in each class, no fold has two samples more than another. Default false. */
  readonly stratify?: Stratify;
}

/** Two parts that have no sample in common. The test part, and whatever is taken from it, is refused by every `fit`. */
export interface Split<T> {
  readonly train: T;
  readonly test: T;
}

/**
 * The samples at some indices of a data set, as a data set. Nothing of a {@link Dataset} is copied; of tables and
 * tabular data sets, the rows are.
 *
 * @throws RangeError if an index is not one of the data set's.
 */
export function subset<T extends Rows<T>>(data: T, indices: readonly number[] | Int32Array): T;
export function subset(dataset: Dataset, indices: readonly number[] | Int32Array): Dataset;
export function subset<T extends Rows<T>>(
  data: T | Dataset,
  indices: readonly number[] | Int32Array,
): T | Dataset {
  return inheritPart("take" in data ? data.take(indices) : new Subset(data, indices), data);
}

/**
 * Divides data in two parts that have no sample in common and together hold them all. The test part is marked: fitting
 * a transform on it, or on what is taken from it, is a {@link LeakageError}.
 *
 * @throws RangeError if the fraction is not between 0 and 1 or leaves either part empty; with `stratify`, if a class
 * has a single sample.
 */
export function trainTestSplit<T extends Rows<T>>(data: T, options: SplitOptions): Split<T>;
export function trainTestSplit(dataset: Dataset, options: SplitOptions): Split<Dataset>;
export function trainTestSplit<T extends Rows<T>>(
  data: T | Dataset,
  options: SplitOptions,
): Split<T | Dataset> {
  const { testFraction, seed, shuffle = true, stratify = false } = options;
  if (!(testFraction > 0 && testFraction < 1)) {
    throw new RangeError(
      `trainTestSplit: testFraction must be between 0 and 1, both excluded, not ${testFraction}`,
    );
  }
  const { size } = data;
  // The margin forgives products such as 0.07 * 100 = 7.000000000000001.
  const testSize = Math.ceil(testFraction * size - 1e-9);
  if (testSize === 0 || testSize === size) {
    throw new RangeError(
      `trainTestSplit: a testFraction of ${testFraction} puts ${testSize} of ${size} samples into the test part, and ` +
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
 * Deals data out to k parts of nearly equal size, each of which is the test part of one split of k, with all others to
 * train on (k-fold cross-validation).
 *
 * @throws RangeError unless there are 2 folds or more, and as many samples; with `stratify`, as many of each class.
 */
export function kFold<T extends Rows<T>>(data: T, options: KFoldOptions): Split<T>[];
export function kFold(dataset: Dataset, options: KFoldOptions): Split<Dataset>[];
export function kFold<T extends Rows<T>>(data: T | Dataset, options: KFoldOptions): Split<T | Dataset>[] {
  const { folds, seed, shuffle = true, stratify = false } = options;
  const { size } = data;
  if (!(Number.isInteger(folds) && folds >= 2 && folds <= size)) {
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
  /** The class of a sample, as a place in `counts`. */
  of(sample: number): number;
  readonly counts: readonly number[];
}

/** The classes to keep in proportion; a single one if nothing is stratified. */
function classesOf(
  owner: string,
  data: { readonly size: number },
  stratify: Stratify,
  atLeast: number,
): Classes {
  if (stratify === false) return { of: () => 0, counts: [data.size] };
  const labels = stratify === true ? labelsOf(owner, data as Dataset) : stratify;
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
      `${owner}: class ${JSON.stringify(label)} has ${counts[known]} of ${data.size} samples; to be stratified, ` +
        `every class needs ${atLeast}. Stratify by a coarser label, or not at all`,
    );
  }
  return { of: (sample) => place[sample], counts };
}

/** How many samples of each class are held out: its share, where the largest remainders are rounded up. */
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
  data: T | Dataset,
  order: Int32Array,
  isTest: (at: number) => boolean,
): Split<T | Dataset> {
  const of = (indices: Int32Array): T | Dataset => subset<T>(data as T, indices);
  return {
    train: of(order.filter((_, at) => !isTest(at))),
    test: holdOut(of(order.filter((_, at) => isTest(at)))),
  };
}

class Subset implements Dataset {
  readonly generators: readonly Generator[];
  readonly #dataset: Dataset;
  readonly #indices: Int32Array;

  constructor(dataset: Dataset, indices: readonly number[] | Int32Array) {
    checkIndices(indices, dataset.size);
    this.generators = dataset.generators ?? [];
    this.#dataset = dataset;
    this.#indices = Int32Array.from(indices);
  }

  get size(): number {
    return this.#indices.length;
  }

  batch(indices: readonly number[] | Int32Array): Batch {
    checkIndices(indices, this.size);
    const { x, y } = this.#dataset.batch(Int32Array.from(indices, (index) => this.#indices[index]));
    return { x: inheritPart(x, this), y: inheritPart(y, this) };
  }
}
