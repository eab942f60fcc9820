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
import { after, multiplied, recurrenceBack, whole } from "../internal/recurrence.ts";

/*
 * Scans carry a state along one axis, the last unless another is named. The adjoint of each is a linear recurrence
 * that runs backwards, and the adjoint of that is another one: every order takes one pass, and nothing is divided.
 */

const summed: (x: Tensor) => Tensor = scan("cumsum", () => (dy) => summed(dy.flip(-1)).flip(-1));

const logSummed = scan("logCumSumExp", (y, [x]) => (dy) => {
  // Sums only grow, so that no exponential here is above 1.
  const decay =
    y.size === 0 ? y : ratio(y.slice([...whole(y), [0, -1]]), y.slice([...whole(y), [1]])).pad(after(y));
  return recurrenceBack(decay, dy).mul(ratio(x, y));
});

/** eᵃ / eᵇ; 0 where eᵃ is 0, also beside another 0. */
function ratio(a: Tensor, b: Tensor): Tensor {
  const none = a.eq(Number.NEGATIVE_INFINITY);
  return none.where(0, none.where(0, a.sub(b)).exp());
}

/** In each place the largest so far; NaN from the first NaN on. */
const largest = scan("cummax");
const smallest = scan("cummin");

/**
 * Sums of everything up to each place along an axis: y[i] = x[0] + ... + x[i]. The shape stays. Booleans are counted.
 *
 * @throws ShapeError if there is no such axis.
 */
export function cumsum(x: TensorLike, axis = -1): Tensor {
  const given = toTensor("cumsum", x);
  return alongLast("cumsum", inDType(given, toNumeric(given.dtype)), axis, summed);
}

/**
 * Products of everything up to each place along an axis: y[i] = x[0] · ... · x[i]. The shape stays. Booleans count as
 * int32. Gradients are exact beside zeros, at every order.
 *
 * @throws ShapeError if there is no such axis.
 */
export function cumprod(x: TensorLike, axis = -1): Tensor {
  const given = toTensor("cumprod", x);
  return alongLast("cumprod", inDType(given, toNumeric(given.dtype)), axis, multiplied);
}

/**
 * log (e^x[0] + ... + e^x[i]) in each place i along an axis, without overflow, and the same for its gradient. The shape
 * stays.
 *
 * @throws ShapeError if there is no such axis.
 */
export function logCumSumExp(x: TensorLike, axis = -1): Tensor {
  return alongLast("logCumSumExp", toFloating("logCumSumExp", x), axis, logSummed);
}

/** The elements of a running extreme, and where they stand. */
export interface RunningExtremes {
  readonly values: Tensor;
  /** Along the axis: int32. */
  readonly indices: Tensor;
}

/**
 * The largest element up to each place along an axis, and where it stands: the last of equals, as PyTorch's, and the
 * gradient goes there. From the first NaN on, NaN.
 *
 * @throws ShapeError if there is no such axis.
 */
export function cummax(x: TensorLike, axis = -1): RunningExtremes {
  return runningExtremes("cummax", largest, x, axis);
}

/**
 * The smallest element up to each place along an axis, and where it stands: the last of equals, as PyTorch's, and the
 * gradient goes there. From the first NaN on, NaN.
 *
 * @throws ShapeError if there is no such axis.
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
