import { Gunzip } from "fflate";
import type { Fail } from "../format-error.ts";
import { pieces } from "../pieces.ts";
import { crc32 } from "../zip/crc32.ts";

/** Deflate makes at most 1032 bytes of one. */
export const DEFLATE_RATIO = 1032;

/** The bytes at the end of a part: its checksum and how many it has. */
const TRAILER = 8;

/** What is packed by gzip, in one part or several, which must have `size` bytes. @throws what `fail` makes, if it is damaged. */
export function gunzip(packed: Uint8Array, size: number, fail: Fail): Uint8Array {
  const unpacked = new Uint8Array(size);
  let to = 0;
  const stream = new Gunzip((chunk) => {
    if (to + chunk.length <= size) unpacked.set(chunk, to);
    to += chunk.length;
  });
  const parts = [{ begin: 0, from: 0 }];
  stream.onmember = (begin) => parts.push({ begin, from: to });
  let left = packed.length;
  try {
    for (const piece of pieces(packed)) {
      left -= piece.length;
      stream.push(piece, left === 0);
      if (to > size) break;
    }
  } catch (cause) {
    throw fail(`a page cannot be unpacked (${String(cause)}); the file is damaged`, cause);
  }
  const view = new DataView(packed.buffer, packed.byteOffset, packed.length);
  const isWhole = parts.every(({ begin, from }, n) => {
    const { begin: end, from: until } = parts[n + 1] ?? { begin: packed.length, from: to };
    const at = end - TRAILER;
    return at > begin && view.getUint32(at, true) === crc32(unpacked.subarray(from, until));
  });
  if (to !== size || !isWhole) throw fail(`a page does not unpack to its ${size} bytes; the file is damaged`);
  return unpacked;
}
