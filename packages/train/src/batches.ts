import { type Generator, Tensor, Variable } from "@gradiente/core";
import { PackageCopy } from "@gradiente/core/arguments";
import {
  type AnyDataset,
  type Batch,
  type Bundle,
  bundleParts,
  DataLoader,
  type Dataset,
  isBundle,
  TensorDataset,
} from "@gradiente/datasets";

/**
 * Inputs and targets with one row per sample: each a tensor, or for models with several inputs or outputs, a tuple or a
 * record of tensors.
 */
export interface Tensors<X extends Bundle = Tensor, Y extends Bundle = Tensor> {
  /** The inputs, `[samples, ...]`. */
  readonly x: X;
  /** The targets, `[samples, ...]`. */
  readonly y: Y;
}

/** Batches: a DataLoader, or another iterable, asynchronous or not. Each epoch iterates over it once. */
export type Batches<X extends Bundle = Tensor, Y extends Bundle = Tensor> =
  | Iterable<Batch<X, Y>>
  | AsyncIterable<Batch<X, Y>>;

/** Data for training: samples, from which batches are made, or an iterable of batches. */
export type Data<X extends Bundle = Tensor, Y extends Bundle = Tensor> =
  | Dataset<X, Y>
  | Tensors<X, Y>
  | Batches<X, Y>;

/** Data of any form. */
export type AnyData = Data<Bundle, Bundle>;

/** A batch of any form. */
export type AnyBatch = Batch<Bundle, Bundle>;

/** The samples of the data; undefined for an iterable of batches, where single samples have no index. */
export function toDataset(owner: string, data: AnyData): AnyDataset | undefined {
  PackageCopy.of(Tensor).check(owner, data);
  // A tensor can be looped over, but its rows are no batches.
  if (typeof data === "object" && data !== null && !(data instanceof Tensor || data instanceof Variable)) {
    if ("batch" in data && "size" in data) return data;
    if ("x" in data) PackageCopy.of(Tensor).check(owner, data.x);
    if ("x" in data && "y" in data && isBundle(data.x)) return new TensorDataset(data.x, data.y);
    if (Symbol.iterator in data || Symbol.asyncIterator in data) return undefined;
  }
  throw new TypeError(
    `${owner}: data must be a data set, { x, y } of tensors, or an iterable of batches such as a DataLoader`,
  );
}

/**
 * @throws TypeError for what is no data, or for a batch size beside data that are batches already; RangeError for a data
 * set without samples.
 */
export function checkData(owner: string, name: string, data: AnyData, batchSize?: number): void {
  const dataset = toDataset(owner, data);
  if (dataset === undefined) checkUnbatched(owner, batchSize);
  else if (dataset.size === 0) throw new RangeError(`${owner}: ${name} has no samples`);
}

function checkUnbatched(owner: string, batchSize: number | undefined): void {
  if (batchSize === undefined) return;
  throw new TypeError(`${owner}: batchSize is ${batchSize}, but the data are batches already; leave it out`);
}

/** Options of {@link batchesOf}. */
export interface BatchOptions {
  /** The number of samples in a batch. It is an error for data that are batches already. */
  readonly batchSize?: number;
  /** The generator that draws the order of samples. Default: the order of the data. */
  readonly order?: Generator;
}

/**
 * The batches of one epoch.
 *
 * @throws TypeError if a batch size is given for data that are batches already.
 */
export function batchesOf(
  owner: string,
  data: AnyData,
  { batchSize, order }: BatchOptions,
  defaultBatchSize: number,
): { readonly batches: Batches<Bundle, Bundle>; readonly length: number | undefined } {
  const dataset = toDataset(owner, data);
  if (dataset === undefined) {
    checkUnbatched(owner, batchSize);
    const batches = data as Batches<Bundle, Bundle>;
    return { batches, length: batches instanceof DataLoader ? batches.length : undefined };
  }
  const loader = new DataLoader(dataset, {
    batchSize: batchSize ?? defaultBatchSize,
    ...(order === undefined ? {} : { shuffle: true, seed: drawSeed(order) }),
  });
  return { batches: loader, length: loader.length };
}

/** A loader that can save its progress as plain data. */
interface Resumable {
  state(): unknown;
  loadState(state: never): void;
}

/**
 * The part of the data that has a state: a loader itself, or for a data set, a loader that saves the state of its random
 * numbers. Undefined for an iterable without a state.
 */
export function resumable(owner: string, data: AnyData): Resumable | undefined {
  if ("state" in data && "loadState" in data) return data as Resumable;
  const dataset = toDataset(owner, data);
  return dataset && new DataLoader(dataset, { batchSize: 1 });
}

/** A seed for a new generator, drawn from another generator. */
export function drawSeed(generator: Generator): number {
  return Math.floor(generator.uniform([], { dtype: "float64" }).item() * 2 ** 48);
}

/** The number of samples in a batch. */
export function samplesIn(owner: string, batch: AnyBatch): number {
  const x: unknown = batch?.x;
  const lengths = isBundle(x) ? bundleParts(owner, "x", x).map(([, part]) => part.shape[0]) : [];
  const [samples] = lengths;
  if (samples === undefined || lengths.some((length) => length !== samples)) {
    throw new TypeError(
      `${owner}: a batch must be { x, y }, with the samples along the first axis of x, or of each part of x`,
    );
  }
  return samples;
}
