import { scan } from "../../primitives/fold.ts";
import type { Tensor } from "../../tensor.ts";

/*
 * Linear recurrences and cumulative products along the last axis. The adjoint of each is a linear recurrence that
 * runs backwards.
 */

/** h[i] = a[i] h[i - 1] + b[i] along the last axis, starting with h[-1] = 0. */
const recurrence: (a: Tensor, b: Tensor) => Tensor = scan(
  "recurrence",
  (h, [a]) =>
    (dh) =>
      recurrenceBack(following(a), dh).mul(preceding(h, 0)),
  (_h, [a]) =>
    (dh) =>
      recurrenceBack(following(a), dh),
) as (a: Tensor, b: Tensor) => Tensor;

/** s[i] = a[i] s[i + 1] + b[i], computed from the end. */
export function recurrenceBack(a: Tensor, b: Tensor): Tensor {
  return recurrence(a.flip(-1), b.flip(-1)).flip(-1);
}

const before = (x: Tensor): [number, number][] => x.shape.map((_, axis) => [axis === x.ndim - 1 ? 1 : 0, 0]);
const after = (x: Tensor): [number, number][] => x.shape.map((_, axis) => [0, axis === x.ndim - 1 ? 1 : 0]);
const whole = (x: Tensor): null[] => x.shape.slice(1).map(() => null);

/** The element before each element along the last axis; `first` before the first one. */
export function preceding(x: Tensor, first: number): Tensor {
  return x.size === 0 ? x : x.slice([...whole(x), [0, -1]]).pad(before(x), first);
}

/** The element after each element along the last axis; 0 after the last one. */
export function following(x: Tensor): Tensor {
  return x.size === 0 ? x : x.slice([...whole(x), [1]]).pad(after(x));
}

/** Cumulative products along the last axis. */
export const multiplied = scan(
  "cumprod",
  (y, [x]) =>
    (dy) =>
      recurrenceBack(following(x), dy).mul(preceding(y, 1)),
);

/**
 * What a scan gives for the elements before each element along the last axis; `first` for the first one. The last element
 * does not count at all, so that it has no gradient, even if it is infinite.
 */
export function exclusive(f: (x: Tensor) => Tensor, x: Tensor, first: number): Tensor {
  return x.size === 0 ? x : f(x.slice([...whole(x), [0, -1]])).pad(before(x), first);
}
