import { onesLike } from "../../create.ts";
import { type TensorLike, toTensor } from "../../operand.ts";
import { normalizeAxis, sizeOf } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";
import { addedUp, gathered, gatheredSlices } from "../internal/picking.ts";
import { selected } from "../internal/places.ts";
import { concat } from "../shape/join.ts";

/** What {@link uniqueSlices} gives. */
export interface UniqueSlices {
  /** Each slice once, in ascending order along the axis, in the dtype of x. */
  readonly values: Tensor;
  /** For each slice of x, its position in `values`: int32, with one axis. */
  readonly inverse: Tensor;
  /** The number of times each slice occurs: int32, with one axis. */
  readonly counts: Tensor;
}

const OP = "uniqueSlices";

/**
 * The distinct slices of x along an axis, such as the rows of a matrix, how often each occurs, and the positions that restore x:
 * `values.indexSelect(inverse, axis)`. Slices are in the order of their first elements; where these are equal, in that of the
 * second ones, and so on. The number of slices depends on x. A NaN does not equal any value, so each slice with one counts as a
 * slice of its own. The gradient of a slice goes to the first one that equals it. As NumPy's `unique` with an
 * `axis`, and PyTorch's with a `dim`, which compares the elements of slices of several axes in another order.
 *
 * @param axis Default: 0.
 * @throws ShapeError if the axis does not exist; Error if the backend cannot be read synchronously.
 * @example uniqueSlices(tensor([[2, 1], [0, 5], [2, 1]])).values // [[0, 5], [2, 1]]
 */
export function uniqueSlices(x: TensorLike, axis = 0): UniqueSlices {
  const given = toTensor(OP, x);
  const along = normalizeAxis(OP, axis, given.ndim);
  const count = given.shape[along];
  const width = sizeOf(given.shape) / Math.max(1, count);
  const columns = given.detach().moveAxis(along, -1).reshape([width, count]);
  // Slices without elements are equal; so are ranks of 0.
  const ranks = rankOf(width === 0 ? onesLike(columns, { shape: [1, count] }) : columns).reshape([count]);
  const order = ranks.argsort();
  const sorted = gathered(OP, ranks, order, inside);
  const firsts = selected(OP, order, isFirst(sorted.unsqueeze(0)).squeeze(0));
  return {
    values: gatheredSlices(OP, given, firsts, { axis: along, isInside: true }),
    inverse: ranks,
    counts: addedUp(OP, onesLike(ranks), ranks, inside, firsts.size),
  };
}

const inside = { axis: 0, isInside: true } as const;

/** Whether each element of sorted rows is another one than that before it. */
function isFirst(rows: Tensor): Tensor {
  const count = rows.shape[1];
  if (count === 0) return rows.ne(rows);
  const differs = rows.narrow(1, 1, count - 1).ne(rows.narrow(1, 0, count - 1));
  return differs.pad([[0, 0], [1, 0]], 1); // biome-ignore format: pairs
}

/** The number of smaller values in a row, each value counted once: int32. */
function denseRank(rows: Tensor): Tensor {
  const order = rows.argsort(1);
  const along = { axis: 1, isInside: true };
  const ranks = isFirst(gathered(OP, rows, order, along))
    .cumsum(1)
    .sub(1);
  return gathered(OP, ranks, order.argsort(1), along);
}

/** The rank of each column of a matrix, compared from the first row to the last: `[rows, n] -> [1, n]`. */
function rankOf(columns: Tensor): Tensor {
  const count = columns.shape[1];
  let ranks = denseRank(columns);
  // Two neighbouring rows of ranks are one, as two digits are a number.
  while (ranks.shape[0] > 1) {
    const rows = ranks.shape[0];
    const even = rows - (rows % 2);
    const pairs = ranks
      .narrow(0, 0, even)
      .reshape([even / 2, 2, count])
      .cast("float64");
    const digits = pairs
      .slice([null, 0])
      .mul(count)
      .add(pairs.slice([null, 1]));
    const joined = denseRank(digits);
    ranks = even === rows ? joined : concat([joined, ranks.narrow(0, even, 1)]);
  }
  return ranks;
}
