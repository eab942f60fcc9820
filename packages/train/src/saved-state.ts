import {
  type DType,
  decodeSafetensors,
  encodeSafetensors,
  formatShape,
  type Safetensors,
  SafetensorsError,
  type Shape,
  sameShape,
  type Tensor,
} from "@gradiente/core";
import { check, checkArgument } from "@gradiente/core/arguments";
import { checkSaved, SavedDataError, type SavedPlace } from "@gradiente/datasets";
import * as v from "valibot";
import { checksumOf } from "./checksum.ts";
import { History, type HistoryJson } from "./history.ts";
import { OF_MODEL } from "./random-streams.ts";
import { parseSavedJson } from "./saved-json.ts";
import { FORMAT, partsOfState } from "./state-parts.ts";
import { aTrainingState, isStateDict, type TrainingState } from "./training-state.ts";

/** As FORMAT, but without a checksum: still read. */
const UNCHECKED = "gradiente-training-1";

const aName = check<string>("a text", (value) => typeof value === "string");

/**
 * A training state as the bytes of a safetensors file, with data, history and a checksum in its metadata.
 *
 * @example
 * ```ts
 * let saved = new Uint8Array();
 * const model = new Dense(2, 2);
 * await fit(model, {
 *   data: moons({ samples: 20, seed: 0 }),
 *   loss: crossEntropyLoss,
 *   optimizer: new SGD(model.parameters(), { learningRate: 0.1 }),
 *   epochs: 1,
 *   callbacks: [{ onSave: (state) => void (saved = new Uint8Array(encodeTrainingState(state.snapshot()))) }],
 * });
 * saved.length > 0; // true
 * ```
 */
export function encodeTrainingState(state: TrainingState): Uint8Array {
  checkArgument("encodeTrainingState", "the state", state, aTrainingState);
  const { tensors, metadata } = partsOfState(state);
  return encodeSafetensors(tensors, metadata);
}

/**
 * Reads a training state from the bytes of {@link encodeTrainingState}, or from the tensors and metadata that
 * `decodeSafetensors` has read from them.
 *
 * @param file the name of the file, for errors. Default: the name of this function.
 * @throws SafetensorsError for bytes that hold none, or that have been changed since they were written. It names the file
 * and what in it is wrong.
 * @example
 * ```ts
 * let saved = new Uint8Array();
 * const model = new Dense(2, 2);
 * await fit(model, {
 *   data: moons({ samples: 20, seed: 0 }),
 *   loss: crossEntropyLoss,
 *   optimizer: new SGD(model.parameters(), { learningRate: 0.1 }),
 *   epochs: 2,
 *   callbacks: [{ onSave: (state) => void (saved = new Uint8Array(encodeTrainingState(state.snapshot()))) }],
 * });
 * decodeTrainingState(saved).history.length; // 2
 * ```
 */
export function decodeTrainingState(
  bytes: Uint8Array | Safetensors,
  file = "decodeTrainingState",
): TrainingState {
  checkArgument("decodeTrainingState", "the bytes", bytes, bytesOrTensors);
  checkArgument("decodeTrainingState", "the name of the file", file, aName);
  const { tensors, metadata } = "tensors" in bytes ? bytes : decodeSafetensors(bytes, file);
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

const bytesOrTensors = check<Uint8Array | Safetensors>(
  "a Uint8Array, or { tensors, metadata } as decodeSafetensors gives them",
  (value) =>
    ArrayBuffer.isView(value) ||
    (typeof value === "object" &&
      value !== null &&
      "tensors" in value &&
      isStateDict(value.tensors) &&
      "metadata" in value &&
      typeof value.metadata === "object" &&
      value.metadata !== null),
);

const WRITER = "encodeTrainingState";

const metadataSchema = v.strictObject(
  { data: v.string(), history: v.string(), stop: v.optional(v.string()), setup: v.optional(v.string()) },
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

const aFinite = v.pipe(v.number("a number"), v.finite("a finite number"));

const setupSchema = v.strictObject(
  {
    // Files of earlier versions have neither.
    model: v.optional(
      v.nullable(v.array(v.string("the name of a class"), "a list of classes, or null")),
      null,
    ),
    optimizer: v.optional(v.nullable(v.string("the name of a class, or null")), null),
    data: v.nullable(v.string("a text, or null")),
    validation: v.nullable(v.string("a text, or null")),
    batchSize: v.nullable(aFinite),
    accumulate: aFinite,
    shuffle: v.boolean("true or false"),
    learningRate: v.nullable(aFinite),
  },
  "what a training was set up with",
);

/** The parts of a state that are text. */
function plainPartsOf(
  metadata: Readonly<Record<string, string>>,
  file: string,
): Pick<TrainingState, "data" | "history" | "stop" | "setup"> {
  const within = (name: string): SavedPlace => ({ file, writer: WRITER, at: ["__metadata__", name] });
  const texts = checkSaved(metadataSchema, metadata, { file, writer: WRITER, at: ["__metadata__"] });
  const read = (name: "data" | "history" | "stop" | "setup") =>
    parseSavedJson(texts[name] ?? "null", within(name));
  return {
    data: checkSaved(dataSchema, read("data"), within("data")),
    history: History.fromJSON(read("history") as HistoryJson, `${file}: __metadata__.history`),
    ...(texts.stop !== undefined && { stop: checkSaved(stopSchema, read("stop"), within("stop")) }),
    ...(texts.setup !== undefined && { setup: checkSaved(setupSchema, read("setup"), within("setup")) }),
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

/** The random numbers that every state has. */
const STREAMS: Readonly<Record<string, { readonly dtype: DType; readonly shape: Shape }>> = {
  seed: { dtype: "float64", shape: [] },
  order: { dtype: "int32", shape: [4] },
  default: { dtype: "int32", shape: [4] },
};

function checkRandom(random: ReadonlyMap<string, Tensor>, file: string): void {
  const placeOf = (name: string) => ({ file, writer: WRITER, at: [`random/${name}`] });
  const missing = Object.keys(STREAMS).find((name) => !random.has(name));
  if (missing !== undefined) throw new SavedDataError(placeOf(missing), "is missing");
  for (const [name, value] of random) {
    const own = name.startsWith(OF_MODEL) ? STREAMS.default : undefined;
    const expected = Object.hasOwn(STREAMS, name) ? STREAMS[name] : own;
    if (expected === undefined) throw new SavedDataError(placeOf(name), "is not known");
    const { dtype, shape } = expected;
    if (value.dtype === dtype && sameShape(value.shape, shape)) continue;
    throw new SavedDataError(
      placeOf(name),
      `must be ${dtype} ${formatShape(shape)}, got ${value.dtype} ${formatShape(value.shape)}`,
    );
  }
  const seed = random.get("seed")?.item() as number;
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new SavedDataError(placeOf("seed"), `must be a whole number, 0 or more, got ${seed}`);
  }
}
