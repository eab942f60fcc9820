import { erfc } from "../src/special/error-function.ts";
import { lgamma } from "../src/special/gamma.ts";

/* Whether samples have a distribution. All thresholds are those of a probability of 1e-6 to be exceeded by chance. */

/** Φ, the distribution function of the normal distribution. */
export function normalShare(x: number): number {
  return erfc(-x * Math.SQRT1_2) / 2;
}

/** P(a, x), the distribution function of the gamma distribution: its series (Abramowitz and Stegun, 6.5.29). */
export function gammaShare(a: number, x: number): number {
  let term = 1 / a;
  let sum = term;
  for (let n = 1; term > sum * 1e-16; n++) {
    term *= x / (a + n);
    sum += term;
  }
  return sum * Math.exp(a * Math.log(x) - x - lgamma(a));
}

/** I(x; a, b), the distribution function of the beta distribution: its continued fraction, by Lentz's method (DLMF 8.17.22). */
export function betaShare(a: number, b: number, x: number): number {
  if (x <= 0 || x >= 1) return x <= 0 ? 0 : 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - betaShare(b, a, 1 - x);
  const front = Math.exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * Math.log(x) + b * Math.log1p(-x));
  let [c, d] = [1, 1 / (1 - ((a + b) * x) / (a + 1))];
  let result = d;
  for (let m = 1; m < 500; m++) {
    for (const factor of [
      (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m)),
      (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1)),
    ]) {
      d = 1 / (1 + factor * d);
      c = 1 + factor / c;
      result *= c * d;
    }
  }
  return (front * result) / a;
}

/** √n times the largest distance of the samples' distribution function from another: Kolmogorov and Smirnov. */
export function kolmogorovSmirnov(samples: ArrayLike<number>, share: (x: number) => number): number {
  const sorted = Float64Array.from(samples).sort();
  let worst = 0;
  sorted.forEach((x, i) => {
    const expected = share(x);
    worst = Math.max(worst, (i + 1) / sorted.length - expected, expected - i / sorted.length);
  });
  return Math.sqrt(sorted.length) * worst;
}

/** What {@link kolmogorovSmirnov} exceeds with a probability of 1e-6: √(-½ log(p / 2)). */
export const KS_LIMIT = Math.sqrt(-0.5 * Math.log(1e-6 / 2));

/** How many standard deviations a normally distributed number is away with a probability of 1e-6, on either side. */
export const Z_LIMIT = 4.8916;

/**
 * Pearson's χ² of counts over its limit, which it exceeds with a probability of 1e-6: above 1 they do not fit. Neighbours are
 * taken together until at least ten are expected. The limit is that of Wilson and Hilferty, "The distribution of chi-square"
 * (1931).
 */
export function chiSquare(counts: readonly number[], shares: readonly number[]): number {
  const total = counts.reduce((a, b) => a + b, 0);
  const bins: [found: number, expected: number][] = [[0, 0]];
  counts.forEach((found, i) => {
    const bin = bins[bins.length - 1];
    bin[0] += found;
    bin[1] += shares[i] * total;
    if (bin[1] >= 10) bins.push([0, 0]);
  });
  const [restFound, restExpected] = bins.pop() as [number, number];
  bins[bins.length - 1][0] += restFound;
  bins[bins.length - 1][1] += restExpected;
  const degrees = bins.length - 1;
  const square = bins.reduce((sum, [found, expected]) => sum + (found - expected) ** 2 / expected, 0);
  const spread = 2 / (9 * degrees);
  return square / (degrees * (1 - spread + 4.7534 * Math.sqrt(spread)) ** 3);
}
