import { decodeText } from "@gradiente/core/elements";
import type { Fail } from "../format-error.ts";

/** The longest whole numbers that are read, in bytes: no size and no counter of a training is beyond. */
const LONGEST_NUMBER = 8;

/** The bytes of a pickle, in their order. Every read is checked against the end. */
export class PickleBytes {
  /** The next byte. */
  at = 0;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #fail: Fail;

  constructor(bytes: Uint8Array, fail: Fail) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#fail = fail;
  }

  /** The place of so many bytes, which are then behind. */
  #skip(count: number): number {
    const from = this.at;
    if (!(count <= this.#bytes.length - from)) {
      throw this.#fail(`its pickle is cut off at byte ${from}`);
    }
    this.at += count;
    return from;
  }

  u8(): number {
    return this.#bytes[this.#skip(1)];
  }

  u16(): number {
    return this.#view.getUint16(this.#skip(2), true);
  }

  u32(): number {
    return this.#view.getUint32(this.#skip(4), true);
  }

  i32(): number {
    return this.#view.getInt32(this.#skip(4), true);
  }

  f64(): number {
    return this.#view.getFloat64(this.#skip(8));
  }

  /** A number of bytes; one that a double cannot hold is beyond every file. */
  size64(): number {
    return Number(this.#view.getBigUint64(this.#skip(8), true));
  }

  /** A whole number of some bytes, with its sign; as a bigint where a double cannot hold it. */
  long(count: number): number | bigint {
    if (count > LONGEST_NUMBER) {
      throw this.#fail(
        `its pickle has a whole number of ${count} bytes at byte ${this.at}, and ${LONGEST_NUMBER} are allowed`,
      );
    }
    let value = 0n;
    const from = this.#skip(count);
    for (let n = count - 1; n >= 0; n--) value = (value << 8n) | BigInt(this.#bytes[from + n]);
    const signed = BigInt.asIntN(8 * count, value);
    const number = Number(signed);
    return Number.isSafeInteger(number) ? number : signed;
  }

  take(count: number): Uint8Array {
    const from = this.#skip(count);
    return this.#bytes.subarray(from, this.at);
  }

  /** Text in UTF-8. Python writes halves of surrogate pairs too, which no name needs. */
  text(count: number): string {
    const text = decodeText("decodePyTorch", this.take(count));
    if (text === undefined) throw this.#fail(`a text before byte ${this.at} of its pickle is not UTF-8`);
    return text;
  }

  /** Text up to the end of the line. */
  line(): string {
    const end = this.#bytes.indexOf(0x0a, this.at);
    if (end < 0) throw this.#fail(`its pickle is cut off at byte ${this.at}`);
    const text = this.text(end - this.at);
    this.at++;
    return text;
  }
}
