import { largest, smallest } from "./extremes.ts";

/** The multiples of a power of ten, from many to few, and the least distance between two of them in powers of ten. */
const steps = [[1, 1.5, 2, 3, 4, 5, 6, 7, 8, 9], [1, 2, 5], [1, 3], [1]].map((multiples) => ({
  multiples,
  least: leastDistance([...multiples, 10]),
}));

function leastDistance(values: readonly number[]): number {
  return smallest(values.slice(1).map((value, i) => Math.log10(value / values[i])));
}

/** The height of a label beside an axis, with room above and below it, in pixels. */
export const labelHeight = 22;

/** Fewer ticks than this do not show what the scale is. */
const fewest = 3;

/**
 * Ticks of a logarithmic scale, as many as there is room for, so that none of its parts is without one: multiples of
 * powers of ten; over less than a power of ten, evenly spaced numbers; over very many, not every power.
 *
 * @param labels - How many labels the axis has room for.
 */
export function logTicks([low, high]: readonly [number, number], labels: number): number[] {
  const span = Math.log10(high) - Math.log10(low);
  const [first, last] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
  // Ends of a domain are results of arithmetic.
  const isInside = (tick: number) => tick >= low * (1 - 1e-12) && tick <= high * (1 + 1e-12);
  const found = steps.findIndex(({ least }) => (least / span) * labels >= 1);
  if (found < 0) {
    const every = Math.ceil(span / labels);
    const start = Math.ceil(first / every) * every;
    const count = Math.max(0, Math.floor((last - start) / every) + 1);
    return Array.from({ length: count }, (_, i) => power(1, start + i * every)).filter(isInside);
  }
  const powers = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  const choices = steps
    .slice(0, found + 1)
    .reverse()
    .map(({ multiples }) =>
      powers.flatMap((exponent) => multiples.map((multiple) => power(multiple, exponent))).filter(isInside),
    );
  return choices.find((ticks) => ticks.length >= fewest) ?? evenTicks(low, high, labels).filter(isInside);
}

const power = (multiple: number, exponent: number) => Number(`${multiple}e${exponent}`);

/** Evenly spaced round numbers from before `low` to behind `high`. */
function evenTicks(low: number, high: number, labels: number): number[] {
  const least = (high - low) / Math.max(fewest, Math.min(labels / 2, 6));
  const exponent = Math.floor(Math.log10(least));
  const multiple = [5, 2, 1].find((each) => power(each, exponent) <= least) ?? 1;
  const start = Math.floor(low / power(multiple, exponent));
  const count = Math.ceil(high / power(multiple, exponent)) - start + 1;
  return Array.from({ length: count }, (_, i) => power((start + i) * multiple, exponent));
}

/** Numbers from `low` to `high` with about as many steps between them as an axis has ticks. */
export function evenly([low, high]: readonly [number, number], ticks: number): number[] {
  const steps = Math.max(1, Math.ceil(ticks));
  return Array.from({ length: steps + 1 }, (_, i) => low + (high - low) * (i / steps));
}

/** The digits that labels have: six, or as many more as tell neighbours apart. Beyond sixteen, a float64 has rounding errors alone. */
const [fewestDigits, mostDigits] = [6, 16];

/**
 * The format of Vega for ticks of any size, "0.05", "20000", "1e-7", "3e+30", with so many digits that no two neighbours
 * have the same label.
 */
export function formatFor(ticks: readonly number[]): string {
  const ratios = ticks.slice(1).map((tick, i) => {
    return Math.max(Math.abs(tick), Math.abs(ticks[i])) / Math.abs(tick - ticks[i]);
  });
  const digits = Math.ceil(Math.log10(largest([1, ...ratios.filter(Number.isFinite)]))) + 1;
  return `.${Math.max(fewestDigits, Math.min(mostDigits, digits))}~g`;
}

/** Whether ordinary notation would have many zeros. */
export function isExtreme([low, high]: readonly [number, number]): boolean {
  const most = Math.max(Math.abs(low), Math.abs(high));
  return most > 0 && (most < 1e-3 || most >= 1e7);
}
