import type { Distribution } from "../../backend.ts";
import type { DType } from "../../dtype.ts";
import { normalQuantile } from "../normal-quantile.ts";
import { philox4x32 } from "../philox.ts";
import type { View } from "../view.ts";
import { readNow } from "./copy.ts";

/** Counts a draw: the state after it, its key and its number. */
export function countDraw(
  state: View,
  next: View,
): readonly [key: readonly number[], draw: readonly number[]] {
  const [key0, key1, draw0, draw1] = readNow(state);
  const low = (draw0 + 1) | 0;
  next.buffer.set([key0, key1, low, low === 0 ? (draw1 + 1) | 0 : draw1], next.layout.offset);
  return [
    [key0, key1],
    [draw0, draw1],
  ];
}

/**
 * Block n of a draw is the Philox block of the counter (n, draw low, draw high, 0). Each draw increases the number of
 * draws by one, which is kept in two words.
 */
export function random(f: Distribution, state: View, out: View, next: View): void {
  const [[key0, key1], [draw0, draw1]] = countDraw(state, next);
  const words = new Uint32Array(4);
  const target = out.buffer;
  const { offset, size } = out.layout;
  const perElement = wordsOf(f, out.dtype);
  const perBlock = 4 / perElement;
  const value = meaningOf(f, perElement);
  for (let i = 0; i < size; i++) {
    const slot = i % perBlock;
    if (slot === 0) philox4x32(i / perBlock, draw0, draw1, 0, key0, key1, words);
    target[offset + i] = value(words[slot * perElement], words[slot * perElement + 1]);
  }
}

/** Words that an element takes: one has bits for a float32, and two for a float64. */
export function wordsOf({ name, parameters }: Distribution, dtype: DType): 1 | 2 {
  const isLong = name === "bernoulli" ? parameters[1] > 24 : dtype === "float64";
  return isLong ? 2 : 1;
}

type Meaning = (word: number, second: number) => number;

const bitsOf: Record<1 | 2, Meaning> = {
  1: (word) => word >>> 8,
  2: (word, second) => (word >>> 6) * 2 ** 27 + (second >>> 5),
};

/** A normal number is the quantile at the middle of one of 2^32 or 2^52 equal steps. */
const normalOf: Record<1 | 2, Meaning> = {
  1: (word) => normalQuantile((word + 0.5) * 2 ** -32),
  2: (word, second) => normalQuantile(((word >>> 6) * 2 ** 26 + (second >>> 6) + 0.5) * 2 ** -52),
};

function meaningOf({ name, parameters }: Distribution, words: 1 | 2): Meaning {
  if (name === "normal") return normalOf[words];
  const bits = bitsOf[words];
  if (name === "uniform") {
    const step = words === 1 ? 2 ** -24 : 2 ** -53;
    return (word, second) => bits(word, second) * step;
  }
  const [bound] = parameters;
  return (word, second) => (bits(word, second) < bound ? 1 : 0);
}
