/** Ticks of a logarithmic scale: powers of ten for a large domain, and round multiples of them for smaller ones. */
export function logTicks([low, high]: readonly [number, number]): number[] {
  const span = Math.log10(high / low);
  const [first, last] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
  const every = Math.max(1, Math.ceil(span / 8));
  const powers = Array.from({ length: Math.floor((last - first) / every) + 1 }, (_, i) => first + i * every);
  const steps = span < 0.7 ? [1, 1.5, 2, 3, 4, 5, 6, 7, 8, 9] : span < 2.5 ? [1, 2, 5] : [1];
  const ticks = powers.flatMap((power) => steps.map((step) => Number(`${step}e${power}`)));
  return ticks.filter((tick) => tick >= low && tick <= high);
}

/** The format of Vega for numbers of any size: "0.05", "20000", "1e-7", "3e+30". */
export const exponential = ".6~g";

/** Whether ordinary notation would have many zeros. */
export function isExtreme([low, high]: readonly [number, number]): boolean {
  const largest = Math.max(Math.abs(low), Math.abs(high));
  return largest > 0 && (largest < 1e-3 || largest >= 1e7);
}
