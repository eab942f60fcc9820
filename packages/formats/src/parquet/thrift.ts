import type { Fail } from "../format-error.ts";

/*
 * Thrift's compact protocol, in which Parquet writes its metadata. Fields that nobody asks for are passed over, so nothing is
 * made of them.
 */

/** The types of the protocol. */
export const TYPES = {
  true: 1, false: 2, byte: 3, i16: 4, i32: 5, i64: 6, double: 7, binary: 8, list: 9, set: 10, map: 11, struct: 12,
}; // biome-ignore format: a table

/** How deep structures may be nested: those of Parquet are five deep. */
const DEEPEST = 32;

/** What is done with each field of a structure, by its number. Each must read its value. */
export type Fields = Readonly<Record<number, () => void>>;

/** Reads structures one after another. */
export class Thrift {
  /** Where the next byte is. */
  at: number;
  readonly #view: DataView;
  readonly #end: number;
  readonly #fail: Fail;
  /** The type of the field, or the element, that is to be read. */
  #type = TYPES.struct;
  /** Whether it is an element of a list: there, a boolean is a byte. */
  #isElement = false;
  #depth = 0;

  constructor(bytes: Uint8Array, begin: number, end: number, fail: Fail) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.at = begin;
    this.#end = end;
    this.#fail = fail;
  }

  /** @throws what `fail` makes: the value is of another type than asked for, or cut off. */
  struct(fields: Fields): void {
    this.#expect(TYPES.struct);
    if (++this.#depth > DEEPEST) throw this.#damaged("it is nested too deeply");
    for (let id = 0; ; ) {
      const head = this.#byte();
      if (head === 0) break;
      id = head >> 4 ? id + (head >> 4) : this.#zigzag();
      this.#value(head & 15, false, fields[id]);
    }
    this.#depth--;
  }

  /** Calls `each` for each element of a list, which must read it. */
  list(each: () => void): void {
    this.#expect(TYPES.list);
    const { count, type } = this.#listHead();
    for (let n = 0; n < count; n++) this.#value(type, true, each);
  }

  /** A whole number of up to 64 bits that a double holds. */
  whole(): number {
    if (this.#type === TYPES.byte) return this.#view.getInt8(this.#take(1));
    if (this.#type !== TYPES.i16 && this.#type !== TYPES.i32 && this.#type !== TYPES.i64)
      throw this.#other("a whole number");
    return this.#zigzag();
  }

  boolean(): boolean {
    if (this.#type !== TYPES.true && this.#type !== TYPES.false) throw this.#other("true or false");
    return (this.#isElement ? this.#byte() : this.#type) === TYPES.true;
  }

  /** A view of bytes. */
  bytes(): Uint8Array {
    this.#expect(TYPES.binary);
    const length = this.#varint();
    const begin = this.#take(length);
    return new Uint8Array(this.#view.buffer, this.#view.byteOffset + begin, length);
  }

  #value(type: number, isElement: boolean, read: (() => void) | undefined): void {
    [this.#type, this.#isElement] = [type, isElement];
    if (read === undefined) this.#skip();
    else read();
  }

  #skip(): void {
    switch (this.#type) {
      case TYPES.true:
      case TYPES.false:
        if (this.#isElement) this.#take(1);
        return;
      case TYPES.byte:
        this.#take(1);
        return;
      case TYPES.i16:
      case TYPES.i32:
      case TYPES.i64:
        // Not read as a number: statistics may have numbers that no double holds.
        while (this.#byte() & 0x80);
        return;
      case TYPES.double:
        this.#take(8);
        return;
      case TYPES.binary:
        this.#take(this.#varint());
        return;
      case TYPES.list:
      case TYPES.set: {
        const { count, type } = this.#listHead();
        for (let n = 0; n < count; n++) this.#value(type, true, undefined);
        return;
      }
      case TYPES.map: {
        const count = this.#count(this.#varint());
        const types = count > 0 ? this.#byte() : 0;
        for (let n = 0; n < count; n++) {
          this.#value(types >> 4, true, undefined);
          this.#value(types & 15, true, undefined);
        }
        return;
      }
      case TYPES.struct:
        this.struct({});
        return;
      default:
        throw this.#damaged(`there is no type ${this.#type}`);
    }
  }

  #listHead(): { count: number; type: number } {
    const head = this.#byte();
    return { count: this.#count(head >> 4 === 15 ? this.#varint() : head >> 4), type: head & 15 };
  }

  /** Each element takes a byte at least. */
  #count(count: number): number {
    if (count > this.#end - this.at) throw this.#damaged("a list has more elements than there are bytes");
    return count;
  }

  #zigzag(): number {
    const value = this.#varint();
    const half = Math.floor(value / 2);
    return value % 2 === 0 ? half : -half - 1;
  }

  /** Seven bits a byte, the lowest first. */
  #varint(): number {
    let [value, factor] = [0, 1];
    for (;;) {
      const byte = this.#byte();
      value += (byte & 0x7f) * factor;
      factor *= 128;
      if (value > Number.MAX_SAFE_INTEGER) throw this.#damaged("a number is too large");
      if (byte < 0x80) return value;
    }
  }

  #byte(): number {
    return this.#view.getUint8(this.#take(1));
  }

  /** Where the next `length` bytes begin, which are then behind. */
  #take(length: number): number {
    const begin = this.at;
    if (length > this.#end - begin) throw this.#damaged("it is cut off");
    this.at = begin + length;
    return begin;
  }

  #expect(type: number): void {
    if (this.#type !== type) throw this.#other(`type ${type}`);
  }

  #other(expected: string): Error {
    return this.#damaged(`type ${this.#type} stands where ${expected} should be`);
  }

  #damaged(what: string): Error {
    return this.#fail(`its metadata are damaged at byte ${this.at}: ${what}`);
  }
}
