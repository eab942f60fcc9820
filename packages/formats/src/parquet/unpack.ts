import { gunzipSync } from "fflate";
import type { Fail } from "../format-error.ts";
import { crc32 } from "../zip/crc32.ts";
import { SNAPPY_RATIO, unsnap } from "./snappy.ts";

/** How pages are packed. The order is that of the numbers in the file. */
const CODECS = ["none", "snappy", "gzip", "lzo", "brotli", "lz4", "zstd", "lz4"];

/** Deflate makes at most 1032 bytes of one. */
const DEFLATE_RATIO = 1032;

/** @throws what `fail` makes, for pages that are packed in a way that is not read. */
export function checkCodec(codec: number, fail: Fail): void {
  if (codec >= 0 && codec <= 2) return;
  throw fail(`it is packed by ${CODECS[codec] ?? `method ${codec}`}; write it with snappy or gzip`);
}

/** The bytes of a page. @throws what `fail` makes, if they are damaged, or are not `size` bytes. */
export function unpack(codec: number, packed: Uint8Array, size: number, fail: Fail): Uint8Array {
  const ratio = [1, SNAPPY_RATIO, DEFLATE_RATIO][codec];
  if (codec === 0 ? size !== packed.length : size > packed.length * ratio) {
    throw fail(`a page has ${packed.length} bytes, which cannot unpack to ${size}; the file is damaged`);
  }
  if (codec === 0) return packed;
  return codec === 1 ? unsnap(packed, size, fail) : gunzip(packed, size, fail);
}

function gunzip(packed: Uint8Array, size: number, fail: Fail): Uint8Array {
  let unpacked: Uint8Array;
  try {
    // One byte more, so that data beyond the announced size show.
    unpacked = gunzipSync(packed, { out: new Uint8Array(size + 1) });
  } catch (cause) {
    throw fail(`a page cannot be unpacked (${String(cause)}); the file is damaged`, cause);
  }
  const told = new DataView(packed.buffer, packed.byteOffset, packed.length).getUint32(
    packed.length - 8,
    true,
  );
  if (unpacked.length !== size || crc32(unpacked) !== told) {
    throw fail(`a page does not unpack to its ${size} bytes; the file is damaged`);
  }
  return unpacked;
}
