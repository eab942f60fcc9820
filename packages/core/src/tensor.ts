import type { Backend, Storage } from "./backend.ts";
import type { DType, TypedArray } from "./dtype.ts";
import type { Layout } from "./layout.ts";
import type * as methods from "./methods.ts";
import { formatTensor } from "./print.ts";
import { formatShape, type Shape, ShapeError } from "./shape.ts";
import type { Node } from "./tape.ts";

/** Values as nested arrays, nested as deep as the tensor has axes. A scalar is a plain value. */
export type NestedArray<Value = number | boolean> = Value | readonly NestedArray<Value>[];

/** All ops that take a tensor first, as methods: `x.sqrt()` is `sqrt(x)`. */
export type Methods = {
  [Name in keyof typeof methods]: (typeof methods)[Name] extends (
    x: infer _X,
    ...rest: infer Rest
  ) => infer Result
    ? (...rest: Rest) => Result
    : never;
};

/**
 * An immutable array of numbers or booleans with any number of axes. A tensor is a view of a buffer. If it was
 * computed from something that can be differentiated, it also has a node on the tape, which says how gradients flow
 * back.
 *
 * Tensors are made by `tensor`, `zeros`, `rand` and similar functions, and by ops. The garbage collector frees their
 * memory.
 */
export class Tensor {
  /** @internal */
  readonly buffer: Storage;
  /** @internal */
  readonly layout: Layout;
  /** The element type. */
  readonly dtype: DType;
  /** @internal */
  readonly backend: Backend;
  /**
   * The op that makes the tensor sets this once. It is null for a constant.
   *
   * @internal
   */
  node: Node | null;

  /** @internal */
  constructor(buffer: Storage, layout: Layout, dtype: DType, backend: Backend, node: Node | null = null) {
    this.buffer = buffer;
    this.layout = layout;
    this.dtype = dtype;
    this.backend = backend;
    this.node = node;
  }

  /** The sizes of the axes, outermost first. */
  get shape(): Shape {
    return this.layout.shape;
  }

  /** The number of axes. */
  get ndim(): number {
    return this.layout.shape.length;
  }

  /** The number of elements. */
  get size(): number {
    return this.layout.size;
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
   * @throws Error if the backend cannot be read synchronously.
   */
  toArray(): NestedArray {
    const { shape } = this;
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

  /** What Node's `console.log` shows. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
}

export interface Tensor extends Methods {}

/** The same elements with another node on the tape, or with none. This is a view. */
export function withNode({ buffer, layout, dtype, backend }: Tensor, node: Node | null): Tensor {
  return new Tensor(buffer, layout, dtype, backend, node);
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
  return backend.readNow(x);
}

/** The error of an op that must see values, on a backend that cannot be read synchronously. */
export function notReadable(op: string, { name }: Backend): Error {
  return new Error(
    `${op}: this op must see values, but the backend '${name}' cannot be read synchronously; use \`await x.read()\`, or ` +
      "move the tensor to another backend first, e.g. tensor(await x.read(), { shape: x.shape })",
  );
}
