/*
 * The logarithm of the gamma function and its derivatives, in float64. They are computed from series whose
 * coefficients are values of the Hurwitz zeta function: NIST Digital Library of Mathematical Functions (DLMF),
 * chapters 5 and 25. Comments give the numbers of its equations.
 */

/** B₂ₖ, the Bernoulli numbers, starting at k = 1: DLMF table 24.2.1. */
const bernoulli = [1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6, -3617 / 510];

/** From this x on, the asymptotic series with these numbers are exact to the last bit. */
const ASYMPTOTIC = 10;

/**
 * ζ(s, q) = Σ (n + q)⁻ˢ for whole s >= 2 and q > 0: some terms, and the rest by the Euler-Maclaurin formula
 * (25.11.5).
 */
export function hurwitzZeta(s: number, q: number): number {
  const terms = Math.max(0, Math.ceil(ASYMPTOTIC + s - q));
  const end = q + terms;
  const last = end ** -s;
  let rest = last * (end / (s - 1) + 0.5);
  // s (s + 1) ... (s + 2k - 2) / (2k)! end^(-s - 2k + 1)
  let factor = (last * s) / (2 * end);
  for (let k = 1; k <= bernoulli.length; k++) {
    rest += bernoulli[k - 1] * factor;
    factor *= ((s + 2 * k - 1) * (s + 2 * k)) / ((2 * k + 1) * (2 * k + 2) * end * end);
  }
  // The smallest terms are added first.
  for (let n = terms - 1; n >= 0; n--) rest += (q + n) ** -s;
  return rest;
}

/** sin πx. It is exactly 0 at integers. */
function sinPi(x: number): number {
  const nearest = Math.round(x);
  const sine = Math.sin(Math.PI * (x - nearest));
  return nearest % 2 === 0 ? sine : -sine;
}

/** cot πx. */
function cotPi(x: number): number {
  const distance = x - Math.round(x);
  const size = Math.abs(distance);
  return (Math.sign(distance) * Math.sin(Math.PI * (0.5 - size))) / Math.sin(Math.PI * size);
}

/** c[0] xⁿ + c[1] xⁿ⁻¹ + ... */
function polynomial(coefficients: readonly number[], x: number): number {
  let sum = 0;
  for (const coefficient of coefficients) sum = sum * x + coefficient;
  return sum;
}

const EULER = 0.5772156649015329;

/** The series of log Γ(2 + z) / z, in reverse order: the coefficients are 1 - γ, and (-1)ᵏ (ζ(k) - 1) / k (5.7.3). */
const logGammaAtTwo = Array.from({ length: 36 }, (_, i) => {
  const k = 36 - i;
  return k === 1 ? 1 - EULER : ((k % 2 === 0 ? 1 : -1) * hurwitzZeta(k, 2)) / k;
});

/** B₂ₖ / (2k (2k - 1)), in reverse order: Stirling's series (5.11.1). */
const stirling = bernoulli.map((b, i) => b / ((2 * i + 2) * (2 * i + 1))).reverse();

/** log Γ(2 + z) for |z| < 0.7. */
function logGammaNearTwo(z: number): number {
  return z * polynomial(logGammaAtTwo, z);
}

/**
 * log |Γ(x)|. It is infinite at the poles 0, -1, -2 ... For x > 0 it is within 4 units in the last place. For
 * negative x it has zeros between the poles; there it is within 8 units in the last place of the larger of 1 and the
 * result.
 */
export function lgamma(x: number): number {
  if (x <= 0) {
    if (Number.isInteger(x) || x === Number.NEGATIVE_INFINITY) return Number.POSITIVE_INFINITY;
    // 5.5.3
    return Math.log(Math.PI / Math.abs(sinPi(x))) - lgamma(1 - x);
  }
  if (x < 0.5) return logGammaNearTwo(x) - Math.log1p(x) - Math.log(x);
  if (x < 1.3) return logGammaNearTwo(x - 1) - Math.log(x);
  if (x < ASYMPTOTIC) {
    let product = 1;
    let rest = x;
    while (rest >= 2.5) {
      rest -= 1;
      product *= rest;
    }
    return logGammaNearTwo(rest - 2) + Math.log(product);
  }
  if (x === Number.POSITIVE_INFINITY) return x;
  const series = polynomial(stirling, 1 / (x * x)) / x;
  return (x - 0.5) * (Math.log(x) - 1) + (0.5 * (Math.log(2 * Math.PI) - 1) + series);
}

/** The zero of digamma between 1 and 2, as the sum of two numbers. */
const ROOT = 1.4616321449683622;
const ROOT_REST = 9.549995429965697e-17;

/** Taylor's series of digamma / d at distance d from its zero, in reverse order (5.15.1). */
const digammaAtRoot = Array.from({ length: 40 }, (_, i) => {
  const k = 40 - i;
  return (k % 2 === 0 ? -1 : 1) * hurwitzZeta(k + 1, ROOT);
});

/** B₂ₖ / 2k, in reverse order (5.11.2). */
const digammaSeries = bernoulli.map((b, i) => b / (2 * i + 2)).reverse();

/**
 * ψ(x), the derivative of log Γ. It is NaN at the negative integers. At 0 it is infinite, with the opposite sign of
 * the 0. For x > 0 it is within 4 units in the last place. For negative x, away from the poles, it is within 8 units
 * in the last place of the larger of 1 and the result.
 */
export function digamma(x: number): number {
  if (x === 0) return -1 / x;
  if (x < 0) {
    if (Number.isInteger(x)) return Number.NaN;
    // 5.5.4, and 5.5.2
    return digamma(1 - x) - Math.PI * cotPi(x);
  }
  if (x >= ASYMPTOTIC) {
    const square = 1 / (x * x);
    return Math.log(x) - 0.5 / x - square * polynomial(digammaSeries, square);
  }
  let rest = x;
  let sum = 0;
  while (rest > 2) {
    rest -= 1;
    sum += 1 / rest;
  }
  if (rest < 1) {
    sum = -1 / rest;
    rest += 1;
  }
  const distance = rest - ROOT - ROOT_REST;
  return distance * polynomial(digammaAtRoot, distance) + sum;
}

/** The n-th derivative of cot u. It is a polynomial in c = cot u, because (cot u)' = -(1 + c²). */
function cotangentDerivative(n: number, c: number): number {
  let coefficients = [0, 1];
  for (let i = 0; i < n; i++) {
    const next = new Array<number>(coefficients.length + 1).fill(0);
    for (let power = 1; power < coefficients.length; power++) {
      next[power - 1] -= power * coefficients[power];
      next[power + 1] -= power * coefficients[power];
    }
    coefficients = next;
  }
  return polynomial(coefficients.reverse(), c);
}

/** The largest n whose factorial is finite. */
const LARGEST_FACTORIAL = 170;

/**
 * ψ⁽ⁿ⁾(x), the n-th derivative of digamma, for whole n >= 0. For x > 0 it is within 6 units in the last place. At the
 * poles 0, -1, -2 ... it is infinite for odd n, and NaN for even n.
 */
export function polygamma(n: number, x: number): number {
  if (n === 0) return digamma(x);
  const odd = n % 2 === 1;
  if (x <= 0) {
    if (Number.isInteger(x) || x === Number.NEGATIVE_INFINITY)
      return odd ? Number.POSITIVE_INFINITY : Number.NaN;
    // The nearest pole outweighs all others.
    if (n > LARGEST_FACTORIAL)
      return odd || x < Math.round(x) ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
    // 5.15.6
    const reflected = polygamma(n, 1 - x);
    return (odd ? -reflected : reflected) - Math.PI ** (n + 1) * cotangentDerivative(n, cotPi(x));
  }
  if (x === Number.POSITIVE_INFINITY) return 0;
  if (n > LARGEST_FACTORIAL)
    return Number.isNaN(x) ? x : odd ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  let factorial = 1;
  for (let k = 2; k <= n; k++) factorial *= k;
  // 5.15.1 with the sum of 25.11.1
  return (odd ? 1 : -1) * factorial * hurwitzZeta(n + 1, x);
}
