import { MatrixError } from "../../matrix-error.ts";
import { type Tensor, valuesOf } from "../../tensor.ts";

/** Throws for the first matrix of a batch of which something is true, by a bool tensor with `inner` axes beyond the batch. */
export function refuseWhere(
  op: string,
  bad: Tensor,
  inner: number,
  problem: (place: readonly number[]) => string,
): void {
  let at = valuesOf(op, bad).indexOf(1);
  if (at < 0) return;
  const position = bad.shape.map(() => 0);
  for (let axis = bad.ndim - 1; axis >= 0; axis--) {
    position[axis] = at % bad.shape[axis];
    at = Math.floor(at / bad.shape[axis]);
  }
  const lead = bad.ndim - inner;
  throw new MatrixError(op, position.slice(0, lead), problem(position.slice(lead)));
}
