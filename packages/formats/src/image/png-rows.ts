import type { Fail } from "../format-error.ts";

/** The predictor of Paeth: that of the left, the upper and the upper left byte which is nearest to their linear guess. */
export function paeth(left: number, up: number, upLeft: number): number {
  const guess = left + up - upLeft;
  const [fromLeft, fromUp, fromUpLeft] = [
    Math.abs(guess - left),
    Math.abs(guess - up),
    Math.abs(guess - upLeft),
  ];
  if (fromLeft <= fromUp && fromLeft <= fromUpLeft) return left;
  return fromUp <= fromUpLeft ? up : upLeft;
}

/**
 * Takes the filters from rows, in place (W3C, Portable Network Graphics, section 9). Each row has a byte with its filter in
 * front.
 *
 * @param length the bytes of a row without that of its filter.
 * @param step the bytes from a pixel to the next.
 */
export function unfilter(rows: Uint8Array, length: number, step: number, fail: Fail): void {
  for (let start = 0; start < rows.length; start += 1 + length) {
    const kind = rows[start];
    if (kind > 4) throw fail(`a row has the filter ${kind}, and there are 0 to 4; it is damaged`);
    if (kind === 0) continue;
    const [first, above] = [start + 1, start - length];
    const hasAbove = start > 0;
    for (let at = 0; at < length; at++) {
      const left = at >= step ? rows[first + at - step] : 0;
      const up = hasAbove ? rows[above + at] : 0;
      const upLeft = hasAbove && at >= step ? rows[above + at - step] : 0;
      const predicted =
        kind === 1 ? left : kind === 2 ? up : kind === 3 ? (left + up) >> 1 : paeth(left, up, upLeft);
      rows[first + at] += predicted;
    }
  }
}
