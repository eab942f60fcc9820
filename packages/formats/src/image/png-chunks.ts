import { Unzlib } from "fflate";
import { type Fail, shortened } from "../format-error.ts";
import { adler32 } from "../mat/inflate.ts";
import { pieces } from "../pieces.ts";
import { crc32 } from "../zip/crc32.ts";
import { codeOf } from "./png-header.ts";

/** The chunks of a PNG file that say what its pixels are. */
export interface PngChunks {
  readonly palette: Uint8Array | undefined;
  readonly transparency: Uint8Array | undefined;
  /** The compressed rows. */
  readonly data: readonly Uint8Array[];
}

const [PLTE, IDAT, IEND, TRNS] = ["PLTE", "IDAT", "IEND", "tRNS"].map(codeOf);

/** Chunks that a reader must know have a capital letter in front. */
const isCritical = (code: number) => (code >>> 24) % 64 < 32;

/**
 * The chunks of a PNG file. All checksums are compared.
 *
 * @throws what `fail` makes, for a file that is cut off or damaged, and for critical chunks that are not known.
 */
export function readChunks(bytes: Uint8Array, fail: Fail): PngChunks {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const data: Uint8Array[] = [];
  let palette: Uint8Array | undefined;
  let transparency: Uint8Array | undefined;
  let isEnded = false;
  for (let at = 8; !isEnded; ) {
    if (at + 12 > bytes.length) throw fail("it ends before its last chunk (IEND); it is cut off");
    const length = view.getUint32(at);
    const code = view.getUint32(at + 4);
    const end = at + 8 + length;
    const name = shortened(String.fromCharCode(...bytes.subarray(at + 4, at + 8)));
    if (end + 4 > bytes.length) throw fail(`it ends within its chunk ${name}; it is cut off`);
    if (crc32(bytes.subarray(at + 4, end)) !== view.getUint32(end)) {
      throw fail(
        `its chunk ${name} is not as it was written, for its checksum is another; take another copy`,
      );
    }
    const content = bytes.subarray(at + 8, end);
    if (code === IDAT) data.push(content);
    else if (code === PLTE) palette = content;
    else if (code === TRNS) transparency = content;
    else if (code === IEND) isEnded = true;
    else if (isCritical(code) && at > 8) throw fail(`it needs its chunk ${name}, which is not known here`);
    at = end + 4;
  }
  if (data.length === 0) throw fail("it has no pixels (IDAT)");
  return { palette, transparency, data };
}

/** Deflate makes of one byte at most so many. */
const MOST_RATIO = 1032;

/**
 * The rows in the chunks of data, which must be `size` bytes. Nothing is allocated for more than the chunks can hold.
 *
 * @throws what `fail` makes, if they are damaged, or are fewer bytes, or more.
 */
export function inflateRows(data: readonly Uint8Array[], size: number, fail: Fail): Uint8Array {
  const packed = data.reduce((sum, { length }) => sum + length, 0);
  if (size > packed * MOST_RATIO) {
    throw fail(`its ${packed} bytes of data cannot hold the pixels that its header says; it is damaged`);
  }
  const rows = new Uint8Array(size);
  let filled = 0;
  const stream = new Unzlib((chunk) => {
    if (filled + chunk.length <= size) rows.set(chunk, filled);
    filled += chunk.length;
  });
  // The checksum at the end, which may stand across chunks.
  let told = 0;
  let left = packed;
  try {
    for (const part of data) {
      for (const piece of pieces(part)) {
        if (filled > size) break;
        left -= piece.length;
        stream.push(piece, left === 0);
      }
      for (const byte of part.subarray(-4)) told = ((told << 8) | byte) >>> 0;
    }
  } catch (cause) {
    throw fail(`its pixels cannot be unpacked (${String(cause)}); it is damaged`, cause);
  }
  if (filled !== size) {
    const found = filled > size ? "more" : `${filled}`;
    throw fail(`its pixels unpack to ${found} bytes, and its header says ${size}; it is damaged`);
  }
  if (adler32(rows) !== told) {
    throw fail("its pixels are not as they were written, for their checksum is another; take another copy");
  }
  return rows;
}
