/*
 * The quantile function of the normal distribution, to about 1e-16 (Wichura, "Algorithm AS 241: the percentage points of
 * the normal distribution", Applied Statistics 37, 1988; routine PPND16). It is built from correctly rounded IEEE
 * operations (+ - * / sqrt), so that a seed gives the same bits on every engine and backend; `Math.log` and `Math.cos` may
 * differ in the last place between engines and are not used. Who computes it elsewhere keeps to the order of operations.
 */

const bits = new DataView(new ArrayBuffer(8));

/** 1 / n for odd n from 25 down to 1: artanh(s) / s, of s². */
export const artanh: readonly number[] = Array.from({ length: 13 }, (_, i) => 1 / (25 - 2 * i));

/**
 * The natural logarithm of a positive number that is not subnormal: 2 artanh(s) with s = (m - 1) / (m + 1), m in
 * [0.7, 1.42).
 */
function log(x: number): number {
  bits.setFloat64(0, x);
  const high = bits.getUint32(0);
  let exponent = (high >>> 20) - 1023;
  bits.setUint32(0, (high & 0x000fffff) | 0x3ff00000);
  let mantissa = bits.getFloat64(0);
  if (mantissa * 0.5 > Math.SQRT1_2) {
    mantissa *= 0.5;
    exponent += 1;
  }
  const s = (mantissa - 1) / (mantissa + 1);
  const square = s * s;
  let sum = 0;
  for (const coefficient of artanh) sum = sum * square + coefficient;
  return exponent * Math.LN2 + 2 * s * sum;
}

/** Polynomials of one variable, the highest power first. */
export interface Ratio {
  readonly top: readonly number[];
  readonly bottom: readonly number[];
}

export const centre: Ratio = {
  top: [
    2509.0809287301226727, 33430.575583588128105, 67265.770927008700853, 45921.953931549871457,
    13731.693765509461125, 1971.5909503065514427, 133.14166789178437745, 3.387132872796366608,
  ],
  bottom: [
    5226.495278852854561, 28729.085735721942674, 39307.89580009271061, 21213.794301586595867,
    5394.1960214247511077, 687.1870074920579083, 42.313330701600911252, 1,
  ],
};

export const middle: Ratio = {
  top: [
    7.7454501427834140764e-4, 0.0227238449892691845833, 0.24178072517745061177, 1.27045825245236838258,
    3.64784832476320460504, 5.7694972214606914055, 4.6303378461565452959, 1.42343711074968357734,
  ],
  bottom: [
    1.05075007164441684324e-9, 5.475938084995344946e-4, 0.0151986665636164571966, 0.14810397642748007459,
    0.68976733498510000455, 1.6763848301838038494, 2.05319162663775882187, 1,
  ],
};

export const far: Ratio = {
  top: [
    2.01033439929228813265e-7, 2.71155556874348757815e-5, 0.0012426609473880784386, 0.026532189526576123093,
    0.29656057182850489123, 1.7848265399172913358, 5.4637849111641143699, 6.6579046435011037772,
  ],
  bottom: [
    2.04426310338993978564e-15, 1.4215117583164458887e-7, 1.8463183175100546818e-5, 7.868691311456132591e-4,
    0.0148753612908506148525, 0.13692988092273580531, 0.59983220655588793769, 1,
  ],
};

/** How far p may be from ½ for `centre`, and how large √-log p may be for `middle`. */
export const CENTRE_END = 0.425;
export const MIDDLE_END = 5;
/** What they are functions of: of (p - ½)² counted down from here, of √-log p counted from there. */
export const CENTRE_FROM = 0.180625;
export const MIDDLE_FROM = 1.6;

function ratio({ top, bottom }: Ratio, x: number): number {
  let above = 0;
  let below = 0;
  for (let power = 0; power < top.length; power++) {
    above = above * x + top[power];
    below = below * x + bottom[power];
  }
  return above / below;
}

/** The x that a normal number falls below with probability p. */
export function normalQuantile(p: number): number {
  const q = p - 0.5;
  if (Math.abs(q) <= CENTRE_END) return q * ratio(centre, CENTRE_FROM - q * q);
  const r = Math.sqrt(-log(q < 0 ? p : 1 - p));
  const x = r <= MIDDLE_END ? ratio(middle, r - MIDDLE_FROM) : ratio(far, r - MIDDLE_END);
  return q < 0 ? -x : x;
}
