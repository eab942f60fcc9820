/* XXH64, the checksum of Zstandard's frames (its description: github.com/Cyan4973/xxHash, doc/xxhash_spec.md). */

const [P1, P2, P3, P4, P5] = [
  0x9e3779b185ebca87n,
  0xc2b2ae3d27d4eb4fn,
  0x165667b19e3779f9n,
  0x85ebca77c2b2ae63n,
  0x27d4eb2f165667c5n,
];

const wrap = (value: bigint) => BigInt.asUintN(64, value);
const turn = (value: bigint, by: bigint) => wrap(value << by) | (value >> (64n - by));
const round = (sum: bigint, lane: bigint) => wrap(turn(wrap(sum + lane * P2), 31n) * P1);

/** The low 32 bits of XXH64 with the seed 0. */
export function xxh64(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = 0;
  let hash = P5;
  if (bytes.length >= 32) {
    const sums = [wrap(P1 + P2), P2, 0n, wrap(-P1)];
    for (; at + 32 <= bytes.length; at += 32) {
      for (let n = 0; n < 4; n++) sums[n] = round(sums[n], view.getBigUint64(at + 8 * n, true));
    }
    const [a, b, c, d] = sums;
    hash = wrap(turn(a, 1n) + turn(b, 7n) + turn(c, 12n) + turn(d, 18n));
    for (const sum of sums) hash = wrap((hash ^ round(0n, sum)) * P1 + P4);
  }
  hash = wrap(hash + BigInt(bytes.length));
  for (; at + 8 <= bytes.length; at += 8) {
    hash = wrap(turn(hash ^ round(0n, view.getBigUint64(at, true)), 27n) * P1 + P4);
  }
  if (at + 4 <= bytes.length) {
    hash = wrap(turn(hash ^ wrap(BigInt(view.getUint32(at, true)) * P1), 23n) * P2 + P3);
    at += 4;
  }
  for (; at < bytes.length; at++) hash = wrap(turn(hash ^ wrap(BigInt(bytes[at]) * P5), 11n) * P1);
  hash = wrap((hash ^ (hash >> 33n)) * P2);
  hash = wrap((hash ^ (hash >> 29n)) * P3);
  return Number(BigInt.asUintN(32, hash ^ (hash >> 32n)));
}
