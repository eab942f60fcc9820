import { decodeSafetensors, encodeSafetensors, SafetensorsError, type Tensor } from "@gradiente/core";
import type { StateDict } from "@gradiente/nn";
import { crc32c } from "./crc32c.ts";
import { History, type HistoryJson } from "./history.ts";
import { encodeText } from "./platform.ts";

/** That a callback has ended a training. */
export interface TrainingStop {
  /** Why, in words. */
  readonly reason: string;
  /** The name of the callback; null for one without. */
  readonly by: string | null;
}

/** The whole state of a training between two epochs. */
export interface TrainingState {
  /** The state dict of the model. */
  readonly model: StateDict;
  /** The state dict of the optimiser. */
  readonly optimizer: StateDict;
  /** The states of the callbacks, by name. */
  readonly callbacks: ReadonlyMap<string, StateDict>;
  /** The random numbers: the `seed` of the training, and the states of `order` (of samples) and `default` (of core). */
  readonly random: StateDict;
  /** The progress of the training data and of the validation data, as plain data; null for data without a state. */
  readonly data: readonly unknown[];
  /** The epochs so far. */
  readonly history: History;
  /** Whether it is over, as a callback has called for it; a training resumed with `{ ...state, stop: undefined }` goes on all the same. */
  readonly stop?: TrainingStop;
}

const FORMAT = "gradiente-training-2";

/** As FORMAT, but without a checksum: still read. */
const UNCHECKED = "gradiente-training-1";

/** A training state as the bytes of a safetensors file, with data, history and a checksum in its metadata. */
export function encodeTrainingState(state: TrainingState): Uint8Array {
  const callbacks = [...state.callbacks].flatMap(([name, values]) =>
    [...values].map(([path, value]) => [`${encodeURIComponent(name)}/${path}`, value] as const),
  );
  const parts = { model: state.model, optimizer: state.optimizer, callbacks, random: state.random };
  const tensors = Object.entries(parts).flatMap(([part, values]) =>
    [...values].map(([path, value]) => [`${part}/${path}`, value] as const),
  );
  const plain = {
    data: JSON.stringify(state.data),
    history: JSON.stringify(state.history),
    ...(state.stop && { stop: JSON.stringify(state.stop) }),
  };
  return encodeSafetensors(tensors, { format: FORMAT, ...plain, checksum: checksumOf(tensors, plain) });
}

/**
 * Reads a training state from the bytes of {@link encodeTrainingState}.
 *
 * @throws SafetensorsError for bytes that hold none, or that have been changed since they were written.
 */
export function decodeTrainingState(bytes: Uint8Array): TrainingState {
  const { tensors, metadata } = decodeSafetensors(bytes);
  const { format, checksum, ...plain } = metadata;
  const isKnown = format === FORMAT || format === UNCHECKED;
  if (!isKnown || metadata.data === undefined || metadata.history === undefined) {
    throw new SafetensorsError(
      `decodeTrainingState: the file holds tensors, but no state of a training (its format is ` +
        `${metadata.format ?? "not named"}, expected ${FORMAT}); decodeSafetensors reads plain weights`,
    );
  }
  if ((format === FORMAT || checksum !== undefined) && checksum !== checksumOf(tensors, plain)) {
    throw new SafetensorsError(
      "decodeTrainingState: the file is not as it was written, for its checksum is another: " +
        "the disk or a copy has damaged it; go on from another checkpoint",
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
    ...(metadata.stop !== undefined && { stop: JSON.parse(metadata.stop) as TrainingStop }),
  };
}

/** Of all that there is: each tensor with its name, and the text beside them. */
function checksumOf(
  tensors: Iterable<readonly [string, Tensor]>,
  plain: Readonly<Record<string, string>>,
): string {
  let crc = crc32c(encodeText(JSON.stringify(Object.entries(plain).sort())));
  for (const [name, value] of tensors) {
    const { dtype, shape } = value;
    const { buffer, byteOffset, byteLength } = value.toTypedArray();
    crc = crc32c(encodeText(JSON.stringify([name, dtype, shape])), crc);
    crc = crc32c(new Uint8Array(buffer, byteOffset, byteLength), crc);
  }
  return crc.toString(16).padStart(8, "0");
}

function within(tensors: ReadonlyMap<string, Tensor>, prefix: string): StateDict {
  const start = `${prefix}/`;
  return new Map(
    [...tensors].flatMap(([path, value]) =>
      path.startsWith(start) ? [[path.slice(start.length), value] as const] : [],
    ),
  );
}
