import type { Fail } from "../format-error.ts";

/** Reads numbers of any width, the lowest bits first. */
export class BitReader {
  /** Where the next byte is. */
  at: number;
  readonly #bytes: Uint8Array;
  readonly #fail: Fail;
  /** How many bits of the byte at `at` are behind. */
  #behind = 0;

  constructor(bytes: Uint8Array, fail: Fail, at = 0) {
    this.#bytes = bytes;
    this.#fail = fail;
    this.at = at;
  }

  /** A number of up to 32 bits. @throws what `fail` makes, if the bytes end before. */
  bits(width: number): number {
    let [value, got] = [0, 0];
    while (got < width) {
      if (this.at >= this.#bytes.length) throw this.#cutOff();
      const taken = Math.min(8 - this.#behind, width - got);
      value += ((this.#bytes[this.at] >> this.#behind) & (2 ** taken - 1)) * 2 ** got;
      got += taken;
      this.#behind += taken;
      if (this.#behind === 8) {
        this.#behind = 0;
        this.at++;
      }
    }
    return value;
  }

  /** The first byte that no bit was read from. */
  get nextByte(): number {
    return this.#behind === 0 ? this.at : this.at + 1;
  }

  /** Goes to a byte, and lets go of the bits before it. */
  skipTo(at: number): void {
    this.at = at;
    this.#behind = 0;
  }

  /** A number of whole bytes, the lowest first. */
  bytes(count: number): number {
    if (this.at + count > this.#bytes.length) throw this.#cutOff();
    let value = 0;
    for (let n = 0; n < count; n++) value += this.#bytes[this.at++] * 256 ** n;
    return value;
  }

  /** Seven bits a byte, the lowest first: up to 32 bits. */
  varint(): number {
    const value = this.longVarint();
    if (value > 0xffffffffn) throw this.#fail("a number in a page is too large; the file is damaged");
    return Number(value);
  }

  /** Up to 64 bits. */
  longVarint(): bigint {
    let [value, shift] = [0n, 0n];
    for (;;) {
      const byte = this.bytes(1);
      value |= BigInt(byte & 0x7f) << shift;
      shift += 7n;
      if (byte < 0x80) return BigInt.asUintN(64, value);
      if (shift > 63n) throw this.#fail("a number in a page is too large; the file is damaged");
    }
  }

  #cutOff(): Error {
    return this.#fail("the numbers of a page are cut off; the file is damaged");
  }
}
