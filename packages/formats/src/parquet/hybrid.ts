import type { Fail } from "../format-error.ts";
import { BitReader } from "./bits.ts";

/**
 * Whole numbers of `width` bits, from 0 to 32, in runs: a number repeated, or packed by eight.
 *
 * @throws what `fail` makes, if the bytes end before there are `count` numbers, or a run is longer.
 */
export function readHybrid(bytes: Uint8Array, width: number, count: number, fail: Fail): Uint32Array {
  const damaged = (what: string) => fail(`${what}; the file is damaged`);
  if (width > 32) throw damaged(`numbers of ${width} bits stand where 32 are the most`);
  const numbers = new Uint32Array(count);
  const reader = new BitReader(bytes, fail);
  for (let done = 0; done < count; ) {
    const head = reader.varint();
    const left = count - done;
    if (head % 2 === 0) {
      const length = head / 2;
      if (length > left) throw damaged(`a run has ${length} numbers, and ${left} are left`);
      const value = reader.bytes(Math.ceil(width / 8));
      numbers.fill(value, done, done + length);
      done += length;
      continue;
    }
    const length = ((head - 1) / 2) * 8;
    const kept = Math.min(length, left);
    const next = reader.at + (length / 8) * width;
    for (let n = 0; n < kept; n++) numbers[done++] = reader.bits(width);
    // Some writers leave out the bytes of numbers that are not there.
    reader.skipTo(Math.min(next, bytes.length));
  }
  return numbers;
}
