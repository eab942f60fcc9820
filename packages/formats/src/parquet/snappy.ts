import type { Fail } from "../format-error.ts";

/*
 * Snappy (Google's format_description.txt): a length, then runs of bytes, and copies of what was unpacked before.
 */

/** Snappy makes at most 64 bytes of three. */
export const SNAPPY_RATIO = 22;

/** What is packed, which must have `size` bytes. @throws what `fail` makes, if it is damaged. */
export function unsnap(packed: Uint8Array, size: number, fail: Fail): Uint8Array {
  const damaged = (what: string) => fail(`${what}; the file is damaged`);
  const unpacked = new Uint8Array(size);
  let [at, to] = [0, 0];
  const take = (count: number): number => {
    if (at + count > packed.length) throw damaged("what is packed by Snappy is cut off");
    let value = 0;
    for (let n = 0; n < count; n++) value += packed[at++] * 256 ** n;
    return value;
  };
  let [told, factor, more] = [0, 1, true];
  while (more && factor < 2 ** 35) {
    const byte = take(1);
    told += (byte & 0x7f) * factor;
    factor *= 128;
    more = byte > 0x7f;
  }
  if (told !== size) throw damaged(`Snappy tells ${told} bytes, and the page ${size}`);
  while (at < packed.length) {
    const tag = packed[at++];
    const kind = tag & 3;
    const length = kind === 1 ? ((tag >> 2) & 7) + 4 : (tag >> 2) + 1;
    if (kind === 0) {
      const run = length > 60 ? take(length - 60) + 1 : length;
      if (at + run > packed.length || to + run > size) throw damaged("what is packed by Snappy is cut off");
      unpacked.set(packed.subarray(at, at + run), to);
      at += run;
      to += run;
      continue;
    }
    const back = kind === 1 ? (tag >> 5) * 256 + take(1) : take(kind === 2 ? 2 : 4);
    if (back === 0 || back > to || to + length > size) throw damaged("Snappy copies what is not there");
    // Byte by byte: what is copied may reach into what it makes.
    for (let n = 0; n < length; n++, to++) unpacked[to] = unpacked[to - back];
  }
  if (to !== size) throw damaged(`what is packed by Snappy has ${to} bytes, and the page ${size}`);
  return unpacked;
}
