import { aBoolean } from "../../arguments/check.ts";
import { declareOptions, optionsOf } from "../../arguments/options.ts";
import { promote, toFloat } from "../../dtype.ts";
import { type TensorLike, toTensor } from "../../operand.ts";
import { broadcastShapes, formatShape, ShapeError } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";
import { inverseFor, type Solver, solved, solvedLower, solvedUpper, toSquare } from "../internal/systems.ts";

/**
 * Checks both sides of a system, brings them to one dtype and one batch, and solves it. A vector is solved as one
 * column.
 */
function solveWith(op: string, solver: Solver, a: TensorLike, b: TensorLike): Tensor {
  const matrix = toSquare(op, a, b);
  const right = toTensor(op, b, matrix);
  const shapes = `${formatShape(matrix.shape)} and ${formatShape(right.shape)}`;
  if (right.ndim === 0)
    throw new ShapeError(`${op}: the right-hand side is a scalar; expected [..., n, k] or [n]`);
  const isVector = right.ndim === 1;
  const columns = isVector ? right.unsqueeze(1) : right;
  if (columns.shape[columns.ndim - 2] !== matrix.shape[matrix.ndim - 1]) {
    throw new ShapeError(
      `${op}: the matrix and the right-hand side differ in the number of rows: ${shapes}; expected [..., n, n] and [..., n, k] or [n]`,
    );
  }
  const dtype = toFloat(promote(matrix.dtype, right.dtype));
  const batch = broadcastShapes(op, matrix.shape.slice(0, -2), columns.shape.slice(0, -2));
  const [x] = solver(
    op,
    matrix.cast(dtype).expand([...batch, ...matrix.shape.slice(-2)]),
    columns.cast(dtype).expand([...batch, ...columns.shape.slice(-2)]),
  );
  return isVector ? x.squeeze(-1) : x;
}

/**
 * The solution X of A X = B, by elimination with partial pivoting: `[..., n, n]` and `[..., n, k]` give
 * `[..., n, k]`. A vector `[n]` is one column for all matrices, and gives `[..., n]`. Leading axes broadcast. Dtypes
 * are promoted; integers give float32. Sums are computed in float64.
 *
 * @throws MatrixError if a matrix is singular, naming the matrix and the pivot; ShapeError if the shapes do not fit.
 * @example solve(tensor([[2, 0], [1, 1]]), tensor([4, 5])); // [2, 3]
 */
export function solve(a: TensorLike, b: TensorLike): Tensor {
  return solveWith("solve", solved, a, b);
}

/** Options of {@link triangularSolve}. */
export interface TriangularSolveOptions {
  /** Whether A is upper triangular, or lower triangular. Default: false, lower triangular. */
  readonly upper?: boolean;
}

const TRIANGULAR = /* @__PURE__ */ declareOptions<TriangularSolveOptions>({ upper: aBoolean });

/**
 * The solution X of A X = B for a triangular A, by substitution. The other triangle of A is not read. Shapes and
 * dtypes are as in {@link solve}. As PyTorch's `linalg.solve_triangular`, which has no default for `upper`.
 *
 * @throws MatrixError if an element of the diagonal is 0, naming the element; ShapeError if the shapes do not fit.
 * @example triangularSolve(tensor([[2, 0], [1, 4]]), tensor([[2], [9]])); // [[1], [2]]
 */
export function triangularSolve(a: TensorLike, b: TensorLike, options?: TriangularSolveOptions): Tensor {
  const { upper = false } = optionsOf("triangularSolve", options, TRIANGULAR);
  return solveWith("triangularSolve", upper ? solvedUpper : solvedLower, a, b);
}

/**
 * The inverse of square matrices, `[..., n, n] -> [..., n, n]`: A A⁻¹ = I. To multiply by an inverse, {@link solve}
 * is faster and more exact. Integers give float32.
 *
 * @throws MatrixError if a matrix is singular, naming the matrix and the pivot; ShapeError unless the matrices are
 * square.
 * @example inverse(tensor([[2, 0], [0, 4]])); // [[0.5, 0], [0, 0.25]]
 */
export function inverse(x: TensorLike): Tensor {
  return inverseFor("inverse", toSquare("inverse", x));
}
