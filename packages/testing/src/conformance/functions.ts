import type { DType } from "@gradiente/core";
import type { BinaryFunction, UnaryFunction } from "@gradiente/core/backend";

/* What is wanted of each function of kernels: for which dtypes, and how exact. */

export const floats: readonly DType[] = ["float32", "float64"];
const numeric: readonly DType[] = ["float32", "float64", "int32"];
const bits: readonly DType[] = ["bool", "int32"];
const every: readonly DType[] = ["float32", "float64", "int32", "bool"];

export interface Precision {
  readonly dtypes: readonly DType[];
  /** Units in the last place from the function in double precision; 0 is exact. */
  readonly places: number;
  /** Whether they are units of 1 where the function is smaller: it is worked out as a sum, which may vanish. */
  readonly isSum?: boolean;
  /** Where it is tried. Default: everywhere. */
  readonly within?: readonly [from: number, to: number];
  /** Of a family, which ones. Default: it is none. */
  readonly parameters?: readonly (readonly number[])[];
}

/** What IEEE 754 rounds right, what is a choice between numbers, and what gives whole numbers. */
const exact = { dtypes: floats, places: 0 };
const exactOfIntegers = { dtypes: numeric, places: 0 };
const compared = { dtypes: every, places: 0 };
const usual = { dtypes: floats, places: 4 };
/** As far as kernels reduce arguments with the digits that they have. */
const periodic = { ...usual, within: [-1000, 1000] as const };
const sums = { dtypes: floats, places: 64, isSum: true, within: [0.05, 60] as const };

/** A function that is added to core does not compile without. */
export const unaryFunctions: Readonly<Record<UnaryFunction["name"], Precision>> = {
  neg: exactOfIntegers,
  abs: exactOfIntegers,
  sign: exactOfIntegers,
  not: { dtypes: bits, places: 0 },
  floor: exactOfIntegers,
  ceil: exactOfIntegers,
  trunc: exactOfIntegers,
  round: exactOfIntegers,
  square: exactOfIntegers,
  sqrt: exact,
  cbrt: usual,
  exp: usual,
  expm1: usual,
  log: usual,
  log1p: usual,
  log2: usual,
  log10: usual,
  sin: periodic,
  cos: periodic,
  tan: periodic,
  asin: usual,
  acos: usual,
  atan: usual,
  sinh: usual,
  cosh: usual,
  tanh: usual,
  tanhSlope: usual,
  asinh: usual,
  acosh: usual,
  atanh: usual,
  relu: exactOfIntegers,
  sigmoid: usual,
  sigmoidSlope: usual,
  softplus: usual,
  softsign: usual,
  erf: usual,
  erfc: usual,
  erfSlope: usual,
  lgamma: sums,
  digamma: sums,
  polygamma: { ...sums, parameters: [[1], [2]] },
};

export const binaryFunctions: Readonly<Record<BinaryFunction["name"], Precision>> = {
  add: exactOfIntegers,
  sub: exactOfIntegers,
  mul: exactOfIntegers,
  div: exact,
  weighted: exact,
  gated: exact,
  xlogy: usual,
  mod: exact,
  fmod: exact,
  floorDivide: exact,
  truncDivide: exact,
  // The power of JavaScript engines is off by hundreds of units in float64 where the base is close to 1.
  pow: { dtypes: floats, places: 4, within: [-30, 30] },
  hypot: usual,
  atan2: usual,
  maximum: exactOfIntegers,
  minimum: exactOfIntegers,
  eq: compared,
  ne: compared,
  gt: compared,
  ge: compared,
  lt: compared,
  le: compared,
  and: { dtypes: bits, places: 0 },
  or: { dtypes: bits, places: 0 },
  xor: { dtypes: bits, places: 0 },
};

/** Functions whose result is bool, whatever they compare. */
export const comparisons: ReadonlySet<string> = new Set(["eq", "ne", "gt", "ge", "lt", "le"]);
