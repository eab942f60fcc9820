import { aBoolean } from "../../arguments/check.ts";
import { declareOptions, optionsOf } from "../../arguments/options.ts";
import { alongside, arange } from "../../create.ts";
import { toNumeric } from "../../dtype.ts";
import { type TensorLike, toTensor } from "../../operand.ts";
import { inDType } from "../../primitives/cast.ts";
import { toFloating } from "../../primitives/elementwise.ts";
import { scan } from "../../primitives/fold.ts";
import { normalizeAxis } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";
import { alongLast } from "../internal/axes.ts";
import { gathered } from "../internal/picking.ts";
import { exclusive, following, multiplied, preceding, recurrenceBack } from "../internal/recurrence.ts";

/*
 * Scans carry a state along one axis. The adjoint of each is a linear recurrence that runs backwards, and the adjoint
 * of this recurrence is again a linear recurrence. So a gradient of any order takes one pass, and needs no division.
 */

const summed: (x: Tensor) => Tensor = scan("cumsum", () => (dy) => summed(dy.flip(-1)).flip(-1));

const logSummed = scan("logCumSumExp", (y, [x]) => (dy) => {
  const before = preceding(y, Number.NEGATIVE_INFINITY);
  return recurrenceBack(following(share(before, x)), dy).mul(share(x, before));
});

/**
 * eᵃ / (eᵃ + eᵇ). It is 0 wherever eᵃ is 0, even if eᵇ is 0 too. As a sigmoid, it and its complement have derivatives
 * that no rounding cancels: a quotient by the whole sum has 1 - eᵃ / (eᵃ + eᵇ) in its slope.
 */
function share(a: Tensor, b: Tensor): Tensor {
  const none = a.eq(Number.NEGATIVE_INFINITY);
  return none.where(0, none.where(0, a.sub(b)).sigmoid());
}

/** At each position, the largest element so far. From the first NaN on, it is NaN. */
const largest = scan("cummax");
const smallest = scan("cummin");

/** Options of {@link cumsum}, {@link cumprod} and {@link logCumSumExp}. */
export interface ScanOptions {
  /** Whether only the elements before each position count, and not its own. The first result is that of no elements. Default: false. */
  readonly exclusive?: boolean;
  /** Whether to begin at the end of the axis: y[i] is of x[i] and what comes after it. Default: false. */
  readonly reverse?: boolean;
}

const SCAN = /* @__PURE__ */ declareOptions<ScanOptions>({ exclusive: aBoolean, reverse: aBoolean });

/** Runs a scan, whose result for no elements is `first`, along an axis, from one end or the other. */
function scanned(
  op: string,
  f: (x: Tensor) => Tensor,
  first: number,
  x: Tensor,
  axis: number,
  options: ScanOptions | undefined,
): Tensor {
  const given = optionsOf(op, options, SCAN);
  return alongLast(op, x, axis, (rows) => {
    const ahead = given.reverse ? rows.flip(-1) : rows;
    const y = given.exclusive ? exclusive(f, ahead, first) : f(ahead);
    return given.reverse ? y.flip(-1) : y;
  });
}

/**
 * Cumulative sums along an axis: y[i] = x[0] + ... + x[i]. The shape stays the same. Integers stay integers; booleans
 * are counted as int32.
 *
 * @param axis Default: -1, the last axis.
 * @throws ShapeError if the axis does not exist.
 * @example cumsum(tensor([1, 2, 3])) // [1, 3, 6]
 * @example cumsum(tensor([1, 2, 3]), 0, { exclusive: true }) // [0, 1, 3]
 * @example cumsum(tensor([1, 2, 3]), 0, { reverse: true }) // [6, 5, 3]
 */
export function cumsum(x: TensorLike, axis = -1, options?: ScanOptions): Tensor {
  const given = toTensor("cumsum", x);
  return scanned("cumsum", summed, 0, inDType(given, toNumeric(given.dtype)), axis, options);
}

/**
 * Cumulative products along an axis: y[i] = x[0] · ... · x[i]. The shape stays the same. Integers stay integers;
 * booleans count as int32. Gradients are exact at every order, even if elements are 0. Of no elements it is 1.
 *
 * @param axis Default: -1, the last axis.
 * @throws ShapeError if the axis does not exist.
 * @example
 * ```ts
 * cumprod(tensor([2, 3, 4])); // [2, 6, 24]
 * cumprod(tensor([2, 3, 4]), 0, { exclusive: true }); // [1, 2, 6]
 * ```
 */
export function cumprod(x: TensorLike, axis = -1, options?: ScanOptions): Tensor {
  const given = toTensor("cumprod", x);
  return scanned("cumprod", multiplied, 1, inDType(given, toNumeric(given.dtype)), axis, options);
}

/**
 * log (e^x[0] + ... + e^x[i]) for each position i along an axis. Neither the values nor the gradients overflow. The
 * shape stays the same. Integers give float32. Of no elements it is -Infinity.
 *
 * @param axis Default: -1, the last axis.
 * @throws ShapeError if the axis does not exist.
 * @example logCumSumExp(tensor([0, 0, 0])); // [0, 0.6931, 1.0986]
 */
export function logCumSumExp(x: TensorLike, axis = -1, options?: ScanOptions): Tensor {
  const given = toFloating("logCumSumExp", x);
  return scanned("logCumSumExp", logSummed, Number.NEGATIVE_INFINITY, given, axis, options);
}

/** What {@link cummax} and {@link cummin} give, with the shape of x. */
export interface RunningExtremes {
  /** The running extreme at each position, in the dtype of x. */
  readonly values: Tensor;
  /** The index of the extreme along the axis, as int32. */
  readonly indices: Tensor;
}

/**
 * The largest element up to each position along an axis, and its index. Of equal elements, the last one counts, as in
 * PyTorch, and it gets the gradient. From the first NaN on, values are NaN.
 *
 * @param axis Default: -1, the last axis.
 * @throws ShapeError if the axis does not exist.
 * @example
 * ```ts
 * const { values, indices } = cummax(tensor([1, 3, 2, 5]));
 * values; // [1, 3, 3, 5]
 * indices; // [0, 1, 1, 3]
 * ```
 */
export function cummax(x: TensorLike, axis = -1): RunningExtremes {
  return runningExtremes("cummax", largest, x, axis);
}

/**
 * The smallest element up to each position along an axis, and its index. Of equal elements, the last one counts, as
 * in PyTorch, and it gets the gradient. From the first NaN on, values are NaN.
 *
 * @param axis Default: -1, the last axis.
 * @throws ShapeError if the axis does not exist.
 * @example
 * ```ts
 * const { values, indices } = cummin(tensor([4, 3, 5, 1]));
 * values; // [4, 3, 3, 1]
 * indices; // [0, 1, 1, 3]
 * ```
 */
export function cummin(x: TensorLike, axis = -1): RunningExtremes {
  return runningExtremes("cummin", smallest, x, axis);
}

function runningExtremes(
  op: string,
  extreme: (x: Tensor) => Tensor,
  x: TensorLike,
  axis: number,
): RunningExtremes {
  const given = toTensor(op, x);
  const along = normalizeAxis(op, axis, given.ndim);
  const running = alongLast(op, given.detach(), along, extreme);
  const attained = given.eq(running).or(given.isNaN());
  const places = alongside(given, () => arange(given.shape[along])).reshape(
    given.shape.map((_, i) => (i === along ? -1 : 1)),
  );
  const indices = alongLast(op, attained.where(places, 0), along, largest);
  return { values: gathered(op, given, indices, { axis: along, isInside: true }), indices };
}
