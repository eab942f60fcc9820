import type { Fail } from "../format-error.ts";
import { unbrotli } from "./brotli.ts";
import { DEFLATE_RATIO, gunzip } from "./gunzip.ts";
import { LZ4_RATIO, unlz4, unlz4Hadoop } from "./lz4.ts";
import { SNAPPY_RATIO, unsnap } from "./snappy.ts";
import { unzstd, ZSTD_RATIO } from "./zstd/unzstd.ts";

/** A way in which pages are packed. */
interface Codec {
  readonly name: string;
  /** How many bytes it makes of one at most. Infinity: what is made is bounded while it is made. */
  readonly ratio: number;
  /** The bytes of a page, which must be `size`. Missing: such pages are not read. */
  readonly unpack?: (packed: Uint8Array, size: number, fail: Fail) => Uint8Array;
}

/** The order is that of the numbers in the file. */
const CODECS: readonly Codec[] = [
  { name: "none", ratio: 1, unpack: plain },
  { name: "snappy", ratio: SNAPPY_RATIO, unpack: unsnap },
  { name: "gzip", ratio: DEFLATE_RATIO, unpack: gunzip },
  { name: "lzo", ratio: 0 },
  { name: "brotli", ratio: Number.POSITIVE_INFINITY, unpack: unbrotli },
  { name: "lz4", ratio: LZ4_RATIO, unpack: unlz4Hadoop },
  { name: "zstd", ratio: ZSTD_RATIO, unpack: unzstd },
  { name: "lz4", ratio: LZ4_RATIO, unpack: unlz4 },
];

/** @throws what `fail` makes, for pages that are packed in a way that is not read. */
export function checkCodec(codec: number, fail: Fail): void {
  const { name, unpack } = CODECS[codec] ?? { name: `method ${codec}` };
  if (unpack === undefined) throw fail(`it is packed by ${name}; write it with zstd, snappy or gzip`);
}

/** The bytes of a page. @throws what `fail` makes, if they are damaged, or are not `size` bytes. */
export function unpack(codec: number, packed: Uint8Array, size: number, fail: Fail): Uint8Array {
  const { ratio, unpack } = CODECS[codec] as Required<Codec>;
  if (size > packed.length * ratio) {
    throw fail(`a page has ${packed.length} bytes, which cannot unpack to ${size}; the file is damaged`);
  }
  return unpack(packed, size, fail);
}

function plain(bytes: Uint8Array, size: number, fail: Fail): Uint8Array {
  if (bytes.length === size) return bytes;
  throw fail(`a page has ${bytes.length} bytes, and tells ${size}; the file is damaged`);
}
