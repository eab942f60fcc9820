import { builtin } from "../builtin.ts";
import type { Fail } from "../format-error.ts";

/** What of Node's zlib is used. */
interface Brotli {
  brotliDecompressSync(
    packed: Uint8Array,
    options: { readonly maxOutputLength: number; readonly info: true },
  ): { readonly buffer: Uint8Array; readonly engine: { readonly bytesWritten: number } };
}

/**
 * What is packed by Brotli, which must have `size` bytes. Node unpacks it, without allocating more than that; Brotli's own
 * dictionary would make a decoder larger than all others together.
 *
 * @throws what `fail` makes, if it is damaged, or there is no Node.
 */
export function unbrotli(packed: Uint8Array, size: number, fail: Fail): Uint8Array {
  const unpack = builtin<Brotli>("node:zlib")?.brotliDecompressSync;
  if (unpack === undefined) {
    throw fail("it is packed by brotli, which only Node unpacks; write it with zstd, snappy or gzip");
  }
  const damaged = (cause?: unknown) =>
    fail(`a page does not unpack to its ${size} bytes by Brotli; the file is damaged`, cause);
  let unpacked: ReturnType<typeof unpack>;
  try {
    unpacked = unpack(packed, { maxOutputLength: size + 1, info: true });
  } catch (cause) {
    throw damaged(cause);
  }
  if (unpacked.buffer.length !== size || unpacked.engine.bytesWritten !== packed.length) throw damaged();
  return new Uint8Array(unpacked.buffer);
}
