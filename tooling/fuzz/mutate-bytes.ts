import type { Random } from "./random.ts";

/** Bytes that mean something in many formats: ends of ranges, line ends, quotes, separators, gzip's beginning. */
const TELLING = [0, 1, 0x7f, 0x80, 0xff, 0x0a, 0x0d, 0x22, 0x2c, 0x3b, 0x5c, 0x7b, 0x7d, 0x1f, 0x8b];

type Change = (bytes: Uint8Array, random: Random) => Uint8Array;

const changes: readonly Change[] = [
  function flip(bytes, random) {
    const changed = bytes.slice();
    if (bytes.length > 0) changed[random.below(bytes.length)] ^= 1 << random.below(8);
    return changed;
  },
  function set(bytes, random) {
    const changed = bytes.slice();
    if (bytes.length > 0) changed[random.below(bytes.length)] = random.pick(TELLING);
    return changed;
  },
  function truncate(bytes, random) {
    return bytes.slice(0, random.below(bytes.length + 1));
  },
  function behead(bytes, random) {
    return bytes.slice(random.below(bytes.length + 1));
  },
  function insert(bytes, random) {
    const at = random.below(bytes.length + 1);
    const more = Array.from({ length: 1 + random.below(4) }, () => random.pick(TELLING));
    return Uint8Array.from([...bytes.subarray(0, at), ...more, ...bytes.subarray(at)]);
  },
  function repeat(bytes, random) {
    const from = random.below(bytes.length + 1);
    const to = Math.min(bytes.length, from + random.below(64));
    return Uint8Array.from([...bytes.subarray(0, to), ...bytes.subarray(from)]);
  },
  function remove(bytes, random) {
    const from = random.below(bytes.length + 1);
    return Uint8Array.from([...bytes.subarray(0, from), ...bytes.subarray(from + 1 + random.below(16))]);
  },
  function blank(bytes, random) {
    const changed = bytes.slice();
    const from = random.below(bytes.length + 1);
    return changed.fill(random.pick(TELLING), from, from + random.below(512));
  },
  function number(bytes, random) {
    const changed = bytes.slice();
    if (bytes.length < 4) return changed;
    const view = new DataView(changed.buffer);
    const value = random.pick([0, 1, 0x7fffffff, 0x80000000, 0xffffffff, bytes.length, bytes.length + 1]);
    view.setUint32(random.below(Math.min(bytes.length - 3, 64)), value, random.chance(0.5));
    return changed;
  },
];

/** The bytes with one change, or a few. */
export function mutateBytes(bytes: Uint8Array, random: Random): Uint8Array {
  let changed = bytes;
  do changed = random.pick(changes)(changed, random);
  while (random.chance(0.3));
  return changed;
}
