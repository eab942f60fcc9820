import { erf, erfc, erfSlope } from "./error-function.ts";
import {
  cosh,
  exp,
  expm1,
  log,
  log1p,
  log2,
  log10,
  sigmoid,
  sigmoidSlope,
  sinh,
  softplus,
  tanh,
  tanhSlope,
  xlogy,
} from "./exponential.ts";
import {
  abs,
  add,
  ceil,
  div,
  eq,
  floor,
  ge,
  gt,
  le,
  lt,
  max,
  min,
  mul,
  ne,
  nearest,
  neg,
  sqrt,
  sub,
  trunc,
} from "./expression.ts";
import { gated, relu, sign, softsign, square, weighted } from "./plain.ts";
import { pow } from "./power.ts";
import { Formulas } from "./table.ts";
import { cos, sin, tan, WITHIN } from "./trigonometric.ts";

/*
 * What elementwise functions compute. Names are those of the function records; a function that is not here runs on the
 * reference backend.
 */

export const unaryFormulas = new Formulas(
  1,
  { neg, abs, relu, sign },
  {
    sqrt,
    square,
    floor,
    ceil,
    trunc,
    round: nearest,
    exp,
    expm1,
    log,
    log1p,
    log2,
    log10,
    sigmoid,
    sigmoidSlope,
    tanh,
    tanhSlope,
    softplus,
    softsign,
    sinh,
    cosh,
    sin,
    cos,
    tan,
    erf,
    erfc,
    erfSlope,
  },
);

/** Functions that are right up to some size of the argument only; what is larger is left to the plain loops. */
export const within: ReadonlyMap<string, number> = new Map([
  ["sin", WITHIN],
  ["cos", WITHIN],
  ["tan", WITHIN],
]);

export const binaryFormulas = new Formulas(
  2,
  { add, sub, mul, maximum: max, minimum: min },
  { div, pow, weighted, gated, xlogy },
);

/** They give masks: all bits of a lane, or none. */
export const comparisons = new Formulas(2, { eq, ne, gt, ge, lt, le });
