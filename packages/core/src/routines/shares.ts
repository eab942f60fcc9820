import type { View } from "../backend.ts";
import type { TypedArray } from "../dtype.ts";

/* What attention does with scores, in plain loops in float64. Elements lie as `[matrices, rows, columns]`, dense. */

type Views = readonly View<TypedArray>[];

/** How the scores lie. */
export interface SharesParameters {
  readonly rows: number;
  readonly columns: number;
}

/** The softmax of each row over the columns up to its own, and 0 in the others. */
export function causalShares([x]: Views, [y]: Views, { rows, columns }: SharesParameters): void {
  for (let row = 0; row * columns < x.layout.size; row++) {
    const [from, to] = [x.layout.offset + row * columns, y.layout.offset + row * columns];
    const open = Math.min((row % rows) + 1, columns);
    const scores = x.buffer.subarray(from, from + open);
    let most = Number.NEGATIVE_INFINITY;
    for (const score of scores) most = Math.max(most, score);
    const powers = Array.from(scores, (score) => Math.exp(score - most));
    const total = powers.reduce((a, b) => a + b, 0);
    for (let i = 0; i < columns; i++) y.buffer[to + i] = i < open ? powers[i] / total : 0;
  }
}

/** The shares of a softmax, and the gradient by them, to the gradient by the scores. */
export function sharesBack([y, dy]: Views, [dx]: Views, { columns }: SharesParameters): void {
  for (let start = 0; start < y.layout.size; start += columns) {
    const shares = y.buffer.subarray(y.layout.offset + start, y.layout.offset + start + columns);
    const left = Array.from(shares, (share, i) => share * dy.buffer[dy.layout.offset + start + i]);
    // Twice, as what is nearly all of a sum leaves a part of it by rounding.
    for (let round = 0; round < 2; round++) {
      const total = left.reduce((a, b) => a + b, 0);
      for (let i = 0; i < columns; i++) left[i] -= shares[i] * total;
    }
    for (let i = 0; i < columns; i++) dx.buffer[dx.layout.offset + start + i] = left[i];
  }
}
