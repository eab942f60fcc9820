import type { TensorLike } from "../../operand.ts";
import { toFloating } from "../../primitives/elementwise.ts";
import { factorization } from "../../primitives/matrices.ts";
import { formatShape, ShapeError } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";
import { refuseWhere } from "../internal/refuse.ts";
import { identityLike, solvedUpper, symmetricPart, toSquare } from "../internal/systems.ts";
import { concat } from "../shape/join.ts";

/* Factorisations along the last two axes. Their gradients are written in ops, and so have every order. */

// Rounding

/** What rounding may make of 0 beside the elements along the last axis: n ε max |x|. A constant. */
function roundingOf(x: Tensor): Tensor {
  if (x.size === 0) return x.detach().sum(-1);
  const epsilon = x.dtype === "float32" ? 2 ** -23 : 2 ** -52;
  return x
    .detach()
    .abs()
    .max(-1)
    .mul(epsilon * x.shape[x.ndim - 1]);
}

/** Where numbers >= 0 are 0, but for rounding. */
function isVanishing(x: Tensor): Tensor {
  return x.le(roundingOf(x).unsqueeze(-1));
}

// Cholesky

/** A⁻ᵀ Mᵀ A⁻¹ for lower triangular A. */
function between(op: string, lower: Tensor, m: Tensor): Tensor {
  const upper = lower.transpose();
  const left = solvedUpper(op, upper, m)[0];
  return solvedUpper(op, upper, left.transpose())[0];
}

const choleskyOf = factorization("cholesky", (x) => [x], [
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
 * The Cholesky factor of symmetric positive-definite matrices `[..., n, n]`: lower triangular L with A = L Lᵀ and a
 * positive diagonal. What is factored is the symmetric part of x, (x + xᵀ) / 2, so the gradient is symmetric.
 *
 * @throws MatrixError if a matrix is not positive definite, naming it and the pivot; ShapeError.
 */
export function cholesky(x: TensorLike): Tensor {
  return choleskyOf("cholesky", symmetricPart(toSquare("cholesky", x)))[0];
}

// QR

/** The lower triangle and its mirror image. */
function mirrored(m: Tensor): Tensor {
  return m.tril().add(m.tril(-1).transpose());
}

/** (G + Q mirrored(M)) R⁻ᵀ: Walter & Lehmann 2018, "Walter's QR", as in Liao et al. 2019, equation 5. */
function throughR(op: string, g: Tensor | null, q: Tensor, r: Tensor, m: Tensor): Tensor {
  const diagonal = r.diagonal();
  refuseWhere(op, isVanishing(diagonal), 1, ([i]) => `has column ${i} in the span of those before it, so its factors have no gradient`); // biome-ignore format: one message
  const turned = q.matmul(mirrored(m));
  const sum = g === null ? turned : g.add(turned);
  return solvedUpper(op, r, sum.transpose())[0].transpose();
}

const qrOf = factorization("qr", (x) => [x, [...x.slice(0, -2), x[x.length - 1], x[x.length - 1]]], [
  [
    (op, _inputs, [q, r]) =>
      (dq) =>
        throughR(op, dq, q, r, dq.transpose().matmul(q).neg()),
  ],
  [(op, _inputs, [q, r]) => (dr) => throughR(op, null, q, r, r.matmul(dr.transpose()))], // biome-ignore format: one row each
]);

/**
 * The reduced QR factorisation, A = Q R: `[..., m, n]` gives `q` `[..., m, k]` with orthonormal columns and upper
 * triangular `r` `[..., k, n]`, k = min(m, n). The diagonal of R is not negative, which makes both unique for full
 * rank; PyTorch's has other signs.
 *
 * @throws ShapeError for fewer than two axes. Its gradient: MatrixError unless the first k columns are independent.
 */
export function qr(x: TensorLike): { q: Tensor; r: Tensor } {
  const given = toMatrices("qr", x);
  const [m, n] = given.shape.slice(-2);
  const all = given.shape.slice(0, -1).map(() => null);
  const [q, r] = qrOf("qr", m < n ? given.slice([...all, [0, m]]) : given);
  if (m >= n) return { q, r };
  // The columns that are left follow from Q (Roberts & Roberts 2020, "QR and LQ decomposition matrix backpropagation").
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
 * 1 / (x_j - x_i) off the diagonal, 0 on it.
 *
 * @throws MatrixError if two are equal up to rounding.
 */
function inverseGaps(op: string, x: Tensor, what: string): Tensor {
  const n = x.shape[x.ndim - 1];
  const isDiagonal = identityLike(x, n).ne(0);
  const gaps = isDiagonal.where(1, x.unsqueeze(-2).sub(x.unsqueeze(-1)));
  const rounding = roundingOf(x);
  const tied = isDiagonal.where(false, gaps.abs().le(rounding.unsqueeze([-1, -2])));
  refuseWhere(op, tied, 2, ([i, j]) => `has equal ${what} ${Math.min(i, j)} and ${Math.max(i, j)}, so its vectors turn freely and have no gradient; those of distinct ${what} do, as do the ${what} themselves`); // biome-ignore format: one message
  return isDiagonal.where(0, gaps.reciprocal());
}

const eighOf = factorization("eigh", (x) => [x.slice(0, -1), x], [
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
 * Eigenvalues and eigenvectors of symmetric matrices `[..., n, n]`: A = V diag(w) Vᵀ with `values` w `[..., n]`
 * ascending and orthonormal `vectors` V `[..., n, n]` in columns. The element of largest absolute value of each vector
 * is positive (the first of equals), so that results are deterministic; PyTorch's signs are as they come. What is
 * factored is the symmetric part of x, (x + xᵀ) / 2.
 *
 * Vectors of equal eigenvalues are not determined: their gradient, and the second one of values, is an error.
 *
 * @throws ShapeError unless matrices are square; MatrixError for NaN or infinity. Its gradient: MatrixError if
 * eigenvalues are equal up to rounding, n ε max |w|.
 */
export function eigh(x: TensorLike): { values: Tensor; vectors: Tensor } {
  const [values, vectors] = eighOf("eigh", symmetricPart(toSquare("eigh", x)));
  return { values, vectors };
}

// Singular values

/** F of Townsend 2016: 1 / (s_j² - s_i²) off the diagonal, checked to be finite. */
function singularGaps(op: string, s: Tensor): Tensor {
  const differences = inverseGaps(op, s, "singular values");
  const n = s.shape[s.ndim - 1];
  // (s_j - s_i)(s_j + s_i) keeps the digits that the squares would lose; on the diagonal 1 / 2s would be idle.
  const sums = identityLike(s, n)
    .ne(0)
    .where(1, s.unsqueeze(-2).add(s.unsqueeze(-1)));
  return differences.div(sums);
}

/** X / s column by column, where X is what of a gradient leaves the space of the factor. */
function overSingular(op: string, x: Tensor, s: Tensor): Tensor {
  refuseWhere(op, isVanishing(s), 1, ([i]) => `has the singular value 0 (number ${i}), whose vectors turn freely and have no gradient`); // biome-ignore format: one message
  return x.div(s.unsqueeze(-2));
}

/** The part of the columns of `g` that is orthogonal to those of `basis`. */
function outside(basis: Tensor, g: Tensor): Tensor {
  return g.sub(basis.matmul(basis.transpose().matmul(g)));
}

const svdOf = factorization(
  "svd",
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
 * The reduced singular value decomposition, A = U diag(s) Vᵀ: `[..., m, n]` gives `u` `[..., m, k]`, `s` `[..., k]`
 * descending and `v` `[..., n, k]` (not transposed), k = min(m, n), with orthonormal columns. The element of largest
 * absolute value of each column of U is positive (the first of equals); PyTorch's signs are as they come.
 *
 * Vectors of equal singular values are not determined: their gradient, and the second one of `s`, is an error, as is
 * that of a singular value 0 if A is not square. The first gradient of `s` always exists: u vᵀ, a subgradient at 0.
 *
 * @throws ShapeError for fewer than two axes; MatrixError for NaN or infinity. Its gradient: MatrixError if singular
 * values are equal up to rounding, k ε max s.
 */
export function svd(x: TensorLike): { u: Tensor; s: Tensor; v: Tensor } {
  const [u, s, v] = svdOf("svd", toMatrices("svd", x));
  return { u, s, v };
}
