import { expOfSum } from "./exponential.ts";
import {
  abs,
  add,
  and,
  div,
  type Expression,
  type FloatType,
  gt,
  lt,
  mul,
  neg,
  pmax,
  pmin,
  select,
  shared,
  sub,
} from "./expression.ts";
import { polynomialInTwo, type UnaryDefinition, withSign } from "./pieces.ts";

/*
 * The error function and its complement, by polynomials of our own: one of erf near 0, and one of the tail. Both are of the
 * precision of the dtype.
 */

interface Polynomials {
  /** erf(x) / x - 1, of x². */
  readonly near: readonly number[];
  /** x exp(x²) erfc x - ½, of (x - 2) / (x + 2). */
  readonly far: readonly number[];
  /** The bits of a number whose square is exact. */
  readonly half: bigint;
  /** From here on, erfc and exp(-x²) are rounded to 0. */
  readonly end: number;
}

/**
 * Chebyshev's best polynomials, found by the algorithm of Remez in 45 digits: `near` to 1.5e-9 and 8.1e-19, `far` to
 * relative 5.9e-9 and 2.4e-17.
 */
const polynomials: Record<FloatType, Polynomials> = {
  float32: {
    near: [-6.7610963e-4, 5.115982e-3, -2.6835436e-2, 1.1283393e-1, -3.761262e-1, 1.2837917e-1],
    far: [
      -8.3245954e-4, 9.93091e-4, 4.834149e-3, -7.494842e-3, -2.8983956e-2, 1.2151359e-1, -2.0384395e-1,
      1.6721104e-1, 1.0791353e-2,
    ],
    half: 0xfffff000n,
    end: 10.25,
  },
  float64: {
    near: [
      1.14753763e-8, -1.5940876315e-7, 1.64307809896e-6, -1.492420271614e-5, 1.2055289824085e-4,
      -8.5483261951144e-4, 5.223977615516373e-3, -2.6866170644436787e-2, 0.11283791670952632,
      -0.37612638903183715, 0.1283791670955126,
    ],
    far: [
      3.6640957152e-7, -8.891660324e-7, -6.0135393488e-7, 1.53264921568e-6, 2.80183830986e-6,
      1.01648620804e-6, -8.55404037231e-6, -1.885172188433e-5, 6.20104450154e-6, 8.930249131151e-5,
      8.942558059003e-5, -3.1435052829666e-4, -7.5018522596526e-4, 1.12665798247418e-3, 4.78489858750049e-3,
      -7.51573841079779e-3, -2.897644669883677e-2, 0.12151493052459207, -0.20384429592887102,
      0.16721101041410616, 1.0791352621011446e-2,
    ],
    half: 0xfffffffff8000000n,
    end: 27.5,
  },
};

/** Where the tail begins. */
const TAIL = 0.75;
/** From here on, 1 - erf x is counted from ½, which keeps the digits that 1 takes from it. */
const CLOSE = 0.25;

/** exp(-x²). The square is split in two, because a rounded square is off by x² units in the last place. */
function gaussian<T extends FloatType>(x: Expression<T>) {
  const cut = shared(and(x, polynomials[x.dtype].half));
  return expOfSum(neg(mul(cut, cut)), mul(sub(cut, x), add(cut, x)));
}

/** exp(-x²) P / x */
function tail<T extends FloatType>(size: Expression<T>): Expression<T> {
  const { far, end } = polynomials[size.dtype];
  const x = shared(pmax(pmin(size, end), TAIL));
  const place = shared(div(sub(x, 2), add(x, 2)));
  const varying = shared(polynomialInTwo(place, shared(mul(place, place)), far));
  const { rest, factors } = gaussian(x);
  // The half is added last of all: what is rounded before is small.
  const scaled = add(0.5, add(varying, mul(rest, add(0.5, varying))));
  const power = div(scaled, x);
  return mul(mul(power, factors[0]), factors[1]);
}

/** erf x - x, near 0. */
function beyondLinear<T extends FloatType>(x: Expression<T>): Expression<T> {
  const square = shared(mul(x, x));
  return mul(x, polynomialInTwo(square, shared(mul(square, square)), polynomials[x.dtype].near));
}

/** Within 2 units in the last place. */
export const erf: UnaryDefinition = (given) => {
  const x = shared(given);
  const size = shared(abs(x));
  const far = withSign(sub(1, tail(size)), x);
  // NaN is in neither part.
  return select(far, add(x, beyondLinear(x)), gt(size, TAIL));
};

/** Within 3 units in the last place. */
export const erfc: UnaryDefinition = (given) => {
  const x = shared(given);
  const size = shared(abs(x));
  const taken = shared(and(gt(x, CLOSE), 0.5));
  const close = sub(sub(1, taken), add(sub(x, taken), beyondLinear(x)));
  const far = shared(tail(size));
  const sides = select(sub(2, far), far, lt(x, 0));
  return select(sides, close, gt(size, TAIL));
};

/** Within 3 units in the last place. */
export const erfSlope: UnaryDefinition = (x) => {
  const { rest, factors } = gaussian(shared(pmin(abs(x), polynomials[x.dtype].end)));
  return mul(mul(mul(2 / Math.sqrt(Math.PI), add(1, rest)), factors[0]), factors[1]);
};
