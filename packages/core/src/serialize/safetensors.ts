import { checkArgument } from "../arguments/check.ts";
import { tensor } from "../create.ts";
import { sizeOf } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { UnfitError } from "./elements.ts";
import { aFileName, someBytes } from "./file.ts";
import {
  checkCoverage,
  type Fail,
  LENGTH_BYTES,
  MAX_HEADER_BYTES,
  parseHeader,
  readHeader,
  type SafetensorsEntry,
  SafetensorsError,
} from "./header.ts";
import { shortened } from "./json.ts";
import { decodeText } from "./text.ts";

export type { HalfDType } from "./elements.ts";
export { encodeSafetensors, type SafetensorsOptions, safetensorsChunks } from "./encode.ts";
export { SafetensorsError } from "./header.ts";

/*
 * The safetensors format (Hugging Face): eight bytes with the length of the header, little-endian; a JSON header with
 * the dtype, shape and data_offsets of each tensor; then the data, without gaps. The file contains no code.
 */

/** The contents of a safetensors file. */
export interface Safetensors {
  /** The tensors by name, in the order of the header. */
  readonly tensors: Map<string, Tensor>;
  /** Free text by key. Empty if the file has none. */
  readonly metadata: Record<string, string>;
}

/**
 * The tensors in the bytes of a safetensors file. F32, F64, I32 and BOOL become float32, float64, int32 and bool. F16 and
 * BF16 become float32, which holds all of their numbers. Integers of 8, 16 and 64 bits, with a sign or without, and U32
 * become int32, if all of them fit. The header is checked in full, and all sizes and offsets too, before anything is
 * allocated.
 *
 * @param file the name of the file, for errors.
 * @throws SafetensorsError that names what is wrong, and with which tensor: a name that occurs twice, for instance, or an
 * integer that int32 cannot hold.
 * @example
 * ```ts
 * const bytes = encodeSafetensors([["weight", tensor([1, 2])]], { made: "here" });
 * const { tensors, metadata } = decodeSafetensors(bytes);
 * tensors.get("weight")!; // [1, 2]
 * metadata.made; // "here"
 * ```
 */
export function decodeSafetensors(bytes: Uint8Array, file = "safetensors"): Safetensors {
  checkArgument("decodeSafetensors", "the bytes", bytes, someBytes);
  checkArgument("decodeSafetensors", "the file", file, aFileName);
  const { metadata, entries, start } = safetensorsHeader(bytes, bytes.length, file);
  const tensors = new Map(
    entries.map((entry) => {
      const { begin, end } = entry;
      return [entry.name, tensorOfEntry(entry, bytes.subarray(start + begin, start + end), file)];
    }),
  );
  return { tensors, metadata };
}

/** What the beginning of a file says. */
export interface SafetensorsHeader {
  /** Free text by key. */
  readonly metadata: Record<string, string>;
  /** The tensors, in the order of the header. */
  readonly entries: readonly SafetensorsEntry[];
  /** Where the data begin. */
  readonly start: number;
}

/**
 * How many bytes the length and the header take. @throws SafetensorsError if no file of `size` bytes can have them.
 *
 * @example
 * ```ts
 * import { encodeSafetensors, tensor } from "@gradiente/core";
 * import { safetensorsStart } from "@gradiente/core/elements";
 *
 * const bytes = encodeSafetensors([["weight", tensor([1, 2])]]);
 * bytes.length - safetensorsStart(bytes.subarray(0, 8), bytes.length, "model.safetensors"); // 8
 * ```
 */
export function safetensorsStart(bytes: Uint8Array, size: number, file: string): number {
  const fail = failing(file);
  if (bytes.length < LENGTH_BYTES) {
    throw fail(`${bytes.length} bytes are too few: a file begins with 8 bytes for the length of the header`);
  }
  const headerBytes = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  if (headerBytes > Math.min(MAX_HEADER_BYTES, size - LENGTH_BYTES)) {
    // The text "version https://git-lfs.github.com/spec/v1" stands in place of a file that was not fetched.
    if (String.fromCharCode(...bytes.subarray(0, LENGTH_BYTES)) === "version ")
      throw fail("it is a pointer of Git LFS, not the file itself; `git lfs pull` fetches that");
    throw fail(
      `the header should have ${headerBytes} bytes, but the file has ${size - LENGTH_BYTES} ` +
        `after this number, and ${MAX_HEADER_BYTES} are allowed; the file is cut off, or it is not a safetensors file`,
    );
  }
  return LENGTH_BYTES + headerBytes;
}

/**
 * What the header of a file says, checked in full.
 *
 * @param bytes the beginning of the file, with the whole header.
 * @param size the bytes of the whole file.
 * @example
 * ```ts
 * import { encodeSafetensors, tensor } from "@gradiente/core";
 * import { safetensorsHeader, safetensorsStart } from "@gradiente/core/elements";
 *
 * const bytes = encodeSafetensors([["weight", tensor([1, 2])]]);
 * const start = safetensorsStart(bytes.subarray(0, 8), bytes.length, "model.safetensors");
 * const { entries } = safetensorsHeader(bytes.subarray(0, start), bytes.length, "model.safetensors");
 * entries.map(({ name }) => name); // ["weight"]
 * ```
 */
export function safetensorsHeader(bytes: Uint8Array, size: number, file: string): SafetensorsHeader {
  const fail = failing(file);
  const start = safetensorsStart(bytes, size, file);
  const header = parseHeader(headerText(bytes.subarray(LENGTH_BYTES, start), fail), fail);
  const { metadata, entries } = readHeader(header, fail);
  checkCoverage(entries, size - start, fail);
  return { metadata, entries, start };
}

/**
 * The tensor of an entry, by its bytes. @throws SafetensorsError for an element that no tensor can hold.
 *
 * @example
 * ```ts
 * import { encodeSafetensors, tensor } from "@gradiente/core";
 * import { safetensorsHeader, safetensorsStart, tensorOfEntry } from "@gradiente/core/elements";
 *
 * const bytes = encodeSafetensors([["weight", tensor([1, 2])]]);
 * const start = safetensorsStart(bytes.subarray(0, 8), bytes.length, "model.safetensors");
 * const { entries } = safetensorsHeader(bytes.subarray(0, start), bytes.length, "model.safetensors");
 * const { begin, end } = entries[0]; // from the start of the data
 * tensorOfEntry(entries[0], bytes.subarray(start + begin, start + end), "model.safetensors"); // [1, 2]
 * ```
 */
export function tensorOfEntry(
  { name, format, shape }: SafetensorsEntry,
  bytes: Uint8Array,
  file: string,
): Tensor {
  const content = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const values = format.read(content, sizeOf(shape), "decodeSafetensors");
    return tensor(values, { dtype: format.dtype, shape });
  } catch (error) {
    if (!(error instanceof UnfitError)) throw error;
    throw failing(file)(`tensor '${shortened(name)}': ${error.message}`);
  }
}

function failing(file: string): Fail {
  return (problem) => new SafetensorsError(`${file}: ${problem}`);
}

function headerText(bytes: Uint8Array, fail: Fail): string {
  const text = decodeText("safetensors", bytes);
  if (text === undefined) throw fail("the header is not UTF-8");
  return text;
}
