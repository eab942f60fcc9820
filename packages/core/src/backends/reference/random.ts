import type { Distribution } from "../../backend.ts";
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
 * Block n of a draw is the Philox block of the counter (n, draw low, draw high, 0). A float32 takes one word of it,
 * and a float64 two. For `uniform`, 24 or 53 random bits are used. For `normal`, the result is the quantile at the
 * middle of one of 2^32 or 2^52 equal steps. Each draw increases the number of draws by one, which is kept in two
 * words.
 */
export function random(kind: Distribution, state: View, out: View, next: View): void {
  const [[key0, key1], [draw0, draw1]] = countDraw(state, next);
  const words = new Uint32Array(4);
  const target = out.buffer;
  const { offset, size } = out.layout;
  const perElement = out.dtype === "float64" ? 2 : 1;
  const perBlock = 4 / perElement;
  for (let i = 0; i < size; i++) {
    const slot = i % perBlock;
    if (slot === 0) philox4x32(i / perBlock, draw0, draw1, 0, key0, key1, words);
    const word = words[slot * perElement];
    const second = words[slot * perElement + 1];
    if (kind === "uniform") {
      target[offset + i] =
        perElement === 1 ? (word >>> 8) * 2 ** -24 : ((word >>> 6) * 2 ** 27 + (second >>> 5)) * 2 ** -53;
    } else {
      target[offset + i] = normalQuantile(
        perElement === 1
          ? (word + 0.5) * 2 ** -32
          : ((word >>> 6) * 2 ** 26 + (second >>> 6) + 0.5) * 2 ** -52,
      );
    }
  }
}
