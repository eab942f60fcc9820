import { aBoolean, aFunction, check, checkArgument, instanceOf, isMap } from "./arguments/check.ts";
import { declareOptions, optionsOf } from "./arguments/options.ts";
import { coreCopy } from "./copies.ts";
import type { DType, TypedArray } from "./dtype.ts";
import { DTypeError, isFloat } from "./dtype.ts";
import { displayed } from "./print.ts";
import { type Loan, release } from "./reuse.ts";
import { formatShape, type Shape, ShapeError, sameShape } from "./shape.ts";
import { Leaf, observer, synchronous } from "./tape.ts";
import {
  type Methods,
  type NestedArray,
  NOT_CLONEABLE,
  type Sliceable,
  Tensor,
  type TensorJSON,
  withNode,
} from "./tensor.ts";

/** Options of {@link Variable}. */
export interface VariableOptions {
  /** Whether gradients flow to the Variable. Running statistics and counters are not trainable. Default: true. */
  readonly trainable?: boolean;
}

const VARIABLE = /* @__PURE__ */ declareOptions<VariableOptions>({ trainable: aBoolean });

/**
 * A tensor.
 *
 * @example
 * ```ts
 * import { ones } from "@gradiente/core";
 * import { aTensor, checkArgument } from "@gradiente/core/arguments";
 *
 * checkArgument("crop", "the image", ones([2, 3]), aTensor);
 * ```
 */
export const aTensor = /* @__PURE__ */ instanceOf("a tensor, such as tensor([1, 2])", Tensor);

/** The values that Variables had when they were first read or set. */
export type Journal = Map<Variable, Tensor>;

let journal: Journal | null = null;

/**
 * Whether somebody may keep what ops give or what Variables hold: who watches ops, or {@link checkpoint}. What is made
 * meanwhile is nobody's own.
 *
 * @example
 * ```ts
 * import { profile } from "@gradiente/core";
 * import { isWatched } from "@gradiente/core/backend";
 *
 * let isSeen = false;
 * profile(() => {
 *   isSeen = isWatched();
 * });
 * isSeen; // true
 * ```
 */
export function isWatched(): boolean {
  return observer !== null || journal !== null;
}

/** Sets a value as it is: with its own node instead of that of the Variable. */
let put: (variable: Variable, value: Tensor) => void;

function journalling<T>(into: Journal | null, f: () => T): T {
  const before = journal;
  journal = into;
  try {
    return f();
  } finally {
    journal = before;
  }
}

/**
 * Runs `f`, and also gives the values that it found in the Variables that it used: weights, statistics, the state of
 * generators.
 */
export function journaled<T>(f: () => T): { readonly result: T; readonly found: Journal } {
  const found: Journal = new Map();
  const result = journalling(found, f);
  if (journal !== null) {
    for (const [variable, value] of found) if (!journal.has(variable)) journal.set(variable, value);
  }
  return { result, found };
}

/**
 * Runs `f` again with the values that its Variables had at the first run. Afterwards, every Variable has the value
 * again that it had before this call.
 */
export function replayed<T>(found: Journal, f: () => T): T {
  const present: Journal = new Map();
  try {
    return journalling(present, () => {
      for (const [variable, value] of found) put(variable, value);
      return f();
    });
  } finally {
    journalling(null, () => {
      for (const [variable, value] of present) put(variable, value);
    });
  }
}

/**
 * Runs `f` while Variables have other values. Unlike with {@link Variable.set}, the values may have a history, and
 * gradients flow to what they were computed from instead of to the Variables. Afterwards every one of these Variables has
 * the value again that it had before, also if `f` throws, and whatever was set meanwhile. Calls can be nested.
 *
 * @returns what `f` gives.
 * @throws ShapeError or DTypeError if a value has another shape or dtype than its Variable; TypeError if `f` is async.
 * @example
 * ```ts
 * import { grad, tensor, Variable, withValues } from "@gradiente/core";
 *
 * const w = new Variable(tensor(3));
 * const loss = () => w.square();
 * // By the step, through the updated weight: -2 · 6 · (3 - 0.1 · 6).
 * grad((step) => withValues(new Map([[w, w.value.sub(step.mul(6))]]), loss))(0.1);
 * ```
 */
export function withValues<T>(values: ValuesByVariable, f: () => T): T {
  checkValues("withValues", values);
  checkArgument("withValues", "f", f, aFunction());
  const before = [...values.keys()].map((variable) => [variable, variable.value] as const);
  try {
    for (const [variable, value] of values) put(variable, value);
    return synchronous(f());
  } finally {
    for (const [variable, value] of before) put(variable, value);
  }
}

/** A tensor for each of some Variables, of the shape and dtype of the Variable. */
export type ValuesByVariable = ReadonlyMap<Variable, Tensor>;

const tensorsByVariable = /* @__PURE__ */ check<ValuesByVariable>(
  "a Map from Variables to tensors",
  (values) =>
    isMap(values) && [...values].every(([key, x]) => key instanceof Variable && x instanceof Tensor),
);

/** @throws TypeError, ShapeError or DTypeError unless it is a Map of Variables and values that they could take. */
export function checkValues(op: string, values: ValuesByVariable): void {
  checkArgument(op, "the argument", values, tensorsByVariable);
  for (const [variable, value] of values) checkValue(op, variable.shape, variable.dtype, value);
}

/** @throws ShapeError or DTypeError if a Variable cannot take this value. */
function checkValue(op: string, shape: Shape, dtype: DType, value: Tensor): void {
  if (!sameShape(value.layout.shape, shape)) {
    throw new ShapeError(
      `${op}: a Variable of shape ${formatShape(shape)} cannot take a value of shape ${formatShape(value.shape)}`,
    );
  }
  if (value.dtype !== dtype) {
    throw new DTypeError(`${op}: a ${dtype} Variable cannot take a ${value.dtype} value; cast it first`);
  }
}

/**
 * A mutable cell that holds a tensor: weights, statistics, the state of a generator. `set` replaces the tensor by
 * another one of the same shape and dtype. A Variable has all methods of a tensor, and can be used wherever a tensor
 * can; its current value is then used. `backward` returns the gradients of all trainable Variables that took part in
 * a result.
 *
 * @example
 * ```ts
 * const w = new Variable(tensor([1, 2]));
 * const gradients = w.square().sum().backward();
 * gradients.get(w); // [2, 4]
 * w.set(w.value.sub(gradients.get(w).mul(0.1)));
 * w; // [0.8, 1.6]
 * ```
 */
export class Variable {
  static {
    put = (variable, value) => {
      if (journal !== null && !journal.has(variable)) journal.set(variable, variable.#value);
      variable.loan = null;
      variable.#value = value;
    };
  }

  /**
   * The node of this Variable on the tape. It stays the same when the value changes, and is null while the Variable is
   * not trainable.
   *
   * @internal
   */
  get node(): Leaf | null {
    return this.#node;
  }

  #node: Leaf | null = null;
  /** The node that it had when it was last trainable. */
  #leaf: Leaf | null = null;
  #shape: Shape | null = null;
  #value: Tensor;
  #loan: Loan | null = null;
  /** @internal */
  readonly notCloneable = NOT_CLONEABLE;

  /**
   * A Variable that holds `value`.
   *
   * @throws DTypeError if the Variable is trainable and the value is not floating.
   */
  constructor(value: Tensor, options?: VariableOptions) {
    const { trainable = true } = optionsOf("Variable", options, VARIABLE);
    checkArgument("Variable", "the value", value, aTensor);
    this.#value = value;
    if (trainable) this.trainable = true;
    else this.#value = this.#adopt(value);
  }

  /**
   * Whether gradients flow to the Variable. It can be set: to `false`, and from then on nothing is recorded for it, and no
   * gradient is computed. What was computed before keeps its gradients.
   *
   * @throws DTypeError when set to `true` if the Variable is not floating.
   */
  get trainable(): boolean {
    return this.#node !== null;
  }

  set trainable(trainable: boolean) {
    checkArgument(this.constructor.name, "trainable", trainable, aBoolean);
    const { layout, dtype } = this.#value;
    if (trainable && !isFloat(dtype)) {
      throw new DTypeError(
        `Variable: only floating dtypes have gradients, but this value is ${dtype}; ` +
          "cast it, or pass { trainable: false }",
      );
    }
    if (trainable) this.#leaf ??= new Leaf(layout.shape, dtype, this);
    this.#node = trainable ? this.#leaf : null;
    this.#loan = null;
    this.#value = this.#adopt(this.#value);
  }

  /**
   * The present value as long as nobody else has it: see {@link giveValue}. It is null once somebody has asked for the value.
   *
   * @internal
   */
  get loan(): Loan | null {
    return this.#loan;
  }

  /** @internal */
  set loan(loan: Loan | null) {
    this.#loan = loan;
  }

  /**
   * The current value. It has the node of a trainable Variable: ops on it are recorded, and gradients flow to this
   * Variable. Detach it for what outlives a step, such as a moving average: `variable.value.detach()`.
   */
  get value(): Tensor {
    if (journal !== null && !journal.has(this)) journal.set(this, this.#value);
    this.#loan = null;
    return this.#value;
  }

  /**
   * Replaces the value. Tensors that were computed from the old value keep it, and their gradients stay correct.
   *
   * @throws ShapeError if the new value has another shape; DTypeError if it has another dtype.
   */
  set(value: Tensor): void {
    checkArgument("set", "the value", value, aTensor);
    checkValue("set", this.#value.layout.shape, this.dtype, value);
    if (journal !== null && !journal.has(this)) journal.set(this, this.#value);
    const loan = this.#loan;
    this.#loan = null;
    this.#value = this.#adopt(value);
    if (loan?.open === 0 && !isWatched()) release(loan.value);
  }

  #adopt(value: Tensor): Tensor {
    if (!(value instanceof Tensor)) coreCopy.check("Variable", value);
    return withNode(value, this.#node);
  }

  /** The sizes of the axes, outermost first. The shape never changes. */
  get shape(): Shape {
    this.#shape ??= this.#value.shape;
    return this.#shape;
  }

  /** The element type. It never changes. */
  get dtype(): DType {
    return this.#value.dtype;
  }

  /** The number of axes. */
  get ndim(): number {
    return this.#value.ndim;
  }

  /** The number of elements. */
  get size(): number {
    return this.#value.size;
  }

  /** As {@link Tensor.item}. */
  item(): number {
    return this.value.item();
  }

  /** As {@link Tensor.toTypedArray}. */
  toTypedArray(): TypedArray {
    return this.value.toTypedArray();
  }

  /** As {@link Tensor.toArray}. */
  toArray(): NestedArray {
    return this.value.toArray();
  }

  /** As {@link Tensor.read}. */
  read(): Promise<TypedArray> {
    return this.value.read();
  }

  /** The shape, the dtype and the values of the current value. Long axes are abridged. */
  toString(): string {
    return this.value.toString().replace("Tensor", this.constructor.name);
  }

  /** As {@link Tensor.toJSON}. */
  toJSON(): TensorJSON {
    return this.value.toJSON();
  }

  /** As for a tensor: the text, or the number of one that is not trainable and has one element. */
  [Symbol.toPrimitive](hint: string): string | number {
    return hint === "string" ? this.toString() : this.value[Symbol.toPrimitive](hint);
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

coreCopy.mark(Variable);

export const aVariable = /* @__PURE__ */ instanceOf("a Variable", Variable);

export interface Variable extends Methods, Sliceable {}
