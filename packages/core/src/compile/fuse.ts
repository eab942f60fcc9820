import { aFunction, check, checkArgument } from "../arguments/check.ts";
import type { Backend, Program, ProgramStep, Storage, View } from "../backend.ts";
import { allocateArray, type DType, isFloat } from "../dtype.ts";
import type { BinaryFunction, UnaryFunction } from "../functions.ts";
import { Layout } from "../layout.ts";
import { emptyTensor } from "../operand.ts";
import { run } from "../primitives/launch.ts";
import { copy, type Primitive } from "../primitives/list.ts";
import { sameShape } from "../shape.ts";
import { isRecording } from "../tape.ts";
import { Tensor } from "../tensor.ts";

/** The size from which one pass over all operands saves more time than it takes to work out the program. */
export const limits = { smallest: 1024 };

const tensors = /* @__PURE__ */ check<readonly Tensor[]>(
  "a list of at most 4096 tensors",
  (inputs) =>
    Array.isArray(inputs) && inputs.length <= 4096 && Array.from(inputs).every((x) => x instanceof Tensor),
);

/**
 * Runs an elementwise function as one kernel. Its ops are recorded as a program instead of being computed one by one,
 * which avoids the tensors in between. Results are the same to the last bit.
 *
 * The function must be pure, because it may be called twice. The inputs must be tensors of the same shape and the
 * same floating dtype. The function may also use scalars from outside. If the inputs differ, if the function contains
 * an op that is not elementwise, if a gradient is recorded, or if the tensors have fewer than 1024 elements, the
 * function is simply called.
 */
export function fuse<Outputs extends readonly Tensor[]>(
  f: (...inputs: Tensor[]) => Outputs,
  inputs: readonly Tensor[],
): Outputs {
  checkArgument("fuse", "f", f, aFunction());
  checkArgument("fuse", "the inputs", inputs, tensors);
  if (inputs.length === 0) return f();
  const [{ layout, dtype, size, backend }] = inputs;
  const alike = inputs.every((x) => sameShape(x.layout.shape, layout.shape) && x.dtype === dtype);
  const tracked = isRecording() && inputs.some((x) => x.node !== null);
  if (size < limits.smallest || !alike || !isFloat(dtype) || tracked) return f(...inputs);

  const tracer = new Tracer(backend, dtype, layout.dense);
  try {
    const results = f(...inputs.map((x) => tracer.input(x)));
    return tracer.run(results) as readonly Tensor[] as Outputs;
  } catch (error) {
    if (error instanceof NotElementwise) return f(...inputs);
    throw error;
  }
}

/** Thrown by an op that a program cannot have. */
export class NotElementwise extends Error {}

function refuse(): never {
  throw new NotElementwise();
}

const program: Primitive<Program> = {
  name: "program",
  run: (backend, inputs, outputs, steps) => {
    if (!backend.elementwise(steps, inputs, outputs)) refuse();
  },
};

/** A backend that writes down what it should compute. Its buffers are empty: they only tell results apart. */
export class Tracer implements Backend {
  readonly name = "tracer";
  readonly depth: number;
  readonly #backend: Backend;
  readonly #dtype: DType;
  readonly #layout: Layout;
  readonly #inputs: Tensor[] = [];
  /** Which input, scalar or step a buffer is that an op reads. */
  readonly #standIns = new Map<Storage, number>();
  readonly #scalars = new Map<Storage, { register: number; offset: number }>();
  readonly #results = new Map<Storage, number>();
  readonly #steps: { f: UnaryFunction | BinaryFunction; operands: View[] }[] = [];

  constructor(backend: Backend, dtype: DType, layout: Layout) {
    this.depth = backend.depth + 1;
    this.#backend = backend;
    this.#dtype = dtype;
    this.#layout = layout;
  }

  /** A stand-in for a tensor. */
  input(x: Tensor): Tensor {
    const { layout, dtype, backend } = x;
    let dense = x;
    if (!layout.contiguous) {
      dense = emptyTensor("fuse", backend, dtype, this.#layout);
      run(copy, "contiguous", [x], [dense], null, backend);
    }
    const standIn = new Tensor(allocateArray(dtype, 0), this.#layout, dtype, this);
    this.#standIns.set(standIn.buffer, this.#inputs.length);
    this.#inputs.push(dense);
    return standIn;
  }

  allocate(dtype: DType, _size: number): Storage {
    return allocateArray(dtype, 0);
  }

  /** Plain numbers used with a stand-in become scalars, and keep their value. */
  constant(value: number, dtype: DType): Storage {
    return this.#backend.constant(value, dtype);
  }

  unary(f: UnaryFunction, x: View, out: View): void {
    this.#note(f, [x], out);
  }

  binary(f: BinaryFunction, a: View, b: View, out: View): void {
    this.#note(f, [a, b], out);
  }

  #note(f: UnaryFunction | BinaryFunction, operands: View[], out: View): void {
    if ([...operands, out].some((view) => view.dtype !== this.#dtype)) refuse();
    for (const view of operands) this.#register(view);
    this.#results.set(out.buffer, this.#steps.length);
    this.#steps.push({ f, operands });
  }

  /** Ensures that an operand is a result, a stand-in or a scalar. A scalar becomes an input. */
  #register({ buffer, layout, dtype }: View): void {
    if (this.#results.has(buffer) || this.#standIns.has(buffer)) {
      if (!layout.contiguous || layout.size !== this.#layout.size) refuse();
      return;
    }
    const known = this.#scalars.get(buffer);
    if (known !== undefined && known.offset === layout.offset) return;
    // Two elements of one buffer would need two registers.
    if (known !== undefined) refuse();
    if (layout.strides.some((stride, axis) => stride !== 0 && layout.shape[axis] !== 1)) refuse();
    this.#scalars.set(buffer, { register: this.#inputs.length, offset: layout.offset });
    this.#inputs.push(new Tensor(buffer, new Layout([], [], layout.offset), dtype, this.#backend));
  }

  /** Computes the results for which stand-ins were given. */
  run(results: readonly Tensor[]): Tensor[] {
    const steps = this.written(results);
    const outputs = results.map(() => emptyTensor("fuse", this.#backend, this.#dtype, this.#layout));
    run(program, "fuse", this.#inputs, outputs, steps, this.#backend);
    return outputs;
  }

  /** The program of the results. Its first registers are the inputs in their order, and then the scalars. */
  written(results: readonly Tensor[]): Program {
    const register = (buffer: Storage): number => {
      const step = this.#results.get(buffer);
      if (step !== undefined) return this.#inputs.length + step;
      return this.#standIns.get(buffer) ?? this.#scalars.get(buffer)?.register ?? refuse();
    };
    const steps: ProgramStep[] = this.#steps.map(({ f, operands }) => ({
      f,
      operands: operands.map((view) => register(view.buffer)),
    }));
    for (const { shape, layout, node } of results) {
      if (!sameShape(shape, this.#layout.shape) || !layout.contiguous) refuse();
      // A gradient was recorded after all, because of a tensor that the function closes over.
      if (node !== null) refuse();
    }
    return { steps, outputs: results.map((result) => register(result.buffer)) };
  }

  /** How many inputs and scalars there are. */
  get inputs(): number {
    return this.#inputs.length;
  }

  readonly write = refuse;
  readonly read = refuse;
  readonly readNow = refuse;
  readonly fill = refuse;
  readonly elementwise = refuse;
  readonly where = refuse;
  readonly reduce = refuse;
  readonly scan = refuse;
  readonly argsort = refuse;
  readonly normalize = refuse;
  readonly contract = refuse;
  readonly matrices = refuse;
  readonly routine = refuse;
  readonly gather = refuse;
  readonly scatterAdd = refuse;
  readonly scatter = refuse;
  readonly copy = refuse;
  readonly accumulate = refuse;
  readonly random = refuse;
}
