import { check, checkArgument, isMap } from "../arguments/check.ts";
import { isPlain } from "../arguments/options.ts";
import { isTensor, type TensorLike } from "../operand.ts";
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
const someInputs = /* @__PURE__ */ check<readonly DifferentiableInput[]>(
  `a list of 1 to ${MOST_ARGUMENTS} tensors`,
  (inputs) => Array.isArray(inputs) && inputs.length > 0 && inputs.length <= MOST_ARGUMENTS,
);

/** Inputs as one list of tensors. */
export interface Structure {
  readonly tensors: readonly TensorLike[];
  /** Where each of them stands, in words. */
  readonly places: readonly string[];
  /** Puts one value for each tensor together as the inputs are. */
  readonly build: <Value>(values: readonly Value[]) => unknown[];
}

/** Takes inputs apart. */
export function structureOf(op: string, inputs: readonly DifferentiableInput[]): Structure {
  checkArgument(op, "the inputs", inputs, someInputs);
  const tensors: TensorLike[] = [];
  const places: string[] = [];
  const builders = Array.from(inputs, (input, i) => {
    const begin = tensors.length;
    if (!isNamed(input)) {
      tensors.push(input);
      places.push(`input ${i}`);
      return <Value>(values: readonly Value[]): unknown => values[begin];
    }
    const isOne = isMap(input);
    const entries: [unknown, TensorLike][] = isOne ? [...input] : Object.entries(input);
    for (const [name, x] of entries) {
      tensors.push(x);
      places.push(`${String(name)} of input ${i}`);
    }
    return <Value>(values: readonly Value[]): unknown => {
      const built = entries.map(([name], j) => [name, values[begin + j]] as const);
      return isOne ? new Map(built) : Object.fromEntries(built as [string, Value][]);
    };
  });
  return { tensors, places, build: (values) => builders.map((build) => build(values)) };
}

function isNamed(input: DifferentiableInput): input is NamedTensors {
  if (typeof input !== "object" || input === null || isTensor(input as TensorLike)) return false;
  return isMap(input) || (!Array.isArray(input) && isPlain(input));
}
