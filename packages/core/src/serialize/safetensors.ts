import { checkArgument } from "../arguments/check.ts";
import { tensor } from "../create.ts";
import { sizeOf } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { coder } from "./coder.ts";
import { UnfitError } from "./elements.ts";
import { aFileName, someBytes } from "./file.ts";
import {
  checkCoverage,
  type Fail,
  LENGTH_BYTES,
  MAX_HEADER_BYTES,
  parseHeader,
  readHeader,
  SafetensorsError,
} from "./header.ts";
import { shortened } from "./json.ts";

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
 */
export function decodeSafetensors(bytes: Uint8Array, file = "safetensors"): Safetensors {
  checkArgument("decodeSafetensors", "the bytes", bytes, someBytes);
  checkArgument("decodeSafetensors", "the file", file, aFileName);
  const fail: Fail = (problem) => new SafetensorsError(`${file}: ${problem}`);
  if (bytes.length < LENGTH_BYTES) {
    throw fail(`${bytes.length} bytes are too few: a file begins with 8 bytes for the length of the header`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerBytes = Number(view.getBigUint64(0, true));
  if (headerBytes > Math.min(MAX_HEADER_BYTES, bytes.length - LENGTH_BYTES)) {
    throw fail(
      `the header should have ${headerBytes} bytes, but the file has ${bytes.length - LENGTH_BYTES} ` +
        `after this number, and ${MAX_HEADER_BYTES} are allowed; the file is cut off, or it is not a safetensors file`,
    );
  }
  const start = LENGTH_BYTES + headerBytes;
  const header = parseHeader(decodeText(bytes.subarray(LENGTH_BYTES, start), fail), fail);
  const { metadata, entries } = readHeader(header, fail);
  checkCoverage(entries, bytes.length - start, fail);
  const tensors = new Map(
    entries.map(({ name, format, shape, begin, end }) => {
      const content = new DataView(bytes.buffer, bytes.byteOffset + start + begin, end - begin);
      try {
        return [name, tensor(format.read(content, sizeOf(shape), "decodeSafetensors"), { dtype: format.dtype, shape })];
      } catch (error) {
        if (!(error instanceof UnfitError)) throw error;
        throw fail(`tensor '${shortened(name)}': ${error.message}`);
      }
    }),
  );
  return { tensors, metadata };
}

function decodeText(bytes: Uint8Array, fail: Fail): string {
  const TextDecoder = coder("TextDecoder");
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw fail("the header is not UTF-8");
  }
}
