import { type Generator, Tensor, Variable } from "@gradiente/core";
import { PackageCopy } from "@gradiente/core/arguments";
import { type Batch, DataLoader, type Dataset, TensorDataset } from "@gradiente/datasets";

/** Inputs and targets as two tensors with one row per sample. */
export interface Tensors {
  /** The inputs, `[samples, ...]`. */
  readonly x: Tensor;
  /** The targets, `[samples, ...]`. */
  readonly y: Tensor;
}

/** Batches: a DataLoader, or another iterable, asynchronous or not. Each epoch iterates over it once. */
export type Batches = Iterable<Batch> | AsyncIterable<Batch>;

/** Data for training: samples, from which batches are made, or an iterable of batches. */
export type Data = Dataset | Tensors | Batches;

/** The samples of the data; undefined for an iterable of batches, where single samples have no index. */
export function toDataset(owner: string, data: Data): Dataset | undefined {
  PackageCopy.of(Tensor).check(owner, data);
  // A tensor can be looped over, but its rows are no batches.
  if (typeof data === "object" && data !== null && !(data instanceof Tensor || data instanceof Variable)) {
    if ("batch" in data && "size" in data) return data;
    if ("x" in data) PackageCopy.of(Tensor).check(owner, data.x);
    if ("x" in data && "y" in data && data.x instanceof Tensor) return new TensorDataset(data.x, data.y);
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
export function checkData(owner: string, name: string, data: Data, batchSize?: number): void {
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
  data: Data,
  { batchSize, order }: BatchOptions,
  defaultBatchSize: number,
): { readonly batches: Batches; readonly length: number | undefined } {
  const dataset = toDataset(owner, data);
  if (dataset === undefined) {
    checkUnbatched(owner, batchSize);
    const batches = data as Batches;
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
export function resumable(owner: string, data: Data): Resumable | undefined {
  if ("state" in data && "loadState" in data) return data as Resumable;
  const dataset = toDataset(owner, data);
  return dataset && new DataLoader(dataset, { batchSize: 1 });
}

/** A seed for a new generator, drawn from another generator. */
export function drawSeed(generator: Generator): number {
  return Math.floor(generator.uniform([], { dtype: "float64" }).item() * 2 ** 48);
}

/** The number of samples in a batch. */
export function samplesIn(owner: string, batch: Batch): number {
  const samples = batch?.x?.shape?.[0];
  if (samples === undefined) {
    throw new TypeError(`${owner}: a batch must be { x, y }, with the samples along the first axis of x`);
  }
  return samples;
}
