import { check, checkArgument } from "../arguments/check.ts";
import { declareOptions, optionsOf } from "../arguments/options.ts";
import { tensor } from "../create.ts";
import { type DType, isFloat } from "../dtype.ts";
import { type TensorLike, toTensor } from "../operand.ts";
import { permute } from "../ops/shape/movement.ts";
import { formatShape, type Shape, sizeOf } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { swapBytes, toHalves, UnfitError } from "./elements.ts";
import { aFileName, someBytes } from "./file.ts";
import { NpyError, type NpyHeader, parseNpyHeader } from "./npy-header.ts";

export { NpyError } from "./npy-header.ts";

/*
 * The npy format (NumPy Enhancement Proposal 1, and numpy.lib.format): six bytes of magic, two of the version, the length
 * of the header in two bytes or four, little-endian; the header; then the elements of one array.
 */

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

/** The longest header that NumPy reads by itself. */
const LONGEST_HEADER = 10_000;

/** Data begin at a multiple of this. */
const ALIGNMENT = 64;

/** The digits of 2^64: NumPy leaves room for the first size of a shape to grow in place. */
const ROOM_FOR_SIZE = 21;

const DESCRIPTIONS: Readonly<Record<DType, string>> = {
  float32: "<f4",
  float64: "<f8",
  int32: "<i4",
  bool: "|b1",
};

/**
 * The array in the bytes of an npy file. float32, float64, int32 and bool stay as they are. float16 becomes float32, which
 * holds all of its numbers. Integers of 8, 16 and 64 bits, with a sign or without, and uint32 become int32, if all of them
 * fit. Fortran order, in which the first axis is the innermost, and big-endian numbers are read too.
 *
 * @param file the name of the file, for errors.
 * @throws NpyError that names what is wrong: complex numbers, text and Python objects, which are never run; a file that is
 * cut off or has data left over; or an integer that int32 cannot hold. All is checked before anything is allocated.
 * @example
 * const bytes = encodeNpy(tensor([[1, 2], [3, 4]]));
 * decodeNpy(bytes); // [[1, 2], [3, 4]]
 */
export function decodeNpy(bytes: Uint8Array, file = "npy"): Tensor {
  checkArgument("decodeNpy", "the bytes", bytes, someBytes);
  checkArgument("decodeNpy", "the file", file, aFileName);
  const fail = (problem: string) => new NpyError(`${file}: ${problem}`);
  const { header, start } = readHeader(bytes, fail);
  const { format, isBigEndian, isFortran, shape } = header;
  const needed = sizeOf(shape) * format.bytes;
  if (needed !== bytes.length - start) {
    throw fail(
      `shape ${formatShape(shape)} takes ${needed} bytes, but the file has ${bytes.length - start}; ` +
        "it is cut off or has data left over",
    );
  }
  const stored = bytes.subarray(start);
  const { buffer, byteOffset, byteLength } = isBigEndian ? swapBytes(stored, format.bytes) : stored;
  try {
    const values = format.read(new DataView(buffer, byteOffset, byteLength), sizeOf(shape), "decodeNpy");
    const { dtype } = format;
    if (!isFortran || shape.length < 2) return tensor(values, { dtype, shape });
    const reversed = shape.map((_, axis) => shape.length - 1 - axis);
    return permute(tensor(values, { dtype, shape: reversed.map((axis) => shape[axis]) }), reversed);
  } catch (error) {
    if (error instanceof UnfitError) throw fail(error.message);
    throw error;
  }
}

function readHeader(
  bytes: Uint8Array,
  fail: (problem: string) => NpyError,
): { readonly header: NpyHeader; readonly start: number } {
  if (!MAGIC.every((byte, at) => bytes[at] === byte)) {
    throw fail("it does not begin as an npy file does; is it one, unpacked?");
  }
  const version = bytes[6];
  if (!(version >= 1 && version <= 3)) {
    throw fail(
      version === undefined ? "it is cut off" : `version ${version} of the format is not known: 1 to 3 are`,
    );
  }
  const before = version === 1 ? 10 : 12;
  if (bytes.length < before) throw fail("it is cut off");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (length > LONGEST_HEADER) {
    throw fail(`the header should have ${length} bytes, and ${LONGEST_HEADER} are allowed`);
  }
  const start = before + length;
  if (start > bytes.length) {
    throw fail(`the header should end at byte ${start}, but the file has ${bytes.length}; it is cut off`);
  }
  // Version 1 is Latin-1 and version 3 UTF-8, but names of numbers are ASCII.
  const text = String.fromCharCode(...bytes.subarray(before, start));
  return { header: parseNpyHeader(text, fail), start };
}

/** Options of {@link encodeNpy}. */
export interface NpyOptions {
  /**
   * A dtype of 16 bits for what is written, of a floating tensor alone. Each number is rounded to the nearest, halves to the
   * even one. Default: the tensor's own dtype.
   */
  readonly dtype?: "float16";
}

const OPTIONS = /* @__PURE__ */ declareOptions<NpyOptions>({
  dtype: /* @__PURE__ */ check<"float16">("float16", (value) => value === "float16"),
});

/**
 * The bytes of an npy file, the same as those that NumPy 1.24 writes: little-endian, in row-major order.
 *
 * @throws NpyError if float16 is asked for an integer or boolean tensor, or a number is too large for it.
 * @throws Error if the backend cannot be read synchronously.
 * @example encodeNpy(tensor([1, 2, 3])).length // 140
 */
export function encodeNpy(x: TensorLike, options?: NpyOptions): Uint8Array {
  const { dtype } = optionsOf("encodeNpy", options, OPTIONS);
  const given = toTensor("encodeNpy", x);
  const values = given.toTypedArray();
  if (dtype === undefined) {
    const data = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    return withHeader(DESCRIPTIONS[given.dtype], given.shape, data);
  }
  if (!isFloat(given.dtype)) {
    throw new NpyError(`encodeNpy: the tensor is ${given.dtype}, and not floating: it cannot be float16`);
  }
  try {
    return withHeader("<f2", given.shape, toHalves(values, dtype));
  } catch (error) {
    if (error instanceof UnfitError) throw new NpyError(`encodeNpy: ${error.message}`);
    throw error;
  }
}

function withHeader(descr: string, shape: Shape, data: Uint8Array): Uint8Array {
  const sizes = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;
  const room = shape.length > 0 ? " ".repeat(ROOM_FOR_SIZE - String(shape[0]).length) : "";
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${sizes}, }${room}`;
  const start = Math.ceil((MAGIC.length + 4 + text.length + 1) / ALIGNMENT) * ALIGNMENT;
  const bytes = new Uint8Array(start + data.length).fill(0x20, 0, start);
  bytes.set([...MAGIC, 1, 0]);
  new DataView(bytes.buffer).setUint16(8, start - 10, true);
  for (let at = 0; at < text.length; at++) bytes[10 + at] = text.charCodeAt(at);
  bytes[start - 1] = 0x0a;
  bytes.set(data, start);
  return bytes;
}
