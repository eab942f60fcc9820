import type { TypedArray } from "../../dtype.ts";
import { Layout } from "../../layout.ts";
import { offsetsOf } from "../strided.ts";
import type { View } from "../view.ts";

/*
 * Each element becomes a key: a word of 32 bits that, without a sign, is larger where the element comes later, or two words for
 * float64, which is sorted by the lower one first. Equal words keep their order. Words of long rows are sorted by digits, from
 * the lowest to the highest (radix sort). In short rows that takes longer than the engine's own sort of numbers, in which a
 * double has a word and, below it, a place.
 */

/** What is sorted: a word of each key, and the places of the elements. */
interface Row {
  readonly words: Int32Array;
  readonly places: Int32Array;
}

/** Sorts the positions of each row: see {@link Backend.argsort}. */
export function argsort(x: View, descending: boolean, out: View): void {
  if (x.layout.size === 0) return;
  const last = x.layout.shape.length - 1;
  const size = x.layout.shape[last];
  const [starts, targets] = [x, out].map(({ layout: { shape, strides, offset } }) =>
    offsetsOf(new Layout(shape.slice(0, last), strides.slice(0, last), offset)),
  );
  const halves = x.dtype === "float64" ? 2 : 1;
  const isFloating = x.dtype === "float32" || halves === 2;
  const bits = bitsOf(x.buffer);
  const step = x.layout.strides[last];
  const outStep = out.layout.strides[last];
  const keys = new Int32Array(halves * size);
  const packed = new Float64Array(size > SHORT ? 0 : size);
  const counts = new Int32Array(size < LONG ? 2 ** 8 : 2 ** 11);
  const digitBits = 31 - Math.clz32(counts.length);
  let row = rowOf(size);
  let other = rowOf(size);
  const swap = () => {
    [row, other] = [other, row];
  };
  starts.forEach((start, at) => {
    if (isFloating) floatingKeys(bits, start, step, halves, keys);
    else for (let i = 0; i < size; i++) keys[i] = bits[start + i * step] ^ SIGN;
    if (descending) for (let i = 0; i < keys.length; i++) keys[i] = ~keys[i];
    for (let i = 0; i < size; i++) row.places[i] = i;
    for (let half = 0; half < halves; half++) {
      const { words, places } = row;
      for (let i = 0; i < size; i++) words[i] = keys[places[i] * halves + half];
      if (size <= SHORT) {
        sortShort(row, packed, other);
        swap();
      } else {
        for (let shift = 0; shift < 32; shift += digitBits)
          if (moveByDigit(row, other, shift, counts)) swap();
      }
    }
    for (let i = 0; i < size; i++) out.buffer[targets[at] + i * outStep] = row.places[i];
  });
}

function rowOf(size: number): Row {
  return { words: new Int32Array(size), places: new Int32Array(size) };
}

/** The same memory, as 32-bit words or as bytes. */
function bitsOf({ buffer, byteOffset, byteLength, BYTES_PER_ELEMENT }: TypedArray): Int32Array | Uint8Array {
  if (BYTES_PER_ELEMENT === 1) return new Uint8Array(buffer, byteOffset, byteLength);
  return new Int32Array(buffer, byteOffset, byteLength / 4);
}

const SIGN = 1 << 31;

/**
 * Keys without a sign in the order of floating numbers, in one word or two: those with a sign run backwards below the others,
 * both zeros are alike, and NaN is last.
 */
function floatingKeys(
  bits: Int32Array | Uint8Array,
  start: number,
  step: number,
  halves: number,
  keys: Int32Array,
): void {
  // What is larger without its sign is NaN.
  const infinite = halves === 2 ? 0x7ff00000 : 0x7f800000;
  for (
    let i = halves - 1, at = halves * start + halves - 1;
    i < keys.length;
    i += halves, at += halves * step
  ) {
    const high = bits[at];
    const low = halves === 2 ? bits[at - 1] : 0;
    const size = high & ~SIGN;
    const missing = size > infinite || (size === infinite && low !== 0);
    // All bits of a number below 0 are turned around, and the sign of others.
    const turned = missing || (high < 0 && (size | low) !== 0) ? -1 : 0;
    keys[i] = missing ? -1 : turned === 0 ? size | SIGN : ~high;
    if (halves === 2) keys[i - 1] = missing ? 0 : low ^ turned;
  }
}

/** Up to this length, the engine's own sort is faster. */
const SHORT = 600;

/** From this length on, fewer passes with longer digits are faster. */
const LONG = 4096;

/** The places below a word: a double holds 53 bits. */
const PLACES = 2_097_152;

function sortShort({ words, places }: Row, packed: Float64Array, to: Row): void {
  for (let i = 0; i < packed.length; i++) packed[i] = (words[i] >>> 0) * PLACES + i;
  packed.sort();
  // Of whole numbers beyond 32 bits, these are the lowest.
  for (let i = 0; i < packed.length; i++) to.places[i] = places[packed[i] & (PLACES - 1)];
}

/** Moves a row in the order of one digit of its words; false, having moved nothing, where all have the same. */
function moveByDigit(from: Row, to: Row, shift: number, counts: Int32Array): boolean {
  const { words, places } = from;
  const { words: toWords, places: toPlaces } = to;
  const mask = counts.length - 1;
  const size = words.length;
  counts.fill(0);
  for (let i = 0; i < size; i++) counts[(words[i] >>> shift) & mask]++;
  if (counts[(words[0] >>> shift) & mask] === size) return false;
  // How often each digit occurs becomes where the first of them goes.
  let before = 0;
  for (let digit = 0; digit <= mask; digit++) {
    const count = counts[digit];
    counts[digit] = before;
    before += count;
  }
  for (let i = 0; i < size; i++) {
    const word = words[i];
    const digit = (word >>> shift) & mask;
    const at = counts[digit];
    counts[digit] = at + 1;
    toWords[at] = word;
    toPlaces[at] = places[i];
  }
  return true;
}
