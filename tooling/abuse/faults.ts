import { Tensor, tensor, Variable } from "@gradiente/core";
import type { Call } from "./sample.ts";

/* Every way to get a single argument wrong. */

/** A value that is put in the place of another one. */
interface Wrong {
  readonly label: string;
  readonly make: () => unknown;
  /** What it may rightly be taken for. Where a function asks for something else, it must say so. */
  readonly kind: Kind;
}

type Kind =
  | "nothing"
  | "null"
  | "number"
  | "boolean"
  | "text"
  | "list"
  | "tensor"
  | "record"
  | "function"
  | "other";

const wrong = (kind: Kind, values: Readonly<Record<string, () => unknown>>): Wrong[] =>
  Object.entries(values).map(([label, make]) => ({ label, make, kind }));

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < depth; level++) value = [value];
  return value;
}

function cyclic(): unknown {
  const list: unknown[] = [];
  list.push(list, list);
  return list;
}

function cyclicRecord(): unknown {
  const record: Record<string, unknown> = {};
  record.self = record;
  return record;
}

/** Numbers that functions may take or refuse, but must not choke on. */
const numbers = wrong("number", {
  "0": () => 0,
  "-0": () => -0,
  "-1": () => -1,
  "0.5": () => 0.5,
  "100": () => 100,
  "2^31": () => 2 ** 31,
  "2^40": () => 2 ** 40,
  "2^53": () => 2 ** 53,
  "1e308": () => 1e308,
  "-1e308": () => -1e308,
  NaN: () => Number.NaN,
  Infinity: () => Number.POSITIVE_INFINITY,
  "-Infinity": () => Number.NEGATIVE_INFINITY,
});

const values: readonly Wrong[] = [
  ...wrong("nothing", { undefined: () => undefined }),
  ...wrong("null", { null: () => null }),
  ...numbers,
  ...wrong("boolean", { true: () => true, false: () => false }),
  ...wrong("text", { text: () => "lanczos", "": () => "", "a number as text": () => "1" }),
  ...wrong("list", {
    "[]": () => [],
    "[1, 2, 3]": () => [1, 2, 3],
    "[[1, 2], [3]]": () => [[1, 2], [3]],
    "a list of text": () => ["a", "b"],
    "a list of nothing": () => [undefined, null],
    "a list of objects without prototype": () => [Object.create(null)],
    "a sparse list": () => new Array(2),
    "a list with a hole": () => {
      const list = [0, 1];
      delete list[0];
      return list;
    },
    "a list of 2^31": () => [2 ** 31, 2 ** 31],
    "a list of 2^53": () => [2 ** 53, 2 ** 53],
    "a list of 200000 numbers": () => new Array(200_000).fill(0),
    "a cyclic list": cyclic,
    "a list nested 10000 deep": () => nested(10_000),
    bytes: () => new Uint8Array(3),
    "big integers": () => new BigInt64Array(2),
  }),
  ...wrong("tensor", {
    "a tensor of float32": () => tensor([[1, 2, 3], [4, 5, 6]]), // biome-ignore format: a matrix
    "a float64 scalar": () => tensor(2, { dtype: "float64" }),
    "a tensor of int32": () => tensor([5, -1], { dtype: "int32" }),
    "a tensor of bool": () => tensor([[true], [false]]),
    "an empty tensor": () => tensor([], { shape: [0] }),
    "a tensor of five axes": () => tensor(new Float32Array(16), { shape: [1, 2, 2, 2, 2] }),
    "a Variable": () => new Variable(tensor([1, 2])),
  }),
  ...wrong("record", {
    "{}": () => ({}),
    "an object": () => ({ a: 1 }),
    "a cyclic object": cyclicRecord,
    "an object without prototype": () => Object.create(null),
    "an object like a tensor": () => ({ shape: [2], dtype: "float32", size: 2, ndim: 1, isDisposed: true }),
    "a Map": () => new Map<unknown, unknown>([["a", 1]]),
  }),
  ...wrong("function", {
    "a function": () => () => undefined,
    "an async function": () => async () => undefined,
    "a class": () => class Given {},
  }),
  ...wrong("other", {
    "a symbol": () => Symbol("given"),
    "a bigint": () => 3n,
    "a Set": () => new Set([1]),
    "a Date": () => new Date(0),
    "a regular expression": () => /x/,
    "a promise": () => Promise.resolve(1),
    "a DataView": () => new DataView(new ArrayBuffer(8)),
    "an ArrayBuffer": () => new ArrayBuffer(8),
  }),
];

/** A call with one thing wrong. */
export interface Fault {
  readonly label: string;
  /** The arguments, made anew. */
  readonly args: () => readonly unknown[];
  /** Why it is a fault that the call is accepted; null if it may be. */
  readonly refused: string | null;
  /** Whether a NaN in the result may come from a number that was given. */
  readonly isNumeric: boolean;
}

type Change = Pick<Fault, "label" | "refused" | "isNumeric"> & {
  readonly make: (args: readonly unknown[]) => readonly unknown[];
};

/** Records that are no options: free text by key, objects with methods. */
const free = new WeakSet<object>();

/** Marks a record whose entries are not options. */
export function withFreeKeys<T extends object>(record: T): T {
  free.add(record);
  return record;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;

function kindOf(value: unknown): Kind {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  if (typeof value === "number") return "number";
  if (typeof value === "boolean") return "boolean";
  if (typeof value === "string") return "text";
  if (typeof value === "function") return "function";
  if (Array.isArray(value) || ArrayBuffer.isView(value)) return "list";
  if (value instanceof Tensor || value instanceof Variable) return "tensor";
  return isRecord(value) || value instanceof Map ? "record" : "other";
}

/** Kinds that a function may take in place of another: a number is a tensor, a list names several axes. */
const alike: Readonly<Record<Kind, readonly Kind[]>> = {
  nothing: ["nothing"],
  null: ["null", "number", "list", "nothing"],
  number: ["number", "boolean", "list", "tensor", "nothing"],
  boolean: ["boolean", "nothing"],
  text: ["text", "number", "nothing"],
  list: ["list", "number", "tensor", "nothing"],
  tensor: ["tensor", "number", "boolean", "nothing"],
  record: ["record", "nothing"],
  function: ["function", "number"],
  other: ["other"],
};

function isAlike(valid: unknown, value: Wrong): boolean {
  // Where a text is a pattern, so is a regular expression.
  if (valid === "*" && value.label === "a regular expression") return true;
  return alike[kindOf(valid)].includes(value.kind);
}

/** Another value in place of one. `put` gives the arguments with it. */
function replacements(
  path: string,
  valid: unknown,
  put: (args: readonly unknown[], value: unknown) => readonly unknown[],
): Change[] {
  return values.map((value) => ({
    label: `${path}: ${value.label}`,
    refused: isAlike(valid, value) ? null : `it takes ${value.label} for ${path}`,
    isNumeric: ["number", "list", "tensor", "boolean"].includes(value.kind),
    make: (args) => put(args, value.make()),
  }));
}

/** All that can be wrong about one option. */
function optionFaults(place: number, options: Readonly<Record<string, unknown>>): Change[] {
  const put = (args: readonly unknown[], changed: (old: Readonly<Record<string, unknown>>) => unknown) =>
    args.map((arg, i) => (i === place ? changed(arg as Readonly<Record<string, unknown>>) : arg));
  const strict = (label: string, make: Change["make"]): Change => ({
    label,
    make,
    refused: `it ignores ${label}`,
    isNumeric: true,
  });
  return Object.entries(options).flatMap(([name, valid]) => {
    const misspelt = [
      name.slice(0, -1),
      `${name}s`,
      name.toLowerCase(),
      name.toUpperCase(),
      `${name[1]}${name[0]}${name.slice(2)}`,
    ];
    const set = (value: unknown) => (args: readonly unknown[]) =>
      put(args, (old) => ({ ...old, [name]: value }));
    return [
      ...misspelt
        .filter((other) => !(other in options))
        .map((other) =>
          strict(`an option ${other}`, (args) =>
            put(args, ({ [name]: value, ...rest }) => ({ ...rest, [other]: value })),
          ),
        ),
      ...replacements(`option ${name}`, valid, (args, value) => set(value)(args)).map((change) =>
        // An option has one type, and undefined is its default.
        ({ ...change, refused: refusedOption(name, valid, change) }),
      ),
    ];
  });
}

/** Options of several types, such as a number for all axes or a list. */
const severalTypes: Readonly<Record<string, readonly Kind[]>> = {
  padding: ["number", "list"],
  stride: ["number", "list"],
  dilation: ["number", "list"],
  outputPadding: ["number", "list"],
  outputSize: ["number", "list"],
  size: ["number", "list"],
  scale: ["number", "list"],
  learningRate: ["number", "function"],
  to: ["number", "function"],
  unknown: ["number", "text"],
  value: ["number", "text", "function"],
  centers: ["number", "list"],
  stratify: ["boolean", "list"],
  rate: ["number", "tensor"],
  rename: ["function", "record"],
  shape: ["list", "record"],
  logScale: ["boolean", "list"],
};

/** Options that are any text. */
const freeTexts: readonly string[] = [
  "name",
  "value",
  "delimiter",
  "file",
  "directory",
  "monitor",
  "module",
  "title",
  "summary",
  "xLabel",
  "yLabel",
  "valueLabel",
  "missingLabel",
];

function refusedOption(name: string, valid: unknown, { label }: Change): string | null {
  const given = values.find((value) => label.endsWith(`: ${value.label}`)) as Wrong;
  if (given.label === "undefined") return null;
  const kinds = severalTypes[name] ?? [kindOf(valid)];
  if (!kinds.includes(given.kind)) return `it takes ${given.label} for option ${name}`;
  // A text of a closed set.
  return given.kind === "text" && !freeTexts.includes(name)
    ? `it takes ${given.label} for option ${name}`
    : null;
}

/** Each element of a list wrong, one too many, and one too few. */
function elementFaults(place: number, list: readonly unknown[]): Change[] {
  const put = (args: readonly unknown[], changed: (old: readonly unknown[]) => unknown) =>
    args.map((arg, i) => (i === place ? changed(arg as readonly unknown[]) : arg));
  const accepted = { refused: null, isNumeric: true };
  return [
    ...list
      .slice(0, 2)
      .flatMap((valid, i) =>
        replacements(`element ${i} of argument ${place}`, valid, (args, value) =>
          put(args, (old) => old.map((element, at) => (at === i ? value : element))),
        ),
      ),
    { ...accepted, label: `argument ${place} without its last element`, make: (args) => put(args, (old) => old.slice(0, -1)) },
    { ...accepted, label: `argument ${place} with an element twice`, make: (args) => put(args, (old) => [...old, old[0]]) },
  ]; // biome-ignore format: rows
}

/** Functions that give something else than they should. */
function functionFaults(place: number): Change[] {
  return values
    .filter(({ kind }) => kind !== "tensor")
    .map(({ label, make }) => ({
      label: `argument ${place}: a function that gives ${label}`,
      make: (args) => args.map((arg, i) => (i === place ? () => make() : arg)),
      refused: null,
      isNumeric: true,
    }));
}

function changesOf(args: readonly unknown[]): Change[] {
  return args.flatMap((valid, place) => {
    const path = `argument ${place}`;
    const plain = replacements(path, valid, (given, value) =>
      given.map((arg, i) => (i === place ? value : arg)),
    );
    const missing: Change = {
      label: `without argument ${place} and what follows`,
      make: (given) => given.slice(0, place),
      refused: null,
      isNumeric: false,
    };
    if (isRecord(valid) && !free.has(valid)) {
      const unknown: Change = {
        label: `${path}: an option that does not exist`,
        make: (given) => given.map((arg, i) => (i === place ? { ...(arg as object), unheardOf: 1 } : arg)),
        refused: "it ignores an option that does not exist",
        isNumeric: true,
      };
      return [...plain, missing, unknown, ...optionFaults(place, valid)];
    }
    if (Array.isArray(valid)) return [...plain, missing, ...elementFaults(place, valid)];
    return typeof valid === "function" ? [...plain, missing, ...functionFaults(place)] : [...plain, missing];
  });
}

/** What else arguments may be, as the documentation of their functions says. */
const documented: Readonly<Record<string, Kind | readonly Kind[]>> = {
  "BatchNorm1d, option momentum": "null",
  "BatchNorm2d, option momentum": "null",
  "BatchNorm3d, option momentum": "null",
  "ColumnTransformer.fit, argument 0": "tensor",
  "InstanceNorm1d, option momentum": "null",
  "InstanceNorm2d, option momentum": "null",
  "InstanceNorm3d, option momentum": "null",
  "OneHotEncoder.fit, argument 0": "tensor",
  "OneHotEncoder.fitTransform, argument 0": "tensor",
  "OrdinalEncoder.fit, argument 0": "tensor",
  "OrdinalEncoder.fitTransform, argument 0": "tensor",
  "Table, argument 0": "record",
  "categoricalColumn, element 0 of argument 0": "null",
  "categoricalColumn, element 1 of argument 0": "null",
  "classBalanced, argument 0": "list",
  "classBalanced, element 0 of argument 0": "null",
  "classBalanced, element 1 of argument 0": "null",
  "describe, argument 0": "tensor",
  "isHeldOut, argument 0": "tensor",
  "numericColumn, element 0 of argument 0": "null",
  "numericColumn, element 1 of argument 0": "null",
  "textColumn, element 0 of argument 0": "null",
  "textColumn, element 1 of argument 0": "null",
  "Table.withColumn, argument 1": "function",
  "encodeMat, argument 0": "list",
  "encodeNpz, argument 0": "list",
  "encodeSafetensors, argument 0": "list",
  "encodeTensors, argument 0": "list",
  "saveTensors, argument 1": "list",
  "safetensorsChunks, argument 0": "list",
  "fft, argument 0": "tensor",
  "fft2, argument 0": "tensor",
  "ifft, argument 0": "tensor",
  "ifft2, argument 0": "tensor",
  "irfft, argument 0": "tensor",
  "l1Penalty, argument 0": "other",
  "l2Penalty, argument 0": "other",
  "slice, element 0 of argument 1": "null",
  "slice, element 1 of argument 1": "null",
  "summary, argument 1": "list",
  "tensor, argument 0": "boolean",
  "appendInFull, argument 1": "list",
  "bundleParts, argument 2": "tensor",
  "mapBundle, argument 0": "tensor",
  "predict, argument 1": "tensor",
  "drawNetwork, option input": "tensor",
  "lossSurface, argument 0": ["list", "tensor"],
  "report, element 0 of argument 0": "text",
  "weightHistograms, argument 0": "list",
  "writeFileAtomically, argument 1": ["list", "text", "tensor"],
  "writeFileAtomically, element 0 of argument 1": "list",
  "writeFileAtomically, element 1 of argument 1": "list",
};

/** Every call with a single fault that can be made of a valid one. */
export function faultsOf({ name, args }: Call): Fault[] {
  return changesOf(args()).map(({ make, label, refused, isNumeric }) => {
    const kind = values.find((value) => label.endsWith(`: ${value.label}`))?.kind;
    const path = `${name}, ${label.slice(0, label.indexOf(":"))}`;
    return {
      label,
      isNumeric,
      refused: kind !== undefined && [documented[path]].flat().includes(kind) ? null : refused,
      args: () => make(args()),
    };
  });
}
