import { eye, tensor } from "../create.ts";
import type { Tensor } from "../tensor.ts";

/* Diagonals and triangles of square matrices along the last two axes, for the gradients of factorisations. */

/** The diagonal along the last two axes, as many as the shorter has: `[..., m, n] -> [..., min(m, n)]`. */
export function diagonalOf(x: Tensor): Tensor {
  const lead = x.shape.slice(0, -2);
  const n = Math.min(...x.shape.slice(-2));
  const square = x.slice([...lead.map(() => null), [0, n], [0, n]]);
  if (n === 0) return square.reshape([...lead, 0]);
  return square.reshape([...lead, n * n]).slice([...lead.map(() => null), [null, null, n + 1]]);
}

/** The identity, in the dtype of x. */
export function identityLike(x: Tensor, n: number): Tensor {
  return eye(n, n, { dtype: x.dtype });
}

/** Diagonal matrices: `[..., n] -> [..., n, n]`. */
export function diagonalMatrix(x: Tensor): Tensor {
  return identityLike(x, x.shape[x.ndim - 1])
    .ne(0)
    .where(x.unsqueeze(-1), 0);
}

/** The elements on and below a diagonal, `offset` places above the main one; zeros elsewhere. */
export function lowerTriangle(x: Tensor, offset = 0): Tensor {
  const [m, n] = x.shape.slice(-2);
  const keep = Array.from({ length: m }, (_, i) => Array.from({ length: n }, (_, j) => j - i <= offset));
  return tensor(keep.flat(), { dtype: "bool", shape: [m, n] }).where(x, 0);
}

export function symmetricPart(x: Tensor): Tensor {
  return x.add(x.transpose()).mul(0.5);
}
