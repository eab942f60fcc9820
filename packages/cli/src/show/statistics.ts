import type { Tensor } from "@gradiente/core";

/** What `inspect` says of the elements of a tensor. */
export interface Statistics {
  /** The least and the largest number that is not NaN; null if there is none. */
  readonly min: number | null;
  readonly max: number | null;
  /** Of what is finite; null if nothing is. */
  readonly mean: number | null;
  /** The standard deviation of what is finite, divided by the number of elements. */
  readonly deviation: number | null;
  readonly nan: number;
  readonly infinite: number;
  readonly zero: number;
  /** How many finite elements are in each of as many equal spans from the least finite one to the largest. */
  readonly histogram: readonly number[];
}

const SPANS = 16;

/** Looks at every element once, and once more for the histogram. */
export function statisticsOf(x: Tensor): Statistics {
  const values = x.toTypedArray();
  let [nan, infinite, zero, finite] = [0, 0, 0, 0];
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  let [low, high] = [min, max];
  // Welford's way: sums of squares would lose all digits of what is far from zero.
  let [mean, squares] = [0, 0];
  for (const value of values) {
    if (Number.isNaN(value)) {
      nan++;
      continue;
    }
    if (value < min) min = value;
    if (value > max) max = value;
    if (!Number.isFinite(value)) {
      infinite++;
      continue;
    }
    if (value === 0) zero++;
    if (value < low) low = value;
    if (value > high) high = value;
    finite++;
    const difference = value - mean;
    mean += difference / finite;
    squares += difference * (value - mean);
  }
  const isAny = nan < values.length;
  return {
    min: isAny ? min : null,
    max: isAny ? max : null,
    mean: finite > 0 ? mean : null,
    deviation: finite > 0 ? Math.sqrt(squares / finite) : null,
    nan,
    infinite,
    zero,
    histogram: finite > 0 ? histogramOf(values, low, high) : [],
  };
}

function histogramOf(values: Iterable<number>, low: number, high: number): number[] {
  const counts = new Array<number>(SPANS).fill(0);
  // Halves: the span itself may be beyond the largest number.
  const half = high / 2 - low / 2;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    const share = half > 0 ? (value / 2 - low / 2) / half : 0.5;
    counts[Math.min(SPANS - 1, Math.floor(share * SPANS))]++;
  }
  return counts;
}

const BARS = [..." ▁▂▃▄▅▆▇█"];

/** A histogram as one line of text. */
export function sparkline(counts: readonly number[]): string {
  const most = Math.max(...counts, 1);
  // What is there at all is seen.
  return counts.map((count) => BARS[count === 0 ? 0 : Math.max(1, Math.round((count / most) * 8))]).join("");
}
