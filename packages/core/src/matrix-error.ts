import { formatShape, type Shape } from "./shape.ts";

/**
 * Thrown if a matrix lacks what an op of linear algebra needs: an inverse, a Cholesky factor, a gradient.
 *
 * @example
 * ```ts
 * let found: unknown;
 * try {
 *   inverse(zeros([2, 2]));
 * } catch (error) {
 *   found = error;
 * }
 * found instanceof MatrixError; // true
 * ```
 */
export class MatrixError extends RangeError {
  override readonly name = "MatrixError";
  /** The index of the matrix in the leading axes; `[]` if there are none. */
  readonly batch: Shape;

  constructor(op: string, batch: Shape, problem: string) {
    super(
      `${op}: ${batch.length === 0 ? "the matrix" : `matrix ${formatShape(batch)} of the batch`} ${problem}`,
    );
    this.batch = batch;
  }
}
