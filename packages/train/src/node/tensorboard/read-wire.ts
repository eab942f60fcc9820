/* Protocol buffers, read as far as event files need them: the fields of a message, one after another. */

/** One field: a number for those of fixed size and varints, bytes for the others. */
export interface Field {
  readonly number: number;
  readonly value: number | Uint8Array;
}

/** The fields of a message; undefined if it is damaged. */
export function fieldsOf(message: Uint8Array): Field[] | undefined {
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
  const fields: Field[] = [];
  let at = 0;
  const varint = (): number => {
    let [value, factor] = [0, 1];
    for (;;) {
      const byte = view.getUint8(at++);
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
      factor *= 128;
    }
  };
  const skipped = (length: number): number => {
    at += length;
    if (at > message.length) throw new RangeError("cut off");
    return at - length;
  };
  const read: Readonly<Record<number, () => number | Uint8Array>> = {
    0: varint,
    1: () => view.getFloat64(skipped(8), true),
    2: () => {
      const length = varint();
      const begin = skipped(length);
      return message.subarray(begin, begin + length);
    },
    5: () => view.getFloat32(skipped(4), true),
  };
  try {
    while (at < message.length) {
      const tag = varint();
      const value = read[tag % 8]?.();
      if (value === undefined) return undefined;
      fields.push({ number: Math.floor(tag / 8), value });
    }
  } catch (error) {
    // A view says so itself where the message ends too early.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
  return fields;
}

/** The last number in a field. */
export function numberIn(fields: readonly Field[], number: number): number | undefined {
  const value = fields.filter((field) => field.number === number).at(-1)?.value;
  return typeof value === "number" ? value : undefined;
}

/** All bytes in a field. */
export function bytesIn(fields: readonly Field[], number: number): Uint8Array[] {
  return fields.flatMap((field) =>
    field.number === number && typeof field.value !== "number" ? [field.value] : [],
  );
}
