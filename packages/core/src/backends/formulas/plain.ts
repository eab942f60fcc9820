import {
  and,
  andNot,
  type Expression,
  type FloatType,
  gt,
  type LaneType,
  le,
  lt,
  mul,
  or,
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

export function square<T extends FloatType>(x: Expression<T>): Expression<T> {
  const value = shared(x);
  return mul(value, value);
}
