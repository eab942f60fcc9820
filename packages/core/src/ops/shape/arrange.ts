import { found } from "../../arguments/found.ts";
import { type TensorLike, toTensor } from "../../operand.ts";
import {
  type Axes,
  checkShape,
  formatShape,
  normalizeAxes,
  normalizeAxis,
  range,
  ShapeError,
} from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";
import { sliced, wholeSpan } from "../internal/spans.ts";
import { concat } from "./join.ts";

/* Ops that reorder, split and repeat elements: plain functions over slice, expand and concat. */

/**
 * `length` elements along an axis, starting at `start`. A negative start counts from the end. A view.
 *
 * @throws ShapeError if the part does not lie within the axis, or the axis does not exist.
 * @example narrow(tensor([10, 20, 30, 40]), 0, 1, 2); // [20, 30]
 */
export function narrow(x: TensorLike, axis: number, start: number, length: number): Tensor {
  const given = toTensor("narrow", x);
  const along = normalizeAxis("narrow", axis, given.ndim);
  const size = given.shape[along];
  const from = Number.isInteger(start) && start < 0 ? start + size : start;
  const fits = Number.isInteger(from) && Number.isInteger(length) && from >= 0 && length >= 0;
  if (!fits || from + length > size) {
    throw new ShapeError(
      `narrow: ${found(length)} elements from ${found(start)} on do not fit into axis ${along} of shape ${formatShape(given.shape)}`,
    );
  }
  return part(given, along, from, length);
}

function part(x: Tensor, axis: number, start: number, size: number): Tensor {
  return sliced(
    x,
    x.shape.map((whole, i) => (i === axis ? { start, step: 1, size } : wholeSpan(whole))),
  );
}

/**
 * The elements in reverse order along axes, or along all axes if none are given. A view.
 *
 * @throws ShapeError if an axis does not exist or is named twice.
 * @example flip(tensor([[1, 2], [3, 4]]), 1); // [[2, 1], [4, 3]]
 */
export function flip(x: TensorLike, axes?: Axes): Tensor {
  const given = toTensor("flip", x);
  const reversed = normalizeAxes("flip", axes, given.ndim);
  return sliced(
    given,
    given.shape.map((size, axis) =>
      reversed.includes(axis) ? { start: size - 1, step: -1, size } : wholeSpan(size),
    ),
  );
}

/**
 * Moves the elements along axes by `shift` places. Elements that leave at one end enter at the other: `[1, 2, 3]`
 * rolled by 1 is `[3, 1, 2]`. Without axes, elements move in row-major order through the whole tensor.
 *
 * @param shift one whole number for all axes, or one for each. Negative shifts move elements to lower places.
 * @throws ShapeError if a shift is not a whole number, the number of shifts is not that of the axes, or an axis does
 * not exist or is named twice.
 * @example roll(tensor([1, 2, 3, 4]), 1); // [4, 1, 2, 3]
 */
export function roll(x: TensorLike, shift: number | readonly number[], axes?: Axes): Tensor {
  const given = toTensor("roll", x);
  if (axes === undefined) return roll(given.reshape([-1]), shift, 0).reshape(given.shape);
  const moved = normalizeAxes("roll", axes, given.ndim);
  const shifts = typeof shift === "number" ? moved.map(() => shift) : Array.isArray(shift) ? [...shift] : [];
  if (shifts.length !== moved.length || !shifts.every(Number.isInteger)) {
    throw new ShapeError(
      `roll: shifts must be whole numbers, one for all axes or one for each, not ${found(shift)} for ${moved.length} axes`,
    );
  }
  return moved.reduce((rolled, axis, i) => {
    const size = given.shape[axis];
    const by = size === 0 ? 0 : ((shifts[i] % size) + size) % size;
    if (by === 0) return rolled;
    return concat([part(rolled, axis, size - by, by), part(rolled, axis, 0, size - by)], axis);
  }, given);
}

/** The most tensors that are counted in a type: longer lists have no length in theirs. */
type Longest = 64;

/** As many tensors as a literal number says, for `const [a, b] = x.chunk(2)`; a list of any length for other numbers. */
export type TensorsOf<Count extends number, Sofar extends Tensor[] = []> = number extends Count
  ? Tensor[]
  : Sofar["length"] extends Count
    ? Sofar
    : Sofar["length"] extends Longest
      ? Tensor[]
      : TensorsOf<Count, [...Sofar, Tensor]>;

/** A tensor for each size in a literal list, for `const [a, b] = x.split([2, 3])`; a list of any length for one size. */
export type PartsOf<Sizes extends number | readonly number[]> = Sizes extends readonly number[]
  ? { -readonly [Part in keyof Sizes]: Tensor }
  : Tensor[];

/**
 * Splits an axis into parts. `sizes` is a list of the sizes of the parts, or one number: then all parts have this
 * size, except the last, which has what remains. The parts are views.
 *
 * @param axis Default: 0.
 * @throws ShapeError if the sizes do not add up to the size of the axis, the one size is not a whole number >= 1 or
 * makes more than 2^22 parts, or the axis does not exist.
 * @example
 * ```ts
 * const [first, rest] = split(arange(5), [2, 3]);
 * first; // [0, 1]
 * rest; // [2, 3, 4]
 * ```
 */
export function split<const Sizes extends number | readonly number[]>(
  x: TensorLike,
  sizes: Sizes,
  axis?: number,
): PartsOf<Sizes>;
export function split(x: TensorLike, sizes: number | readonly number[], axis = 0): Tensor[] {
  const given = toTensor("split", x);
  const along = normalizeAxis("split", axis, given.ndim);
  const size = given.shape[along];
  if (typeof sizes === "number") {
    if (!Number.isInteger(sizes) || sizes < 1) {
      throw new ShapeError(`split: the size of a part must be a whole number >= 1, not ${sizes}`);
    }
    const count = Math.max(1, Math.ceil(size / sizes));
    checkCount("split", count);
    return parts(
      given,
      along,
      Array.from({ length: count }, (_, i) => Math.min(sizes, size - i * sizes)),
    );
  }
  const checked = checkShape("split", sizes);
  const total = checked.reduce((sum, part) => sum + part, 0);
  if (total !== size) {
    throw new ShapeError(
      `split: sizes ${formatShape(sizes)} add up to ${total}, but axis ${along} of shape ${formatShape(given.shape)} has size ${size}`,
    );
  }
  return parts(given, along, checked);
}

/** More parts than this would fill the memory with tensors. */
const MOST_TENSORS = 2 ** 22;

function checkCount(op: string, count: number): void {
  if (count > MOST_TENSORS) throw new ShapeError(`${op}: at most ${MOST_TENSORS} parts, not ${count}`);
}

function parts(x: Tensor, axis: number, sizes: readonly number[]): Tensor[] {
  let start = 0;
  return sizes.map((size) => {
    start += size;
    return part(x, axis, start - size, size);
  });
}

/** More parts than this would be empty tensors by the thousand. */
const MOST_PARTS = 2 ** 16;

/**
 * Splits an axis into `count` parts that are as equal as possible: if the count does not divide the size, the first
 * parts have one element more. There are always `count` parts, even if some are empty. The parts are views. As
 * NumPy's `array_split`.
 *
 * @param axis Default: 0.
 * @throws ShapeError if the count is not a whole number >= 1, or is more than the elements of the axis and than 65536, or
 * than 2^22; or the axis does not exist.
 * @example chunk(arange(6), 3); // [[0, 1], [2, 3], [4, 5]]
 */
export function chunk<const Count extends number>(
  x: TensorLike,
  count: Count,
  axis?: number,
): TensorsOf<Count>;
export function chunk(x: TensorLike, count: number, axis = 0): Tensor[] {
  const given = toTensor("chunk", x);
  const along = normalizeAxis("chunk", axis, given.ndim);
  const size = given.shape[along];
  if (!Number.isInteger(count) || count < 1 || count > Math.max(size, MOST_PARTS)) {
    throw new ShapeError(
      `chunk: the number of parts must be a whole number >= 1, and at most ${MOST_PARTS} or the ${size} elements of ` +
        `axis ${along}, not ${found(count)}`,
    );
  }
  checkCount("chunk", count);
  const whole = Math.floor(size / count);
  return parts(
    given,
    along,
    Array.from({ length: count }, (_, i) => whole + (i < size % count ? 1 : 0)),
  );
}

/**
 * The slices along an axis, one for each position, without that axis: `x.unbind()` of `[t, n]` gives t tensors of
 * `[n]`. They are views. Their gradients are summed in place, so a loop over all slices takes time in proportion to
 * the number of elements of x. As PyTorch's `unbind`.
 *
 * @param axis Default: 0.
 * @throws ShapeError if the axis does not exist, or has more than 2^22 elements.
 * @example
 * ```ts
 * const [first, second] = unbind(tensor([[1, 2], [3, 4]]));
 * first; // [1, 2]
 * second; // [3, 4]
 * ```
 */
export function unbind(x: TensorLike, axis = 0): Tensor[] {
  const given = toTensor("unbind", x);
  const along = normalizeAxis("unbind", axis, given.ndim);
  checkCount("unbind", given.shape[along]);
  return Array.from({ length: given.shape[along] }, (_, i) => part(given, along, i, 1).squeeze(along));
}

/**
 * Repeats the whole tensor `counts[i]` times along each axis: `[1, 2]` tiled twice is `[1, 2, 1, 2]`. Counts belong
 * to the last axes. If there are more counts than axes, x gets new axes in front. As NumPy's `tile`. See
 * {@link repeat} to repeat single elements.
 *
 * @throws ShapeError if a count is not a whole number >= 0.
 * @example tile(tensor([1, 2]), 2); // [1, 2, 1, 2]
 */
export function tile(x: TensorLike, counts: number | readonly number[]): Tensor {
  const given = toTensor("tile", x);
  const named = checkShape("tile", typeof counts === "number" ? [counts] : counts);
  const ndim = Math.max(named.length, given.ndim);
  const sizes = [...new Array<number>(ndim - given.ndim).fill(1), ...given.shape];
  const times = [...new Array<number>(ndim - named.length).fill(1), ...named];
  return given
    .reshape(sizes.flatMap((size) => [1, size]))
    .expand(sizes.flatMap((size, axis) => [times[axis], size]))
    .reshape(sizes.map((size, axis) => times[axis] * size));
}

/**
 * Repeats each element along an axis. `counts` is one number for all elements, or a list with one number for each:
 * `[1, 2]` repeated twice is `[1, 1, 2, 2]`. As NumPy's `repeat` and PyTorch's `repeat_interleave`. See {@link tile}
 * to repeat the whole tensor.
 *
 * @param axis Default: 0.
 * @throws ShapeError if a count is not a whole number >= 0, the list does not have one count for each element, or the
 * axis does not exist.
 * @example repeat(tensor([1, 2]), 2); // [1, 1, 2, 2]
 */
export function repeat(x: TensorLike, counts: number | readonly number[], axis = 0): Tensor {
  const given = toTensor("repeat", x);
  const along = normalizeAxis("repeat", axis, given.ndim);
  const size = given.shape[along];
  const times = checkShape("repeat", typeof counts === "number" ? [counts] : counts);
  if (typeof counts === "number") {
    const expanded = [...given.shape.slice(0, along + 1), counts, ...given.shape.slice(along + 1)];
    const repeated = given.shape.map((whole, i) => (i === along ? whole * counts : whole));
    return given
      .unsqueeze(along + 1)
      .expand(expanded)
      .reshape(repeated);
  }
  if (times.length !== size) {
    throw new ShapeError(
      `repeat: ${times.length} counts for the ${size} elements along axis ${along} of shape ${formatShape(given.shape)}`,
    );
  }
  const total = times.reduce((sum, count) => sum + count, 0);
  const places = range(0, total, "repeat");
  let at = 0;
  times.forEach((count, i) => {
    places.fill(i, at, at + count);
    at += count;
  });
  return given.indexSelect(places, along);
}
