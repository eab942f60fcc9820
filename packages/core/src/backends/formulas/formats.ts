import type { FloatType } from "./expression.ts";

/* What the functions need to know of a floating format: its bits, and polynomials to its precision. */

interface Format {
  /** 1.5 · 2^(bits of mantissa): adding it rounds to an integer, which then stands in the low bits. */
  readonly magic: number;
  readonly magicBits: bigint;
  readonly mantissaBits: number;
  readonly bias: bigint;
  readonly smallestNormal: number;
  /** The bits of √½. */
  readonly sqrtHalfBits: bigint;
  readonly exp: {
    /** Beyond these bounds the result is infinite or 0, and no integer overflows on the way. */
    readonly lowest: number;
    readonly highest: number;
    readonly ln2High: number;
    readonly ln2Low: number;
    /** (eʳ - 1 - r) / r² for |r| <= ln(2)/2. */
    readonly coefficients: readonly number[];
  };
  readonly log: {
    readonly ln2High: number;
    readonly ln2Low: number;
    readonly coefficients: readonly number[];
  };
}

export const formats: Record<FloatType, Format> = {
  float32: {
    magic: 1.5 * 2 ** 23,
    magicBits: 0x4b400000n,
    mantissaBits: 23,
    bias: 127n,
    smallestNormal: 2 ** -126,
    sqrtHalfBits: 0x3f3504f3n,
    exp: {
      lowest: -104.5,
      highest: 89.5,
      ln2High: 0.693359375,
      ln2Low: -2.1219444e-4,
      coefficients: [1.98756915e-4, 1.39819995e-3, 8.33345191e-3, 4.1665796e-2, 0.16666667, 0.5],
    },
    log: {
      ln2High: 6.9313812256e-1,
      ln2Low: 9.0580006145e-6,
      coefficients: [0.24279078841, 0.28498786688, 0.40000972152, 0.66666662693],
    },
  },
  float64: {
    magic: 1.5 * 2 ** 52,
    magicBits: 0x4338000000000000n,
    mantissaBits: 52,
    bias: 1023n,
    smallestNormal: 2 ** -1022,
    sqrtHalfBits: 0x3fe6a09e667f3bcdn,
    exp: {
      lowest: -746,
      highest: 710.5,
      ln2High: 0.693145751953125,
      ln2Low: 1.4286068203094172e-6,
      coefficients: Array.from({ length: 12 }, (_, i) => 1 / factorial(13 - i)),
    },
    log: {
      ln2High: 6.93147180369123816e-1,
      ln2Low: 1.9082149292705877e-10,
      coefficients: [
        0.1479819860511658591, 0.1531383769920937332, 0.1818357216161805012, 0.2222219843214978396,
        0.2857142874366239149, 0.3999999999940941908, 0.666666666666673513,
      ],
    },
  },
};

function factorial(n: number): number {
  return n <= 1 ? 1 : n * factorial(n - 1);
}
