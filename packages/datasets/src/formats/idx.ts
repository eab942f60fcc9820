import { formatShape, sizeOf } from "@gradiente/core";
import { checkArgument, whole } from "@gradiente/core/arguments";
import { someBytes } from "@gradiente/core/elements";
import { aText } from "../checks.ts";
import { DatasetFormatError } from "../errors.ts";

/** The content of an IDX file of unsigned bytes. */
export interface IdxArray {
  /** The size of each dimension. */
  readonly shape: readonly number[];
  /** The values in row-major order. They are a view of the parsed bytes, not a copy. */
  readonly values: Uint8Array;
}

/** The only element type that MNIST and its relatives use. */
const UNSIGNED_BYTE = 0x08;

/**
 * Parses an IDX file of unsigned bytes, the format of MNIST. It has two zero bytes, a type byte, the number of dimensions,
 * the size of each dimension as a big-endian 32-bit integer, and the values.
 *
 * Format: Y. LeCun, C. Cortes, C. J. C. Burges, "The MNIST database of handwritten digits", section "File formats".
 *
 * @param bytes - The whole file, unpacked.
 * @param file - Its name for error messages.
 * @param rank - The expected number of dimensions.
 * @throws DatasetFormatError if the header is wrong, or if the number of values is not the one in the header.
 * @example
 * ```ts
 * import { parseIdx } from "@gradiente/datasets";
 *
 * const { shape, values } = parseIdx(Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 2, 7, 9), "labels", 1);
 * shape; // [2]
 * Array.from(values); // [7, 9]
 * ```
 */
export function parseIdx(bytes: Uint8Array, file: string, rank: number): IdxArray {
  checkArgument("parseIdx", "the bytes", bytes, someBytes);
  checkArgument("parseIdx", "the file", file, aText);
  checkArgument("parseIdx", "the rank", rank, whole(0, 255));
  const fail = (problem: string, offset: number): never => {
    throw new DatasetFormatError(file, problem, { offset });
  };
  const headerSize = 4 + 4 * rank;
  // A wrong magic number tells more than a short header, so it is checked first, as far as it is there.
  const [zero0, zero1, type, dimensions] = bytes;
  if (bytes.length > 1 && (zero0 !== 0 || zero1 !== 0)) {
    fail(`an IDX file starts with two zero bytes, not with ${hex(zero0)} ${hex(zero1)}`, 0);
  }
  if (type !== undefined && type !== UNSIGNED_BYTE) {
    fail(`the type byte is ${hex(type)}; only ${hex(UNSIGNED_BYTE)}, unsigned bytes, can be read`, 2);
  }
  if (dimensions !== undefined && dimensions !== rank) {
    const hint = rank === 3 && dimensions === 1 ? ": labels where images should be?" : "";
    const swapped = rank === 1 && dimensions === 3 ? ": images where labels should be?" : "";
    fail(`the number of dimensions is ${dimensions}, not ${rank}${hint}${swapped}`, 3);
  }
  if (bytes.length < headerSize) {
    fail(`the file ends inside its header of ${headerSize} bytes; it is truncated`, bytes.length);
  }

  const header = new DataView(bytes.buffer, bytes.byteOffset, headerSize);
  const shape = Array.from({ length: rank }, (_, axis) => header.getUint32(4 + 4 * axis));
  const announced = sizeOf(shape);
  const actual = bytes.length - headerSize;
  if (actual < announced) {
    fail(
      `the file ends after ${actual} of the ${announced} values of its shape ${formatShape(shape)}; it is truncated`,
      bytes.length,
    );
  }
  if (actual > announced) {
    fail(
      `${actual - announced} bytes follow the ${announced} values of the file's shape ${formatShape(shape)}`,
      headerSize + announced,
    );
  }
  // `bytes.subarray` would be wrong here: for a Buffer it gives a Buffer, whose `slice` does not copy.
  return { shape, values: new Uint8Array(bytes.buffer, bytes.byteOffset + headerSize, announced) };
}

function hex(byte: number | undefined): string {
  return `0x${(byte ?? 0).toString(16).padStart(2, "0")}`;
}
