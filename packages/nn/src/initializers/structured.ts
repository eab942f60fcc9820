import { eye as identity, qr, ShapeError, sizeOf, zeros } from "@gradiente/core";
import { checkArgument, declareOptions, numeric, optionsOf } from "@gradiente/core/arguments";
import { checkWeight, type Initializer, initializerOf } from "./initializer.ts";

/* Initialisers that give matrices with a structure. */

/**
 * A random matrix with orthonormal rows or columns, whichever are fewer, each of them as likely (Saxe et al., "Exact
 * solutions to the nonlinear dynamics of learning in deep linear neural networks", 2014). A weight `[out, in, ...window]`
 * counts as the matrix `[out, in · window]`. For a gain: `scaled(orthogonal, gain("relu"))`.
 *
 * @throws ShapeError for fewer than two axes.
 * @example
 * ```ts
 * const w = initializers.orthogonal([2, 3]);
 * w.matmul(w.transpose()).round(); // [[1, 0], [0, 1]]
 * ```
 */
export const orthogonal: Initializer = initializerOf(
  "orthogonal",
  (shape, { dtype = "float32", generator }) => {
    const sizes = checkWeight("orthogonal", shape);
    const [rows, columns] = [sizes[0], sizeOf(sizes.slice(1))];
    if (rows === 0 || columns === 0) return zeros(sizes, { dtype });
    const tall = [Math.max(rows, columns), Math.min(rows, columns)];
    // The diagonal of R is not negative, so that Q is evenly distributed.
    const { q } = qr(generator.normal(tall, { dtype: "float64" }));
    return (rows < columns ? q.transpose() : q).reshape(sizes).cast(dtype);
  },
);

/**
 * The identity matrix, for weights `[out, in]`: inputs pass through, as far as there are outputs.
 *
 * @throws ShapeError unless there are two axes.
 * @example initializers.eye([2, 3]); // [[1, 0, 0], [0, 1, 0]]
 */
export const eye: Initializer = initializerOf("eye", (shape, { dtype }) => {
  const sizes = checkWeight("eye", shape);
  if (sizes.length !== 2) {
    throw new ShapeError(`eye: the weight must be [out, in], not [${sizes.join(", ")}]; see dirac`);
  }
  return identity(sizes[0], sizes[1], { dtype });
});

/**
 * The identity of convolutions, for weights `[out, in, ...window]`: the middle of the window passes each input channel to
 * the output channel of the same number, as far as there are both (PyTorch's `dirac_`, for one group).
 *
 * @throws ShapeError for fewer than three axes.
 * @example initializers.dirac([1, 1, 3]); // [[[0, 1, 0]]]
 */
export const dirac: Initializer = initializerOf("dirac", (shape, { dtype }) => {
  const sizes = checkWeight("dirac", shape);
  const [out, inputs, ...window] = sizes;
  if (window.length === 0) {
    throw new ShapeError(
      `dirac: the weight must be [out, in, ...window], not [${sizes.join(", ")}]; see eye`,
    );
  }
  const middle = window.map((size) => Math.floor(size / 2));
  const borders = window.map((size, axis) => [middle[axis], size - middle[axis] - 1] as const);
  const pass = identity(out, inputs, { dtype }).reshape([out, inputs, ...window.map(() => 1)]);
  return pass.pad([[0, 0], [0, 0], ...borders]);
});

/** Options of {@link sparse}. */
export interface SparseOptions {
  /** The standard deviation of what is not 0. Default: 0.01. */
  readonly standardDeviation?: number;
}

const SPARSE = declareOptions<SparseOptions>({
  standardDeviation: numeric("a finite number >= 0", (value) => value >= 0 && Number.isFinite(value)),
});

/**
 * Makes an initialiser of weights `[out, in]` that are normally distributed with mean 0, but for a share of each column,
 * rounded up, that is 0 (Martens, "Deep learning via Hessian-free optimization", 2010).
 *
 * @param sparsity the share of zeros, from 0 to 1.
 * @throws RangeError unless the sparsity is from 0 to 1. The initialiser throws a ShapeError unless there are two axes.
 * @example initializers.sparse(0.5)([4, 2]).ne(0).cast("float32").sum(); // 4
 */
export function sparse(sparsity: number, options?: SparseOptions): Initializer {
  const { standardDeviation = 0.01 } = optionsOf("sparse", options, SPARSE);
  checkArgument(
    "sparse",
    "the sparsity",
    sparsity,
    numeric("from 0 to 1", (value) => value >= 0 && value <= 1),
  );
  return initializerOf("sparse", (shape, { dtype, generator }) => {
    const sizes = checkWeight("sparse", shape);
    if (sizes.length !== 2) {
      throw new ShapeError(`sparse: the weight must be [out, in], not [${sizes.join(", ")}]`);
    }
    const rank = generator.uniform(sizes).argsort(0).argsort(0);
    return rank
      .lt(Math.ceil(sparsity * sizes[0]))
      .where(0, generator.normal(sizes, { dtype, standardDeviation }));
  });
}
