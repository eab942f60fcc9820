import { type Generator, Tensor } from "@gradiente/core";
import { type Batch, DataLoader, type Dataset, TensorDataset } from "@gradiente/datasets";

/** Inputs and targets as two tensors, one row a sample. */
export interface Tensors {
  readonly x: Tensor;
  readonly y: Tensor;
}

/** Batches that are gone through once an epoch: a DataLoader, or an iterable of your own, asynchronous or not. */
export type Batches = Iterable<Batch> | AsyncIterable<Batch>;

/** What can be trained on: samples, which are put into batches, or batches as they come. */
export type Data = Dataset | Tensors | Batches;

/** The samples of the data, or undefined for batches, whose samples cannot be reached one by one. */
export function toDataset(owner: string, data: Data): Dataset | undefined {
  if (typeof data === "object" && data !== null) {
    if ("batch" in data && "size" in data) return data;
    if ("x" in data && "y" in data && data.x instanceof Tensor) return new TensorDataset(data.x, data.y);
    if (Symbol.iterator in data || Symbol.asyncIterator in data) return undefined;
  }
  throw new TypeError(
    `${owner}: data must be a data set, { x, y } of tensors, or an iterable of batches such as a DataLoader`,
  );
}

export interface BatchOptions {
  /** Samples to a batch. Not for data that are batches already. */
  readonly batchSize?: number;
  /** Draws the order of the samples, and moves on; without it, they come in their own order. */
  readonly order?: Generator;
}

/**
 * The batches of one epoch.
 *
 * @throws TypeError for a batch size where the data have one of their own.
 */
export function batchesOf(
  owner: string,
  data: Data,
  { batchSize, order }: BatchOptions,
  defaultBatchSize: number,
): { readonly batches: Batches; readonly length: number | undefined } {
  const dataset = toDataset(owner, data);
  if (dataset === undefined) {
    if (batchSize !== undefined) {
      throw new TypeError(`${owner}: the data come in batches already; batchSize does not apply`);
    }
    const batches = data as Batches;
    return { batches, length: batches instanceof DataLoader ? batches.length : undefined };
  }
  const loader = new DataLoader(dataset, {
    batchSize: batchSize ?? defaultBatchSize,
    ...(order === undefined ? {} : { shuffle: true, seed: drawSeed(order) }),
  });
  return { batches: loader, length: loader.length };
}

/** A loader that says how far it has come, as plain data. */
interface Resumable {
  state(): unknown;
  loadState(state: never): void;
}

/**
 * What of the data moves on as they are gone through: a loader as it is; of a data set, its random numbers, by a
 * loader for them alone. Undefined for an iterable that cannot tell.
 */
export function resumable(owner: string, data: Data): Resumable | undefined {
  if ("state" in data && "loadState" in data) return data as Resumable;
  const dataset = toDataset(owner, data);
  return dataset && new DataLoader(dataset, { batchSize: 1 });
}

/** A seed for a stream of its own, drawn from another. */
export function drawSeed(generator: Generator): number {
  return Math.floor(generator.uniform([], { dtype: "float64" }).item() * 2 ** 48);
}

/** The number of samples in a batch. */
export function samplesIn(owner: string, batch: Batch): number {
  const samples = batch?.x?.shape?.[0];
  if (samples === undefined) {
    throw new TypeError(`${owner}: a batch is { x, y }, with the samples along the first axis of x`);
  }
  return samples;
}
