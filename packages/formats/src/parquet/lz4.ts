import type { Fail } from "../format-error.ts";

/*
 * LZ4 (the description of its block format: github.com/lz4/lz4, doc/lz4_Block_format.md): runs of bytes, and copies of what
 * was unpacked before.
 */

/** LZ4 makes at most 255 bytes of one. */
export const LZ4_RATIO = 255;

/** What is packed in one block, which must have `size` bytes. @throws what `fail` makes, if it is damaged. */
export function unlz4(packed: Uint8Array, size: number, fail: Fail): Uint8Array {
  const unpacked = new Uint8Array(size);
  readBlock(packed, unpacked, fail);
  return unpacked;
}

/**
 * What is packed as Hadoop does it: blocks, each with both of its sizes in front, the highest byte first. Some writers left
 * them out, and what cannot be read with them is read as one block.
 */
export function unlz4Hadoop(packed: Uint8Array, size: number, fail: Fail): Uint8Array {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.length);
  const blocks: { block: Uint8Array; to: number; end: number }[] = [];
  let [at, to] = [0, 0];
  while (at + 8 <= packed.length) {
    const [made, length] = [view.getUint32(at), view.getUint32(at + 4)];
    blocks.push({ block: packed.subarray(at + 8, at + 8 + length), to, end: to + made });
    at += 8 + length;
    to += made;
  }
  if (at !== packed.length || to !== size) return unlz4(packed, size, fail);
  const unpacked = new Uint8Array(size);
  for (const { block, to, end } of blocks) readBlock(block, unpacked.subarray(to, end), fail);
  return unpacked;
}

/** Fills `into` with what a block makes. */
function readBlock(packed: Uint8Array, into: Uint8Array, fail: Fail): void {
  const damaged = (what: string) => fail(`${what}; the file is damaged`);
  let [at, to] = [0, 0];
  const lengthOf = (first: number): number => {
    if (first < 15) return first;
    let [length, byte] = [first, 255];
    while (byte === 255) {
      if (at >= packed.length) throw damaged("what is packed by LZ4 is cut off");
      byte = packed[at++];
      length += byte;
    }
    return length;
  };
  for (;;) {
    if (at >= packed.length) throw damaged("what is packed by LZ4 is cut off");
    const token = packed[at++];
    const run = lengthOf(token >> 4);
    if (at + run > packed.length || to + run > into.length) throw damaged("what is packed by LZ4 is cut off");
    into.set(packed.subarray(at, at + run), to);
    at += run;
    to += run;
    // Only a run can be the last.
    if (at === packed.length) break;
    const back = packed[at] + packed[at + 1] * 256;
    at += 2;
    const copied = lengthOf(token & 15) + 4;
    if (!(back > 0 && back <= to) || to + copied > into.length) throw damaged("LZ4 copies what is not there");
    // Byte by byte: what is copied may reach into what it makes.
    for (const end = to + copied; to < end; to++) into[to] = into[to - back];
  }
  if (to !== into.length) throw damaged(`what is packed by LZ4 has ${to} bytes, and the page ${into.length}`);
}
