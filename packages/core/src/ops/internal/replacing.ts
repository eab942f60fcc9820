import { alongside, arange, zeros } from "../../create.ts";
import { inDType } from "../../primitives/cast.ts";
import { type Picking, replacing, type Scatter } from "../../primitives/indexing.ts";
import type { Shape } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";
import { gathered } from "./picking.ts";
import { reached } from "./places.ts";

/** Replaces elements by updates at their places, in the name of an op. Of several updates of one element, the last one stays. */
export const replaced: Scatter = replacing(
  (op, index, picking) => (dy) => replaced(op, dy, index, inDType(index.mul(0), dy.dtype), picking),
  (op, shape, index, picking) => (dy) =>
    stays(op, shape, index, picking).where(
      gathered(op, reached(dy, index.shape, picking.axis), index, picking),
      0,
    ),
);

/** Whether each update is the last one for its element: the one that stays. */
function stays(op: string, shape: Shape, index: Tensor, picking: Picking): Tensor {
  const { axis } = picking;
  const order = alongside(index, () => arange(index.shape[axis]))
    .reshape(index.shape.map((_, i) => (i === axis ? -1 : 1)))
    .expand(index.shape);
  const places = alongside(index, () => zeros(shape, { dtype: order.dtype }));
  const last = replaced(op, places, index, order, picking);
  return gathered(op, last, index, picking).eq(order);
}
