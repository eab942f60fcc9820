import type { DType, TypedArray } from "./dtype.ts";
import type {
  BinaryFunction,
  KernelFunction,
  ReduceFunction,
  ScanFunction,
  UnaryFunction,
} from "./functions.ts";
import type { Border, Layout, Window } from "./layout.ts";
import type { MatrixFunction } from "./routines/matrix.ts";

/**
 * The elements of a tensor as its backend keeps them. Only the backend looks inside. Backends on the CPU keep
 * ordinary typed arrays; other backends keep a handle.
 */
export interface Storage {
  /** How many bytes it takes. */
  readonly byteLength: number;
}

/** What a kernel reads or writes: a buffer, and the layout of the elements in it. */
export interface View<Kept extends Storage = Storage> {
  /** Where the elements are. */
  readonly buffer: Kept;
  /** Which elements of the buffer, in which order. */
  readonly layout: Layout;
  /** The element type. */
  readonly dtype: DType;
}

/**
 * The same buffer in another layout. Fields of a view may be accessors of its class, as a tensor's are, so a view cannot
 * be copied by spreading it: `{ ...view, layout }` would have no buffer.
 *
 * @example
 * ```ts
 * import { Layout, viewIn } from "@gradiente/core/backend";
 *
 * const view = { buffer: new Float32Array(6), layout: Layout.dense([2, 3]), dtype: "float32" as const };
 * viewIn(view, view.layout.permute([1, 0])).layout.shape; // [3, 2]
 * ```
 */
export function viewIn<Kept extends Storage>({ buffer, dtype }: View<Kept>, layout: Layout): View<Kept> {
  return { buffer, layout, dtype };
}

/**
 * What is drawn:
 *
 * - `uniform`: numbers from [0, 1), of 24 random bits in float32 and of 53 in float64;
 * - `normal`: mean 0 and variance 1;
 * - `bernoulli`, bool: true where the first random bits, read as a whole number, are below a bound. The parameters are the
 *   bound and the number of bits, 24 or 53: those that `uniform` takes.
 */
export interface Distribution extends KernelFunction<"uniform" | "normal" | "bernoulli"> {
  /** Draws on the backend `wasm`, with vector instructions. It is loaded with the ops that draw. */
  withVectors?(f: Distribution, state: View<TypedArray>, out: View<TypedArray>, next: View<TypedArray>): void;
}

/** `softmax` divides the exponentials of a row by their sum, eˣ / Σ eˣ; `logSoftmax` is the logarithm of that. */
export type Normalization = "softmax" | "logSoftmax";

/** One value for each of the three tensors of a convolution. */
export interface Correlated<Value> {
  /** Of the filters. Their axes: group, filter, channel, and those of a window. */
  readonly filters: Value;
  /** Of the images. Their axes: image, group, channel, and the places. */
  readonly images: Value;
  /** Of the maps, which filters make of images. Their axes: image, group, filter, and the places. */
  readonly maps: Value;
}

/** How the windows of a convolution slide over its images. */
export interface Convolving {
  /** How they slide along each axis of places. */
  readonly windows: readonly Window[];
  /** How many zeros are before and after the places of each axis. */
  readonly borders: readonly Border[];
}

/**
 * A routine of dense linear algebra. A has n rows and n columns, except for `qr` and `svd`, where it has m rows and n
 * columns, and k = min(m, n). B has as many rows as A:
 * - `solve`, `solveLower`, `solveUpper`: A and B to the X of A X = B. The latter two are for triangular A;
 * - `determinant`: A to its determinant, the sign of that, the logarithm of its absolute value, and the smallest
 *   pivot divided by the largest;
 * - `cholesky`: A to a lower triangular L with A = L Lᵀ;
 * - `qr`: A with m >= n to Q `[m, n]` and R `[n, n]`, whose diagonal is not negative;
 * - `eigh`: symmetric A to its eigenvalues in ascending order, and its eigenvectors in columns. The largest element
 *   of each is positive;
 * - `svd`: A to U `[m, k]`, the singular values in descending order, and V `[n, k]`. The largest element of each
 *   column of U is positive.
 */
export interface MatrixRoutine {
  /** Which routine it is. */
  readonly name: "solve" | "solveLower" | "solveUpper" | "determinant" | "cholesky" | "qr" | "eigh" | "svd";
  /** What it means, in plain loops. A backend without a kernel for it runs them. */
  readonly run: MatrixFunction;
}

/**
 * Plain loops over whole arrays, for what would take many results in between if it were composed of other kernels. The
 * name says what is computed, for backends that have a kernel of their own for it.
 */
export interface Routine<Parameters = unknown> {
  /** What it computes. */
  readonly name: string;
  /** The loops. Inputs and outputs are dense. The loops write every element of the outputs. */
  run(
    inputs: readonly View<TypedArray>[],
    outputs: readonly View<TypedArray>[],
    parameters: Parameters,
  ): void;
  /** The same on the backend `wasm`, with vector instructions; false where they cannot, having written nothing. */
  withVectors?(
    inputs: readonly View<TypedArray>[],
    outputs: readonly View<TypedArray>[],
    parameters: Parameters,
  ): boolean;
}

/**
 * A chain of elementwise functions. The first registers hold the inputs, and the next ones hold the result of each
 * step. All have the same dtype, and every step rounds to it.
 */
export interface Program {
  /** The steps, in their order. */
  readonly steps: readonly ProgramStep[];
  /** The registers that hold the results. */
  readonly outputs: readonly number[];
}

/** One step of a {@link Program}. */
export interface ProgramStep {
  /** The function that is applied. */
  readonly f: UnaryFunction | BinaryFunction;
  /** One register or two. */
  readonly operands: readonly number[];
}

/**
 * The kernels. A kernel gets its destination: it reads operands of any strides and fills `out`, whose shape and dtype
 * the caller has worked out. The caller has also brought the shapes and dtypes of the operands together. A kernel
 * keeps no state, and no view after it returns. It writes every element of its outputs, which may hold any values
 * before, unless its description says that it adds to them.
 */
export interface Kernels<Kept extends Storage = Storage> {
  /** Writes the same value everywhere. The dtype can hold it. */
  fill(value: number, out: View<Kept>): void;
  /** `out[i] = f(x[i])`. */
  unary(f: UnaryFunction, x: View<Kept>, out: View<Kept>): void;
  /** `out[i] = f(a[i], b[i])`. */
  binary(f: BinaryFunction, a: View<Kept>, b: View<Kept>, out: View<Kept>): void;
  /**
   * Runs a program in one pass. Each input is dense and has as many elements as the outputs, or it has a single
   * element, which is used everywhere. Returns false, and does nothing, if the backend cannot run the program; the
   * caller then runs its functions one by one.
   */
  elementwise(program: Program, inputs: readonly View<Kept>[], outputs: readonly View<Kept>[]): boolean;
  /** Takes each element from `a` if the condition holds there, and from `b` otherwise. */
  where(condition: View<Kept>, a: View<Kept>, b: View<Kept>, out: View<Kept>): void;
  /** Folds axes. `out` has the shape of `x`, with stride 0 along the folded axes. Sums are pairwise. */
  reduce(f: ReduceFunction, x: View<Kept>, out: View<Kept>): void;
  /**
   * Writes the states of a recurrence along the last axis: `out[i] = f(out[i - 1], a[i], b[i])`, for one or two
   * inputs with the shape of `out`. The state is kept in double precision. One kernel replaces log n passes over all
   * elements.
   */
  scan(f: ScanFunction, inputs: readonly View<Kept>[], out: View<Kept>): void;
  /**
   * Writes the positions of the elements of each row along the last axis in ascending or descending order, as int32.
   * The order is stable in both directions; NaN counts as the largest.
   */
  argsort(x: View<Kept>, descending: boolean, out: View<Kept>): void;
  /**
   * Normalises along the last axis, without overflow. One kernel replaces five, so each row is read once instead of
   * five times.
   */
  normalize(kind: Normalization, x: View<Kept>, out: View<Kept>): void;
  /**
   * Sums of products: `[...batch, ...m, ...k] x [...batch, ...k, ...n] -> [...batch, ...m, ...n]`. `batch` and
   * `inner` are the numbers of axes of the batch and of k. Each of m, k and n may have several axes or none, with any
   * strides, also those of sliding windows. If several elements of `out` share one place in its buffer, all their
   * sums are added to what that place holds.
   */
  contract(a: View<Kept>, b: View<Kept>, out: View<Kept>, batch: number, inner: number): void;
  /**
   * Runs a routine on each matrix of a batch, in double precision. The leading axes of all inputs are equal, and
   * outputs are dense.
   *
   * @throws MatrixError, naming `op` and the matrix, if the result does not exist for a matrix.
   */
  matrices(
    routine: MatrixRoutine,
    op: string,
    inputs: readonly View<Kept>[],
    outputs: readonly View<Kept>[],
  ): void;
  /**
   * Runs a routine on dense tensors. Returns false, and does nothing, if the backend has no kernel for it and does not
   * keep elements in arrays; the caller then computes the same of other kernels.
   */
  routine(
    f: Routine,
    parameters: unknown,
    inputs: readonly View<Kept>[],
    outputs: readonly View<Kept>[],
  ): boolean;
  /** `out[..., i, ...] = x[..., index[..., i, ...], ...]` along `axis`. The other axes are equal. */
  gather(x: View<Kept>, index: View<Kept>, axis: number, out: View<Kept>): void;
  /** Adds to `out`: `out[..., index[..., i, ...], ...] += updates[..., i, ...]` along `axis`. */
  scatterAdd(updates: View<Kept>, index: View<Kept>, axis: number, out: View<Kept>): void;
  /**
   * Replaces elements of `out`: `out[..., index[..., i, ...], ...] = updates[..., i, ...]` along `axis`. Of several
   * updates of one element, the last one stays.
   */
  scatter(updates: View<Kept>, index: View<Kept>, axis: number, out: View<Kept>): void;
  /** Copies element by element, and converts if the dtypes differ. `out` may have any strides. */
  copy(x: View<Kept>, out: View<Kept>): void;
  /**
   * Adds `x` to `out` element by element. Several elements of `out` may share a place. This is the adjoint of the
   * view that `out` is.
   */
  accumulate(x: View<Kept>, out: View<Kept>): void;
  /**
   * Draws from the stream of a generator, and writes the generator's next state to `next`. A state is int32
   * [4]: two words of key, and two words that count draws.
   */
  random(f: Distribution, state: View<Kept>, out: View<Kept>, next: View<Kept>): void;
}

/** A backend: it keeps the elements of tensors, reads and writes them, and runs the kernels. */
export interface Backend<Kept extends Storage = Storage> extends Kernels<Kept> {
  /** The name that `getBackend` gives and that error messages show. */
  readonly name: string;
  /**
   * 0 for a backend that computes, and one more than the wrapped backend for a backend that wraps another. An op runs
   * on the backend of greatest depth among its operands.
   */
  readonly depth: number;
  /** A buffer that may hold any values. Use {@link Kernels.fill} to get zeros. */
  allocate(dtype: DType, size: number): Kept;
  /**
   * Takes back a buffer that `allocate` gave and that nobody has any more, so that `allocate` may give it again. Core knows
   * this of gradients in the middle of a backward pass. A backend without it leaves them to the garbage collector.
   */
  recycle?(buffer: Kept): void;
  /**
   * Fills the maps of a convolution, whose images have a border of zeros that belongs to no array. Returns false, having
   * written nothing, where there is no kernel for it: then it is summed by {@link Kernels.contract}, over images with their
   * border. A backend without it leaves all to that.
   */
  convolve?(views: Correlated<View<Kept>>, how: Convolving): boolean;
  /** A buffer with one element, which has this value. Plain numbers become tensors through it. */
  constant(value: number, dtype: DType): Kept;
  /** Copies values into `out`. They are given in row-major order, in an array of the dtype of `out`. */
  write(values: TypedArray, out: View<Kept>): void;
  /** The elements of a view in row-major order, in a new array. */
  read(x: View<Kept>): Promise<TypedArray>;
  /** The same as `read`, but synchronously. Missing if the backend cannot do that. */
  readNow?(x: View<Kept>): TypedArray;
}
