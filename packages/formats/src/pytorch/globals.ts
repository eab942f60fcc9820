import { MOST_AXES } from "@gradiente/core/elements";
import { type Fail, shortened } from "../format-error.ts";
import {
  Dictionary,
  Global,
  Items,
  type StoredDType,
  type StoredElements,
  type StoredTensor,
  type Value,
} from "./values.ts";

/* The closed list of what a pickle may name, and what each means. Everything else is refused by its name. */

/** What storages hold, as safetensors calls it. */
const STORAGES: Readonly<Record<string, string>> = {
  FloatStorage: "F32",
  DoubleStorage: "F64",
  HalfStorage: "F16",
  BFloat16Storage: "BF16",
  LongStorage: "I64",
  IntStorage: "I32",
  ShortStorage: "I16",
  CharStorage: "I8",
  ByteStorage: "U8",
  BoolStorage: "BOOL",
};

const DTYPES: Readonly<Record<string, string>> = {
  float32: "F32",
  float64: "F64",
  float16: "F16",
  bfloat16: "BF16",
  int64: "I64",
  int32: "I32",
  int16: "I16",
  int8: "I8",
  uint8: "U8",
  uint16: "U16",
  uint32: "U32",
  uint64: "U64",
  bool: "BOOL",
};

type Meaning = (args: readonly Value[], fail: Fail) => Value;

/** Functions and classes that are called, as what they make. */
const CALLS: ReadonlyMap<string, Meaning> = /* @__PURE__ */ new Map<string, Meaning>([
  ["collections.OrderedDict", emptyDictionary],
  ["torch._utils._rebuild_tensor", (args, fail) => rebuiltTensor(args, undefined, fail)],
  ["torch._utils._rebuild_tensor_v2", (args, fail) => rebuiltTensor(args, undefined, fail)],
  ["torch._utils._rebuild_tensor_v3", (args, fail) => rebuiltTensor(args, args[6], fail)],
  ["torch._utils._rebuild_parameter", ([data], fail) => theTensor(data, fail)],
  ["torch._utils._rebuild_parameter_with_state", ([data], fail) => theTensor(data, fail)],
  ["torch.device", ([type, index], fail) => deviceText(type, index, fail)],
  ["torch.Size", ([sizes], fail) => new Items([...numbersOf(sizes, fail)], true)],
]);

/** A name in a pickle: a dtype, or what waits to be called or to be told apart. @throws what `fail` makes, for any other. */
export function knownGlobal(module: string, name: string, fail: Fail): Value {
  const global = new Global(module, name);
  if (module === "torch") {
    if (Object.hasOwn(DTYPES, name)) return { kind: "dtype", elements: DTYPES[name] };
    if (Object.hasOwn(STORAGES, name)) return global;
  }
  if (CALLS.has(global.name) || global.name === "torch.storage.UntypedStorage") return global;
  throw fail(
    `it needs ${shortened(global.name)}, which is not run: a file may hold tensors, dictionaries, lists, numbers and text ` +
      "alone; in PyTorch, save model.state_dict() instead",
  );
}

/** What a call means. */
export function called(callee: Value, args: Value, fail: Fail): Value {
  const meaning = callee instanceof Global ? CALLS.get(callee.name) : undefined;
  if (meaning === undefined) throw fail(`its pickle calls ${describe(callee)}, which is not run`);
  if (!(args instanceof Items && args.isTuple))
    throw fail("its pickle calls something without arguments; it is damaged");
  return meaning(args.values, fail);
}

/** A storage, by what PyTorch writes of it: its kind, the name of its file, where it was, and its size. */
export function storageOf(id: Value, fail: Fail): StoredElements {
  const [kind, type, key, device, size, part] = id instanceof Items ? id.values : [];
  if (kind !== "storage" || typeof key !== "string" || typeof device !== "string" || !isSize(size)) {
    throw fail("its pickle refers to something that is not a storage");
  }
  // PyTorch before 0.4 had storages that were parts of others.
  if (part !== undefined && part !== null)
    throw fail("a storage in it is a part of another; load it in PyTorch, and save it again");
  if (type instanceof Global) {
    const name = type.name.replace(/^torch\./, "");
    if (Object.hasOwn(STORAGES, name)) return { kind: "storage", key, elements: STORAGES[name], size };
    if (name === "storage.UntypedStorage") return { kind: "storage", key, elements: undefined, size };
  }
  throw fail(`its pickle has a storage of ${describe(type)}`);
}

/** A value in a message. */
export function describe(value: Value | undefined): string {
  if (value instanceof Global) return shortened(value.name);
  if (value instanceof Items) return value.isTuple ? "a tuple" : "a list";
  if (value instanceof Dictionary) return "a dictionary";
  if (value instanceof Uint8Array) return "bytes";
  if (typeof value === "string") return `"${shortened(value)}"`;
  if (typeof value === "object" && value !== null) return `a ${value.kind}`;
  return String(value);
}

function emptyDictionary(args: readonly Value[], fail: Fail): Dictionary {
  if (args.length === 0) return new Dictionary();
  // Pickles of other programs hand over the pairs.
  const [pairs] = args;
  const dictionary = new Dictionary();
  for (const pair of pairs instanceof Items ? pairs.values : []) {
    const [key, value] = pair instanceof Items ? pair.values : [];
    if (value === undefined) throw fail("an ordered dictionary in its pickle is not made of pairs");
    setEntry(dictionary, key as Value, value, fail);
  }
  return dictionary;
}

/** Puts an entry into a dictionary. */
export function setEntry({ entries }: Dictionary, key: Value, value: Value, fail: Fail): void {
  if (typeof key === "object" && key !== null) throw fail(`a key in its pickle is ${describe(key)}`);
  entries.set(key, value);
}

/** A device is its name: "cpu", "cuda:0". */
function deviceText(type: Value | undefined, index: Value | undefined, fail: Fail): string {
  if (typeof type !== "string") throw fail(`its pickle makes a device of ${describe(type)}`);
  return typeof index === "number" ? `${type}:${index}` : type;
}

const isSize = (value: Value | undefined): value is number =>
  Number.isSafeInteger(value) && (value as number) >= 0;

function numbersOf(value: Value | undefined, fail: Fail): number[] {
  const numbers = value instanceof Items ? value.values : undefined;
  if (numbers?.every(isSize)) return numbers as number[];
  throw fail(`its pickle has ${describe(value)} where a list of sizes should be`);
}

function theTensor(value: Value | undefined, fail: Fail): StoredTensor {
  if (typeof value === "object" && value !== null && "kind" in value && value.kind === "tensor") return value;
  throw fail(`its pickle makes a parameter of ${describe(value)}`);
}

function rebuiltTensor(args: readonly Value[], dtype: Value | undefined, fail: Fail): StoredTensor {
  const [storage, offset, sizes, steps] = args;
  if (typeof storage !== "object" || storage === null || !("kind" in storage) || storage.kind !== "storage") {
    throw fail(`its pickle makes a tensor of ${describe(storage)}`);
  }
  const [shape, strides] = [numbersOf(sizes, fail), numbersOf(steps, fail)];
  if (!isSize(offset) || shape.length !== strides.length || shape.length > MOST_AXES) {
    throw fail("its pickle has a tensor whose offset, shape and strides do not fit together");
  }
  const elements = isDType(dtype) ? dtype.elements : storage.elements;
  if (elements === undefined) throw fail("its pickle has a tensor without a dtype");
  return { kind: "tensor", storage, elements, offset, shape, strides };
}

function isDType(value: Value | undefined): value is StoredDType {
  return typeof value === "object" && value !== null && "kind" in value && value.kind === "dtype";
}
