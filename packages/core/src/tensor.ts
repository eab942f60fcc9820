import type { Backend, Storage, View } from "./backend.ts";
import type { DType, TypedArray } from "./dtype.ts";
import type { Layout } from "./layout.ts";
import type * as methods from "./methods.ts";
import { formatTensor } from "./print.ts";
import { formatShape, type Shape, ShapeError } from "./shape.ts";
import type { Node } from "./tape.ts";

/** Values as nested arrays, as deep as the tensor has axes; a plain value for a scalar. */
export type NestedArray<Value = number | boolean> = Value | readonly NestedArray<Value>[];

/** The ops that take a tensor first, as methods: `x.sqrt()` is `sqrt(x)`. */
export type Methods = {
  [Name in keyof typeof methods]: (typeof methods)[Name] extends (
    x: infer _X,
    ...rest: infer Rest
  ) => infer Result
    ? (...rest: Rest) => Result
    : never;
};

/**
 * An immutable array of numbers or booleans with any number of axes: a view of a buffer, and, if it was computed
 * from something that can be differentiated, the node on the tape that says how.
 *
 * Made by `tensor`, `zeros`, `rand` and the like, and by ops. Memory is the garbage collector's business.
 */
export class Tensor implements View {
  /** @internal */
  readonly buffer: Storage;
  /** @internal */
  readonly layout: Layout;
  readonly dtype: DType;
  /** @internal */
  readonly backend: Backend;
  /**
   * Set once, by the op that makes the tensor; null for a constant.
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

  /** Sizes of the axes, outermost first. */
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
   * The value of a tensor with one element; for `bool`, 0 or 1.
   *
   * @throws ShapeError if there are more or fewer; Error on a backend that does not read without waiting.
   */
  item(): number {
    if (this.size !== 1) {
      throw new ShapeError(
        `item: only one element has one value, and shape ${formatShape(this.shape)} has ${this.size}`,
      );
    }
    return valuesOf("item", this)[0];
  }

  /**
   * The elements in row-major order, in a typed array of its own.
   *
   * @throws Error on a backend that does not read without waiting; use {@link read} there.
   */
  toTypedArray(): TypedArray {
    return valuesOf("toTypedArray", this);
  }

  /**
   * The elements as nested arrays of numbers, or of booleans for `bool`; a plain value for a scalar.
   *
   * @throws Error on a backend that does not read without waiting.
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

  /** The elements in row-major order, in a typed array of its own, once the backend has them: for every backend. */
  read(): Promise<TypedArray> {
    return this.backend.read(this);
  }

  /**
   * Shape, dtype and values, long axes abridged.
   *
   * @throws Error on a backend that does not read without waiting.
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

/** The same elements with another place on the tape, or with none. A view. */
export function withNode({ buffer, layout, dtype, backend }: Tensor, node: Node | null): Tensor {
  return new Tensor(buffer, layout, dtype, backend, node);
}

/** The elements of a tensor at other places of its buffer: a constant. */
function seenAs({ buffer, dtype, backend }: Tensor, layout: Layout): Tensor {
  return new Tensor(buffer, layout, dtype, backend);
}

/**
 * The elements of a tensor, read without waiting in the name of an op.
 *
 * @throws Error on a backend that cannot.
 */
export function valuesOf(op: string, x: Tensor): TypedArray {
  const { backend } = x;
  if (backend.readNow === undefined) throw notReadable(op, backend);
  return backend.readNow(x);
}

/** What an op says that must see values, on a backend that does not show them without waiting. */
export function notReadable(op: string, { name }: Backend): Error {
  return new Error(
    `${op}: the backend '${name}' does not read without waiting, and this must see values; use \`await x.read()\`, or ` +
      "move the tensor to a backend that does, e.g. tensor(await x.read(), { shape: x.shape })",
  );
}
