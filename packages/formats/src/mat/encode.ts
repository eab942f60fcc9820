import type { DType, Tensor, TensorLike } from "@gradiente/core";
import { encodeText } from "@gradiente/core/elements";
import { FormatError, shortened } from "../format-error.ts";
import { namedTensors } from "../named.ts";
import { HEADER_BYTES } from "./decode.ts";
import { MI } from "./element.ts";

/** The class, the type of the numbers and the flags of what is written. */
const CLASSES: Readonly<
  Record<DType, { readonly kind: number; readonly type: number; readonly flags: number }>
> = {
  float64: { kind: 6, type: 9, flags: 0 },
  float32: { kind: 7, type: 7, flags: 0 },
  int32: { kind: 12, type: 5, flags: 0 },
  bool: { kind: 9, type: 2, flags: 0x200 },
};

const LONGEST_NAME = 63;
const MOST_BYTES = 2 ** 31;

/**
 * The bytes of a MAT file of version 5, not compressed: MATLAB and Octave load it, and so does `scipy.io.loadmat`. float32 is
 * written as single, float64 as double, int32 as int32 and bool as logical. A scalar becomes a matrix of 1 x 1, and a
 * vector a row.
 *
 * Variables of MATLAB are named by letters, digits and `_`. In other names each other character becomes `_`, and what does
 * not begin with a letter gets an `x` in front, as by `matlab.lang.makeValidName`: `0.weight` becomes `x0_weight`.
 *
 * @throws FormatError if two names become one, a name has more than 63 characters, or an array takes 2 GiB or more.
 * @throws Error if a backend cannot be read synchronously.
 * @example encodeMat([["bias", tensor([1, 2, 3])]]).length // 208
 */
export function encodeMat(tensors: Iterable<readonly [string, TensorLike]>): Uint8Array {
  const parts: Uint8Array[] = [header()];
  const taken = new Map<string, string>();
  for (const [name, x] of namedTensors("encodeMat", tensors)) {
    const valid = validName(name);
    const other = taken.get(valid);
    if (other !== undefined)
      throw cannot(`'${shortened(name)}' and '${shortened(other)}' would both be called ${valid}`);
    if (valid.length > LONGEST_NAME)
      throw cannot(`the name '${shortened(name)}' has more than ${LONGEST_NAME} characters`);
    taken.set(valid, name);
    parts.push(matrix(valid, x));
  }
  const bytes = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function cannot(problem: string): FormatError {
  return new FormatError("encodeMat", problem);
}

function validName(name: string): string {
  const valid = name.replace(/[^A-Za-z0-9_]/g, "_");
  return /^[A-Za-z]/.test(valid) ? valid : `x${valid}`;
}

function header(): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES).fill(0x20, 0, 116);
  bytes.set(encodeText("encodeMat", "MATLAB 5.0 MAT-file, written by Gradiente"));
  bytes.set([0, 1, 0x49, 0x4d], 124);
  return bytes;
}

function matrix(name: string, x: Tensor): Uint8Array {
  const { kind, type, flags } = CLASSES[x.dtype];
  const shape = x.ndim >= 2 ? x.shape : [1, x.size];
  const reversed = Array.from({ length: x.ndim }, (_, axis) => x.ndim - 1 - axis);
  const { buffer, byteOffset, byteLength } = (x.ndim >= 2 ? x.permute(reversed) : x).toTypedArray();
  if (byteLength >= MOST_BYTES)
    throw cannot(`'${shortened(name)}' takes ${byteLength} bytes, and 2 GiB are too many`);
  const parts = [
    element(MI.uint32, words([kind | flags, 0])),
    element(MI.int32, words(shape)),
    element(MI.int8, encodeText("encodeMat", name)),
    element(type, new Uint8Array(buffer, byteOffset, byteLength)),
  ];
  const size = parts.reduce((sum, part) => sum + part.length, 0);
  const bytes = new Uint8Array(8 + size);
  bytes.set(words([MI.matrix, size]));
  let at = 8;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** A tag, the bytes, and padding to a multiple of 8. */
function element(type: number, content: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(8 + Math.ceil(content.length / 8) * 8);
  bytes.set(words([type, content.length]));
  bytes.set(content, 8);
  return bytes;
}

function words(values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(4 * values.length);
  const view = new DataView(bytes.buffer);
  for (const [at, value] of values.entries()) view.setUint32(4 * at, value, true);
  return bytes;
}
