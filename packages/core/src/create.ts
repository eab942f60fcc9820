import { aNumber, check, checkArgument } from "./arguments/check.ts";
import { found } from "./arguments/found.ts";
import { declareOptions, optionsOf } from "./arguments/options.ts";
import { coreCopy } from "./copies.ts";
import { aDType, allocateArray, type DType, DTypeError, dtypeOfArray, type TypedArray } from "./dtype.ts";
import { Layout } from "./layout.ts";
import { emptyTensor, toTensor } from "./operand.ts";
import { defaultBackend, withDefaultBackend } from "./registry.ts";
import { aShape, checkShape, formatShape, MOST_AXES, type Shape, ShapeError, sizeOf } from "./shape.ts";
import { type NestedArray, Tensor } from "./tensor.ts";
import { Variable } from "./variable.ts";

/** Options of functions that create tensors. */
export interface CreateOptions {
  /** The dtype of the tensor. Default: float32, or what the function says. */
  readonly dtype?: DType;
}

export const CREATION = /* @__PURE__ */ declareOptions<CreateOptions>({ dtype: aDType });

/** Options of {@link tensor}. */
export interface TensorOptions extends CreateOptions {
  /**
   * The shape into which a flat list of values is put, in row-major order. Default: the shape of the nested arrays,
   * or `[length]` for a typed array.
   */
  readonly shape?: Shape;
}

const TENSOR = /* @__PURE__ */ declareOptions<TensorOptions>({ dtype: aDType, shape: aShape });

/** What fills a tensor: booleans too, for bool. */
const aValue = /* @__PURE__ */ check<number | boolean>(
  "a number",
  (value) => typeof value === "number" || typeof value === "boolean",
);

/** A tensor with these elements, given in row-major order in an array of its dtype. */
function written(op: string, values: TypedArray, shape: Shape, dtype: DType): Tensor {
  const x = unwritten(op, shape, dtype);
  x.backend.write(values, x);
  return x;
}

/** A tensor with the same value everywhere. */
function filled(op: string, value: number, shape: Shape, dtype: DType): Tensor {
  const x = unwritten(op, shape, dtype);
  x.backend.fill(value, x);
  return x;
}

function unwritten(op: string, shape: Shape, dtype: DType): Tensor {
  return emptyTensor(op, defaultBackend(), dtype, Layout.dense(shape));
}

/** Makes tensors on the backend of another one: constants that an op needs in addition to its operand. */
export function alongside<T>({ backend }: Tensor, make: () => T): T {
  return withDefaultBackend(backend, make);
}

/**
 * A tensor with the given values: a number, a boolean, nested arrays of equal lengths, or a typed array, which is
 * copied. Without a dtype, booleans give `bool`, a `Float64Array` gives float64, an `Int32Array` gives int32, and
 * everything else gives float32. A `Uint8Array` needs a dtype.
 *
 * @example tensor([[1, 2], [3, 4]]) // [[1, 2], [3, 4]]
 * @example tensor(new Float64Array(6), { shape: [2, 3] }) // [[0, 0, 0], [0, 0, 0]]
 * @throws ShapeError for ragged arrays or a shape of another size; TypeError for what is no number; DTypeError
 * for a value that an int32 or bool cannot hold.
 */
export function tensor(data: NestedArray | TypedArray, options?: TensorOptions): Tensor {
  const { dtype, shape: asked } = optionsOf("tensor", options, TENSOR);
  const flat = ArrayBuffer.isView(data) ? fromTypedArray(data, dtype) : fromNested(data, dtype);
  const shape = checkShape("tensor", asked ?? flat.shape);
  if (sizeOf(shape) !== flat.values.length) {
    throw new ShapeError(
      `tensor: ${flat.values.length} values do not fill shape ${formatShape(shape)}, which has ${sizeOf(shape)} elements`,
    );
  }
  return written("tensor", flat.values, shape, flat.dtype);
}

interface Flat {
  readonly values: TypedArray;
  readonly shape: Shape;
  readonly dtype: DType;
}

function fromTypedArray(data: TypedArray, asked: DType | undefined): Flat {
  if (!("length" in data)) throw notANumber(data, "[]");
  const own = dtypeOfArray(data);
  const dtype = asked ?? own;
  if (dtype === undefined) {
    throw new DTypeError(
      `tensor: a ${data.constructor.name} does not determine the dtype; name one, e.g. { dtype: "int32" }`,
    );
  }
  return {
    values: dtype === own ? data : convert("tensor", data, dtype),
    shape: [data.length],
    dtype,
  };
}

function fromNested(data: NestedArray, asked: DType | undefined): Flat {
  const shape = shapeOfNested(data);
  if (!(sizeOf(shape) <= MOST_NESTED)) {
    throw new ShapeError(
      `tensor: nested arrays of shape ${formatShape(shape)} have too many elements; use a typed array`,
    );
  }
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
      const has = Array.isArray(value) ? `${value.length} elements` : `the single value ${found(value)}`;
      throw new ShapeError(
        `tensor: ragged array: ${at()} has ${has}, but its first neighbour has ${shape[axis]} elements`,
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

/** More elements than an engine holds in arrays, unless the same array is there again and again. */
const MOST_NESTED = 2 ** 27;

/** The lengths of the first array at each level. */
function shapeOfNested(data: NestedArray): number[] {
  const shape: number[] = [];
  for (let level: NestedArray = data; Array.isArray(level); level = level[0]) {
    if (shape.push(level.length) > MOST_AXES) {
      throw new ShapeError(
        `tensor: the arrays are nested more than ${MOST_AXES} deep; does one contain itself?`,
      );
    }
  }
  return shape;
}

function notANumber(value: unknown, at: string): TypeError {
  coreCopy.check("tensor", value);
  if (value instanceof Tensor || value instanceof Variable) {
    return new TypeError(
      `tensor: element ${at} is a tensor already; join tensors with stack([...]), which keeps their gradients`,
    );
  }
  const is = Array.isArray(value) ? "an array, which is nested deeper than its neighbours" : found(value);
  return new TypeError(`tensor: element ${at} is ${is}, not a number or boolean`);
}

/** The values as an array of the dtype. Throws for values that int32 or bool cannot hold. */
export function convert(op: string, values: ArrayLike<number | boolean>, dtype: DType): TypedArray {
  const array = allocateArray(dtype, values.length, op);
  for (let i = 0; i < values.length; i++) {
    const value = Number(values[i]);
    array[i] = value;
    const kept = dtype === "int32" ? array[i] === value : dtype !== "bool" || value === 0 || value === 1;
    if (!kept) {
      const way =
        dtype === "int32"
          ? 'cut off fractions first, e.g. tensor(data).cast("int32")'
          : "compare first, e.g. tensor(data).ne(0)";
      throw new DTypeError(`${op}: element ${i} is ${value}, which ${dtype} cannot hold; ${way}`);
    }
  }
  return array;
}

/**
 * A tensor with the same value everywhere. Default dtype: float32.
 *
 * @throws ShapeError if a size is not a whole number >= 0; DTypeError if the dtype is unknown or cannot hold the
 * value.
 * @example full([2, 2], 7); // [[7, 7], [7, 7]]
 */
export function full(shape: Shape, value: number, options?: CreateOptions): Tensor {
  return filledWith("full", shape, value, options);
}

function filledWith(op: string, shape: Shape, value: number, options: CreateOptions | undefined): Tensor {
  const checked = checkShape(op, shape);
  const { dtype = "float32" } = optionsOf(op, options, CREATION);
  checkArgument(op, "the value", value, aValue);
  return filled(op, convert(op, [value], dtype)[0], checked, dtype);
}

/**
 * A tensor of zeros, or of `false` for `bool`. Default dtype: float32.
 *
 * @throws ShapeError if a size is not a whole number >= 0; DTypeError if the dtype is unknown.
 * @example zeros([2, 3]); // [[0, 0, 0], [0, 0, 0]]
 */
export function zeros(shape: Shape, options?: CreateOptions): Tensor {
  return filledWith("zeros", shape, 0, options);
}

/**
 * A tensor of ones, or of `true` for `bool`. Default dtype: float32.
 *
 * @throws ShapeError if a size is not a whole number >= 0; DTypeError if the dtype is unknown.
 * @example ones([2, 3]); // [[1, 1, 1], [1, 1, 1]]
 */
export function ones(shape: Shape, options?: CreateOptions): Tensor {
  return filledWith("ones", shape, 1, options);
}

/** Options of {@link fullLike}, {@link zerosLike} and {@link onesLike}. */
export interface LikeOptions {
  /** The shape of the result. Default: the shape of the other tensor. */
  readonly shape?: Shape;
  /** The dtype of the result. Default: the dtype of the other tensor. */
  readonly dtype?: DType;
}

const LIKE = /* @__PURE__ */ declareOptions<LikeOptions>({ shape: aShape, dtype: aDType });

/**
 * A tensor with the same value everywhere. By default, it has the shape and dtype of another tensor; it is always on
 * the same backend. No gradients flow to the other tensor.
 *
 * @throws ShapeError if a size is not a whole number >= 0; DTypeError if the dtype is unknown or cannot hold the
 * value.
 * @example fullLike(tensor([1, 2]), 7) // [7, 7]
 */
export function fullLike(x: Tensor | Variable, value: number, options?: LikeOptions): Tensor {
  return filledLike("fullLike", x, value, options);
}

function filledLike(op: string, x: Tensor | Variable, value: number, options?: LikeOptions): Tensor {
  const like = toTensor(op, x);
  const { shape = like.layout.shape, dtype = like.dtype } = optionsOf(op, options, LIKE);
  return alongside(like, () => filledWith(op, shape, value, { dtype }));
}

/**
 * A tensor of zeros, or of `false` for `bool`, with the shape and dtype of another one: see {@link fullLike}.
 *
 * @example zerosLike(tensor([[1, 2], [3, 4]])); // [[0, 0], [0, 0]]
 */
export function zerosLike(x: Tensor | Variable, options?: LikeOptions): Tensor {
  return filledLike("zerosLike", x, 0, options);
}

/**
 * A tensor of ones, or of `true` for `bool`, with the shape and dtype of another one: see {@link fullLike}.
 *
 * @example onesLike(tensor([[1, 2], [3, 4]])); // [[1, 1], [1, 1]]
 */
export function onesLike(x: Tensor | Variable, options?: LikeOptions): Tensor {
  return filledLike("onesLike", x, 1, options);
}

/**
 * A matrix `[rows, columns]` with ones on its main diagonal and zeros elsewhere. Default dtype: float32.
 *
 * @param columns Default: the number of rows.
 * @throws ShapeError if a size is not a whole number >= 0; DTypeError if the dtype is unknown.
 * @example
 * ```ts
 * eye(2); // [[1, 0], [0, 1]]
 * eye(2, 3); // [[1, 0, 0], [0, 1, 0]]
 * ```
 */
export function eye(rows: number, columns: number = rows, options?: CreateOptions): Tensor {
  const { dtype = "float32" } = optionsOf("eye", options, CREATION);
  checkShape("eye", [rows, columns]);
  const values = allocateArray(dtype, rows * columns, "eye");
  for (let i = 0; i < Math.min(rows, columns); i++) values[i * columns + i] = 1;
  return written("eye", values, [rows, columns], dtype);
}

/** How many steps from one number reach another, which is itself not counted, also where rounding puts it a little off. */
function stepsBetween(from: number, to: number, step: number): number {
  const steps = (to - from) / step;
  const whole = Math.round(steps);
  // The numbers are rounded themselves, the difference and the quotient too.
  const rounding = Number.EPSILON * ((Math.abs(from) + Math.abs(to)) / Math.abs(step) + 2 * Math.abs(steps));
  return Math.max(0, Math.abs(steps - whole) <= Math.min(rounding, 0.25) ? whole : Math.ceil(steps));
}

/**
 * The numbers from `start` (0 if only one number is given) to below `stop`, `step` apart. Without a dtype, int32
 * if start and step are whole numbers, else float32. The end is never among them, also where rounding makes a multiple of
 * the step a little less, as 1 + 6 · 0.1 for an end of 1.6.
 *
 * @param step The distance between neighbours. A negative step counts down. Default: 1.
 * @throws RangeError if the step is 0, or a number is not finite; DTypeError if the dtype is unknown or cannot hold a
 * value.
 * @example
 * ```ts
 * arange(4); // [0, 1, 2, 3]
 * arange(1, 2, 0.25); // [1, 1.25, 1.5, 1.75]
 * ```
 */
export function arange(start: number, stop?: number, step = 1, options?: CreateOptions): Tensor {
  const { dtype: asked } = optionsOf("arange", options, CREATION);
  const [from, to] = stop === undefined ? [0, start] : [start, stop];
  for (const [name, value] of [
    ["start", from],
    ["stop", to],
    ["step", step],
  ] as const) {
    checkArgument("arange", name, value, aNumber);
  }
  if (![from, to, step].every(Number.isFinite) || step === 0) {
    throw new RangeError(
      `arange: from ${from} to ${to} in steps of ${step} never ends; use finite numbers and a step other than 0`,
    );
  }
  const dtype = asked ?? (Number.isInteger(from) && Number.isInteger(step) ? "int32" : "float32");
  const values = allocateArray("float64", stepsBetween(from, to, step), "arange");
  for (let i = 0; i < values.length; i++) values[i] = from + i * step;
  // The dtype may round the last ones up to the end, or beyond.
  const held = dtype === "float32" ? Math.fround : (value: number) => value;
  let count = values.length;
  while (count > 0 && Math.sign(step) * (to - held(values[count - 1])) <= 0) count--;
  return tensor(values.subarray(0, count), { dtype });
}

/**
 * `count` evenly spaced numbers from `start` to `stop`, both included: shape `[count]`. Default dtype: float32.
 *
 * @throws ShapeError if the count is not a whole number >= 0; DTypeError if the dtype is unknown or cannot hold a
 * value.
 * @example linspace(0, 1, 5); // [0, 0.25, 0.5, 0.75, 1]
 */
export function linspace(start: number, stop: number, count: number, options?: CreateOptions): Tensor {
  const { dtype = "float32" } = optionsOf("linspace", options, CREATION);
  checkArgument("linspace", "start", start, aNumber);
  checkArgument("linspace", "stop", stop, aNumber);
  checkShape("linspace", [count]);
  const last = Math.max(1, count - 1);
  const fits = Number.isFinite(last * (stop - start));
  const at = (i: number) => {
    if (i === 0) return start;
    if (i === count - 1) return stop;
    return fits ? start + (i * (stop - start)) / last : start * (1 - i / last) + stop * (i / last);
  };
  const values = allocateArray("float64", count, "linspace");
  for (let i = 0; i < count; i++) values[i] = at(i);
  return tensor(values, { dtype });
}
