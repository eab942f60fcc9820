import { unary } from "../../primitives/elementwise.ts";

/** eˣ. Integers give float32. */
export const exp = unary("exp", (_x, y) => (dy) => dy.mul(y));

/** eˣ - 1, without cancellation near 0. Integers give float32. */
export const expm1 = unary("expm1", (x) => (dy) => dy.mul(x.exp()));

/** The natural logarithm. It is -Infinity at 0, and NaN below. Integers give float32. */
export const log = unary("log", (x) => (dy) => dy.div(x));

/** log(1 + x), without cancellation near 0. It is -Infinity at -1, and NaN below. Integers give float32. */
export const log1p = unary("log1p", (x) => (dy) => dy.div(x.add(1)));

/** The logarithm to base 2. It is -Infinity at 0, and NaN below. Integers give float32. */
export const log2 = unary("log2", (x) => (dy) => dy.div(x.mul(Math.LN2)));

/** The logarithm to base 10. It is -Infinity at 0, and NaN below. Integers give float32. */
export const log10 = unary("log10", (x) => (dy) => dy.div(x.mul(Math.LN10)));
