import {
  type DType,
  decodeSafetensors,
  encodeSafetensors,
  formatShape,
  SafetensorsError,
  type Shape,
  sameShape,
  Tensor,
} from "@gradiente/core";
import { check, checkArgument, isMap } from "@gradiente/core/arguments";
import { checkSaved, SavedDataError, type SavedPlace } from "@gradiente/datasets";
import type { StateDict } from "@gradiente/nn";
import * as v from "valibot";
import { checksumOf } from "./checksum.ts";
import { History, type HistoryJson } from "./history.ts";
import { parseSavedJson } from "./saved-json.ts";

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
  /** The state of the averages of the weights, if there are any: of the option `ema` of fit. */
  readonly ema?: StateDict;
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

const isStateDict = (value: unknown) =>
  isMap(value) && [...value].every(([path, held]) => typeof path === "string" && held instanceof Tensor);

const STATES: Readonly<Record<keyof TrainingState, (value: unknown) => boolean>> = {
  model: isStateDict,
  optimizer: isStateDict,
  random: isStateDict,
  ema: (value) => value === undefined || isStateDict(value),
  callbacks: (value) => isMap(value) && [...value].every(([, state]) => isStateDict(state)),
  data: (value) => Array.isArray(value) && value.length === 2,
  history: (value) => value instanceof History,
  stop: (value) => value === undefined || typeof (value as Partial<TrainingStop> | null)?.reason === "string",
};

/** The state of a training: that of `run.snapshot()`, or that of a file. */
export const aTrainingState = check<TrainingState>(
  "a training state, such as run.snapshot() or await loadCheckpoint(file)",
  (value) =>
    typeof value === "object" &&
    value !== null &&
    Object.entries(STATES).every(([part, accepts]) => accepts(value[part as keyof typeof value])),
);

const aName = check<string>("a text", (value) => typeof value === "string");

const FORMAT = "gradiente-training-2";

/** As FORMAT, but without a checksum: still read. */
const UNCHECKED = "gradiente-training-1";

/** A training state as the bytes of a safetensors file, with data, history and a checksum in its metadata. */
export function encodeTrainingState(state: TrainingState): Uint8Array {
  checkArgument("encodeTrainingState", "the state", state, aTrainingState);
  const callbacks = [...state.callbacks].flatMap(([name, values]) =>
    [...values].map(([path, value]) => [`${encodeURIComponent(name)}/${path}`, value] as const),
  );
  const ema = state.ema ?? new Map<string, Tensor>();
  const parts = { model: state.model, optimizer: state.optimizer, ema, callbacks, random: state.random };
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
 * @param file the name of the file, for errors. Default: the name of this function.
 * @throws SafetensorsError for bytes that hold none, or that have been changed since they were written. It names the file
 * and what in it is wrong.
 */
export function decodeTrainingState(bytes: Uint8Array, file = "decodeTrainingState"): TrainingState {
  checkArgument("decodeTrainingState", "the name of the file", file, aName);
  const { tensors, metadata } = decodeSafetensors(bytes, file);
  const { format, checksum, ...plain } = metadata;
  if (format !== FORMAT && format !== UNCHECKED) {
    throw new SafetensorsError(
      `${file}: the file holds tensors, but no state of a training (its format is ` +
        `${metadata.format ?? "not named"}, expected ${FORMAT}); decodeSafetensors reads plain weights`,
    );
  }
  if ((format === FORMAT || checksum !== undefined) && checksum !== checksumOf(tensors, plain)) {
    throw new SafetensorsError(
      `${file}: the file is not as it was written, for its checksum is another: ` +
        "the disk or a copy has damaged it; go on from another checkpoint",
    );
  }
  try {
    return { ...statesOf(tensors, file), ...plainPartsOf(plain, file) };
  } catch (cause) {
    if (!(cause instanceof SavedDataError)) throw cause;
    throw new SafetensorsError(cause.message, { cause });
  }
}

const WRITER = "encodeTrainingState";

const metadataSchema = v.strictObject(
  { data: v.string(), history: v.string(), stop: v.optional(v.string()) },
  "an object of strings",
);

const dataSchema = v.pipe(
  v.array(v.unknown(), "a list of 2"),
  v.length(2, "a list of 2: of the training data and of the validation data"),
);

const stopSchema = v.strictObject(
  { reason: v.string("a text"), by: v.nullable(v.string("the name of a callback, or null")) },
  "a reason and the name of a callback",
);

/** The parts of a state that are text. */
function plainPartsOf(
  metadata: Readonly<Record<string, string>>,
  file: string,
): Pick<TrainingState, "data" | "history" | "stop"> {
  const within = (name: string): SavedPlace => ({ file, writer: WRITER, at: ["__metadata__", name] });
  const texts = checkSaved(metadataSchema, metadata, { file, writer: WRITER, at: ["__metadata__"] });
  const read = (name: "data" | "history" | "stop") => parseSavedJson(texts[name] ?? "null", within(name));
  return {
    data: checkSaved(dataSchema, read("data"), within("data")),
    history: History.fromJSON(read("history") as HistoryJson, `${file}: __metadata__.history`),
    ...(texts.stop !== undefined && { stop: checkSaved(stopSchema, read("stop"), within("stop")) }),
  };
}

/** The parts of a state that are tensors, from names such as `model/0.weight`. */
function statesOf(
  tensors: ReadonlyMap<string, Tensor>,
  file: string,
): Pick<TrainingState, "model" | "optimizer" | "ema" | "callbacks" | "random"> {
  const states = {
    model: new Map<string, Tensor>(),
    optimizer: new Map<string, Tensor>(),
    ema: new Map<string, Tensor>(),
    random: new Map<string, Tensor>(),
  };
  const callbacks = new Map<string, Map<string, Tensor>>();
  for (const [name, value] of tensors) {
    const [, part, path] = /^(model|optimizer|ema|random|callbacks)\/(.*)$/s.exec(name) ?? [];
    const place = { file, writer: WRITER, at: [name] };
    if (part === undefined) throw new SavedDataError(place, "is not known");
    if (part !== "callbacks") {
      states[part as keyof typeof states].set(path, value);
      continue;
    }
    const callback = callbackNameOf(path, place);
    const state = callbacks.get(callback) ?? new Map<string, Tensor>();
    callbacks.set(callback, state.set(path.slice(path.indexOf("/") + 1), value));
  }
  checkRandom(states.random, file);
  const { ema, ...others } = states;
  // Averages always have a number of updates: without tensors, there are none.
  return { ...others, ...(ema.size > 0 && { ema }), callbacks };
}

/** The name of the callback, which is written as in a URL, as it may have a slash itself. */
function callbackNameOf(path: string, place: SavedPlace): string {
  const written = path.slice(0, Math.max(path.indexOf("/"), 0));
  try {
    const name = decodeURIComponent(written);
    // Otherwise two texts could stand for one name.
    if (path.includes("/") && encodeURIComponent(name) === written) return name;
  } catch {
    // It is told below.
  }
  throw new SavedDataError(
    place,
    "must be callbacks/, the name of a callback as encodeURIComponent writes it, and a path",
  );
}

const STREAMS: Readonly<Record<string, { readonly dtype: DType; readonly shape: Shape }>> = {
  seed: { dtype: "float64", shape: [] },
  order: { dtype: "int32", shape: [4] },
  default: { dtype: "int32", shape: [4] },
};

function checkRandom(random: ReadonlyMap<string, Tensor>, file: string): void {
  const placeOf = (name: string) => ({ file, writer: WRITER, at: [`random/${name}`] });
  for (const [name, { dtype, shape }] of Object.entries(STREAMS)) {
    const value = random.get(name);
    if (value === undefined) throw new SavedDataError(placeOf(name), "is missing");
    if (value.dtype === dtype && sameShape(value.shape, shape)) continue;
    throw new SavedDataError(
      placeOf(name),
      `must be ${dtype} ${formatShape(shape)}, got ${value.dtype} ${formatShape(value.shape)}`,
    );
  }
  const strange = [...random.keys()].find((name) => !Object.hasOwn(STREAMS, name));
  if (strange !== undefined) throw new SavedDataError(placeOf(strange), "is not known");
  const seed = random.get("seed")?.item() as number;
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new SavedDataError(placeOf("seed"), `must be a whole number, 0 or more, got ${seed}`);
  }
}
