import { allocateArray, type DType, DTypeError, dtypeOfArray, isDType, type TypedArray } from "./dtype.ts";
import { Layout } from "./layout.ts";
import { toTensor } from "./operand.ts";
import { defaultBackend, withDefaultBackend } from "./registry.ts";
import { checkShape, formatShape, type Shape, ShapeError, sizeOf } from "./shape.ts";
import { type NestedArray, Tensor } from "./tensor.ts";
import type { Variable } from "./variable.ts";

export interface CreateOptions {
  /** float32 unless said otherwise. */
  readonly dtype?: DType;
}

export interface TensorOptions extends CreateOptions {
  /** The shape of a flat list of values; nested arrays have their own. */
  readonly shape?: Shape;
}

/** A tensor of elements in row-major order, of its dtype. */
function written(values: TypedArray, shape: Shape, dtype: DType): Tensor {
  const x = unwritten(shape, dtype);
  x.backend.write(values, x);
  return x;
}

/** A tensor of one value throughout. */
function filled(value: number, shape: Shape, dtype: DType): Tensor {
  const x = unwritten(shape, dtype);
  x.backend.fill(value, x);
  return x;
}

function unwritten(shape: Shape, dtype: DType): Tensor {
  const backend = defaultBackend();
  const layout = Layout.dense(shape);
  return new Tensor(backend.allocate(dtype, layout.size), layout, dtype, backend);
}

/** Makes tensors where another one is: constants that an op needs beside its operand. */
export function alongside<T>({ backend }: Tensor, make: () => T): T {
  return withDefaultBackend(backend, make);
}

function checkDType(op: string, dtype: DType): void {
  if (!isDType(dtype)) {
    throw new DTypeError(
      `${op}: ${JSON.stringify(dtype)} is no dtype; there are float32, float64, int32 and bool`,
    );
  }
}

/**
 * A tensor of the values given: a number, a boolean, nested arrays of equal lengths, or a typed array (copied).
 * Without a dtype, booleans give `bool`, `Float64Array` float64, `Int32Array` int32, everything else float32.
 *
 * @example tensor([[1, 2], [3, 4]]) // [[1, 2], [3, 4]]
 * @example tensor(new Float64Array(6), { shape: [2, 3] }) // [[0, 0, 0], [0, 0, 0]]
 * @throws ShapeError for ragged arrays or a shape of another size; TypeError for what is no number; DTypeError
 * for a value that an int32 or bool cannot hold.
 */
export function tensor(data: NestedArray | TypedArray, options: TensorOptions = {}): Tensor {
  if (options.dtype !== undefined) checkDType("tensor", options.dtype);
  const flat = ArrayBuffer.isView(data)
    ? fromTypedArray(data, options.dtype)
    : fromNested(data, options.dtype);
  const shape = checkShape("tensor", options.shape ?? flat.shape);
  if (sizeOf(shape) !== flat.values.length) {
    throw new ShapeError(
      `tensor: ${flat.values.length} values do not fill shape ${formatShape(shape)}, which has ${sizeOf(shape)}`,
    );
  }
  return written(flat.values, shape, flat.dtype);
}

interface Flat {
  readonly values: TypedArray;
  readonly shape: Shape;
  readonly dtype: DType;
}

function fromTypedArray(data: TypedArray, asked: DType | undefined): Flat {
  const own = dtypeOfArray(data);
  const dtype = asked ?? own;
  if (dtype === undefined) {
    throw new DTypeError(
      `tensor: a ${data.constructor.name} may mean several dtypes; name one, e.g. { dtype: "int32" }`,
    );
  }
  return {
    values: dtype === own ? data : convert("tensor", data, dtype),
    shape: [data.length],
    dtype,
  };
}

function fromNested(data: NestedArray, asked: DType | undefined): Flat {
  const shape: number[] = [];
  for (let level: NestedArray = data; Array.isArray(level); level = level[0]) shape.push(level.length);
  const leaves: (number | boolean)[] = [];
  const position: number[] = [];
  const collect = (value: NestedArray, axis: number): void => {
    const at = () => formatShape(position.slice(0, axis));
    if (axis === shape.length) {
      if (typeof value !== "number" && typeof value !== "boolean") throw notANumber(value, at());
      leaves.push(value);
      return;
    }
    if (!Array.isArray(value) || value.length !== shape[axis]) {
      const found = Array.isArray(value) ? `${value.length} elements` : `the single value ${String(value)}`;
      throw new ShapeError(
        `tensor: ragged array: ${at()} has ${found} where its first neighbour has ${shape[axis]} elements`,
      );
    }
    for (let i = 0; i < value.length; i++) {
      position[axis] = i;
      collect(value[i], axis + 1);
    }
  };
  collect(data, 0);
  const booleans = leaves.length > 0 && leaves.every((leaf) => typeof leaf === "boolean");
  const dtype = asked ?? (booleans ? "bool" : "float32");
  return { values: convert("tensor", leaves, dtype), shape, dtype };
}

function notANumber(value: unknown, at: string): TypeError {
  const found = Array.isArray(value)
    ? "an array, deeper than its neighbours"
    : `${String(value)} (${typeof value})`;
  return new TypeError(`tensor: element ${at} is ${found}, not a number or boolean`);
}

/** Values as an array of the dtype, refusing those that an int32 or a bool cannot hold. */
export function convert(op: string, values: ArrayLike<number | boolean>, dtype: DType): TypedArray {
  const array = allocateArray(dtype, values.length);
  for (let i = 0; i < values.length; i++) {
    const value = Number(values[i]);
    array[i] = value;
    const kept = dtype === "int32" ? array[i] === value : dtype !== "bool" || value === 0 || value === 1;
    if (!kept) {
      const way =
        dtype === "int32"
          ? 'cut it off first, e.g. tensor(data).cast("int32")'
          : "compare first, e.g. tensor(data).ne(0)";
      throw new DTypeError(`${op}: element ${i} is ${value}, which ${dtype} cannot hold; ${way}`);
    }
  }
  return array;
}

/**
 * A tensor with the same value everywhere.
 *
 * @throws ShapeError for a shape with sizes that are not whole numbers >= 0.
 */
export function full(shape: Shape, value: number, { dtype = "float32" }: CreateOptions = {}): Tensor {
  checkDType("full", dtype);
  const checked = checkShape("full", shape);
  const array = convert("full", [value], dtype);
  return filled(array[0], checked, dtype);
}

/** A tensor of zeros, or of `false`. */
export function zeros(shape: Shape, options?: CreateOptions): Tensor {
  return full(shape, 0, options);
}

/** A tensor of ones, or of `true`. */
export function ones(shape: Shape, options?: CreateOptions): Tensor {
  return full(shape, 1, options);
}

export interface LikeOptions {
  /** Default: the shape of the other tensor. */
  readonly shape?: Shape;
  /** Default: the dtype of the other tensor. */
  readonly dtype?: DType;
}

/**
 * A tensor with the same value everywhere, of the shape and dtype of another one, and on the same backend. It is a
 * constant, whatever the other one is.
 *
 * @throws ShapeError for a shape with sizes that are not whole numbers >= 0; DTypeError for a value that the dtype cannot
 * hold.
 * @example fullLike(tensor([1, 2]), 7) // [7, 7]
 */
export function fullLike(x: Tensor | Variable, value: number, options: LikeOptions = {}): Tensor {
  const like = toTensor("fullLike", x);
  const { shape = like.shape, dtype = like.dtype } = options;
  return alongside(like, () => full(shape, value, { dtype }));
}

/** Zeros, or `false`, like another tensor: see {@link fullLike}. */
export function zerosLike(x: Tensor | Variable, options?: LikeOptions): Tensor {
  return fullLike(x, 0, options);
}

/** Ones, or `true`, like another tensor: see {@link fullLike}. */
export function onesLike(x: Tensor | Variable, options?: LikeOptions): Tensor {
  return fullLike(x, 1, options);
}

/** A matrix with ones on its diagonal and zeros elsewhere: square, unless the number of columns is given. */
export function eye(rows: number, columns: number = rows, { dtype = "float32" }: CreateOptions = {}): Tensor {
  checkDType("eye", dtype);
  checkShape("eye", [rows, columns]);
  const values = allocateArray(dtype, rows * columns);
  for (let i = 0; i < Math.min(rows, columns); i++) values[i * columns + i] = 1;
  return written(values, [rows, columns], dtype);
}

/**
 * The numbers from `start` (0 if only one number is given) to below `stop`, `step` apart. Without a dtype, int32
 * if start and step are whole numbers, else float32.
 *
 * @throws RangeError for a step of 0 or bounds that are not finite.
 */
export function arange(start: number, stop?: number, step = 1, options: CreateOptions = {}): Tensor {
  const [from, to] = stop === undefined ? [0, start] : [start, stop];
  if (![from, to, step].every(Number.isFinite) || step === 0) {
    throw new RangeError(`arange: from ${from} to ${to} in steps of ${step} never ends`);
  }
  const dtype = options.dtype ?? (Number.isInteger(from) && Number.isInteger(step) ? "int32" : "float32");
  const count = Math.max(0, Math.ceil((to - from) / step));
  return tensor(
    Float64Array.from({ length: count }, (_, i) => from + i * step),
    { dtype },
  );
}

/**
 * `count` numbers evenly spaced from `start` to `stop`, both included.
 *
 * @throws ShapeError if count is not a whole number >= 0.
 */
export function linspace(
  start: number,
  stop: number,
  count: number,
  { dtype = "float32" }: CreateOptions = {},
): Tensor {
  checkShape("linspace", [count]);
  const at = (i: number) =>
    i === count - 1 && i > 0 ? stop : start + (i * (stop - start)) / Math.max(1, count - 1);
  return tensor(
    Float64Array.from({ length: count }, (_, i) => at(i)),
    { dtype },
  );
}
