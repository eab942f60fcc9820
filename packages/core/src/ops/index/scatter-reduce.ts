import { aBoolean, checkArgument, oneOf } from "../../arguments/check.ts";
import { declareOptions, optionsOf } from "../../arguments/options.ts";
import { onesLike } from "../../create.ts";
import { isFloat, promote, toFloat, toNumeric } from "../../dtype.ts";
import { placeOf, type TensorLike, toTensor } from "../../operand.ts";
import { inDType } from "../../primitives/cast.ts";
import { normalizeAxis } from "../../shape.ts";
import { type Tensor, valuesOf } from "../../tensor.ts";
import { derived } from "../internal/derived.ts";
import { addedUp, gathered } from "../internal/picking.ts";
import { checkExtent, reached, toIndex } from "../internal/places.ts";
import { replaced } from "../internal/replacing.ts";

/** How {@link scatterReduce} folds what meets at an element. */
export type ScatterReduction = "sum" | "prod" | "mean" | "max" | "min";

/** Options of {@link scatterReduce}. */
export interface ScatterReduceOptions {
  /** Whether the element of x counts too, where there are updates for it. Default: true. */
  readonly includeSelf?: boolean;
}

const SCATTER_REDUCE = /* @__PURE__ */ declareOptions<ScatterReduceOptions>({ includeSelf: aBoolean });
const aReduction = /* @__PURE__ */ oneOf("sum", "prod", "mean", "max", "min");
const OP = "scatterReduce";

/** What comes together: x, updates for parts of it and their places along an axis, and how many updates each element gets. */
interface Meeting {
  readonly x: Tensor;
  readonly places: Tensor;
  readonly updates: Tensor;
  readonly axis: number;
  readonly counts: Tensor;
  readonly includeSelf: boolean;
}

/**
 * Folds all updates that an element of x gets, and the element itself: for `max` and axis 0 of a matrix,
 * `out[index[i, j], j] = max(out[index[i, j], j], updates[i, j])`, where `out` starts as a copy of x. Updates are a tensor or one
 * number. Elements without an update stay as they are. The result has the shape of x. Dtypes are promoted, booleans count as
 * int32, and `mean` of integers gives float32. As PyTorch's `scatter_reduce`, whose `amax` and `amin` are called `max` and `min`.
 *
 * Elements that share an extreme share its gradient evenly; without `includeSelf`, elements of x that have updates get none.
 * Gradients of products are exact beside zeros.
 *
 * @throws IndexError if an index is negative or too large; DTypeError unless the index is int32; ShapeError if the shapes do not
 * fit, or the axis does not exist; TypeError for another reduction; Error if the backend cannot be read synchronously.
 * @example
 * const index = tensor([0, 0, 2], { dtype: "int32" });
 * scatterReduce(tensor([3, 4, 5]), index, tensor([1, 7, 2]), 0, "max"); // [7, 4, 5]
 * scatterReduce(tensor([3, 4, 5]), index, tensor([1, 7, 2]), 0, "prod", { includeSelf: false }); // [7, 4, 2]
 */
export function scatterReduce(
  x: TensorLike,
  index: TensorLike,
  updates: TensorLike,
  axis: number,
  reduction: ScatterReduction,
  options?: ScatterReduceOptions,
): Tensor {
  const { includeSelf = true } = optionsOf(OP, options, SCATTER_REDUCE);
  checkArgument(OP, "the reduction", reduction, aReduction);
  const given = toTensor(OP, x);
  const places = toIndex(OP, index);
  const update = toTensor(OP, updates, given);
  placeOf(OP, [given, places, update]);
  const along = normalizeAxis(OP, axis, given.ndim);
  checkExtent(OP, places.shape, given.shape, along);
  const offered = update.ndim === 0 ? update.expand(places.shape) : update;
  checkExtent(OP, places.shape, offered.shape, -1);
  const numeric = toNumeric(promote(given.dtype, update.dtype));
  const dtype = reduction === "mean" ? toFloat(numeric) : numeric;
  const ones = onesLike(places, { dtype: "int32" });
  return reductions[reduction]({
    x: inDType(given, dtype),
    places,
    updates: inDType(reached(offered, places.shape, -1), dtype),
    axis: along,
    // This looks at all indices. From here on they are inside.
    counts: filledUp(addedUp(OP, ones, places, { axis: along, isInside: false }, given.shape[along]), given),
    includeSelf,
  });
}

const reductions: Readonly<Record<ScatterReduction, (meeting: Meeting) => Tensor>> = {
  sum: summed,
  prod: multiplied,
  mean: (meeting) => {
    const { counts, includeSelf } = meeting;
    return summed(meeting).div(includeSelf ? counts.add(1) : counts.maximum(1));
  },
  // The last update of an element stays: the largest of an ascending order, where NaN is the largest of all.
  max: (meeting) => extreme(meeting, meeting.updates.detach().argsort(meeting.axis), (a, b) => a.maximum(b)),
  min: (meeting) => {
    const constant = meeting.updates.detach();
    const order = isFloat(constant.dtype)
      ? constant.neg().argsort(meeting.axis)
      : constant.argsort(meeting.axis, { descending: true });
    return extreme(meeting, order, (a, b) => a.minimum(b));
  },
};

/** What is there for a part of x, with zeros for the rest. */
function filledUp(part: Tensor, { shape }: Tensor): Tensor {
  return part.pad(shape.map((size, axis) => [0, size - part.shape[axis]]));
}

function inside({ axis }: Meeting): { axis: number; isInside: boolean } {
  return { axis, isInside: true };
}

function summed(meeting: Meeting): Tensor {
  const { x, places, updates, axis, counts, includeSelf } = meeting;
  const sums = addedUp(OP, updates, places, inside(meeting), x.shape[axis]);
  return (includeSelf ? x : counts.gt(0).where(0, x)).add(filledUp(sums, x));
}

/**
 * Updates are sorted by their places, and multiplied along runs of the same place: with the one before, then with what the one
 * two before has come to, four before and so on. The last of a run has the product.
 */
function multiplied(meeting: Meeting): Tensor {
  const { x, places, updates, axis, counts, includeSelf } = meeting;
  const order = places.argsort(axis);
  const targets = gathered(OP, places, order, inside(meeting));
  let products = gathered(OP, updates, order, inside(meeting));
  const longest = counts.size === 0 ? 0 : valuesOf(OP, counts.max())[0];
  for (let step = 1; step < longest; step *= 2) {
    const isSameRun = moved(targets, axis, step, -1).eq(targets);
    products = products.mul(isSameRun.where(moved(products, axis, step, 1), 1));
  }
  const base = includeSelf ? onesLike(x) : x;
  const found = replaced(OP, base, targets, products, inside(meeting));
  return includeSelf ? x.mul(found) : found;
}

/** Elements `step` places further along an axis, with a value in front. */
function moved(x: Tensor, axis: number, step: number, fill: number): Tensor {
  const kept = x.narrow(axis, 0, x.shape[axis] - step);
  return kept.pad(
    x.shape.map((_, i) => [i === axis ? step : 0, 0]),
    fill,
  );
}

/** The last update of each element in an order, or the element itself if that is more extreme. */
function extreme(meeting: Meeting, order: Tensor, further: (a: Tensor, b: Tensor) => Tensor): Tensor {
  const { places, counts, axis, includeSelf } = meeting;
  const picking = inside(meeting);
  const at = (y: Tensor) => gathered(OP, reached(y, places.shape, axis), places, picking);
  /** Who has the extreme, and the share of its gradient for each of them. */
  const winners = (y: Tensor, x: Tensor, updates: Tensor) => {
    const isOwn = includeSelf ? x.eq(y) : counts.eq(0);
    const isUpdate = updates.eq(at(y));
    const others = addedUp(OP, isUpdate.cast(y.dtype), places, picking, y.shape[axis]);
    return { isOwn, isUpdate, count: isOwn.cast(y.dtype).add(filledUp(others, y)) };
  };
  const folded = derived(
    OP,
    (x: Tensor, updates: Tensor) => {
      const targets = gathered(OP, places, order, picking);
      const last = replaced(OP, x, targets, gathered(OP, updates, order, picking), picking);
      return includeSelf ? further(x, last) : last;
    },
    (y, x, updates) => {
      const { isOwn, count } = winners(y.detach(), x.detach(), updates.detach());
      return (dy) => isOwn.where(dy.div(count), 0);
    },
    (y, x, updates) => {
      const { isUpdate, count } = winners(y.detach(), x.detach(), updates.detach());
      return (dy) => isUpdate.where(at(dy.div(count)), 0);
    },
  );
  return folded(meeting.x, meeting.updates);
}
