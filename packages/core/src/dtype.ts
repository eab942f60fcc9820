import { check } from "./arguments/check.ts";

/** The element types of tensors. `bool` holds 0 or 1, in one byte each. */
export type DType = "float32" | "float64" | "int32" | "bool";

/** The arrays that hold elements on the host, one class for each {@link DType}: `Uint8Array` holds `bool`. */
export type TypedArray = Float32Array | Float64Array | Int32Array | Uint8Array;

/**
 * Thrown if a dtype does not fit an operation.
 *
 * @example
 * ```ts
 * let found: unknown;
 * try {
 *   matmul(tensor([[true]]), tensor([["1"]] as never));
 * } catch (error) {
 *   found = error;
 * }
 * found instanceof DTypeError; // false
 * ```
 */
export class DTypeError extends TypeError {
  override readonly name = "DTypeError";
}

/** In a record of their own: to read it from a class takes longer than some kernels. */
const bytes: Record<DType, number> = { float32: 4, float64: 8, int32: 4, bool: 1 };

const arrays = { float32: Float32Array, float64: Float64Array, int32: Int32Array, bool: Uint8Array } as const;

/** Order of promotion, from the narrowest to the widest: of two dtypes, the wider one is taken. */
const widths: Record<DType, number> = { bool: 0, int32: 1, float32: 2, float64: 3 };

/** The number of bytes of one element. */
export function bytesPerElement(dtype: DType): number {
  return bytes[dtype];
}

/** Whether a value is the name of a dtype. */
export function isDType(name: unknown): name is DType {
  return typeof name === "string" && Object.hasOwn(arrays, name);
}

/**
 * The name of a dtype.
 *
 * @example
 * ```ts
 * import { aDType, checkArgument } from "@gradiente/core/arguments";
 *
 * checkArgument("crop", "the dtype", "float32", aDType);
 * ```
 */
export const aDType = /* @__PURE__ */ check<DType>("float32, float64, int32 or bool", isDType, DTypeError);

/** Whether a dtype is float32 or float64. */
export function isFloat(dtype: DType): boolean {
  return dtype === "float32" || dtype === "float64";
}

/** The largest number of elements of one array. Tensors of indices are int32, and reach no further. */
const MOST_ELEMENTS = 2 ** 31 - 1;

class TooLarge extends RangeError {
  readonly problem: string;

  constructor(op: string, problem: string, cause: unknown) {
    super(`${op}: ${problem}`, { cause });
    this.problem = problem;
  }
}

/** The error for what is too large, in the name of the op that was called; any other error as it is. */
export function inNameOf(op: string, error: unknown): unknown {
  return error instanceof TooLarge ? new TooLarge(op, error.problem, error.cause) : error;
}

/**
 * An array of `size` zeros.
 *
 * @param op what was called, for the error. Storage does not know it: who asks a backend for it puts it right (see
 * {@link inNameOf}).
 * @throws RangeError if there is no memory for it, or it would have more than 2^31 - 1 elements.
 */
export function allocateArray(dtype: DType, size: number, op = "tensor"): TypedArray {
  if (!(size <= MOST_ELEMENTS)) throw tooLarge(dtype, size, op, `at most ${MOST_ELEMENTS} can be held`);
  try {
    // By name: engines make an array of a class that they know in half the time.
    return dtype === "float32" ? new Float32Array(size) : new arrays[dtype](size);
  } catch (cause) {
    throw tooLarge(dtype, size, op, "there is no memory for them", cause);
  }
}

function tooLarge(dtype: DType, size: number, op: string, problem: string, cause?: unknown): RangeError {
  return new TooLarge(op, `${size} elements of ${dtype} are too many: ${problem}`, cause);
}

/** An array of `size` elements on a buffer, starting at byte `byte`. */
export function arrayOn(buffer: ArrayBuffer, byte: number, dtype: DType, size: number): TypedArray {
  return new arrays[dtype](buffer, byte, size);
}

/** The dtype of an array that the user passes in. A `Uint8Array` does not determine one, so the user must name it. */
export function dtypeOfArray(array: TypedArray): DType | undefined {
  // By name: a test runner or an iframe has classes of its own, and an array of theirs is an instance of none of ours.
  switch (array[Symbol.toStringTag]) {
    case "Float32Array":
      return "float32";
    case "Float64Array":
      return "float64";
    case "Int32Array":
      return "int32";
    default:
      return undefined;
  }
}

/** The dtype of a result of two operands: the wider one, where bool < int32 < float32 < float64. */
export function promote(a: DType, b: DType): DType {
  return widths[a] >= widths[b] ? a : b;
}

/** The floating dtype for an operand of `dtype`: the dtype itself if it is floating, and float32 for int32 and bool. */
export function toFloat(dtype: DType): DType {
  return isFloat(dtype) ? dtype : "float32";
}

/** The dtype for arithmetic on an operand of `dtype`: int32 for bool, and the dtype itself otherwise. */
export function toNumeric(dtype: DType): DType {
  return dtype === "bool" ? "int32" : dtype;
}

/** Whether an int32 can hold the number. */
function isInt32(value: number): boolean {
  return value === (value | 0);
}

/**
 * A plain number has no dtype of its own. Beside a floating tensor it takes that tensor's, rounded if need be. Beside
 * integers it is int32 if it is one; whole numbers beyond are float64, which holds them and the integers exactly;
 * fractions, infinities and NaN are float32.
 */
export function dtypeOfNumber(value: number, dtype: DType): DType {
  if (isFloat(dtype)) return dtype;
  if (!Number.isInteger(value)) return "float32";
  return isInt32(value) ? "int32" : "float64";
}

/** As {@link dtypeOfNumber}, for a comparison, whose result has no digits to lose: exact beside integers. */
export function dtypeOfCompared(value: number, dtype: DType): DType {
  if (isFloat(dtype)) return dtype;
  return isInt32(value) ? "int32" : "float64";
}

/** The dtype in which two operands are compared: float64 for int32 beside float32, which cannot hold all integers. */
export function comparedIn(a: DType, b: DType): DType {
  const wider = promote(a, b);
  return wider === "float32" && (a === "int32" || b === "int32") ? "float64" : wider;
}
