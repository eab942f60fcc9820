import type { Backend, Storage } from "./backend.ts";
import { coreCopy } from "./copies.ts";
import { type DType, inNameOf, type TypedArray } from "./dtype.ts";
import type { Layout } from "./layout.ts";
import type * as methods from "./methods.ts";
import type { PartsOf, TensorsOf } from "./ops/shape/arrange.ts";
import { displayed, formatTensor } from "./print.ts";
import { checkListed, formatShape, type Shape, ShapeError } from "./shape.ts";
import type { Node } from "./tape.ts";

/** Values as nested arrays, nested as deep as the tensor has axes. A scalar is a plain value. */
export type NestedArray<Value = number | boolean> = Value | readonly NestedArray<Value>[];

/** The methods whose result depends on the type of an argument, which a mapped type would lose. */
export interface GenericMethods {
  /** As `chunk(x, count, axis)`: parts that are as equal as possible. A literal count gives as many tensors. */
  chunk<const Count extends number>(count: Count, axis?: number): TensorsOf<Count>;
  /** As `split(x, sizes, axis)`: parts of given sizes. A literal list of sizes gives a tensor for each. */
  split<const Sizes extends number | readonly number[]>(sizes: Sizes, axis?: number): PartsOf<Sizes>;
}

/** All ops that take a tensor first, as methods: `x.sqrt()` is `sqrt(x)`. */
export type Methods = GenericMethods & {
  [Name in keyof typeof methods as Exclude<Name, keyof GenericMethods>]: (typeof methods)[Name] extends (
    x: infer _X,
    ...rest: infer Rest
  ) => infer Result
    ? (...rest: Rest) => Result
    : never;
};

/** What can be looped over. */
export interface Sliceable {
  /**
   * The slices along the first axis, as by `unbind()`: `for (const row of matrix)`. Gradients flow through them. A scalar
   * has no axes and cannot be looped over.
   */
  [Symbol.iterator](): IterableIterator<Tensor>;
}

/** A tensor as plain data: see {@link Tensor.toJSON}. */
export interface TensorJSON {
  /** The element type. */
  readonly dtype: DType;
  /** The sizes of the axes, outermost first. */
  readonly shape: readonly number[];
  /** The elements in row-major order: booleans for `bool`; JSON has no numbers that are not finite, so they are strings. */
  readonly data: readonly (number | boolean | "NaN" | "Infinity" | "-Infinity")[];
}

/*
 * The fields of a tensor must not be seen by what lists, prints or copies objects: with a tape behind it, a tensor holds
 * whole programs. Node and backend are private. Buffer and layout have symbols as names, so that what compares objects in
 * depth still tells tensors with other values apart (`assert.deepStrictEqual` looks at symbols, and JSON,
 * `Object.keys` and `structuredClone` do not). All of them take no more time to write and to read than plain fields, if
 * they are declared and not defined twice; to define a property that is not enumerable takes 50 times as long as to make
 * the tensor.
 */
const BUFFER = Symbol("buffer");
const LAYOUT = Symbol("layout");

/**
 * The value of a field of every tensor and Variable that says why they cannot be cloned. Without it, `structuredClone` and
 * `postMessage` would copy what they see, which is next to nothing, and succeed. They refuse symbols and tell their text.
 */
export const NOT_CLONEABLE = Symbol(
  "a tensor; send x.toTypedArray(), x.shape and x.dtype, and make one by tensor(...)",
);

/**
 * An immutable array of numbers or booleans with any number of axes. A tensor is a view of a buffer. If it was
 * computed from something that can be differentiated, it also has a node on the tape, which says how gradients flow
 * back.
 *
 * Tensors are made by `tensor`, `zeros`, `rand` and similar functions, and by ops. The garbage collector frees their
 * memory.
 *
 * @example
 * ```ts
 * const x = tensor([[1, 2, 3], [4, 5, 6]]);
 * x.shape; // [2, 3]
 * x.mean(1); // [2, 5]
 * x.slice([null, [1, null]]); // [[2, 3], [5, 6]]
 * x.toArray(); // [[1, 2, 3], [4, 5, 6]]
 * ```
 */
export class Tensor {
  /** @internal */
  declare readonly [BUFFER]: Storage;
  /** @internal */
  declare readonly [LAYOUT]: Layout;
  /** The element type. */
  declare readonly dtype: DType;
  readonly #backend: Backend;
  #node: Node | null;
  /** @internal */
  declare readonly notCloneable: symbol;

  /** @internal */
  constructor(buffer: Storage, layout: Layout, dtype: DType, backend: Backend, node: Node | null = null) {
    this[BUFFER] = buffer;
    this[LAYOUT] = layout;
    this.dtype = dtype;
    this.notCloneable = NOT_CLONEABLE;
    this.#backend = backend;
    this.#node = node;
  }

  /** @internal */
  get buffer(): Storage {
    return this[BUFFER];
  }

  /** @internal */
  get layout(): Layout {
    return this[LAYOUT];
  }

  /** @internal */
  get backend(): Backend {
    return this.#backend;
  }

  /**
   * The op that makes the tensor sets this once. It is null for a constant.
   *
   * @internal
   */
  get node(): Node | null {
    return this.#node;
  }

  /** @internal */
  set node(node: Node | null) {
    this.#node = node;
  }

  /** The sizes of the axes, outermost first. The array is frozen. */
  get shape(): Shape {
    return this[LAYOUT].shown;
  }

  /** The number of axes. */
  get ndim(): number {
    return this[LAYOUT].shape.length;
  }

  /** The number of elements. */
  get size(): number {
    return this[LAYOUT].size;
  }

  /**
   * The value of a tensor with one element. For `bool` it is 0 or 1.
   *
   * @throws ShapeError if the tensor has more elements, or none; Error if the backend cannot be read synchronously.
   */
  item(): number {
    if (this.size !== 1) {
      throw new ShapeError(
        `item: the tensor must have one element, but shape ${formatShape(this.shape)} has ${this.size}; use toArray() for several`,
      );
    }
    return valuesOf("item", this)[0];
  }

  /**
   * The elements in row-major order, copied to a new typed array. Use {@link read} if the backend cannot be read
   * synchronously.
   *
   * @throws Error if the backend cannot be read synchronously.
   */
  toTypedArray(): TypedArray {
    return valuesOf("toTypedArray", this);
  }

  /**
   * The elements as nested arrays of numbers, or of booleans for `bool`. A scalar gives a plain value.
   *
   * @throws Error if the backend cannot be read synchronously; RangeError for an axis of more than 2^26 elements.
   */
  toArray(): NestedArray {
    const { shape } = this;
    checkListed("toArray", Math.max(0, ...shape));
    const values = valuesOf("toArray", this);
    const plain = (value: number) => (this.dtype === "bool" ? value !== 0 : value);
    let at = 0;
    const nest = (axis: number): NestedArray =>
      axis === shape.length ? plain(values[at++]) : Array.from({ length: shape[axis] }, () => nest(axis + 1));
    return nest(0);
  }

  /** A promise of the elements in row-major order, in a new typed array. This works on every backend. */
  read(): Promise<TypedArray> {
    return this.backend.read(this);
  }

  /**
   * The shape, the dtype and the values. Long axes are abridged.
   *
   * @throws Error if the backend cannot be read synchronously.
   */
  toString(): string {
    return formatTensor(this.dtype, this.layout, (part) => valuesOf("toString", seenAs(this, part)));
  }

  /**
   * What `JSON.stringify` writes: dtype, shape and values, without history. To make a tensor of it:
   * `tensor(data.map(Number), { shape, dtype })`.
   *
   * @throws Error if the backend cannot be read synchronously; RangeError for more than 2^26 elements.
   */
  toJSON(): TensorJSON {
    const { dtype } = this;
    checkListed("toJSON", this.size);
    const data = Array.from(valuesOf("toJSON", this), (value) => jsonOf(value, dtype));
    return { dtype, shape: [...this.shape], data };
  }

  /**
   * JavaScript asks for this where an operator or a function wants a number or a string, as in `x + 1`, `Math.max(x)` or
   * a template string. A string is that of {@link toString}. A constant with one element is a number as by
   * {@link item}.
   *
   * @throws TypeError where a number is wanted, if the tensor has several elements, or was computed from something that
   * can be differentiated: the number would silently have no gradient.
   */
  [Symbol.toPrimitive](hint: string): string | number {
    return hint === "string" ? this.toString() : numberOf(this);
  }

  /** What Node's `console.log` shows. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }

  /** What a notebook shows, such as that of Deno's kernel for Jupyter: a table if there are one or two axes. */
  [Symbol.for("Jupyter.display")](): Readonly<Record<string, string>> {
    return displayed(this.toString(), this.shape);
  }
}

coreCopy.mark(Tensor);

export interface Tensor extends Methods, Sliceable {}

/** The same elements with another node on the tape, or with none. This is a view. */
export function withNode({ buffer, layout, dtype, backend }: Tensor, node: Node | null): Tensor {
  return new Tensor(buffer, layout, dtype, backend, node);
}

function jsonOf(value: number, dtype: DType): TensorJSON["data"][number] {
  if (dtype === "bool") return value !== 0;
  return Number.isFinite(value) ? value : (String(value) as "NaN" | "Infinity" | "-Infinity");
}

/** @throws TypeError unless the tensor is a constant with one element. */
function numberOf(x: Tensor): number {
  const { node, size, shape } = x;
  if (node !== null) {
    throw new TypeError(
      "a tensor was used as a number, or joined to a string, and its gradient would be lost; compute with methods, as in " +
        "x.add(1), or take x.item(); its text is String(x)",
    );
  }
  if (size !== 1) {
    throw new TypeError(
      `a tensor of shape ${formatShape(shape)} was used as a number, or joined to a string; compute with methods, as in ` +
        "x.add(1); its text is String(x)",
    );
  }
  return valuesOf("item", x)[0];
}

/** The elements of a tensor at other places of its buffer: a constant. */
function seenAs({ buffer, dtype, backend }: Tensor, layout: Layout): Tensor {
  return new Tensor(buffer, layout, dtype, backend);
}

/**
 * The elements of a tensor, read synchronously. Errors name the op `op`.
 *
 * @throws Error if the backend cannot be read synchronously.
 */
export function valuesOf(op: string, x: Tensor): TypedArray {
  const { backend } = x;
  if (backend.readNow === undefined) throw notReadable(op, backend);
  try {
    return backend.readNow(x);
  } catch (error) {
    throw inNameOf(op, error);
  }
}

/** The error of an op that must see values, on a backend that cannot be read synchronously. */
export function notReadable(op: string, { name }: Backend): Error {
  return new Error(
    `${op}: this op must see values, but the backend '${name}' cannot be read synchronously; use \`await x.read()\`, or ` +
      "move x first: tensor(await x.read(), { shape: x.shape })",
  );
}
