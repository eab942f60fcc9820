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
 * The function must be pure, because it may be called twice. The inputs must be tensors of the same floating dtype, and of
 * the shape of the first one or scalars. The function may also use scalars from outside. If the inputs differ, if the
 * function contains an op that is not elementwise, if a gradient is recorded, or if the tensors have fewer than 1024
 * elements, the function is simply called.
 *
 * @example
 * ```ts
 * const gelu = (x: Tensor) => [x.mul(x.mul(1.702).sigmoid())] as const;
 * const [y] = fuse(gelu, [tensor([-1, 0, 2])]);
 * y; // [-0.1542, 0, 1.9357]
 * ```
 */
export function fuse<Outputs extends readonly Tensor[]>(
  f: (...inputs: Tensor[]) => Outputs,
  inputs: readonly Tensor[],
): Outputs {
  checkArgument("fuse", "f", f, aFunction());
  checkArgument("fuse", "the inputs", inputs, tensors);
  if (inputs.length === 0) return f();
  if (inputs[0].size < limits.smallest || !areFusible(inputs)) return f(...inputs);
  const recording = recordingOf(f, inputs);
  return recording === null ? f(...inputs) : ((replay(recording, inputs) as Outputs | null) ?? f(...inputs));
}

/**
 * An elementwise function as one kernel, as {@link fuse} runs it, for a function that is called again and again: the
 * program is worked out at the first call, and then run without calling the function. Results are the same to the last
 * bit, and small tensors gain too.
 *
 * What changes from call to call must be an input: the function must be pure, and the plain numbers in it must stay the
 * same. The inputs are as for {@link fuse}. A function that uses a tensor or a Variable from outside is called each time,
 * and so is one for which {@link fuse} would simply call it.
 *
 * @example
 * ```ts
 * import { fused, tensor } from "@gradiente/core";
 *
 * const decayed = fused((x, rate) => [x.sub(x.mul(rate))]);
 * const [once] = decayed(tensor([1, 2]), tensor(0.5));
 * const [twice] = decayed(once, tensor(0.25));
 * ```
 */
export function fused<Outputs extends readonly Tensor[]>(
  f: (...inputs: Tensor[]) => Outputs,
): (...inputs: Tensor[]) => Outputs {
  const kernel = closedKernel("fused", f);
  return (...inputs) => kernel(...inputs) ?? fuse(f, inputs);
}

/**
 * What {@link fused} runs wherever it can: the program of an elementwise function that is closed, as one kernel. Each
 * output has memory of its own, which it shares with no input. The result is null where the function has to be called.
 *
 * @example
 * ```ts
 * import { tensor } from "@gradiente/core";
 * import { kernelOf } from "@gradiente/core/backend";
 *
 * const halved = kernelOf((x) => [x.div(2)]);
 * halved(tensor([1, 2]))?.[0]; // [0.5, 1]
 * kernelOf((x) => [x.sum()])(tensor([1, 2])); // null
 * ```
 */
export function kernelOf<Outputs extends readonly Tensor[]>(
  f: (...inputs: Tensor[]) => Outputs,
): (...inputs: Tensor[]) => Outputs | null {
  return closedKernel("kernelOf", f);
}

/** What {@link kernelOf} gives, with the name of the function that errors name. */
function closedKernel<Outputs extends readonly Tensor[]>(
  owner: string,
  f: (...inputs: Tensor[]) => Outputs,
): (...inputs: Tensor[]) => Outputs | null {
  checkArgument(owner, "f", f, aFunction());
  let known: Recording | null = null;
  let refuses = false;
  return (...inputs) => {
    if (known === null || !known.fits(inputs)) {
      checkArgument(owner, "the inputs", inputs, tensors);
      if (refuses || inputs.length === 0 || !areFusible(inputs)) return null;
      known = recordingOf(f, inputs);
    }
    const outputs = known?.isClosed ? (replay(known, inputs) as Outputs | null) : null;
    if (outputs === null) {
      refuses = true;
      known = null;
    }
    return outputs;
  };
}

/** Whether a program can have the inputs: all of one floating dtype, and of one shape or scalars. */
function areFusible(inputs: readonly Tensor[]): boolean {
  const [{ layout, dtype, backend }] = inputs;
  if (!isFloat(dtype) || layout.size === 0) return false;
  const recording = isRecording();
  return inputs.every(
    (x) =>
      x.dtype === dtype &&
      x.backend === backend &&
      (x.layout.shape.length === 0 || sameShape(x.layout.shape, layout.shape)) &&
      !(recording && x.node !== null),
  );
}

/** Whether an input is one number for all elements. */
function isScalar({ layout }: Tensor, first: Tensor): boolean {
  return layout.shape.length === 0 && first.layout.shape.length > 0;
}

/** The program of a function, with the numbers that it uses beside its inputs. */
class Recording {
  readonly program: Program;
  /** Behind the inputs: plain numbers, and scalars from outside. */
  readonly scalars: readonly Tensor[];
  /** Whether the scalars are plain numbers of the function, all of them. */
  readonly isClosed: boolean;
  readonly #dtype: DType;
  readonly #backend: Backend;
  readonly #single: readonly boolean[];

  constructor(program: Program, tracer: Tracer, inputs: readonly Tensor[]) {
    this.program = program;
    this.scalars = tracer.scalars;
    this.isClosed = tracer.isClosed;
    this.#dtype = inputs[0].dtype;
    this.#backend = inputs[0].backend;
    this.#single = inputs.map((x) => isScalar(x, inputs[0]));
  }

  /** Whether the program is that of these inputs, too: one loop, as it runs in each step of a training. */
  fits(inputs: readonly Tensor[]): boolean {
    const [first] = inputs;
    const recording = isRecording();
    for (let i = 0; i < inputs.length; i++) {
      const x = inputs[i];
      if (!(x instanceof Tensor) || x.dtype !== this.#dtype || x.backend !== this.#backend) return false;
      if (recording && x.node !== null) return false;
      if (isScalar(x, first) !== this.#single[i]) return false;
      if (!this.#single[i] && !sameShape(x.layout.shape, first.layout.shape)) return false;
    }
    return inputs.length === this.#single.length && first.layout.size > 0;
  }
}

/** Calls a function with stand-ins that record; null if it is not elementwise. */
function recordingOf(
  f: (...inputs: Tensor[]) => readonly Tensor[],
  inputs: readonly Tensor[],
): Recording | null {
  const [{ layout, dtype, backend }] = inputs;
  const tracer = new Tracer(backend, dtype, layout.dense);
  try {
    const program = tracer.written(f(...inputs.map((x) => tracer.input(isScalar(x, inputs[0])))));
    return new Recording(program, tracer, inputs);
  } catch (error) {
    if (error instanceof NotElementwise) return null;
    throw error;
  }
}

/** Runs a program on inputs that it fits; null if the backend has no kernel for it. */
function replay({ program: steps, scalars }: Recording, inputs: readonly Tensor[]): Tensor[] | null {
  const [{ layout, dtype, backend }] = inputs;
  const given: Tensor[] = [];
  for (const x of inputs) given.push(x.layout.contiguous ? x : denseOf(x));
  for (const x of scalars) given.push(x);
  const dense = layout.dense;
  const outputs = steps.outputs.map(() => emptyTensor("fuse", backend, dtype, dense));
  try {
    run(program, "fuse", given, outputs, steps, backend);
    return outputs;
  } catch (error) {
    if (error instanceof NotElementwise) return null;
    throw error;
  }
}

function denseOf(x: Tensor): Tensor {
  const dense = emptyTensor("fuse", x.backend, x.dtype, x.layout.dense);
  run(copy, "contiguous", [x], [dense], null, x.backend);
  return dense;
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

/** A function that a {@link Tracer} was asked for. */
interface TracedStep {
  readonly f: UnaryFunction | BinaryFunction;
  readonly operands: readonly View[];
  readonly out: Storage;
}

/** A backend that writes down what it should compute. Its buffers are empty: they only tell results apart. */
export class Tracer implements Backend {
  readonly name = "tracer";
  readonly depth: number;
  /** The scalars from outside, and plain numbers: their registers are behind those of the inputs. */
  readonly scalars: Tensor[] = [];
  readonly #backend: Backend;
  readonly #dtype: DType;
  readonly #layout: Layout;
  #inputs = 0;
  /** The registers of inputs. */
  readonly #standIns = new Map<Storage, number>();
  readonly #results = new Set<Storage>();
  /** Which of these are one number for all elements. */
  readonly #single = new Set<Storage>();
  /** Where scalars are among the others from outside. */
  readonly #scalars = new Map<Storage, { place: number; offset: number }>();
  readonly #constants = new Set<Storage>();
  readonly #steps: TracedStep[] = [];

  constructor(backend: Backend, dtype: DType, layout: Layout) {
    this.depth = backend.depth + 1;
    this.#backend = backend;
    this.#dtype = dtype;
    this.#layout = layout;
  }

  /** A stand-in for the next input. */
  input(single = false): Tensor {
    const layout = single ? Layout.dense([]) : this.#layout;
    const standIn = new Tensor(allocateArray(this.#dtype, 0), layout, this.#dtype, this);
    this.#standIns.set(standIn.buffer, this.#inputs++);
    if (single) this.#single.add(standIn.buffer);
    return standIn;
  }

  allocate(dtype: DType, _size: number): Storage {
    return allocateArray(dtype, 0);
  }

  /** Plain numbers used with a stand-in become scalars, and keep their value. */
  constant(value: number, dtype: DType): Storage {
    const buffer = this.#backend.constant(value, dtype);
    this.#constants.add(buffer);
    return buffer;
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
    if (out.layout.size !== this.#layout.size) {
      // Computed from scalars alone, it is a scalar too.
      if (!operands.every(({ buffer }) => this.#single.has(buffer) || this.#scalars.has(buffer))) refuse();
      this.#single.add(out.buffer);
    }
    this.#results.add(out.buffer);
    this.#steps.push({ f, operands, out: out.buffer });
  }

  /** Ensures that an operand is a result, a stand-in or a scalar. */
  #register({ buffer, layout, dtype }: View): void {
    const isOurs = this.#results.has(buffer) || this.#standIns.has(buffer);
    if (isOurs && !this.#single.has(buffer)) {
      if (!layout.contiguous || layout.size !== this.#layout.size) refuse();
      return;
    }
    if (layout.strides.some((stride, axis) => stride !== 0 && layout.shape[axis] !== 1)) refuse();
    if (isOurs) return;
    const known = this.#scalars.get(buffer);
    if (known !== undefined && known.offset === layout.offset) return;
    // Two elements of one buffer would need two registers.
    if (known !== undefined) refuse();
    this.#scalars.set(buffer, { place: this.scalars.length, offset: layout.offset });
    this.scalars.push(new Tensor(buffer, new Layout([], [], layout.offset), dtype, this.#backend));
  }

  /** The program of the results. Its first registers are the inputs in their order, and then the scalars. */
  written(results: readonly Tensor[]): Program {
    const needed = this.#stepsFor(results);
    const places = new Map(needed.map(({ out }, i) => [out, this.inputs + i]));
    const register = (buffer: Storage): number => {
      const scalar = this.#scalars.get(buffer);
      return (
        places.get(buffer) ??
        this.#standIns.get(buffer) ??
        (scalar === undefined ? refuse() : this.#inputs + scalar.place)
      );
    };
    const steps: ProgramStep[] = needed.map(({ f, operands }) => ({
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

  /** The steps whose values reach a result. A gradient computes the value that it belongs to as well, often for nothing. */
  #stepsFor(results: readonly Tensor[]): TracedStep[] {
    const wanted = new Set(results.map(({ buffer }) => buffer));
    const kept: TracedStep[] = [];
    for (let i = this.#steps.length - 1; i >= 0; i--) {
      const step = this.#steps[i];
      if (!wanted.has(step.out)) continue;
      kept.push(step);
      for (const { buffer } of step.operands) wanted.add(buffer);
    }
    return kept.reverse();
  }

  /** How many inputs and scalars there are. */
  get inputs(): number {
    return this.#inputs + this.scalars.length;
  }

  /** Whether all scalars are plain numbers. */
  get isClosed(): boolean {
    return this.scalars.every(({ buffer }) => this.#constants.has(buffer));
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
