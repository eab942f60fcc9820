import { allocateArray, type DType, type TypedArray } from "../dtype.ts";

/*
 * How files hold elements, and what they become: our dtypes as they are, narrower ones widened, and 64-bit integers as
 * int32 where they fit. Floating numbers are written in 16 bits if that is asked for. Little-endian.
 */

/**
 * Thrown for an element of a file that no tensor can hold: which one it is. Who knows the tensor says which.
 *
 * @example
 * ```ts
 * import { UnfitError } from "@gradiente/core/elements";
 *
 * const error: Error = new UnfitError("300 does not fit into a byte");
 * error.message; // "300 does not fit into a byte"
 * ```
 */
export class UnfitError extends Error {}

/** Where elements are, and what each of them becomes. */
type ReadInteger = (view: DataView, byte: number) => number | bigint;

/** How files hold the elements of one dtype, and what these become. */
export interface ElementFormat {
  /** The number of bytes of an element. */
  readonly bytes: number;
  /** What the elements become. */
  readonly dtype: DType;
  /**
   * The elements from the start of `view` on, little-endian.
   *
   * @param op what was called, for the error of too many elements.
   * @throws UnfitError for an element that the dtype cannot hold.
   */
  readonly read: (view: DataView, size: number, op: string) => TypedArray;
}

/** What is kept as it is. */
function kept(dtype: DType, bytes: number): ElementFormat {
  return {
    bytes,
    dtype,
    read: (view, size, op) => {
      const values = allocateArray(dtype, size, op);
      new Uint8Array(values.buffer).set(new Uint8Array(view.buffer, view.byteOffset, size * bytes));
      const wrong = dtype === "bool" ? values.findIndex((byte) => byte > 1) : -1;
      if (wrong >= 0)
        throw new UnfitError(`element ${wrong} is ${values[wrong]}: each byte of a BOOL must be 0 or 1`);
      return values;
    },
  };
}

function integers(bytes: number, read: ReadInteger): ElementFormat {
  return {
    bytes,
    dtype: "int32",
    read: (view, size, op) => {
      const values = allocateArray("int32", size, op);
      for (let i = 0; i < size; i++) {
        const value = read(view, i * bytes);
        values[i] = Number(value);
        // biome-ignore lint/suspicious/noDoubleEquals: of a bigint too
        if (values[i] != value) throw new UnfitError(`element ${i} is ${value}, which int32 cannot hold`);
      }
      return values;
    },
  };
}

function floats16(widened: (bits: number) => number): ElementFormat {
  return {
    bytes: 2,
    dtype: "float32",
    read: (view, size, op) => {
      const values = allocateArray("float32", size, op);
      const bits = new Uint32Array(values.buffer);
      for (let i = 0; i < size; i++) bits[i] = widened(view.getUint16(2 * i, true));
      return values;
    },
  };
}

/** The float32, as its bits, of a binary16, as its bits: five bits of exponent, ten of fraction. */
function widenedHalf(half: number): number {
  const sign = (half & 0x8000) << 16;
  const rest = half & 0x7fff;
  if (rest >= 0x7c00) return sign | 0x7f800000 | ((rest & 0x3ff) << 13);
  if (rest >= 0x400) return sign | ((rest << 13) + (112 << 23));
  if (rest === 0) return sign;
  // A multiple of 2^-24 below 2^-14: the exponent is that of its highest bit, which is not written.
  const zeros = Math.clz32(rest);
  return sign | ((134 - zeros) << 23) | ((rest << (zeros - 8)) & 0x7fffff);
}

/**
 * The dtypes that are read, by the names that safetensors has for them: `F32`, `I64`, `BF16` ...
 *
 * @example
 * ```ts
 * import { elementFormats } from "@gradiente/core/elements";
 *
 * elementFormats.get("BF16")?.dtype; // "float32"
 * ```
 */
export const elementFormats: ReadonlyMap<string, ElementFormat> = /* @__PURE__ */ new Map([
  ["F32", /* @__PURE__ */ kept("float32", 4)],
  ["F64", /* @__PURE__ */ kept("float64", 8)],
  ["I32", /* @__PURE__ */ kept("int32", 4)],
  ["BOOL", /* @__PURE__ */ kept("bool", 1)],
  ["F16", /* @__PURE__ */ floats16(widenedHalf)],
  ["BF16", /* @__PURE__ */ floats16((bits) => bits << 16)],
  ["I8", /* @__PURE__ */ integers(1, (view, byte) => view.getInt8(byte))],
  ["U8", /* @__PURE__ */ integers(1, (view, byte) => view.getUint8(byte))],
  ["I16", /* @__PURE__ */ integers(2, (view, byte) => view.getInt16(byte, true))],
  ["U16", /* @__PURE__ */ integers(2, (view, byte) => view.getUint16(byte, true))],
  ["U32", /* @__PURE__ */ integers(4, (view, byte) => view.getUint32(byte, true))],
  ["I64", /* @__PURE__ */ integers(8, (view, byte) => view.getBigInt64(byte, true))],
  ["U64", /* @__PURE__ */ integers(8, (view, byte) => view.getBigUint64(byte, true))],
]);

/** What our dtypes are called in the format. */
export const formatNames: Readonly<Record<DType, string>> = {
  float32: "F32",
  float64: "F64",
  int32: "I32",
  bool: "BOOL",
};

/** Floating dtypes of 16 bits, which files can have and tensors cannot. */
export type HalfDType = "float16" | "bfloat16";

interface HalfFormat {
  /** The name in the format. */
  readonly name: string;
  /** The number of bits of the fraction, after the leading one. */
  readonly fraction: number;
  /** What is added to exponents. */
  readonly bias: number;
}

/** The dtypes of 16 bits that can be written. */
export const halfFormats: Readonly<Record<HalfDType, HalfFormat>> = {
  float16: { name: "F16", fraction: 10, bias: 15 },
  bfloat16: { name: "BF16", fraction: 7, bias: 127 },
};

/**
 * Floating numbers in 16 bits, each rounded once, to the nearest and halves to the even one.
 *
 * @throws UnfitError for an element that is finite and would become infinite.
 * @example
 * ```ts
 * import { toHalves } from "@gradiente/core/elements";
 *
 * toHalves(new Float32Array([1, -2]), "float16"); // [0, 60, 0, 192]
 * ```
 */
export function toHalves(values: TypedArray, dtype: HalfDType): Uint8Array {
  const { fraction, bias } = halfFormats[dtype];
  const infinite = (2 * bias + 1) << fraction;
  const bytes = new Uint8Array(2 * values.length);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    const bits = Number.isNaN(value)
      ? infinite | (1 << (fraction - 1))
      : rounded(Math.abs(value), fraction, bias);
    if (bits >= infinite && Number.isFinite(value)) {
      throw new UnfitError(`element ${i} is ${value}, beyond the largest ${dtype}`);
    }
    const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
    view.setUint16(2 * i, sign | Math.min(bits, Number.isNaN(value) ? bits : infinite), true);
  }
  return bytes;
}

/** The exponent and the fraction of a number >= 0, side by side; the next exponent where the fraction is rounded up to 1. */
function rounded(size: number, fraction: number, bias: number): number {
  if (size === Number.POSITIVE_INFINITY) return (2 * bias + 1) << fraction;
  // Below the smallest normal number, the exponent stays, and the leading one is 0.
  const exponent = Math.max(exponentOf(size), 1 - bias);
  const scaled = size / 2 ** (exponent - fraction);
  const above = Math.round(scaled);
  const nearest = above - scaled === 0.5 && above % 2 === 1 ? above - 1 : above;
  return ((exponent + bias - 1) << fraction) + nearest;
}

const words = /* @__PURE__ */ new DataView(/* @__PURE__ */ new ArrayBuffer(8));

/** The e of 2^e <= size < 2^(e + 1), of a number that is not subnormal. */
function exponentOf(size: number): number {
  words.setFloat64(0, size);
  return (words.getUint16(0) >> 4) - 1023;
}

/**
 * The bytes with those of each element in reverse, for what is big-endian.
 *
 * @example
 * ```ts
 * import { swapBytes } from "@gradiente/core/elements";
 *
 * swapBytes(new Uint8Array([1, 2, 3, 4]), 2); // [2, 1, 4, 3]
 * ```
 */
export function swapBytes(bytes: Uint8Array, bytesPerElement: number): Uint8Array {
  const swapped = new Uint8Array(bytes.length);
  const last = bytesPerElement - 1;
  for (let at = 0; at < bytes.length; at++) {
    const within = at % bytesPerElement;
    swapped[at - within + last - within] = bytes[at];
  }
  return swapped;
}
