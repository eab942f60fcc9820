import { MOST_AXES, type Shape } from "../shape.ts";
import { type ElementFormat, elementFormats } from "./elements.ts";
import { shortened } from "./json.ts";

/* What an npy file says before its data: a dictionary of three entries, as Python writes it. */

/**
 * Thrown if bytes are not an npy file of numbers, or a tensor cannot be written as one.
 *
 * @example
 * ```ts
 * let found: unknown;
 * try {
 *   decodeNpy(new Uint8Array([1, 2, 3]));
 * } catch (error) {
 *   found = error;
 * }
 * found instanceof NpyError; // true
 * ```
 */
export class NpyError extends Error {
  override readonly name = "NpyError";
}

/** What the header says of the array. */
export interface NpyHeader {
  readonly format: ElementFormat;
  readonly isBigEndian: boolean;
  /** Whether the first axis is the innermost one. */
  readonly isFortran: boolean;
  readonly shape: Shape;
}

/** Kinds of numbers in NumPy, with their bytes, as elements are called here. */
const NUMBERS: Readonly<Record<string, string>> = {
  b1: "BOOL",
  i1: "I8",
  i2: "I16",
  i4: "I32",
  i8: "I64",
  u1: "U8",
  u2: "U16",
  u4: "U32",
  u8: "U64",
  f2: "F16",
  f4: "F32",
  f8: "F64",
};

/** What else a dtype can be, and what helps. */
const OTHERS: Readonly<Record<string, string>> = {
  O: "Python objects, which cannot be read without running code; save an array of numbers",
  c: "complex numbers, which tensors do not hold; save the real and the imaginary part",
  f: "floating numbers of another size; convert it to float64 before saving",
  S: "text; save an array of numbers",
  U: "text; save an array of numbers",
  V: "plain bytes or records; save each field as an array of numbers",
  M: "dates; convert it to numbers before saving",
  m: "spans of time; convert it to numbers before saving",
};

const ENTRY = /\s*'(\w+)'\s*:\s*(?:'([^'\\]*)'|(True|False)|\(([\dL,\s]*)\))\s*(?:,|(?=\}))/y;

/**
 * The header of an npy file.
 *
 * @throws what `fail` makes, for anything but numbers.
 */
export function parseNpyHeader(text: string, fail: (problem: string) => NpyError): NpyHeader {
  const entries = new Map<string, string | boolean | Shape>();
  const inner = /^\s*\{([\s\S]*\})\s*$/.exec(text)?.[1];
  if (inner === undefined) throw fail(`the header is no dictionary: ${shortened(text.trim())}`);
  let at = 0;
  while (inner.slice(at).trim() !== "}") {
    ENTRY.lastIndex = at;
    const entry = ENTRY.exec(inner);
    const rest = inner.slice(at).trim();
    if (entry === null) {
      const isRecord = /^'descr'\s*:\s*\[/.test(rest);
      throw fail(
        isRecord
          ? `its elements are ${OTHERS.V}`
          : `the header cannot be understood from here on: ${shortened(rest)}`,
      );
    }
    const [whole, key, word, truth, sizes] = entry;
    if (entries.has(key)) throw fail(`the header has '${key}' twice`);
    entries.set(key, word ?? (truth === undefined ? toShape(sizes, fail) : truth === "True"));
    at += whole.length;
  }
  const [descr, isFortran, shape] = ["descr", "fortran_order", "shape"].map((key) => entries.get(key));
  if (typeof descr !== "string" || typeof isFortran !== "boolean" || !isShape(shape) || entries.size > 3) {
    throw fail(`the header must have 'descr', 'fortran_order' and 'shape' alone: ${shortened(text.trim())}`);
  }
  return { ...elementsOf(descr, fail), isFortran, shape };
}

const isShape = (value: unknown): value is Shape => Array.isArray(value);

function toShape(sizes: string, fail: (problem: string) => NpyError): Shape {
  const tuple = /^\s*(?:\d+L?\s*,\s*)*(?:\d+L?\s*)?$/;
  // One size without a comma would be a number in brackets, and no tuple.
  const isTuple = tuple.test(sizes) && (sizes.trim() === "" || sizes.includes(","));
  const shape = (sizes.match(/\d+/g) ?? []).map(Number);
  if (!isTuple || !shape.every(Number.isSafeInteger)) throw fail(`(${shortened(sizes)}) is not a shape`);
  if (shape.length > MOST_AXES) {
    throw fail(`it has ${shape.length} axes, more than the ${MOST_AXES} allowed`);
  }
  return shape;
}

function elementsOf(
  descr: string,
  fail: (problem: string) => NpyError,
): Pick<NpyHeader, "format" | "isBigEndian"> {
  const [, order, kind] = /^([<>|=]?)(\w+|\?)/.exec(descr) ?? [];
  const format = elementFormats.get(NUMBERS[kind === "?" ? "b1" : kind] ?? "");
  const isWhole = descr === `${order}${kind}`;
  if (format !== undefined && isWhole && !(order === "|" && format.bytes > 1)) {
    return { format, isBigEndian: order === ">" && format.bytes > 1 };
  }
  const other = OTHERS[kind?.[0] ?? ""];
  throw fail(
    `its dtype is '${shortened(descr)}'${other === undefined ? ", which NumPy does not have" : `: ${other}`}`,
  );
}
