import type { Fail } from "../format-error.ts";
import { BitReader } from "./bits.ts";

/** Numbers that were written as differences, and where the bytes after them begin. */
export interface Deltas {
  readonly values: BigInt64Array;
  readonly end: number;
}

/**
 * Numbers that were written as differences (DELTA_BINARY_PACKED): in blocks, each with its smallest difference, and parts of
 * blocks, each with the number of bits of what is added to it.
 *
 * @throws what `fail` makes, unless there are `count` numbers.
 */
export function readDeltas(
  bytes: Uint8Array,
  from: number,
  { bits, count }: { readonly bits: 32 | 64; readonly count: number },
  fail: Fail,
): Deltas {
  const reader = new BitReader(bytes, fail, from);
  const blockSize = reader.varint();
  const parts = reader.varint();
  const told = reader.varint();
  const partSize = blockSize / parts;
  if (told !== count || !(partSize > 0) || partSize % 32 !== 0) {
    throw fail(
      `${told} differences in blocks of ${blockSize} and ${parts} parts stand where ${count} numbers should be; the file is damaged`,
    );
  }
  const values = new BigInt64Array(count);
  let value = zigzag(reader.longVarint());
  if (count > 0) values[0] = BigInt.asIntN(bits, value);
  for (let done = 1; done < count; ) {
    const least = zigzag(reader.longVarint());
    const widths = reader.at;
    reader.skipTo(widths + parts);
    for (let part = 0; part < parts && done < count; part++) {
      const width = bytes[widths + part];
      if (!(width <= 64)) throw fail("the differences of a page are cut off; the file is damaged");
      const next = reader.at + (partSize / 8) * width;
      for (let n = 0; n < partSize && done < count; n++) {
        const low = BigInt(reader.bits(Math.min(width, 32)));
        const high = width > 32 ? BigInt(reader.bits(width - 32)) << 32n : 0n;
        value = BigInt.asIntN(bits, value + least + high + low);
        values[done++] = value;
      }
      if (next > bytes.length) throw fail("the differences of a page are cut off; the file is damaged");
      reader.skipTo(next);
    }
  }
  return { values, end: reader.at };
}

function zigzag(value: bigint): bigint {
  return (value >> 1n) ^ -(value & 1n);
}
