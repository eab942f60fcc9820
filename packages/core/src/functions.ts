import { type DType, isFloat } from "./dtype.ts";
import * as errorFunction from "./special/error-function.ts";
import * as gamma from "./special/gamma.ts";

/*
 * The functions that kernels run over elements. For a backend, a function is data: a name with parameters. So it can
 * be sent to a worker, saved with a recorded program, or printed as code for another machine. This file alone defines
 * what each name means, in plain JavaScript and double precision. The plain loops run these definitions, and every
 * kernel is tested against them.
 */

/** A function of a kernel: its name in a table below, and the parameters that choose one function of a family. */
export interface KernelFunction<Name extends string = string> {
  /** The name, by which a backend knows what to compute. */
  readonly name: Name;
  /** Numbers that the function depends on, such as the order of `polygamma`. Most have none. */
  readonly parameters: readonly number[];
}

// Of one element

/** Rounds to the nearest integer, and halves to the even one. */
function toNearest(x: number): number {
  const below = Math.floor(x);
  const fraction = x - below;
  const down = fraction < 0.5 || (fraction === 0.5 && below % 2 === 0);
  // Not below + 1, which loses the sign of a negative zero.
  return down ? below : Math.ceil(x);
}

/** The derivative of sigmoid, σ(x) σ(-x). With y = σ(x) it is y (1 - y), which keeps few digits of a y near 1. */
function sigmoidSlope(x: number): number {
  const power = Math.exp(-Math.abs(x));
  return power / (1 + power) ** 2;
}

/** x / (1 + |x|), which is ±1 long before the x from which on it is taken for less: infinity by infinity is no number. */
function softsign(x: number): number {
  const within = x > 2 ** 100 ? 2 ** 100 : x < -(2 ** 100) ? -(2 ** 100) : x;
  return within / (1 + Math.abs(within));
}

const ofOne = {
  neg: (x: number) => -x,
  abs: Math.abs,
  sign: Math.sign,
  not: (x: number) => 1 - x,
  floor: Math.floor,
  ceil: Math.ceil,
  trunc: Math.trunc,
  round: toNearest,
  square: (x: number) => x * x,
  sqrt: Math.sqrt,
  cbrt: Math.cbrt,
  exp: Math.exp,
  expm1: Math.expm1,
  log: Math.log,
  log1p: Math.log1p,
  log2: Math.log2,
  log10: Math.log10,
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  asin: Math.asin,
  acos: Math.acos,
  atan: Math.atan,
  sinh: Math.sinh,
  cosh: Math.cosh,
  tanh: Math.tanh,
  tanhSlope: (x: number) => 4 * sigmoidSlope(2 * x),
  asinh: Math.asinh,
  acosh: Math.acosh,
  atanh: Math.atanh,
  relu: (x: number) => (x <= 0 ? 0 : x),
  // Beyond -700 e⁻ˣ would overflow, where eˣ is a number yet.
  sigmoid: (x: number) => (x < -700 ? Math.exp(x) : 1 / (1 + Math.exp(-x))),
  sigmoidSlope,
  softplus: (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
  softsign,
  erf: errorFunction.erf,
  erfc: errorFunction.erfc,
  erfSlope: errorFunction.erfSlope,
  lgamma: gamma.lgamma,
  digamma: gamma.digamma,
  /** The parameter is the order of the derivative of digamma. */
  polygamma: (x: number, order: number) => gamma.polygamma(order, x),
};

/** A function of one element. */
export type UnaryFunction = KernelFunction<keyof typeof ofOne>;

/** The same for integers, where it differs: a square wraps, as a product does. */
const ofOneInteger: Partial<Record<UnaryFunction["name"], (x: number) => number>> = {
  square: (x) => Math.imul(x, x),
};

/**
 * The JavaScript function for a name and its parameters.
 *
 * @example
 * ```ts
 * import { unaryMeaning } from "@gradiente/core/backend";
 *
 * unaryMeaning({ name: "square", parameters: [] }, "float32")(3); // 9
 * unaryMeaning({ name: "polygamma", parameters: [1] }, "float32")(1); // 1.6449
 * ```
 */
export function unaryMeaning({ name, parameters }: UnaryFunction, dtype: DType): (x: number) => number {
  const ofInteger = isFloat(dtype) ? undefined : ofOneInteger[name];
  const of: (x: number, ...parameters: number[]) => number = ofInteger ?? ofOne[name];
  return parameters.length === 0 ? of : (x) => of(x, ...parameters);
}

// Of two elements

interface BinaryMeaning {
  readonly of: (a: number, b: number) => number;
  /** The function for integers, if it differs. */
  readonly ofIntegers?: (a: number, b: number) => number;
}

/** aᵇ as in IEEE 754: 1 for base 1, and for base -1 with an infinite exponent. */
function power(a: number, b: number): number {
  return a === 1 || (a === -1 && Math.abs(b) === Number.POSITIVE_INFINITY) ? 1 : a ** b;
}

/** The remainder with the sign of b. */
function flooredRemainder(a: number, b: number): number {
  const rest = a % b;
  return rest !== 0 && rest < 0 !== b < 0 ? rest + b : rest;
}

/** The remainder with the sign of a. */
function truncatedRemainder(a: number, b: number): number {
  return a % b;
}

/**
 * The quotient that belongs to a remainder. Dividing what the remainder leaves is exact but for a rounding, which rounding to
 * the nearest whole number undoes; the quotient itself may round up to the next one.
 */
function quotientOf(remainder: (a: number, b: number) => number): (a: number, b: number) => number {
  return (a, b) => {
    const quotient = a / b;
    if (b === 0) return quotient;
    const rest = remainder(a, b);
    if (Number.isNaN(rest)) return rest;
    // a - ∞ has the remainder ∞ where a and ∞ have two signs: the whole number below a small negative quotient.
    const whole = Math.abs(rest) === Number.POSITIVE_INFINITY ? -1 : toNearest((a - rest) / b);
    return whole === 0 ? Math.sign(quotient) * 0 : whole;
  };
}

/** A part of a division of integers. Division by 0 throws, because an integer cannot be NaN or infinite. */
function ofNonzero(
  op: string,
  part: string,
  of: (a: number, b: number) => number,
): (a: number, b: number) => number {
  return (a, b) => {
    if (b === 0) {
      throw new RangeError(
        `${op}: the ${part} of an integer division by 0 does not exist; cast to float32, where it is no error`,
      );
    }
    return of(a, b);
  };
}

/** Nothing, where nothing of an infinite number is taken. */
function weighted(x: number, weight: number): number {
  return weight === 0 && Math.abs(x) === Number.POSITIVE_INFINITY ? 0 : x * weight;
}

function xlogy(x: number, y: number): number {
  return x === 0 && !Number.isNaN(y) ? 0 : x * Math.log(y);
}

/** x where the gate is open, which NaN leaves it. */
function gated(x: number, gate: number): number {
  return gate <= 0 ? 0 : x;
}

const ofTwo = {
  add: { of: (a, b) => a + b },
  sub: { of: (a, b) => a - b },
  mul: { of: (a, b) => a * b, ofIntegers: Math.imul },
  div: { of: (a, b) => a / b },
  weighted: { of: weighted },
  gated: { of: gated },
  xlogy: { of: xlogy },
  mod: { of: flooredRemainder, ofIntegers: ofNonzero("mod", "remainder", flooredRemainder) },
  fmod: { of: truncatedRemainder, ofIntegers: ofNonzero("fmod", "remainder", truncatedRemainder) },
  floorDivide: {
    of: quotientOf(flooredRemainder),
    ofIntegers: ofNonzero("floorDivide", "quotient", (a, b) => Math.floor(a / b) | 0),
  },
  truncDivide: {
    of: quotientOf(truncatedRemainder),
    ofIntegers: ofNonzero("truncDivide", "quotient", (a, b) => (a / b) | 0),
  },
  pow: { of: power },
  hypot: { of: Math.hypot },
  atan2: { of: Math.atan2 },
  maximum: { of: Math.max },
  minimum: { of: Math.min },
  eq: { of: (a, b) => (a === b ? 1 : 0) },
  ne: { of: (a, b) => (a !== b ? 1 : 0) },
  gt: { of: (a, b) => (a > b ? 1 : 0) },
  ge: { of: (a, b) => (a >= b ? 1 : 0) },
  lt: { of: (a, b) => (a < b ? 1 : 0) },
  le: { of: (a, b) => (a <= b ? 1 : 0) },
  and: { of: (a, b) => a & b },
  or: { of: (a, b) => a | b },
  xor: { of: (a, b) => a ^ b },
} satisfies Record<string, BinaryMeaning>;

/** A function of two elements. */
export type BinaryFunction = KernelFunction<keyof typeof ofTwo>;

/**
 * The JavaScript function for a name, for integers or for floating numbers.
 *
 * @example
 * ```ts
 * import { binaryMeaning } from "@gradiente/core/backend";
 *
 * binaryMeaning({ name: "maximum", parameters: [] }, "float32")(2, 3); // 3
 * ```
 */
export function binaryMeaning({ name }: BinaryFunction, dtype: DType): BinaryMeaning["of"] {
  const meaning: BinaryMeaning = ofTwo[name];
  return (isFloat(dtype) ? undefined : meaning.ofIntegers) ?? meaning.of;
}

// Folds

/** An associative function that folds many elements into one. */
export interface ReduceMeaning {
  /** What becomes of the result so far and the next element. */
  readonly of: (a: number, b: number) => number;
  /** The result for no elements. */
  readonly initial: number;
}

const folds = {
  sum: { of: (a, b) => a + b, initial: 0 },
  prod: { of: (a, b) => a * b, initial: 1 },
  max: { of: Math.max, initial: Number.NEGATIVE_INFINITY },
  min: { of: Math.min, initial: Number.POSITIVE_INFINITY },
  any: { of: (a, b) => (a || b ? 1 : 0), initial: 0 },
  all: { of: (a, b) => (a && b ? 1 : 0), initial: 1 },
} satisfies Record<string, ReduceMeaning>;

/** A function that folds many elements into one. */
export type ReduceFunction = KernelFunction<keyof typeof folds>;

/**
 * The JavaScript function for a name, with its initial value.
 *
 * @example
 * ```ts
 * import { reduceMeaning } from "@gradiente/core/backend";
 *
 * const { of, initial } = reduceMeaning({ name: "sum", parameters: [] });
 * [1, 2, 3].reduce(of, initial); // 6
 * ```
 */
export function reduceMeaning({ name }: ReduceFunction): ReduceMeaning {
  return folds[name];
}

// Scans

/** A function that carries a state along a row: it takes the state and one element of each input. */
export interface ScanMeaning {
  /** What becomes of the state and the next elements. */
  readonly of: (state: number, a: number, b: number) => number;
  /** The state before the first element. */
  readonly initial: number;
}

/** log (eᵃ + eᵇ). */
function logAddExp(a: number, b: number): number {
  return a === b ? a + Math.LN2 : Math.max(a, b) + Math.log1p(Math.exp(-Math.abs(a - b)));
}

const scans = {
  cumsum: { of: (state, x) => state + x, initial: 0 },
  cumprod: { of: (state, x) => state * x, initial: 1 },
  logCumSumExp: { of: logAddExp, initial: Number.NEGATIVE_INFINITY },
  /** From the first NaN on, the state is NaN. */
  cummax: { of: (state, x) => Math.max(state, x), initial: Number.NEGATIVE_INFINITY },
  cummin: { of: (state, x) => Math.min(state, x), initial: Number.POSITIVE_INFINITY },
  /** h[i] = a[i] h[i - 1] + b[i] */
  recurrence: { of: (state, a, b) => state * a + b, initial: 0 },
} satisfies Record<string, ScanMeaning>;

/** A function that carries a state along a row. */
export type ScanFunction = KernelFunction<keyof typeof scans>;

/**
 * The JavaScript function for a name, with its initial state.
 *
 * @example
 * ```ts
 * import { scanMeaning } from "@gradiente/core/backend";
 *
 * const { of, initial } = scanMeaning({ name: "cumprod", parameters: [] });
 * of(of(initial, 2, 0), 3, 0); // 6
 * ```
 */
export function scanMeaning({ name }: ScanFunction): ScanMeaning {
  return scans[name];
}
