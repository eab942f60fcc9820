import { decodeSafetensors, encodeSafetensors, SafetensorsError, type Tensor } from "@gradiente/core";
import type { StateDict } from "@gradiente/nn";
import { History, type HistoryJson } from "./history.ts";

/** All of a training between two epochs. */
export interface TrainingState {
  readonly model: StateDict;
  readonly optimizer: StateDict;
  /** By the callbacks' names. */
  readonly callbacks: ReadonlyMap<string, StateDict>;
  /** The streams of random numbers: `order` of the samples, and `default`, core's own. */
  readonly random: StateDict;
  /** How far the data to train on and those to validate on have come, as plain data; null for what cannot tell. */
  readonly data: readonly unknown[];
  readonly history: History;
}

const FORMAT = "gradiente-training-1";

/** A training state as the bytes of a safetensors file, with data and history in its metadata. */
export function encodeTrainingState(state: TrainingState): Uint8Array {
  const callbacks = [...state.callbacks].flatMap(([name, values]) =>
    [...values].map(([path, value]) => [`${encodeURIComponent(name)}/${path}`, value] as const),
  );
  const parts = { model: state.model, optimizer: state.optimizer, callbacks, random: state.random };
  const tensors = Object.entries(parts).flatMap(([part, values]) =>
    [...values].map(([path, value]) => [`${part}/${path}`, value] as const),
  );
  const [data, history] = [JSON.stringify(state.data), JSON.stringify(state.history)];
  return encodeSafetensors(tensors, { format: FORMAT, data, history });
}

/**
 * The training state in the bytes of a file.
 *
 * @throws SafetensorsError for bytes that hold none.
 */
export function decodeTrainingState(bytes: Uint8Array): TrainingState {
  const { tensors, metadata } = decodeSafetensors(bytes);
  if (metadata.format !== FORMAT || metadata.data === undefined || metadata.history === undefined) {
    throw new SafetensorsError(
      `decodeTrainingState: the file holds tensors, but no training to go on with (its format is ` +
        `${metadata.format ?? "not named"}, expected ${FORMAT}); decodeSafetensors reads plain weights`,
    );
  }
  const part = (prefix: string) => within(tensors, prefix);
  const callbacks = part("callbacks");
  const names = new Set([...callbacks.keys()].map((path) => path.slice(0, path.indexOf("/"))));
  return {
    model: part("model"),
    optimizer: part("optimizer"),
    callbacks: new Map([...names].map((name) => [decodeURIComponent(name), within(callbacks, name)])),
    random: part("random"),
    data: JSON.parse(metadata.data) as unknown[],
    history: History.fromJSON(JSON.parse(metadata.history) as HistoryJson),
  };
}

function within(tensors: ReadonlyMap<string, Tensor>, prefix: string): StateDict {
  const start = `${prefix}/`;
  return new Map(
    [...tensors].flatMap(([path, value]) =>
      path.startsWith(start) ? [[path.slice(start.length), value] as const] : [],
    ),
  );
}
