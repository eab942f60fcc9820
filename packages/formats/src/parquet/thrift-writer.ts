import { encodeText } from "@gradiente/core/elements";
import { TYPES } from "./thrift.ts";

/** A field of a structure: its number, its type, and what writes its value. */
export type Field = readonly [id: number, type: number, write: () => void];

/** Writes structures in Thrift's compact protocol, fields in the order of their numbers. */
export class ThriftWriter {
  readonly #bytes: number[] = [];

  take(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }

  struct(fields: readonly (Field | undefined)[]): void {
    let last = 0;
    for (const field of fields) {
      if (field === undefined) continue;
      const [id, type, write] = field;
      this.#bytes.push(((id - last) << 4) | type);
      last = id;
      write();
    }
    this.#bytes.push(0);
  }

  i32(id: number, value: number): Field {
    return [id, TYPES.i32, () => this.#zigzag(value)];
  }

  i64(id: number, value: number): Field {
    return [id, TYPES.i64, () => this.#zigzag(value)];
  }

  text(id: number, value: string): Field {
    return [id, TYPES.binary, () => this.#text(value)];
  }

  nested(id: number, fields: readonly (Field | undefined)[]): Field {
    return [id, TYPES.struct, () => this.struct(fields)];
  }

  structs(id: number, elements: readonly (readonly (Field | undefined)[])[]): Field {
    return this.#list(
      id,
      TYPES.struct,
      elements.map((fields) => () => this.struct(fields)),
    );
  }

  numbers(id: number, elements: readonly number[]): Field {
    return this.#list(
      id,
      TYPES.i32,
      elements.map((value) => () => this.#zigzag(value)),
    );
  }

  texts(id: number, elements: readonly string[]): Field {
    return this.#list(
      id,
      TYPES.binary,
      elements.map((value) => () => this.#text(value)),
    );
  }

  #list(id: number, type: number, writes: readonly (() => void)[]): Field {
    return [
      id,
      TYPES.list,
      () => {
        this.#bytes.push((Math.min(writes.length, 15) << 4) | type);
        if (writes.length >= 15) this.#varint(writes.length);
        for (const write of writes) write();
      },
    ];
  }

  #text(value: string): void {
    const bytes = encodeText("encodeParquet", value);
    this.#varint(bytes.length);
    for (const byte of bytes) this.#bytes.push(byte);
  }

  #zigzag(value: number): void {
    this.#varint(value < 0 ? -2 * value - 1 : 2 * value);
  }

  #varint(value: number): void {
    let rest = value;
    for (; rest > 127; rest = Math.floor(rest / 128)) this.#bytes.push((rest % 128) | 128);
    this.#bytes.push(rest);
  }
}
