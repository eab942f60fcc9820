import type { Tensor } from "@gradiente/core";
import { checksumOf } from "./checksum.ts";
import type { TrainingState } from "./training-state.ts";

/** The format of files that hold a training. */
export const FORMAT = "gradiente-training-2";

/** A training state as what a safetensors file holds: tensors by name, and text, with a checksum of all. */
export function partsOfState(state: TrainingState): {
  readonly tensors: readonly (readonly [string, Tensor])[];
  readonly metadata: Readonly<Record<string, string>>;
} {
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
    ...(state.setup && { setup: JSON.stringify(state.setup) }),
  };
  return { tensors, metadata: { format: FORMAT, ...plain, checksum: checksumOf(tensors, plain) } };
}
