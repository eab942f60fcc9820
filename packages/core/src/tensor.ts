import type { Backend, Storage, View } from "./backend.ts";
import type { DType, TypedArray } from "./dtype.ts";
import { Layout } from "./layout.ts";
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
   * @throws ShapeError if there are more or fewer.
   */
  item(): number {
    if (this.size !== 1) {
      throw new ShapeError(
        `item: only one element has one value, and shape ${formatShape(this.shape)} has ${this.size}`,
      );
    }
    return this.backend.download(this)[0];
  }

  /** The elements in row-major order, in a typed array of its own. */
  toTypedArray(): TypedArray {
    return this.backend.download(this);
  }

  /** The elements as nested arrays of numbers, or of booleans for `bool`; a plain value for a scalar. */
  toArray(): NestedArray {
    const { shape } = this;
    const values = this.toTypedArray();
    const plain = (value: number) => (this.dtype === "bool" ? value !== 0 : value);
    let at = 0;
    const nest = (axis: number): NestedArray =>
      axis === shape.length ? plain(values[at++]) : Array.from({ length: shape[axis] }, () => nest(axis + 1));
    return nest(0);
  }

  /** Like {@link toTypedArray}, without blocking where the backend computes elsewhere. */
  async read(): Promise<TypedArray> {
    return this.toTypedArray();
  }

  /** Shape, dtype and values, long axes abridged. */
  toString(): string {
    const { buffer, dtype } = this;
    return formatTensor(dtype, this.layout, (offset) => {
      const layout = new Layout([], [], offset);
      return this.backend.download({ buffer, layout, dtype })[0];
    });
  }

  /** What Node's `console.log` shows. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
}

export interface Tensor extends Methods {}
