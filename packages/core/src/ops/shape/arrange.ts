import { type TensorLike, toTensor } from "../../operand.ts";
import { type Axes, checkShape, formatShape, normalizeAxes, normalizeAxis, ShapeError } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";
import { sliced, wholeSpan } from "../internal/spans.ts";
import { concat } from "./join.ts";

/* Elements in another order, in parts, or several times: functions over slice, expand and concat. */

/**
 * `length` elements along an axis from `start` on, which counts from the end if negative: a view.
 *
 * @throws ShapeError if the part reaches beyond the axis.
 */
export function narrow(x: TensorLike, axis: number, start: number, length: number): Tensor {
  const given = toTensor("narrow", x);
  const along = normalizeAxis("narrow", axis, given.ndim);
  const size = given.shape[along];
  const from = start < 0 ? start + size : start;
  const fits = Number.isInteger(from) && Number.isInteger(length) && from >= 0 && length >= 0;
  if (!fits || from + length > size) {
    throw new ShapeError(
      `narrow: ${length} elements from ${start} on do not lie within axis ${along} of shape ${formatShape(given.shape)}`,
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

/** The elements in reverse order along axes, all of them unless some are named: a view. */
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
 * The elements moved along axes, to higher places by `shift`, and around at the ends: `[1, 2, 3]` by 1 is `[3, 1, 2]`.
 * One shift for each axis, or one for all. Without axes, elements move in row-major order.
 *
 * @throws ShapeError for shifts that are not whole numbers, or are not as many as axes.
 */
export function roll(x: TensorLike, shift: number | readonly number[], axes?: Axes): Tensor {
  const given = toTensor("roll", x);
  if (axes === undefined) return roll(given.reshape([-1]), shift, 0).reshape(given.shape);
  const moved = normalizeAxes("roll", axes, given.ndim);
  const shifts = typeof shift === "number" ? moved.map(() => shift) : shift;
  if (shifts.length !== moved.length || !shifts.every(Number.isInteger)) {
    throw new ShapeError(
      `roll: shifts are whole numbers, one for all axes or one for each, not ${JSON.stringify(shift)} for ${moved.length}`,
    );
  }
  return moved.reduce((rolled, axis, i) => {
    const size = given.shape[axis];
    const by = size === 0 ? 0 : ((shifts[i] % size) + size) % size;
    if (by === 0) return rolled;
    return concat([part(rolled, axis, size - by, by), part(rolled, axis, 0, size - by)], axis);
  }, given);
}

/**
 * Parts along an axis: of the sizes named, or of one size, of which the last takes what is left. Views.
 *
 * @throws ShapeError if sizes do not add up to the axis, or the one size is not a whole number >= 1.
 */
export function split(x: TensorLike, sizes: number | readonly number[], axis = 0): Tensor[] {
  const given = toTensor("split", x);
  const along = normalizeAxis("split", axis, given.ndim);
  const size = given.shape[along];
  if (typeof sizes === "number") {
    if (!Number.isInteger(sizes) || sizes < 1) {
      throw new ShapeError(`split: the size of a part must be a whole number >= 1, not ${sizes}`);
    }
    const count = Math.max(1, Math.ceil(size / sizes));
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
      `split: sizes ${formatShape(sizes)} add up to ${total}, and axis ${along} of shape ${formatShape(given.shape)} has ${size}`,
    );
  }
  return parts(given, along, checked);
}

function parts(x: Tensor, axis: number, sizes: readonly number[]): Tensor[] {
  let start = 0;
  return sizes.map((size) => {
    start += size;
    return part(x, axis, start - size, size);
  });
}

/**
 * `count` parts along an axis, as equal as can be: the first ones have one element more where it does not divide. Views.
 * As NumPy's `array_split`: there are always as many as asked for, even if some are empty.
 *
 * @throws ShapeError if the count is not a whole number >= 1.
 */
export function chunk(x: TensorLike, count: number, axis = 0): Tensor[] {
  const given = toTensor("chunk", x);
  const along = normalizeAxis("chunk", axis, given.ndim);
  if (!Number.isInteger(count) || count < 1) {
    throw new ShapeError(`chunk: the number of parts must be a whole number >= 1, not ${count}`);
  }
  const size = given.shape[along];
  const whole = Math.floor(size / count);
  return parts(
    given,
    along,
    Array.from({ length: count }, (_, i) => whole + (i < size % count ? 1 : 0)),
  );
}

/**
 * The parts along an axis, the first unless another is named, one for each place on it, without that axis: `x.unbind()`
 * of `[t, n]` gives t tensors of `[n]`. Views. Their gradients are added up where they lie: a loop over t parts takes time
 * in proportion to the elements of x. As PyTorch's `unbind`.
 *
 * @throws ShapeError if there is no such axis.
 */
export function unbind(x: TensorLike, axis = 0): Tensor[] {
  const given = toTensor("unbind", x);
  const along = normalizeAxis("unbind", axis, given.ndim);
  return Array.from({ length: given.shape[along] }, (_, i) => part(given, along, i, 1).squeeze(along));
}

/**
 * The whole tensor over and over, `counts[i]` times along each axis, counted from the last: `[1, 2]` twice is
 * `[1, 2, 1, 2]`. More counts than axes add axes in front. As NumPy's `tile`; {@link repeat} repeats elements.
 *
 * @throws ShapeError for counts that are not whole numbers >= 0.
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
 * Each element over and over along an axis, all of them `counts` times, or each as often as a list says: `[1, 2]` twice
 * is `[1, 1, 2, 2]`. As NumPy's `repeat` and PyTorch's `repeat_interleave`; {@link tile} repeats the whole.
 *
 * @throws ShapeError for counts that are not whole numbers >= 0, or a list that has not one for each element.
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
  return given.indexSelect(
    times.flatMap((count, i) => new Array<number>(count).fill(i)),
    along,
  );
}
