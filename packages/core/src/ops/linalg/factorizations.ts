import type { TensorLike } from "../../operand.ts";
import { toFloating } from "../../primitives/elementwise.ts";
import { factorization } from "../../primitives/matrices.ts";
import * as routines from "../../routines/index.ts";
import { formatShape, ShapeError } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";
import { refuseWhere } from "../internal/refuse.ts";
import { identityLike, solvedUpper, symmetricPart, toSquare } from "../internal/systems.ts";
import { concat } from "../shape/join.ts";

/*
 * Factorisations of matrices along the last two axes. Their gradients are written in ops, so derivatives of every
 * order exist.
 */

// Rounding

/** How far from 0 rounding may move an element, given the elements along the last axis: n ε max |x|. A constant. */
function roundingOf(x: Tensor): Tensor {
  if (x.size === 0) return x.detach().sum(-1);
  const epsilon = x.dtype === "float32" ? 2 ** -23 : 2 ** -52;
  return x
    .detach()
    .abs()
    .max(-1)
    .mul(epsilon * x.shape[x.ndim - 1]);
}

/** Whether numbers >= 0 are 0, up to rounding. */
function isVanishing(x: Tensor): Tensor {
  return x.le(roundingOf(x).unsqueeze(-1));
}

// Cholesky

/** A⁻ᵀ Mᵀ A⁻¹ for a lower triangular A. */
function between(op: string, lower: Tensor, m: Tensor): Tensor {
  const upper = lower.transpose();
  const left = solvedUpper(op, upper, m)[0];
  return solvedUpper(op, upper, left.transpose())[0];
}

const choleskyOf = /* @__PURE__ */ factorization(routines.cholesky, (x) => [x], [
  [
    // Murray 2016, "Differentiation of the Cholesky decomposition", equation 10.
    (op, _inputs, [lower]) =>
      (dy) => {
        const inner = lower.transpose().matmul(dy).tril();
        const halved = inner.sub(inner.diagonal().diag().mul(0.5));
        return symmetricPart(between(op, lower, halved));
      },
  ],
]);

/**
 * The Cholesky factor of symmetric positive-definite matrices: `[..., n, n] -> [..., n, n]`. It is the lower
 * triangular L with A = L Lᵀ and a positive diagonal. It is computed from the symmetric part of x, (x + xᵀ) / 2, so
 * the gradient is symmetric. Integers give float32.
 *
 * @throws MatrixError if a matrix is not positive definite, naming the matrix and the pivot; ShapeError unless the
 * matrices are square.
 * @example cholesky(tensor([[4, 2], [2, 5]])); // [[2, 0], [1, 2]]
 */
export function cholesky(x: TensorLike): Tensor {
  return choleskyOf("cholesky", symmetricPart(toSquare("cholesky", x)))[0];
}

// QR

/** The lower triangle, and its mirror image above the diagonal. */
function mirrored(m: Tensor): Tensor {
  return m.tril().add(m.tril(-1).transpose());
}

/** (G + Q mirrored(M)) R⁻ᵀ: Walter & Lehmann 2018, "Walter's QR", as in Liao et al. 2019, equation 5. */
function throughR(op: string, g: Tensor | null, q: Tensor, r: Tensor, m: Tensor): Tensor {
  const diagonal = r.diagonal();
  refuseWhere(op, isVanishing(diagonal), 1, ([i]) => `has column ${i} in the span of the columns before it, so its factors have no gradient`); // biome-ignore format: one message
  const turned = q.matmul(mirrored(m));
  const sum = g === null ? turned : g.add(turned);
  return solvedUpper(op, r, sum.transpose())[0].transpose();
}

const qrOf = /* @__PURE__ */ factorization(
  routines.qr,
  (x) => [x, [...x.slice(0, -2), x[x.length - 1], x[x.length - 1]]],
  [
    [
      (op, _inputs, [q, r]) =>
        (dq) =>
          throughR(op, dq, q, r, dq.transpose().matmul(q).neg()),
    ],
    [(op, _inputs, [q, r]) => (dr) => throughR(op, null, q, r, r.matmul(dr.transpose()))], // biome-ignore format: one row each
  ],
);

/**
 * The reduced QR factorisation A = Q R, with k = min(m, n): `[..., m, n]` gives `q` `[..., m, k]` with orthonormal
 * columns, and upper triangular `r` `[..., k, n]`. The diagonal of R is not negative. This makes both unique if A has
 * full rank; PyTorch's signs differ. Integers give float32.
 *
 * @throws ShapeError if x has fewer than two axes. The gradient throws a MatrixError unless the first k columns are
 * linearly independent.
 * @example
 * ```ts
 * const { q, r } = qr(tensor([[3, 1], [4, 2]]));
 * q.matmul(r).round(); // [[3, 1], [4, 2]]
 * q.transpose().matmul(q).round(); // [[1, 0], [0, 1]]
 * ```
 */
export function qr(x: TensorLike): { q: Tensor; r: Tensor } {
  const given = toMatrices("qr", x);
  const [m, n] = given.shape.slice(-2);
  const all = given.shape.slice(0, -1).map(() => null);
  const [q, r] = qrOf("qr", m < n ? given.slice([...all, [0, m]]) : given);
  if (m >= n) return { q, r };
  // The remaining columns follow from Q (Roberts & Roberts 2020, "QR and LQ decomposition matrix backpropagation").
  return { q, r: concat([r, q.transpose().matmul(given.slice([...all, [m, n]]))], -1) };
}

function toMatrices(op: string, x: TensorLike): Tensor {
  const given = toFloating(op, x);
  if (given.ndim < 2) {
    throw new ShapeError(`${op}: expected matrices [..., m, n], got shape ${formatShape(given.shape)}`);
  }
  return given;
}

// Symmetric eigenvalues

/**
 * 1 / (x_j - x_i) off the diagonal, and 0 on it.
 *
 * @throws MatrixError if two elements are equal up to rounding.
 */
function inverseGaps(op: string, x: Tensor, what: string): Tensor {
  const n = x.shape[x.ndim - 1];
  const isDiagonal = identityLike(x, n).ne(0);
  const gaps = isDiagonal.where(1, x.unsqueeze(-2).sub(x.unsqueeze(-1)));
  const rounding = roundingOf(x);
  const tied = isDiagonal.where(false, gaps.abs().le(rounding.unsqueeze([-1, -2])));
  refuseWhere(op, tied, 2, ([i, j]) => `has equal ${what} ${Math.min(i, j)} and ${Math.max(i, j)}, so its vectors are not determined and have no gradient; vectors of distinct ${what} have one, and so do the ${what} themselves`); // biome-ignore format: one message
  return isDiagonal.where(0, gaps.reciprocal());
}

const eighOf = /* @__PURE__ */ factorization(routines.eigh, (x) => [x.slice(0, -1), x], [
  // Giles 2008, section 3.1.
  [
    (_op, _inputs, [, v]) =>
      (dw) =>
        v.mul(dw.unsqueeze(-2)).matmul(v.transpose()),
  ],
  [
    (op, _inputs, [w, v]) =>
      (dv) => {
        const inner = v
          .transpose()
          .matmul(dv)
          .mul(inverseGaps(op, w, "eigenvalues"));
        return symmetricPart(v.matmul(inner).matmul(v.transpose()));
      },
  ],
]);

/**
 * The eigenvalues and eigenvectors of symmetric matrices `[..., n, n]`: A = V diag(w) Vᵀ. `values` w `[..., n]` are
 * in ascending order; `vectors` V `[..., n, n]` have orthonormal columns. In each vector, the element of largest
 * absolute value (the first of equal ones) is positive, so that results are deterministic; PyTorch does not fix the
 * signs. The result is computed from the symmetric part of x, (x + xᵀ) / 2. Integers give float32.
 *
 * The vectors of equal eigenvalues are not determined. Their gradient, and the second derivative of the values, throw
 * an error.
 *
 * @throws ShapeError unless the matrices are square; MatrixError for NaN or infinity. The gradient throws a
 * MatrixError if eigenvalues are equal up to rounding, n ε max |w|.
 * @example
 * ```ts
 * const { values, vectors } = eigh(tensor([[2, 0], [0, 1]]));
 * values; // [1, 2]
 * vectors.abs(); // [[0, 1], [1, 0]]
 * ```
 */
export function eigh(x: TensorLike): { values: Tensor; vectors: Tensor } {
  const [values, vectors] = eighOf("eigh", symmetricPart(toSquare("eigh", x)));
  return { values, vectors };
}

// Singular values

/** F of Townsend 2016: 1 / (s_j² - s_i²) off the diagonal. It is checked to be finite. */
function singularGaps(op: string, s: Tensor): Tensor {
  const differences = inverseGaps(op, s, "singular values");
  const n = s.shape[s.ndim - 1];
  // The product (s_j - s_i)(s_j + s_i) keeps digits that a difference of squares would lose. The diagonal is not
  // used, so it is 1 instead of 2s.
  const sums = identityLike(s, n)
    .ne(0)
    .where(1, s.unsqueeze(-2).add(s.unsqueeze(-1)));
  return differences.div(sums);
}

/** X / s, column by column. X is the part of a gradient that lies outside of the space of the factor. */
function overSingular(op: string, x: Tensor, s: Tensor): Tensor {
  refuseWhere(op, isVanishing(s), 1, ([i]) => `has the singular value 0 (number ${i}), whose vectors are not determined and have no gradient`); // biome-ignore format: one message
  return x.div(s.unsqueeze(-2));
}

/** The part of the columns of `g` that is orthogonal to the columns of `basis`. */
function outside(basis: Tensor, g: Tensor): Tensor {
  return g.sub(basis.matmul(basis.transpose().matmul(g)));
}

const svdOf = /* @__PURE__ */ factorization(
  routines.svd,
  (x) => {
    const [m, n] = x.slice(-2);
    const k = Math.min(m, n);
    const lead = x.slice(0, -2);
    return [[...lead, m, k], [...lead, k], [...lead, n, k]];
  }, // biome-ignore format: three shapes
  [
    // Townsend 2016, "Differentiating the singular value decomposition".
    [
      (op, [x], [u, s, v]) =>
        (du) => {
          const [m, n] = x.shape.slice(-2);
          const turned = u.transpose().matmul(du);
          const inner = singularGaps(op, s).mul(turned.sub(turned.transpose())).mul(s.unsqueeze(-2));
          const left = u.matmul(inner);
          return (m > n ? left.add(overSingular(op, outside(u, du), s)) : left).matmul(v.transpose());
        },
    ],
    [
      (_op, _inputs, [u, , v]) =>
        (ds) =>
          u.mul(ds.unsqueeze(-2)).matmul(v.transpose()),
    ],
    [
      (op, [x], [u, s, v]) =>
        (dv) => {
          const [m, n] = x.shape.slice(-2);
          const turned = v.transpose().matmul(dv);
          const inner = singularGaps(op, s).mul(turned.sub(turned.transpose())).mul(s.unsqueeze(-1));
          const right = v.matmul(inner.transpose());
          return u.matmul((n > m ? right.add(overSingular(op, outside(v, dv), s)) : right).transpose());
        },
    ],
  ],
);

/**
 * The reduced singular value decomposition A = U diag(s) Vᵀ, with k = min(m, n): `[..., m, n]` gives `u`
 * `[..., m, k]`, `s` `[..., k]` in descending order, and `v` `[..., n, k]`, which is not transposed. U and V have
 * orthonormal columns. In each column of U, the element of largest absolute value (the first of equal ones) is
 * positive; PyTorch does not fix the signs. Integers give float32.
 *
 * The vectors of equal singular values are not determined. Their gradient, and the second derivative of `s`, throw an
 * error. If A is not square, the same holds for a singular value of 0. The first derivative of `s` always exists: it
 * is u vᵀ, and a subgradient where s is 0.
 *
 * @throws ShapeError if x has fewer than two axes; MatrixError for NaN or infinity. The gradient throws a MatrixError
 * if singular values are equal up to rounding, k ε max s.
 * @example
 * ```ts
 * const { u, s, v } = svd(tensor([[3, 0], [0, 4]]));
 * s; // [4, 3]
 * u.mul(s).matmul(v.transpose()).round(); // [[3, 0], [0, 4]]
 * ```
 */
export function svd(x: TensorLike): { u: Tensor; s: Tensor; v: Tensor } {
  const [u, s, v] = svdOf("svd", toMatrices("svd", x));
  return { u, s, v };
}
