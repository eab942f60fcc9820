import type { TensorLike } from "../../operand.ts";
import { factorization } from "../../primitives/matrices.ts";
import * as routines from "../../routines/index.ts";
import { type Tensor, valuesOf } from "../../tensor.ts";
import { refuseWhere } from "../internal/refuse.ts";
import { identityLike, inverseFor, toSquare } from "../internal/systems.ts";

/** Below this ratio of pivots, second and third derivatives computed from the inverse would lose too many digits. */
const NEARLY_SINGULAR = 1e-3;

/**
 * Where cofactors are computed one by one, the matrices for them have at most this many elements in all: a single
 * matrix may have 64 rows.
 */
const MOST_ELEMENTS = 16_777_216;

const determinants = /* @__PURE__ */ factorization(
  routines.determinant,
  (x) => new Array(4).fill(x.slice(0, -2)),
  [
    [
      (op, [x], [det, , , ratio]) =>
        (dy) =>
          cofactors(op, x, det, ratio).mul(dy.unsqueeze([-1, -2])),
    ],
    null,
    [
      (op, [x]) =>
        (dy) =>
          inverseFor(op, x)
            .transpose()
            .mul(dy.unsqueeze([-1, -2])),
    ],
    null,
  ],
);

/**
 * The derivative of the determinant: det(A) A⁻ᵀ (Jacobi's formula). For a singular matrix, each cofactor is computed
 * on its own.
 */
function cofactors(op: string, x: Tensor, det: Tensor, ratio: Tensor): Tensor {
  const n = x.shape[x.ndim - 1];
  if (n === 0) return x;
  const isLarge = x.size * n * n > MOST_ELEMENTS;
  const singular = ratio.le(isLarge ? n * Number.EPSILON : NEARLY_SINGULAR);
  if (isLarge) {
    refuseWhere(
      op,
      singular,
      0,
      () => `is singular to working precision, and too large to compute its cofactors one by one`,
    );
  }
  if (isLarge || !valuesOf(op, singular).includes(1)) {
    return inverseFor(op, x)
      .transpose()
      .mul(det.unsqueeze([-1, -2]));
  }
  // Cofactor (i, j) is the determinant with row i replaced by the unit vector j. It is a polynomial, so it exists for
  // every rank.
  const unit = identityLike(x, n);
  const isRow = unit.ne(0).reshape([n, 1, n, 1]);
  const replaced = isRow.where(unit.reshape([1, n, 1, n]), x.unsqueeze([-3, -4]));
  return determinants(op, replaced)[0];
}

/**
 * The determinant of square matrices: `[..., n, n] -> [...]`; 1 for n = 0. Its gradient, the matrix of cofactors,
 * exists for singular matrices too. For large n the determinant overflows or underflows: see {@link logDet}. Integers
 * give float32.
 *
 * @throws ShapeError unless the matrices are square. The gradient throws a MatrixError for singular matrices of more
 * than 64 rows, because it would take too long. In a batch, and for derivatives of higher order, the limit is lower.
 * @example det(tensor([[1, 2], [3, 4]])); // -2
 */
export function det(x: TensorLike): Tensor {
  return determinants("det", toSquare("det", x))[0];
}

/**
 * The sign of the determinant, and the logarithm of its absolute value, each `[..., n, n] -> [...]`. For a singular
 * matrix they are 0 and -Infinity. The gradient of `logAbsDet` is A⁻ᵀ (Giles 2008); `sign` has no gradient. Integers
 * give float32. As PyTorch's `slogdet`.
 *
 * @throws ShapeError unless the matrices are square. The gradient throws a MatrixError for a singular matrix.
 * @example
 * ```ts
 * const { sign, logAbsDet } = logDet(tensor([[1, 2], [3, 4]]));
 * sign; // -1
 * logAbsDet; // 0.6931
 * ```
 */
export function logDet(x: TensorLike): { sign: Tensor; logAbsDet: Tensor } {
  const [, sign, logAbsDet] = determinants("logDet", toSquare("logDet", x));
  return { sign, logAbsDet };
}
