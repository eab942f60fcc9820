import { alongside, eye } from "../../create.ts";
import type { TensorLike } from "../../operand.ts";
import { toFloating } from "../../primitives/elementwise.ts";
import { factorization } from "../../primitives/matrices.ts";
import * as routines from "../../routines/index.ts";
import { formatShape, ShapeError } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";

/*
 * Linear systems. Each function gets the name of the op that calls it, which errors then show. Gradients: Giles 2008,
 * "An extended collection of matrix derivative results for forward and reverse mode algorithmic differentiation".
 */

/** Solves A X = B. Errors name the op. */
export type Solver = (op: string, ...inputs: readonly Tensor[]) => readonly Tensor[];

/** The solution X of A X = B. */
export const solved: Solver = /* @__PURE__ */ factorization(routines.solve, (_a, b) => [b], [
  [
    (op, [a], [x]) =>
      (dy) =>
        solved(op, a.transpose(), dy)[0].matmul(x.transpose()).neg(),
    (op, [a]) =>
      (dy) =>
        solved(op, a.transpose(), dy)[0],
  ],
]);

/** The solution X of A X = B for a lower triangular A. */
export const solvedLower: Solver = /* @__PURE__ */ factorization(routines.solveLower, (_a, b) => [b], [
  [
    (op, [a], [x]) =>
      (dy) =>
        solvedUpper(op, a.transpose(), dy)[0].matmul(x.transpose()).neg().tril(),
    (op, [a]) =>
      (dy) =>
        solvedUpper(op, a.transpose(), dy)[0],
  ],
]);

/** The solution X of A X = B for an upper triangular A. */
export const solvedUpper: Solver = /* @__PURE__ */ factorization(routines.solveUpper, (_a, b) => [b], [
  [
    (op, [a], [x]) =>
      (dy) =>
        solvedLower(op, a.transpose(), dy)[0].matmul(x.transpose()).neg().triu(),
    (op, [a]) =>
      (dy) =>
        solvedLower(op, a.transpose(), dy)[0],
  ],
]);

/**
 * x as square matrices along its last two axes, in floating point.
 *
 * @throws ShapeError unless the matrices are square.
 */
export function toSquare(op: string, x: TensorLike, peer?: TensorLike): Tensor {
  const given = toFloating(op, x, peer);
  const [rows, columns] = given.shape.slice(-2);
  if (given.ndim < 2 || rows !== columns) {
    throw new ShapeError(
      `${op}: expected square matrices [..., n, n], got shape ${formatShape(given.shape)}`,
    );
  }
  return given;
}

/** The inverse of square matrices. Errors name the op. */
export function inverseFor(op: string, x: Tensor): Tensor {
  return solved(op, x, identityLike(x, x.shape[x.ndim - 1]).expand(x.shape))[0];
}

/** The identity matrix of n rows, in the dtype and on the backend of x. */
export function identityLike(x: Tensor, n: number): Tensor {
  return alongside(x, () => eye(n, n, { dtype: x.dtype }));
}

/** (x + xᵀ) / 2. */
export function symmetricPart(x: Tensor): Tensor {
  return x.add(x.transpose()).mul(0.5);
}
