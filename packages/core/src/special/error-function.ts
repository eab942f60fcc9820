/*
 * The error function in float64. Near 0 it is computed from its Maclaurin series; elsewhere by the trapezoidal rule
 * on the integral of erfc. The error of this rule comes from the pole of the integrand, and is known in closed form:
 * F. Matta and A. Reichel, "Uniform computation of the error function and other related functions", Math. Comp. 25
 * (1971); D. B. Hunter and T. Regan, "A note on the evaluation of the complementary error function", Math. Comp. 26
 * (1972).
 */

/** From here on, erfc is computed directly; below, erf is. */
const SERIES_END = 0.5;

/** (-1)ⁿ 2/√π / (n! (2n + 1)), in reverse order: erf x = x Σ cₙ x²ⁿ. */
const series = Array.from({ length: 12 }, (_, i) => {
  const n = 11 - i;
  let factorial = 1;
  for (let k = 2; k <= n; k++) factorial *= k;
  return ((n % 2 === 0 ? 1 : -1) * 2) / (Math.sqrt(Math.PI) * factorial * (2 * n + 1));
});

/** The width of the trapezoids. With it, the error of the rule is below e^-39. */
const H = 0.5;

/** n²h² and exp(-n²h²), the smallest weights first. */
const nodes = Array.from({ length: 13 }, (_, i) => ((13 - i) * H) ** 2).map((square) => ({
  square,
  weight: Math.exp(-square),
}));

/** exp(-x²). The square is split in two, because a rounded square is off by x² units in the last place. */
function gaussian(x: number): number {
  const high = Math.fround(x);
  return Math.exp(-high * high) * Math.exp((high - x) * (high + x));
}

/** 2/√π exp(-x²), the derivative of erf, within 3 units in the last place. */
export function erfSlope(x: number): number {
  // The result is smaller than the smallest positive number; further out, squares overflow.
  return Math.abs(x) > 27.5 ? 0 : (2 / Math.sqrt(Math.PI)) * gaussian(x);
}

function erfSeries(x: number): number {
  const square = x * x;
  let sum = 0;
  for (const coefficient of series) sum = sum * square + coefficient;
  return sum * x;
}

/** erfc at x >= 0.5. */
function erfcTail(x: number): number {
  // The result is smaller than the smallest positive number.
  if (x > 27.5) return 0;
  const square = x * x;
  let sum = 0;
  for (const node of nodes) sum += node.weight / (square + node.square);
  const trapezoids = ((2 * H * x) / Math.PI) * (0.5 / square + sum) * gaussian(x);
  return x < Math.PI / H ? trapezoids - 2 / Math.expm1((2 * Math.PI * x) / H) : trapezoids;
}

/** 2/√π ∫₀ˣ exp(-t²) dt, within 2 units in the last place. */
export function erf(x: number): number {
  if (Math.abs(x) < SERIES_END) return erfSeries(x);
  return x > 0 ? 1 - erfcTail(x) : erfcTail(-x) - 1;
}

/**
 * 1 - erf x without cancellation, within 6 units in the last place, down to where the result becomes subnormal, x >
 * 26.5.
 */
export function erfc(x: number): number {
  if (Math.abs(x) < SERIES_END) return 1 - erfSeries(x);
  return x > 0 ? erfcTail(x) : 2 - erfcTail(-x);
}
