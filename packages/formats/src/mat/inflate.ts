import { Unzlib } from "fflate";
import type { Fail } from "../format-error.ts";
import { joined, pieces } from "../pieces.ts";

/**
 * What is compressed by zlib, up to `limit` bytes.
 *
 * @throws what `fail` makes, if it is damaged, or is more.
 */
export function inflate(packed: Uint8Array, limit: number, fail: Fail): Uint8Array {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const stream = new Unzlib((chunk) => {
    size += chunk.length;
    chunks.push(chunk);
  });
  try {
    let left = packed.length;
    for (const piece of pieces(packed)) {
      left -= piece.length;
      stream.push(piece, left === 0);
      if (size > limit) break;
    }
  } catch (cause) {
    throw fail(`it cannot be unpacked (${String(cause)}); the file is damaged`, cause);
  }
  if (size > limit) throw fail(`unpacked, it has more than the ${limit} bytes that it may have; set a limit`);
  const whole = joined(chunks);
  const told =
    packed.length < 6 ? -1 : new DataView(packed.buffer, packed.byteOffset).getUint32(packed.length - 4);
  if (told !== adler32(whole))
    throw fail("it is not as it was written, for its checksum is another; take another copy");
  return whole;
}

/** As many bytes as can be added up before a sum leaves 32 bits. */
const SUMMED = 5552;

/** The checksum of zlib (RFC 1950). */
export function adler32(bytes: Uint8Array): number {
  let [low, high] = [1, 0];
  for (let from = 0; from < bytes.length; from += SUMMED) {
    const to = Math.min(bytes.length, from + SUMMED);
    for (let at = from; at < to; at++) {
      low += bytes[at];
      high += low;
    }
    low %= 65521;
    high %= 65521;
  }
  return ((high << 16) | low) >>> 0;
}
