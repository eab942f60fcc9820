import { checkArgument, listOf } from "../../arguments/check.ts";
import { found } from "../../arguments/found.ts";
import { coreCopy } from "../../copies.ts";
import { DTypeError } from "../../dtype.ts";
import type { Span } from "../../layout.ts";
import { type TensorLike, toTensor } from "../../operand.ts";
import {
  broadcastShapes,
  formatShape,
  IndexError,
  otherAxes,
  ShapeError,
  sameShape,
  sizeOf,
} from "../../shape.ts";
import { Tensor } from "../../tensor.ts";
import { gatheredSlices } from "../internal/picking.ts";
import { checkIndex, placesOf } from "../internal/places.ts";
import { sliced, wholeSpan } from "../internal/spans.ts";

/**
 * What to take along one axis: everything (null), one index (which drops the axis), or a range `[start, stop, step]`
 * as in Python. The range ends before `stop`. Negative positions count from the end, and positions beyond the ends
 * are cut off. A start or stop that is missing or null means the end of the axis on that side. A negative step runs
 * backwards. Default step: 1.
 */
export type Range = null | number | readonly [start?: number | null, stop?: number | null, step?: number];

/**
 * What `slice` takes for each axis: a {@link Range}, or
 * - `"..."`, at most once: as many whole axes as the other indices leave;
 * - `"newAxis"`: a new axis of size 1, which x does not have;
 * - an int32 tensor: the elements at these positions. Its shape replaces the axis. Several index tensors broadcast
 *   and are used together, as `x[i, j]` in NumPy. Their shape replaces the first of their axes, or comes in front if
 *   there are other axes between them;
 * - a bool tensor: the elements where it holds. One axis replaces all of its axes.
 */
export type Index = Range | "..." | "newAxis" | Tensor;

/** An int32 tensor, and the axis of the sliced tensor from which it picks. */
interface Pick {
  readonly axis: number;
  readonly index: Tensor;
}

/**
 * A part of x. The indices belong to the axes in order, from the first; axes without an index are taken whole. The
 * result is a view, unless tensors are among the indices. An element that is picked several times gets the sum of the
 * gradients.
 *
 * @example
 * const x = tensor([[1, 2, 3], [4, 5, -6]]);
 * x.slice([0, [1, 3]]); // [2, 3]
 * x.slice([null, [null, null, -1]]); // [[3, 2, 1], [-6, 5, 4]]
 * x.slice(["...", -1]); // [3, -6]
 * x.slice([tensor([0, 1], { dtype: "int32" }), tensor([2, 0], { dtype: "int32" })]); // [3, 4]
 * x.slice([x.gt(3)]); // [4, 5]
 * @throws ShapeError for too many indices, a step of 0, fractions, or a mask of another shape; IndexError for an index
 * outside of its axis, and a negative one in a tensor; DTypeError for a floating tensor.
 */
export function slice(x: TensorLike, indices: readonly Index[]): Tensor {
  const given = toTensor("slice", x);
  checkArgument("slice", "the indices", indices, listOf("one index for each axis, such as [0, [1, 3]]"));
  const rest = given.ndim - countAxes(indices);
  if (rest < 0) {
    throw new ShapeError(
      `slice: ${given.ndim - rest} indices for the ${given.ndim} axes of shape ${formatShape(given.shape)}`,
    );
  }
  const spans: Span[] = [];
  const shape: number[] = [];
  const picks: Pick[] = [];
  const takeWhole = (count: number) => {
    for (let i = 0; i < count; i++) {
      shape.push(given.shape[spans.length]);
      spans.push(wholeSpan(given.shape[spans.length]));
    }
  };
  for (const index of indices) {
    const axis = spans.length;
    if (index === "...") takeWhole(rest);
    else if (index === "newAxis") shape.push(1);
    else if (index instanceof Tensor) {
      const covered = given.shape.slice(axis, axis + axesOf(index));
      picks.push({ axis: shape.length, index: placesIn(index, covered, axis) });
      for (const size of covered) spans.push(wholeSpan(size));
      shape.push(sizeOf(covered));
    } else {
      coreCopy.check("slice", index);
      const span = resolveRange(index, given.shape[axis], axis);
      spans.push(span);
      if (typeof index !== "number") shape.push(span.size);
    }
  }
  takeWhole(given.ndim - spans.length);
  const part = sliced(given, spans);
  const shaped = sameShape(part.shape, shape) ? part : part.reshape(shape);
  return picks.length === 0 ? shaped : picked(shaped, picks);
}

/** The number of axes of x that an index uses. */
function axesOf(index: Index): number {
  if (index === "..." || index === "newAxis") return 0;
  return index instanceof Tensor && index.dtype === "bool" ? index.ndim : 1;
}

function countAxes(indices: readonly Index[]): number {
  if (indices.indexOf("...") !== indices.lastIndexOf("...")) {
    throw new ShapeError('slice: "..." stands for all remaining axes, so it may occur only once');
  }
  return indices.reduce((count: number, index) => count + axesOf(index), 0);
}

/** The positions that a tensor names on the axes that it covers, which are counted as one axis. */
function placesIn(index: Tensor, covered: readonly number[], axis: number): Tensor {
  if (index.dtype === "bool") {
    if (!sameShape(index.shape, covered)) {
      throw new ShapeError(
        `slice: a mask of shape ${formatShape(index.shape)} does not fit the axes from ${axis} on, of shape ${formatShape(covered)}`,
      );
    }
    return placesOf("slice", index);
  }
  if (index.dtype !== "int32") {
    throw new DTypeError(
      `slice: a tensor among the indices must be int32 or bool, not ${index.dtype}; use cast("int32")`,
    );
  }
  checkIndex("slice", index, axis, covered[0]);
  return index;
}

/** The elements that the index tensors name together. */
function picked(x: Tensor, picks: readonly Pick[]): Tensor {
  const chosen = picks.map((pick) => pick.axis);
  const others = otherAxes(chosen, x.ndim);
  const rest = others.map((axis) => x.shape[axis]);
  const shape = picks.map((pick) => pick.index.shape).reduce((a, b) => broadcastShapes("slice", a, b));
  // The chosen axes become one. The position of an element on it is like a number whose digits are the positions on
  // the chosen axes.
  const flat = x
    .permute([...chosen, ...others])
    .reshape([sizeOf(chosen.map((axis) => x.shape[axis])), ...rest]);
  const places = picks
    .map((pick) => pick.index)
    .reduce((place, index, i) => place.mul(x.shape[chosen[i]]).add(index))
    .expand(shape);
  const result = gatheredSlices("slice", flat, places.reshape([-1]), { axis: 0, isInside: true }).reshape([
    ...shape,
    ...rest,
  ]);
  const together = chosen.every((axis, i) => axis === chosen[0] + i);
  const from = shape.map((_, axis) => axis);
  return together
    ? result.moveAxis(
        from,
        from.map((axis) => axis + chosen[0]),
      )
    : result;
}

function resolveRange(range: Range, size: number, axis: number): Span {
  if (range === null) return wholeSpan(size);
  if (typeof range === "number") return { start: normalizeIndex(range, size, axis), step: 1, size: 1 };
  if (!Array.isArray(range)) {
    throw new ShapeError(
      `slice: axis ${axis}: an index must be null, a number, a range [start, stop, step], "...", "newAxis" or a tensor, not ${found(range)}`,
    );
  }
  const [first, last, step = 1] = range as Exclude<Range, null | number>;
  for (const part of [first ?? 0, last ?? 0, step]) {
    if (!Number.isInteger(part))
      throw new ShapeError(`slice: axis ${axis}: ${found(part)} is not a whole number`);
  }
  if (step === 0) throw new ShapeError(`slice: axis ${axis}: the step must not be 0`);
  const low = step > 0 ? 0 : -1;
  const high = step > 0 ? size : size - 1;
  const place = (at: number) => Math.min(Math.max(at < 0 ? at + size : at, low), high);
  const start = place(first ?? (step > 0 ? 0 : size - 1));
  const stop = last === undefined || last === null ? (step > 0 ? size : -1) : place(last);
  return { start, step, size: Math.max(0, Math.ceil((stop - start) / step)) };
}

function normalizeIndex(index: number, size: number, axis: number): number {
  const at = index < 0 ? index + size : index;
  if (!Number.isInteger(index) || at < 0 || at >= size) {
    throw new IndexError(
      `slice: index ${index} is outside of axis ${axis} of size ${size}`,
      index,
      [axis],
      size,
    );
  }
  return at;
}
