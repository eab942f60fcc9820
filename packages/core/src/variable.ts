import type { DType, TypedArray } from "./dtype.ts";
import { DTypeError } from "./dtype.ts";
import { formatShape, type Shape, ShapeError, sameShape } from "./shape.ts";
import { Leaf } from "./tape.ts";
import { type Methods, type NestedArray, type Tensor, withNode } from "./tensor.ts";

export interface VariableOptions {
  /** Whether gradients flow to it; true unless said otherwise. Running statistics and counters are not trainable. */
  readonly trainable?: boolean;
}

/** The values that Variables had when they were first read or set. */
export type Journal = Map<Variable, Tensor>;

let journal: Journal | null = null;

function journalling<T>(into: Journal | null, f: () => T): T {
  const before = journal;
  journal = into;
  try {
    return f();
  } finally {
    journal = before;
  }
}

/** Runs `f`, and says what it found in the Variables that it used: weights, statistics, the state of generators. */
export function journaled<T>(f: () => T): { readonly result: T; readonly found: Journal } {
  const found: Journal = new Map();
  const result = journalling(found, f);
  if (journal !== null) {
    for (const [variable, value] of found) if (!journal.has(variable)) journal.set(variable, value);
  }
  return { result, found };
}

/** Runs `f` again on what it found in the Variables then. Afterwards all of them are as they were before the call. */
export function replayed<T>(found: Journal, f: () => T): T {
  const present: Journal = new Map();
  try {
    return journalling(present, () => {
      for (const [variable, value] of found) variable.set(value);
      return f();
    });
  } finally {
    journalling(null, () => {
      for (const [variable, value] of present) variable.set(value);
    });
  }
}

/**
 * The one mutable cell: it holds a tensor, and `set` puts another of the same shape and dtype in its place.
 * It has the methods of a tensor and stands for its current value wherever one is used. `backward` returns the
 * gradients of all trainable Variables that took part.
 */
export class Variable {
  /**
   * The place of this Variable on the tape, whatever value it has; null if not trainable.
   * @internal
   */
  readonly node: Leaf | null;
  #value: Tensor;

  constructor(value: Tensor, options: VariableOptions = {}) {
    this.node = (options.trainable ?? true) ? new Leaf(value.shape, value.dtype) : null;
    if (this.node !== null && value.dtype !== "float32" && value.dtype !== "float64") {
      throw new DTypeError(
        `Variable: only floating dtypes have gradients, and this value is ${value.dtype}; ` +
          "cast it, or pass { trainable: false }",
      );
    }
    this.#value = this.#adopt(value);
  }

  get trainable(): boolean {
    return this.node !== null;
  }

  /** The current value. Ops on it lead back to this Variable. */
  get value(): Tensor {
    if (journal !== null && !journal.has(this)) journal.set(this, this.#value);
    return this.#value;
  }

  /**
   * Replaces the value. Tensors computed from the old one keep it, and their gradients stay right.
   *
   * @throws ShapeError, DTypeError if the new value's shape or dtype is another.
   */
  set(value: Tensor): void {
    if (!sameShape(value.shape, this.shape)) {
      throw new ShapeError(
        `set: a Variable of shape ${formatShape(this.shape)} cannot take ${formatShape(value.shape)}`,
      );
    }
    if (value.dtype !== this.dtype) {
      throw new DTypeError(`set: a Variable of ${this.dtype} cannot take ${value.dtype}; cast it first`);
    }
    if (journal !== null && !journal.has(this)) journal.set(this, this.#value);
    this.#value = this.#adopt(value);
  }

  #adopt(value: Tensor): Tensor {
    return withNode(value, this.node);
  }

  get shape(): Shape {
    return this.#value.shape;
  }

  get dtype(): DType {
    return this.#value.dtype;
  }

  get ndim(): number {
    return this.#value.ndim;
  }

  get size(): number {
    return this.#value.size;
  }

  item(): number {
    return this.value.item();
  }

  toTypedArray(): TypedArray {
    return this.value.toTypedArray();
  }

  toArray(): NestedArray {
    return this.value.toArray();
  }

  read(): Promise<TypedArray> {
    return this.value.read();
  }

  toString(): string {
    return this.value.toString().replace("Tensor", this.constructor.name);
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
}

export interface Variable extends Methods {}
