import { exp, expOfSum } from "./exponential.ts";
import {
  abs,
  add,
  and,
  div,
  type Expression,
  type FloatType,
  gt,
  inDouble,
  lt,
  mul,
  neg,
  or,
  pmax,
  pmin,
  select,
  shared,
  sub,
} from "./expression.ts";
import { polynomial, polynomialInTwo, type UnaryDefinition, withSign } from "./pieces.ts";

/*
 * The error function and its complement. erf of float64 by the rational functions of fdlibm (Sun Microsystems, 1993); float32 by one of our
 * own, x P(x²) / Q(x²) in float64, fitted to relative 2e-9 up to where erf rounds to 1. erfc by polynomials of our own, of
 * the precision of the dtype.
 */

const single = {
  /** erf is 1 in float32 from here on. */
  end: 3.93,
  top: [
    -1.285619918056575e-8, 4.619693391065744e-6, 3.771554844891037e-4, 3.8403232443299847e-3,
    5.4254653645672696e-2, 1.8514936758298736e-1, 1.12837916915862,
  ],
  bottom: [
    6.249742295859228e-5, 1.3023995802139954e-3, 1.5434856265405339e-2, 1.1388737066681879e-1,
    4.9741776181675373e-1, 1,
  ],
};

const double = {
  /** x + x P(x²) / Q(x²) */
  near: {
    below: 0.84375,
    top: [
      -2.37630166566501626084e-5, -5.77027029648944159157e-3, -2.84817495755985104766e-2,
      -3.2504210724700149937e-1, 1.28379167095512558561e-1,
    ],
    bottom: [
      -3.9602282787753681232e-6, 1.32494738004321644526e-4, 5.08130628187576562776e-3,
      6.50222499887672944485e-2, 3.97917223959155352819e-1, 1,
    ],
  },
  /** c + P(x - 1) / Q(x - 1) */
  middle: {
    below: 1.25,
    start: 8.45062911510467529297e-1,
    top: [
      -2.166375594868790843e-3, 3.54783043256182359371e-2, -1.10894694282396677476e-1,
      3.18346619901161753674e-1, -3.72207876035701323847e-1, 4.14856118683748331666e-1,
      -2.36211856075265944077e-3,
    ],
    bottom: [
      1.1984499846799107417e-2, 1.36370839120290507362e-2, 1.26171219808761642112e-1,
      7.18286544141962662868e-2, 5.40397917702171048937e-1, 1.06420880400844228286e-1, 1,
    ],
  },
  /** 1 - exp(-x² - 0.5625 + P(1/x²) / Q(1/x²)) / x; fdlibm has another P and Q from 2.86 on, but for erfc. */
  far: {
    below: 6,
    top: [
      -9.81432934416914548592, -8.12874355063065934246e1, -1.84605092906711035994e2,
      -1.62396669462573470355e2, -6.23753324503260060396e1, -1.05586262253232909814e1,
      -6.93858572707181764372e-1, -9.86494403484714822705e-3,
    ],
    bottom: [
      -6.04244152148580987438e-2, 6.57024977031928170135, 1.08635005541779435134e2, 4.29008140027567833386e2,
      6.45387271733267880336e2, 4.34565877475229228821e2, 1.376577541435190426e2, 1.96512716674392571292e1, 1,
    ],
  },
};

function rational(
  x: Expression<"float64">,
  { top, bottom }: { readonly top: readonly number[]; readonly bottom: readonly number[] },
): Expression<"float64"> {
  return div(polynomial(x, top), polynomial(x, bottom));
}

function singleErf(x: Expression<"float64">): Expression<"float64"> {
  const bounded = shared(pmax(pmin(x, single.end), -single.end));
  return mul(bounded, rational(shared(mul(bounded, bounded)), single));
}

function doubleErf(x: Expression<"float64">): Expression<"float64"> {
  const size = shared(abs(x));
  const square = shared(mul(x, x));
  const near = shared(add(x, mul(x, rational(square, double.near))));
  const fromOne = shared(sub(size, 1));
  const middle = shared(add(double.middle.start, rational(fromOne, double.middle)));
  const capped = shared(pmin(size, double.far.below));
  const power = shared(mul(capped, capped));
  const exponent = sub(rational(shared(div(1, power)), double.far), add(power, 0.5625));
  const far = sub(1, div(exp(exponent), capped));
  const beyond = shared(select(middle, far, lt(size, double.middle.below)));
  return select(near, withSign(beyond, x), lt(size, double.near.below));
}

export const erf: UnaryDefinition = (x) => {
  const value = shared(x);
  const result = inDouble([value], x.dtype === "float32" ? singleErf : doubleErf);
  // Zeros keep their sign, and NaN stays.
  return select(result, value, or(lt(value, 0), gt(value, 0)));
};

interface Complement {
  /** Where the polynomial of 1 - erf ends, and that of the tail begins. */
  readonly near: readonly number[];
  /** x exp(x²) erfc x - ½, of (x - 2) / (x + 2). */
  readonly far: readonly number[];
  /** The bits of a number whose square is exact. */
  readonly half: bigint;
  /** From here on, erfc is rounded to 0. */
  readonly end: number;
}

/**
 * Chebyshev's best polynomials, found by the algorithm of Remez in 45 digits. `near` is erf(x) / x - 1 of x², to 1.5e-9
 * and 8.1e-19; `far` is right to relative 5.9e-9 and 2.4e-17.
 */
const complements: Record<FloatType, Complement> = {
  float32: {
    near: [-6.7610963e-4, 5.115982e-3, -2.6835436e-2, 1.1283393e-1, -3.761262e-1, 1.2837917e-1],
    far: [
      -8.3245954e-4, 9.93091e-4, 4.834149e-3, -7.494842e-3, -2.8983956e-2, 1.2151359e-1, -2.0384395e-1,
      1.6721104e-1, 1.0791353e-2,
    ],
    half: 0xfffff000n,
    end: 10.0625,
  },
  float64: {
    near: [
      1.1475376342129825e-8, -1.5940876314504964e-7, 1.6430780989587203e-6, -1.4924202716135583e-5,
      1.2055289824084717e-4, -8.548326195114375e-4, 5.223977615516373e-3, -2.6866170644436787e-2,
      1.1283791670952632e-1, -3.7612638903183715e-1, 1.283791670955126e-1,
    ],
    far: [
      3.664095715164873e-7, -8.891660324042812e-7, -6.013539348772328e-7, 1.532649215678278e-6,
      2.801838309863662e-6, 1.0164862080420216e-6, -8.55404037231236e-6, -1.8851721884331825e-5,
      6.2010445015404155e-6, 8.930249131151168e-5, 8.942558059003e-5, -0.00031435052829666306,
      -0.000750185225965258, 0.001126657982474178, 0.004784898587500492, -0.007515738410797792,
      -0.02897644669883677, 0.12151493052459207, -0.20384429592887102, 0.16721101041410616,
      0.010791352621011446,
    ],
    half: 0xfffffffff8000000n,
    end: 27.25,
  },
};

const TAIL = 0.75;
/** From here on, 1 - erf x is counted from ½, which keeps the digits that 1 takes from it. */
const CLOSE = 0.25;

/** exp(-x²) P / x: the square is split in two, because a rounded square is off by x² units in the last place. */
function tail<T extends FloatType>(size: Expression<T>): Expression<T> {
  const { far, half, end } = complements[size.dtype];
  const x = shared(pmax(pmin(size, end), TAIL));
  const place = shared(div(sub(x, 2), add(x, 2)));
  const varying = shared(polynomialInTwo(place, shared(mul(place, place)), far));
  const cut = shared(and(x, half));
  const { rest, factors } = expOfSum(neg(mul(cut, cut)), mul(sub(cut, x), add(cut, x)));
  // The half is added last of all: what is rounded before is small.
  const scaled = add(0.5, add(varying, mul(rest, add(0.5, varying))));
  const power = div(scaled, x);
  return mul(mul(power, factors[0]), factors[1]);
}

/** Within 3 units in the last place. */
export const erfc: UnaryDefinition = (given) => {
  const x = shared(given);
  const { near } = complements[x.dtype];
  const square = shared(mul(x, x));
  const beyond = mul(x, polynomialInTwo(square, shared(mul(square, square)), near));
  const taken = shared(and(gt(x, CLOSE), 0.5));
  const close = sub(sub(1, taken), add(sub(x, taken), beyond));
  const size = shared(abs(x));
  const far = shared(tail(size));
  const sides = select(sub(2, far), far, lt(x, 0));
  // NaN is in neither part.
  return select(sides, close, gt(size, TAIL));
};
