import { type BackendName, type DType, getBackend, setBackend, type TypedArray } from "@gradiente/core";
import {
  type Kernels,
  type PartialBackend,
  reference,
  type Storage,
  type View,
} from "@gradiente/core/backend";

/* Backends from outside: their storage is a handle, and nobody but they can look at the elements. */

declare module "@gradiente/core" {
  interface BackendNames {
    few: true;
    far: true;
    mute: true;
    broken: true;
    counting: true;
    silent: true;
    wrapper: true;
    forwards: true;
  }
}

/** The elements stand in a table that only this file knows. */
export class Handle implements Storage {
  readonly byteLength: number;

  constructor(values: TypedArray) {
    this.byteLength = values.byteLength;
    elements.set(this, values);
  }
}

const elements = new WeakMap<Handle, TypedArray>();

function opened({ buffer, layout, dtype }: View<Handle>): View<TypedArray> {
  return { buffer: elements.get(buffer) as TypedArray, layout, dtype };
}

/** The ways in and out, and no kernel. */
export function waysInAndOut(name: string): PartialBackend<Handle> {
  return {
    name,
    depth: 0,
    allocate: (dtype: DType, size: number) => new Handle(reference.allocate(dtype, size)),
    constant: (value: number, dtype: DType) => new Handle(reference.constant(value, dtype)),
    write: (values, out) => reference.write(values, opened(out)),
    read: async (x) => reference.readNow(opened(x)),
    readNow: (x) => reference.readNow(opened(x)),
  };
}

/** All kernels, on the elements behind the handles. */
const kernels: Kernels<Handle> = {
  fill: (value, out) => reference.fill(value, opened(out)),
  unary: (f, x, out) => reference.unary(f, opened(x), opened(out)),
  binary: (f, a, b, out) => reference.binary(f, opened(a), opened(b), opened(out)),
  elementwise: (program, inputs, outputs) =>
    reference.elementwise(program, inputs.map(opened), outputs.map(opened)),
  where: (condition, a, b, out) => reference.where(opened(condition), opened(a), opened(b), opened(out)),
  reduce: (f, x, out) => reference.reduce(f, opened(x), opened(out)),
  scan: (f, inputs, out) => reference.scan(f, inputs.map(opened), opened(out)),
  argsort: (x, descending, out) => reference.argsort(opened(x), descending, opened(out)),
  normalize: (kind, x, out) => reference.normalize(kind, opened(x), opened(out)),
  contract: (a, b, out, batch, inner) => reference.contract(opened(a), opened(b), opened(out), batch, inner),
  matrices: (routine, op, inputs, outputs) =>
    reference.matrices(routine, op, inputs.map(opened), outputs.map(opened)),
  routine: (f, parameters, inputs, outputs) =>
    reference.routine(f, parameters, inputs.map(opened), outputs.map(opened)),
  gather: (x, index, axis, out) => reference.gather(opened(x), opened(index), axis, opened(out)),
  scatterAdd: (updates, index, axis, out) =>
    reference.scatterAdd(opened(updates), opened(index), axis, opened(out)),
  scatter: (updates, index, axis, out) =>
    reference.scatter(opened(updates), opened(index), axis, opened(out)),
  copy: (x, out) => reference.copy(opened(x), opened(out)),
  accumulate: (x, out) => reference.accumulate(opened(x), opened(out)),
  random: (f, state, out, next) => reference.random(f, opened(state), opened(out), opened(next)),
};

/** Everything, and the bits of the plain loops: what happens on it happens nowhere else. */
export function wholeBackend(name: string): PartialBackend<Handle> {
  return { ...waysInAndOut(name), ...kernels };
}

/** Everything but a way to read without waiting. */
export function muteBackend(name: string): PartialBackend<Handle> {
  const { readNow: _, ...others } = wholeBackend(name);
  return others;
}

/** Two functions of two elements, and nothing else. */
export function smallBackend(name: string): PartialBackend<Handle> {
  const has = new Set(["add", "mul"]);
  return {
    ...waysInAndOut(name),
    binary: (f, a, b, out) => {
      if (!has.has(f.name)) return false;
      return kernels.binary(f, a, b, out);
    },
  };
}

/** Runs a function with another default backend. */
export function withBackend<T>(name: BackendName, run: () => T): T {
  const before = getBackend();
  setBackend(name);
  try {
    return run();
  } finally {
    setBackend(before);
  }
}
