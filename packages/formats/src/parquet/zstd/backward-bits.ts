import type { Fail } from "../../format-error.ts";

/** The highest bit of a number above 0 that is 1. */
export function highestBit(value: number): number {
  return 31 - Math.clz32(value);
}

/** Numbers of any width from the end of some bytes to their beginning. The highest 1 of the last byte only marks the end. */
export class BackwardBits {
  /** How many bits are left; below 0 once more were read than there were. */
  left: number;
  readonly #bytes: Uint8Array;

  /** @throws what `fail` makes, if there is no mark. */
  constructor(bytes: Uint8Array, fail: Fail) {
    const last = bytes[bytes.length - 1];
    if (!(last > 0)) throw fail("a stream of Zstandard has no end; the file is damaged");
    this.#bytes = bytes;
    this.left = 8 * (bytes.length - 1) + highestBit(last);
  }

  /** The next number of up to 24 bits, which stays there. Bits before the beginning are 0. */
  peek(width: number): number {
    const at = this.left - width;
    return at < 0 ? this.#peekBefore(width) : this.#at(at) & ((1 << width) - 1);
  }

  /** The next number of up to 31 bits. */
  read(width: number): number {
    if (width > 16) return this.read(width - 16) * 65536 + this.read(16);
    const value = this.peek(width);
    this.left -= width;
    return value;
  }

  #peekBefore(width: number): number {
    return this.left <= 0 ? 0 : (this.#at(0) & ((1 << this.left) - 1)) << (width - this.left);
  }

  #at(at: number): number {
    const byte = at >> 3;
    const bytes = this.#bytes;
    return (
      (bytes[byte] | (bytes[byte + 1] << 8) | (bytes[byte + 2] << 16) | (bytes[byte + 3] << 24)) >>> (at & 7)
    );
  }
}
