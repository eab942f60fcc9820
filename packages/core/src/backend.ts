import type { DType, TypedArray } from "./dtype.ts";
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

/** A function of one element. It carries its meaning, so that any backend can run it. */
export interface UnaryFunction {
  readonly name: string;
  of(x: number): number;
}

/** A function of two elements. */
export interface BinaryFunction {
  readonly name: string;
  of(a: number, b: number): number;
}

/** An associative function that folds many elements into one. `initial` is what no elements fold to. */
export interface ReduceFunction {
  readonly name: string;
  readonly initial: number;
  of(a: number, b: number): number;
}

/** A function that carries a state along a row: it takes the state and one element of each input. */
export interface ScanFunction {
  readonly name: string;
  /** The state before the first element. */
  readonly initial: number;
  of(state: number, a: number, b: number): number;
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
 * How operations are computed: the kernels, and nothing else. Destination-passing: a kernel reads any strides
 * and fills `out`, whose shape and dtype the operation has already worked out. Shapes and dtypes of operands
 * already agree. A kernel keeps no state and never holds on to a view.
 */
export interface Backend<Kept extends Storage = Storage> {
  readonly name: string;
  /** 0 for a backend that computes, one more for a backend that wraps another. An op runs on the deepest. */
  readonly depth: number;
  /** A zero-filled buffer. */
  allocate(dtype: DType, size: number): Kept;
  /** A buffer of one element with this value. */
  constant(value: number, dtype: DType): Kept;
  /** A buffer with these values. The array may become the buffer: the caller gives it up. */
  upload(values: TypedArray): Kept;
  /** The elements of a view, in row-major order, in an array of its own. */
  download(x: View<Kept>): TypedArray;
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
   * windows among them. `out` is zeros before; what falls on one place of it is added up.
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
  /** `out[..., index[..., i, ...], ...] += updates[..., i, ...]` along `axis`. */
  scatterAdd(updates: View<Kept>, index: View<Kept>, axis: number, out: View<Kept>): void;
  /** `out[..., index[..., i, ...], ...] = updates[..., i, ...]` along `axis`; the last of several stays. */
  scatter(updates: View<Kept>, index: View<Kept>, axis: number, out: View<Kept>): void;
  /** Copies element by element, with conversion where the dtypes differ; `out` may have any strides. */
  copy(x: View<Kept>, out: View<Kept>): void;
  /** Adds `x` to `out` element by element; places of `out` may overlap. The adjoint of looking at `out` that way. */
  accumulate(x: View<Kept>, out: View<Kept>): void;
  /** Draws from the stream of `key`: int32 [4], two words of key and two of draw number. */
  random(kind: Distribution, key: View<Kept>, out: View<Kept>): void;
}
