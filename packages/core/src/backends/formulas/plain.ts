import {
  abs,
  add,
  and,
  andNot,
  div,
  type Expression,
  eq,
  type FloatType,
  gt,
  type LaneType,
  le,
  lt,
  mul,
  or,
  pmax,
  pmin,
  select,
  shared,
  sub,
} from "./expression.ts";

/* Functions of a comparison or two. */

export function sign<T extends LaneType>(x: Expression<T>): Expression<T> {
  const value = shared(x);
  const parts = sub(and(gt(value, 0), 1), and(lt(value, 0), 1));
  // Zeros keep their sign, and NaN is neither.
  return select(parts, value, or(gt(value, 0), lt(value, 0)));
}

export function relu<T extends LaneType>(x: Expression<T>): Expression<T> {
  const value = shared(x);
  return andNot(value, le(value, 0));
}

/** a · b, but 0 where b is 0 and a is infinite. */
export function weighted<T extends FloatType>(a: Expression<T>, b: Expression<T>): Expression<T> {
  const [x, weight] = [shared(a), shared(b)];
  return andNot(mul(x, weight), and(eq(abs(x), Number.POSITIVE_INFINITY), eq(weight, 0)));
}

/** x, but 0 where the gate is 0 or less. */
export function gated<T extends FloatType>(x: Expression<T>, gate: Expression<T>): Expression<T> {
  return andNot(x, le(gate, 0));
}

/** x / (1 + |x|), which is ±1 long before the x from which on it is taken for less: infinity by infinity is no number. */
export function softsign<T extends FloatType>(x: Expression<T>): Expression<T> {
  const within = shared(pmax(pmin(x, 2 ** 100), -(2 ** 100)));
  return div(within, add(1, abs(within)));
}

export function square<T extends FloatType>(x: Expression<T>): Expression<T> {
  const value = shared(x);
  return mul(value, value);
}
