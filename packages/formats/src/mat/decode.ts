import { type DType, permute, type Tensor, type TypedArray, tensor } from "@gradiente/core";
import { checkArgument, declareOptions, optionsOf } from "@gradiente/core/arguments";
import { aFileName, MOST_AXES, someBytes, swapBytes } from "@gradiente/core/elements";
import { someNames } from "../checks.ts";
import { elementsOf, readElements } from "../elements.ts";
import { type Fail, failing, shortened, within } from "../format-error.ts";
import { aLimit, DEFAULT_LIMIT, type UnpackOptions } from "../limit.ts";
import { elementAt, type MatElement, MI, NUMERIC } from "./element.ts";
import { inflate } from "./inflate.ts";

/*
 * MAT files of version 5, which MATLAB saves as -v6 and -v7 (MathWorks, "MAT-File Format", version 5): a header of 128 bytes,
 * then an element for each variable, perhaps compressed. Matrices are in column-major order.
 */

export const HEADER_BYTES = 128;
const LOGICAL = 0x200;
const COMPLEX = 0x800;

/** Classes of arrays of numbers, and what they become. */
const CLASSES: Readonly<Record<number, DType>> = {
  6: "float64",
  7: "float32",
  8: "int32",
  9: "int32",
  10: "int32",
  11: "int32",
  12: "int32",
  13: "int32",
  14: "int32",
  15: "int32",
};

const OTHERS: Readonly<Record<number, string>> = {
  1: "a cell array",
  2: "a structure",
  3: "an object",
  4: "text",
  5: "a sparse matrix",
  16: "a function",
  17: "an object",
};

/** Objects of newer classes, which are written in another order. */
const OPAQUE = 17;

/** Options of {@link decodeMat}. */
export interface MatReadOptions extends UnpackOptions {
  /** The names of the variables that are read; the others are not looked at. Default: all. */
  readonly variables?: readonly string[];
}

const MAT = /* @__PURE__ */ declareOptions<MatReadOptions>({ limit: aLimit, variables: someNames });

/**
 * The arrays of numbers in a MAT file of version 5 (MATLAB's `save -v7`, the default, and `-v6`), by the names of the
 * variables. double, single, int32 and logical become float64, float32, int32 and bool; other integers become int32, if
 * all of them fit. Shapes are those of MATLAB, with two axes at least.
 *
 * @param file the name of the file, for errors. Default: "mat".
 * @throws FormatError that names what is wrong and with which variable: text, cells, structures, sparse or complex
 * matrices among those that are read, none of a name, a file of version 7.3 (which is HDF5) or 4, data that are damaged, or
 * more bytes unpacked than the limit.
 * @example
 * const bytes = encodeMat([["w", tensor([[1, 2], [3, 4]])], ["b", tensor([5])]]);
 * decodeMat(bytes).get("w")?.toArray(); // [[1, 2], [3, 4]]
 * [...decodeMat(bytes, "x.mat", { variables: ["b"] }).keys()]; // ["b"]
 */
export function decodeMat(bytes: Uint8Array, file = "mat", options?: MatReadOptions): Map<string, Tensor> {
  checkArgument("decodeMat", "the bytes", bytes, someBytes);
  checkArgument("decodeMat", "the file", file, aFileName);
  const { limit = DEFAULT_LIMIT, variables } = optionsOf("decodeMat", options, MAT);
  const { tensors, others } = readVariables(bytes, { file, limit, asked: variables });
  for (const [name, what] of others) {
    const failNamed = within(failing(file), `variable '${shortened(name)}'`);
    throw failNamed(`it is ${what}; save arrays of numbers, or choose these, { variables: [...] }`);
  }
  return tensors;
}

/** What a MAT file holds. */
interface Variables {
  readonly tensors: Map<string, Tensor>;
  /** The variables that are no arrays of numbers, with what they are. */
  readonly others: Map<string, string>;
}

/** All variables, or those that are asked for. @throws what `decodeMat` throws, except for those that are no numbers. */
export function readVariables(
  bytes: Uint8Array,
  { file, limit, asked }: { file: string; limit: number; asked?: readonly string[] | undefined },
): Variables {
  const fail = failing(file);
  const isBigEndian = readHeader(bytes, fail);
  const found: Variables = { tensors: new Map(), others: new Map() };
  const names = new Set<string>();
  let [at, left] = [HEADER_BYTES, limit];
  while (at < bytes.length) {
    let element = elementAt(bytes, at, isBigEndian, fail);
    at = element.next;
    if (element.type === MI.compressed) {
      const whole = inflate(element.bytes, left, within(fail, `byte ${at - element.bytes.length}`));
      left -= whole.length;
      element = elementAt(whole, 0, isBigEndian, fail);
    }
    if (element.type !== MI.matrix)
      throw fail(`an element of type ${element.type} stands where a matrix should be`);
    const matrix = headOf(element.bytes, isBigEndian, fail);
    const { name, other } = matrix;
    if (names.has(name)) throw fail(`the variable '${shortened(name)}' is there twice`);
    names.add(name);
    // What MATLAB keeps for functions and objects is no variable.
    if (name === "") continue;
    if (asked !== undefined && !asked.includes(name)) continue;
    if (other === undefined) found.tensors.set(name, readMatrix(element.bytes, matrix, isBigEndian, fail));
    else found.others.set(name, other);
  }
  const missing = asked?.find((name) => !names.has(name));
  if (missing === undefined) return found;
  const there = [...names].slice(0, 20).map((name) => `'${shortened(name)}'`);
  throw fail(`it has no variable '${shortened(missing)}'; there are ${there.join(", ") || "none"}`);
}

/** @returns whether numbers are big-endian. */
function readHeader(bytes: Uint8Array, fail: Fail): boolean {
  const text = String.fromCharCode(...bytes.subarray(0, 116));
  if (text.startsWith("MATLAB 7.3"))
    throw fail("it has version 7.3, which is HDF5; in MATLAB, save it with -v7");
  if (bytes.length < HEADER_BYTES)
    throw fail("it is cut off in its header, or of another version than 5; in MATLAB, save it with -v7");
  const order = String.fromCharCode(bytes[126], bytes[127]);
  if (order !== "IM" && order !== "MI") {
    throw fail("it does not begin as a MAT file of version 5 does; in MATLAB, save it with -v7");
  }
  const version = order === "IM" ? bytes[125] : bytes[124];
  if (version !== 1) throw fail(`it has version ${version}, and 1 is known; in MATLAB, save it with -v7`);
  return order === "MI";
}

/** What stands in front of the numbers of a matrix. */
interface Head {
  readonly name: string;
  /** What it is, if it is no array of numbers. */
  readonly other: string | undefined;
  readonly dtype: DType;
  readonly sizes: MatElement;
  /** Where the numbers begin. */
  readonly begin: number;
}

function headOf(bytes: Uint8Array, isBigEndian: boolean, fail: Fail): Head {
  const next = (after: MatElement | undefined) => elementAt(bytes, after?.next ?? 0, isBigEndian, fail);
  const flags = next(undefined);
  const hasFlags = flags.type === MI.uint32 && flags.bytes.length === 8;
  const view = new DataView(flags.bytes.buffer, flags.bytes.byteOffset, flags.bytes.length);
  const bits = hasFlags ? view.getUint32(0, !isBigEndian) : 0;
  const kind = bits & 0xff;
  const sizes = next(flags);
  // Tables, texts of "double quotes" and the like have no sizes.
  const named = kind === OPAQUE ? sizes : next(sizes);
  const name = String.fromCharCode(...named.bytes.subarray(0, 256));
  if (!hasFlags) throw within(fail, `variable '${shortened(name)}'`)("it has no flags of 8 bytes");
  const numbers = CLASSES[kind];
  const other = numbers === undefined ? (OTHERS[kind] ?? `of class ${kind}`) : undefined;
  return {
    name,
    other: other ?? (bits & COMPLEX ? "a complex matrix" : undefined),
    dtype: bits & LOGICAL ? "bool" : numbers,
    sizes,
    begin: named.next,
  };
}

function readMatrix(
  bytes: Uint8Array,
  { name, dtype, sizes, begin }: Head,
  isBigEndian: boolean,
  fail: Fail,
): Tensor {
  const failNamed = within(fail, `variable '${shortened(name)}'`);
  const shape = readShape(sizes, isBigEndian, failNamed);
  const data = elementAt(bytes, begin, isBigEndian, failNamed);
  const stored = NUMERIC[data.type];
  if (stored === undefined) throw failNamed(`its numbers are of type ${data.type}, which is not known`);
  const format = elementsOf(stored);
  const needed = shape.reduce((size, axis) => size * axis, format.bytes);
  if (needed !== data.bytes.length) {
    throw failNamed(
      `its shape [${shape.join(", ")}] takes ${needed} bytes, but there are ${data.bytes.length}`,
    );
  }
  const values = readElements({ bytes: data.bytes, format, isBigEndian }, "decodeMat", failNamed);
  return columnMajor(converted(values, dtype, failNamed), dtype, shape);
}

function readShape({ type, bytes }: MatElement, isBigEndian: boolean, fail: Fail): number[] {
  if (type !== MI.int32 || bytes.length % 4 > 0) throw fail("it has no shape");
  const ordered = isBigEndian ? swapBytes(bytes, 4) : bytes;
  const view = new DataView(ordered.buffer, ordered.byteOffset, ordered.byteLength);
  const shape = Array.from({ length: Math.min(bytes.length / 4, MOST_AXES + 1) }, (_, axis) =>
    view.getInt32(4 * axis, true),
  );
  if (shape.length > MOST_AXES || shape.length < 2 || shape.some((size) => size < 0))
    throw fail("it has no shape");
  return shape;
}

/** Numbers may be stored in a narrower type than that of their array. */
function converted(values: TypedArray, dtype: DType, fail: Fail): TypedArray {
  if (dtype === "float64") return Float64Array.from(values);
  if (dtype === "float32") return Float32Array.from(values);
  const wrong = values.findIndex(
    (value) => value !== (value | 0) || (dtype === "bool" && value !== 0 && value !== 1),
  );
  if (wrong >= 0) throw fail(`element ${wrong} is ${values[wrong]}, which ${dtype} cannot hold`);
  return dtype === "bool" ? Uint8Array.from(values) : Int32Array.from(values);
}

function columnMajor(values: TypedArray, dtype: DType, shape: readonly number[]): Tensor {
  const reversed = shape.map((_, axis) => shape.length - 1 - axis);
  return permute(tensor(values, { dtype, shape: reversed.map((axis) => shape[axis]) }), reversed);
}
