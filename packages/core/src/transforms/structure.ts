import { check, checkArgument, isMap } from "../arguments/check.ts";
import { isPlain } from "../arguments/options.ts";
import type { TensorLike } from "../operand.ts";
import type { Tensor } from "../tensor.ts";

/*
 * What is differentiated may be given by one tensor, or by several under names. Sweeps know lists alone, so inputs are
 * taken apart before, and what belongs to them is put together again afterwards.
 */

/** Tensors under names: a Map, such as `model.parameters()`, or a plain object. */
export type NamedTensors = ReadonlyMap<unknown, TensorLike> | { readonly [name: string]: TensorLike };

/** An input of a function that is differentiated: a tensor, or tensors under names. */
export type DifferentiableInput = TensorLike | NamedTensors;

/** A `Value` in the place of each tensor of an input. */
export type InPlaceOf<Input, Value> = Input extends TensorLike
  ? Value
  : Input extends ReadonlyMap<infer Key, TensorLike>
    ? Map<Key, Value>
    : { -readonly [Name in keyof Input]: Value };

/** A `Value` in the place of each tensor of a list of inputs. */
export type InPlacesOf<Inputs extends readonly unknown[], Value = Tensor> = {
  -readonly [Position in keyof Inputs]: InPlaceOf<Inputs[Position], Value>;
};

/** What may be handed in for an input that a function declares: for a tensor, anything that can be used as one. */
export type GivenFor<Input> = Input extends TensorLike
  ? TensorLike
  : Input extends ReadonlyMap<infer Key, TensorLike>
    ? ReadonlyMap<Key, TensorLike>
    : Input extends readonly unknown[]
      ? never
      : { readonly [Name in keyof Input]: Input[Name] extends TensorLike ? TensorLike : never };

/** More arguments than functions are called with: engines keep them on the stack. */
const MOST_ARGUMENTS = 4096;

/** What is differentiated needs something to be differentiated by. */
export const someInputs = /* @__PURE__ */ check<readonly DifferentiableInput[]>(
  `a list of 1 to ${MOST_ARGUMENTS} tensors`,
  (inputs) => Array.isArray(inputs) && inputs.length > 0 && inputs.length <= MOST_ARGUMENTS,
);

/** Inputs as one list of tensors. */
export interface Structure {
  readonly tensors: readonly TensorLike[];
  /** Where each of them stands, in words. */
  readonly places: readonly string[];
  /** The names in each input; null for a tensor. */
  readonly names: readonly (readonly unknown[] | null)[];
  /** Puts one value for each tensor together as the inputs are. */
  readonly build: <Value>(values: readonly Value[]) => unknown[];
}

/** Takes inputs apart. */
export function structureOf(op: string, inputs: readonly DifferentiableInput[]): Structure {
  checkArgument(op, "the inputs", inputs, someInputs);
  const tensors: TensorLike[] = [];
  const places: string[] = [];
  const names = Array.from(inputs, (input, i) => {
    if (!isNamed(input)) {
      tensors.push(input);
      places.push(`input ${i}`);
      return null;
    }
    return (isMap(input) ? [...input] : Object.entries(input)).map(([name, x]) => {
      tensors.push(x);
      places.push(`${String(name)} of input ${i}`);
      return name;
    });
  });
  if (tensors.length === 0) throw new TypeError(`${op}: there is no tensor in the inputs`);
  const build = <Value>(values: readonly Value[]): unknown[] => {
    let at = 0;
    return names.map((keys, i) => {
      if (keys === null) return values[at++];
      const entries = keys.map((key) => [key as string, values[at++]] as const);
      return isMap(inputs[i]) ? new Map(entries) : Object.fromEntries(entries);
    });
  };
  return { tensors, places, names, build };
}

function isNamed(input: DifferentiableInput): input is NamedTensors {
  if (typeof input !== "object" || input === null || Array.isArray(input)) return false;
  return isMap(input) || isPlain(input);
}
