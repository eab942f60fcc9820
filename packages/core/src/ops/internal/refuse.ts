import { MatrixError } from "../../matrix-error.ts";
import { unravel } from "../../shape.ts";
import { type Tensor, valuesOf } from "../../tensor.ts";

/**
 * Throws a MatrixError for the first matrix of a batch for which `bad` is true. `bad` is a bool tensor with `inner`
 * axes after those of the batch.
 */
export function refuseWhere(
  op: string,
  bad: Tensor,
  inner: number,
  problem: (place: readonly number[]) => string,
): void {
  const at = valuesOf(op, bad).indexOf(1);
  if (at < 0) return;
  const position = unravel(at, bad.shape);
  const lead = bad.ndim - inner;
  throw new MatrixError(op, position.slice(0, lead), problem(position.slice(lead)));
}
