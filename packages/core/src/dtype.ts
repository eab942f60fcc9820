/** The element types of tensors. `bool` holds 0 and 1 in a byte each. */
export type DType = "float32" | "float64" | "int32" | "bool";

/** The arrays that hold elements on the host: one kind for each {@link DType}. */
export type TypedArray = Float32Array | Float64Array | Int32Array | Uint8Array;

/** Thrown where a dtype does not fit an operation. */
export class DTypeError extends TypeError {
  override readonly name = "DTypeError";
}

const arrays = { float32: Float32Array, float64: Float64Array, int32: Int32Array, bool: Uint8Array } as const;

/** From the narrowest to the widest: promotion takes the wider of two. */
const widths: Record<DType, number> = { bool: 0, int32: 1, float32: 2, float64: 3 };

/** Bytes of one element. */
export function bytesPerElement(dtype: DType): number {
  return arrays[dtype].BYTES_PER_ELEMENT;
}

export function isDType(name: unknown): name is DType {
  return typeof name === "string" && Object.hasOwn(arrays, name);
}

export function isFloat(dtype: DType): boolean {
  return dtype === "float32" || dtype === "float64";
}

/** A zero-filled array of `size` elements. */
export function allocateArray(dtype: DType, size: number): TypedArray {
  return new arrays[dtype](size);
}

/** `size` elements of a buffer, from a byte on. */
export function arrayOn(buffer: ArrayBuffer, byte: number, dtype: DType, size: number): TypedArray {
  return new arrays[dtype](buffer, byte, size);
}

/** The dtype of an array handed in by the user; a `Uint8Array` has none of its own, so it must be named. */
export function dtypeOfArray(array: TypedArray): DType | undefined {
  if (array instanceof Float32Array) return "float32";
  if (array instanceof Float64Array) return "float64";
  if (array instanceof Int32Array) return "int32";
  return undefined;
}

/** The dtype in which two operands meet: bool < int32 < float32 < float64. */
export function promote(a: DType, b: DType): DType {
  return widths[a] >= widths[b] ? a : b;
}

/** The narrowest floating dtype that stands for `dtype`: itself, or float32 for integers and booleans. */
export function toFloat(dtype: DType): DType {
  return isFloat(dtype) ? dtype : "float32";
}

/** The narrowest dtype with arithmetic that stands for `dtype`: itself, or int32 for booleans. */
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
