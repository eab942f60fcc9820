import { unary } from "../op.ts";

/** eˣ. */
export const exp = unary("exp", Math.exp, (_x, y) => (dy) => dy.mul(y));

/** eˣ - 1, exact near 0. */
export const expm1 = unary("expm1", Math.expm1, (x) => (dy) => dy.mul(x.exp()));

/** The natural logarithm; -Infinity at 0, NaN below. */
export const log = unary("log", Math.log, (x) => (dy) => dy.div(x));

/** log(1 + x), exact near 0; -Infinity at -1, NaN below. */
export const log1p = unary("log1p", Math.log1p, (x) => (dy) => dy.div(x.add(1)));

/** The logarithm to base 2; -Infinity at 0, NaN below. */
export const log2 = unary("log2", Math.log2, (x) => (dy) => dy.div(x.mul(Math.LN2)));

/** The logarithm to base 10; -Infinity at 0, NaN below. */
export const log10 = unary("log10", Math.log10, (x) => (dy) => dy.div(x.mul(Math.LN10)));
