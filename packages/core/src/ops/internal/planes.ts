import { alongside, tensor } from "../../create.ts";
import type { DType } from "../../dtype.ts";
import { giveBack, giveBackLater, sharesMemory } from "../../give-back.ts";
import { range, sizeOf } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";

/* What pooling over windows and over bins share. */

/** A value that is never the largest. */
export function lowest(dtype: DType): number {
  if (dtype === "bool") return 0;
  return dtype === "int32" ? -(2 ** 31) : Number.NEGATIVE_INFINITY;
}

/** One plane for each position in a window. Whole planes are folded, in long runs. */
export function planesOf(found: Tensor, rank: number): Tensor {
  const places = found.ndim - rank;
  return found
    .permute([...range(places, found.ndim), ...range(0, places)])
    .reshape([sizeOf(found.shape, places), ...found.shape.slice(0, places)]);
}

/**
 * The fold of the planes that were made of x. Their memory goes back, unless it is that of x: at once, or when the gradient
 * of the fold has used it.
 */
export function foldPlanes(x: Tensor, planes: Tensor, fold: "max" | "mean" | "sum"): Tensor {
  const folded = planes[fold](0);
  if (sharesMemory(planes, x)) return folded;
  if (fold === "max") giveBackLater(planes, folded);
  else giveBack(planes);
  return folded;
}

/** The products of one number of each list, as a tensor with an axis for each: how many elements there are. */
export function productsOf(x: Tensor, lists: readonly (readonly number[])[]): Tensor {
  const dtype = x.dtype === "float64" ? "float64" : "float32";
  return lists
    .map((list, axis) =>
      alongside(x, () =>
        tensor(list, { dtype, shape: [list.length, ...lists.slice(axis + 1).map(() => 1)] }),
      ),
    )
    .reduce((products, list) => products.mul(list));
}
