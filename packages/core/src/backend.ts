import type { DType, TypedArray } from "./dtype.ts";
import type { BinaryFunction, ReduceFunction, ScanFunction, UnaryFunction } from "./functions.ts";
import type { Layout } from "./layout.ts";

/**
 * The elements of a tensor, as its backend keeps them: nobody else looks inside. Backends on the CPU keep ordinary typed
 * arrays, others a handle.
 */
export interface Storage {
  readonly byteLength: number;
}

/** What a kernel reads or writes: a buffer and how the elements lie in it. */
export interface View<Kept extends Storage = Storage> {
  readonly buffer: Kept;
  readonly layout: Layout;
  readonly dtype: DType;
}

/** `uniform` on [0, 1), or `normal` with mean 0 and variance 1. */
export type Distribution = "uniform" | "normal";

/** A row over the sum of its exponentials: eˣ / Σ eˣ, or the logarithm of that. */
export type Normalization = "softmax" | "logSoftmax";

/**
 * A routine of dense linear algebra on matrices of n rows and columns, B and A of m rows and n columns; k is the lesser:
 * - `solve`, `solveLower`, `solveUpper`: A, B to X of A X = B, the latter two for triangular A;
 * - `determinant`: A to its determinant, its sign, the logarithm of its absolute value, and its smallest pivot over its
 *   largest;
 * - `cholesky`: A to lower triangular L, A = L Lᵀ;
 * - `qr`: A, m >= n, to Q `[m, n]` and R `[n, n]`, whose diagonal is not negative;
 * - `eigh`: symmetric A to ascending eigenvalues and eigenvectors in columns, their largest element positive;
 * - `svd`: A to U `[m, k]`, descending singular values, V `[n, k]`; the largest element of a column of U is positive.
 */
export type MatrixRoutine =
  | "solve"
  | "solveLower"
  | "solveUpper"
  | "determinant"
  | "cholesky"
  | "qr"
  | "eigh"
  | "svd";

/**
 * A chain of elementwise functions: registers hold first the inputs and then the result of each step, all of one
 * dtype, rounded to it at every step.
 */
export interface Program {
  readonly steps: readonly ProgramStep[];
  /** The registers that are wanted. */
  readonly outputs: readonly number[];
}

export interface ProgramStep {
  readonly f: UnaryFunction | BinaryFunction;
  /** One register, or two. */
  readonly operands: readonly number[];
}

/**
 * The kernels. Destination-passing: a kernel reads any strides and fills `out`, whose shape and dtype the operation has
 * already worked out. Shapes and dtypes of operands already agree. A kernel keeps no state and never holds on to a view.
 * It writes every place of its outputs, which hold anything before, unless it says that it adds to them.
 */
export interface Kernels<Kept extends Storage = Storage> {
  /** Writes one value everywhere; one that the dtype can hold. */
  fill(value: number, out: View<Kept>): void;
  unary(f: UnaryFunction, x: View<Kept>, out: View<Kept>): void;
  binary(f: BinaryFunction, a: View<Kept>, b: View<Kept>, out: View<Kept>): void;
  /**
   * Runs a program in one pass. Inputs are dense, of the size of the outputs, or single elements that stand for all.
   * False, having done nothing, if it cannot: then its functions are to be run one by one.
   */
  elementwise(program: Program, inputs: readonly View<Kept>[], outputs: readonly View<Kept>[]): boolean;
  where(condition: View<Kept>, a: View<Kept>, b: View<Kept>, out: View<Kept>): void;
  /** `out` has the shape of `x`, with stride 0 along the axes that are folded. Sums are pairwise. */
  reduce(f: ReduceFunction, x: View<Kept>, out: View<Kept>): void;
  /**
   * Every state along the last axis: `out[i] = f(out[i - 1], a[i], b[i])`, for one input or two of the shape of
   * `out`. The state is kept in double precision. One kernel instead of log n passes over all elements.
   */
  scan(f: ScanFunction, inputs: readonly View<Kept>[], out: View<Kept>): void;
  /**
   * The places, int32, of the elements of each row along the last axis in ascending or descending order. Stable in
   * both directions; NaN counts as the largest.
   */
  argsort(x: View<Kept>, descending: boolean, out: View<Kept>): void;
  /** Along the last axis, without overflow. One kernel instead of five: rows are read once, not five times. */
  normalize(kind: Normalization, x: View<Kept>, out: View<Kept>): void;
  /**
   * Sums of products: `[...batch, ...m, ...k] x [...batch, ...k, ...n] -> [...batch, ...m, ...n]`, with so many axes of
   * `batch` and so many of k, the `inner` ones. Any of m, k and n may have several axes or none, of any strides, those of
   * windows among them. Where places of `out` fall together, all that falls on one is added to what it holds.
   */
  contract(a: View<Kept>, b: View<Kept>, out: View<Kept>, batch: number, inner: number): void;
  /**
   * Matrix by matrix over equal leading axes, in double precision. Outputs are dense.
   *
   * @throws MatrixError, naming `op` and the matrix, where the routine does not exist for one.
   */
  matrices(
    routine: MatrixRoutine,
    op: string,
    inputs: readonly View<Kept>[],
    outputs: readonly View<Kept>[],
  ): void;
  /** `out[..., i, ...] = x[..., index[..., i, ...], ...]` along `axis`; the other axes are equal. */
  gather(x: View<Kept>, index: View<Kept>, axis: number, out: View<Kept>): void;
  /** Adds to `out`: `out[..., index[..., i, ...], ...] += updates[..., i, ...]` along `axis`. */
  scatterAdd(updates: View<Kept>, index: View<Kept>, axis: number, out: View<Kept>): void;
  /**
   * Replaces elements of `out`: `out[..., index[..., i, ...], ...] = updates[..., i, ...]` along `axis`; the last of
   * several stays.
   */
  scatter(updates: View<Kept>, index: View<Kept>, axis: number, out: View<Kept>): void;
  /** Copies element by element, with conversion where the dtypes differ; `out` may have any strides. */
  copy(x: View<Kept>, out: View<Kept>): void;
  /** Adds `x` to `out` element by element; places of `out` may overlap. The adjoint of looking at `out` that way. */
  accumulate(x: View<Kept>, out: View<Kept>): void;
  /**
   * Draws from the stream of a generator, and writes the generator's state after it. A state is int32 [4]: two words of
   * key and two of the number of draws.
   */
  random(kind: Distribution, state: View<Kept>, out: View<Kept>, next: View<Kept>): void;
}

/** How operations are computed: where elements are kept, the ways in and out, and the kernels. */
export interface Backend<Kept extends Storage = Storage> extends Kernels<Kept> {
  readonly name: string;
  /** 0 for a backend that computes, one more for a backend that wraps another. An op runs on the deepest. */
  readonly depth: number;
  /** A buffer, which holds anything: who needs zeros asks for {@link Kernels.fill}. */
  allocate(dtype: DType, size: number): Kept;
  /** A buffer of one element with this value: plain numbers come in by it. */
  constant(value: number, dtype: DType): Kept;
  /** Copies values, in row-major order and of the dtype of `out`, into it. */
  write(values: TypedArray, out: View<Kept>): void;
  /** The elements of a view, in row-major order, in an array of its own. */
  read(x: View<Kept>): Promise<TypedArray>;
  /** The same without waiting, where the backend can. */
  readNow?(x: View<Kept>): TypedArray;
}
