import type { Backend, Distribution, MatrixRoutine, Normalization, Routine, View } from "../backend.ts";
import { isFloat } from "../dtype.ts";
import type { BinaryFunction, ReduceFunction, ScanFunction, UnaryFunction } from "../functions.ts";
import type { Span } from "../layout.ts";
import type { Tensor } from "../tensor.ts";
import { seen, type Viewing } from "../viewing.ts";
import type { Contraction } from "./contraction.ts";
import { type Recurrence, recurBack as runBackwards, recur as runForwards } from "./recurrence.ts";

/*
 * All the ways in which elements of a tensor come about. Everything that core computes is one of these calls with
 * parameters that are data: what records, exports, batches or moves a program has to know these and no others. Views of
 * the same buffer (expand, permute, reshape, slice, windows, diagonals) compute nothing.
 */

/** One way to compute. */
export interface Primitive<Parameters> {
  readonly name: string;
  /** Calls kernels; every element of every output is written. */
  run(backend: Backend, inputs: readonly Tensor[], outputs: readonly Tensor[], parameters: Parameters): void;
  /** Whether the kernel must see values to go on, because it refuses some: not on a backend that shows none. */
  readonly mustSee?: (
    inputs: readonly Tensor[],
    outputs: readonly Tensor[],
    parameters: Parameters,
  ) => boolean;
}

function viewOf({ buffer, layout, dtype }: Tensor, viewing: Viewing): View {
  return { buffer, layout: seen(layout, viewing), dtype };
}

export const unary: Primitive<UnaryFunction> = {
  name: "unary",
  run: (backend, inputs, outputs, f) => backend.unary(f, inputs[0], outputs[0]),
};

export const binary: Primitive<BinaryFunction> = {
  name: "binary",
  run: (backend, inputs, outputs, f) => backend.binary(f, inputs[0], inputs[1], outputs[0]),
  // Integers cannot be divided by 0.
  mustSee: ([a], _outputs, { name }) => /mod|Divide/.test(name) && !isFloat(a.dtype),
};

export const where: Primitive<null> = {
  name: "where",
  run: (backend, inputs, outputs) => backend.where(inputs[0], inputs[1], inputs[2], outputs[0]),
};

/** The elements in row-major order, in the dtype of the output. */
export const copy: Primitive<null> = {
  name: "copy",
  run: (backend, inputs, outputs) => backend.copy(inputs[0], outputs[0]),
  // A NaN or what is too large has no int32.
  mustSee: ([x], [out]) => out.dtype === "int32" && isFloat(x.dtype),
};

/** Folds axes, which the output has with size 1. */
export const reduce: Primitive<{ readonly f: ReduceFunction; readonly axes: readonly number[] }> = {
  name: "reduce",
  run: (backend, inputs, outputs, { f }) => {
    const x = inputs[0];
    const { buffer, layout, dtype } = outputs[0];
    backend.reduce(f, x, { buffer, layout: layout.expand(x.layout.shape), dtype });
  },
};

/** Carries a state along the last axis. */
export const scan: Primitive<ScanFunction> = {
  name: "scan",
  run: (backend, inputs, outputs, f) => backend.scan(f, inputs, outputs[0]),
};

export const argsort: Primitive<boolean> = {
  name: "argsort",
  run: (backend, inputs, outputs, descending) => backend.argsort(inputs[0], descending, outputs[0]),
};

export const normalize: Primitive<Normalization> = {
  name: "normalize",
  run: (backend, inputs, outputs, kind) => backend.normalize(kind, inputs[0], outputs[0]),
};

export const contract: Primitive<Contraction> = {
  name: "contract",
  run: (backend, inputs, outputs, axes) => axes.run(backend, inputs[0], inputs[1], outputs[0]),
};

/** A contraction, to which a third input is added that broadcasts to it. */
export const affine: Primitive<Contraction> = {
  name: "affine",
  run: (backend, [a, b, bias], [out], axes) => {
    axes.run(backend, a, b, out);
    backend.accumulate(viewOf(bias, { kind: "expand", shape: out.layout.shape }), out);
  },
};

export const matrices: Primitive<{ readonly routine: MatrixRoutine; readonly op: string }> = {
  name: "matrices",
  run: (backend, inputs, outputs, { routine, op }) => backend.matrices(routine, op, inputs, outputs),
  // Routines say which matrix has no factors.
  mustSee: () => true,
};

/** Runs loops. Throws {@link NoRoutine} where the backend has none: the op then computes the same of other kernels. */
export const routine: Primitive<{ readonly f: Routine; readonly parameters: unknown }> = {
  name: "routine",
  run: (backend, inputs, outputs, { f, parameters }) => {
    if (!backend.routine(f, parameters, inputs, outputs)) throw new NoRoutine();
  },
};

/** Says that nothing was computed. */
export class NoRoutine extends Error {}

/** Where an index picks. */
export interface Picking {
  readonly axis: number;
  /** Whether the op has made the index itself or has checked it, so that all places lie inside. */
  readonly isInside: boolean;
}

/** Kernels refuse places outside. */
const unlessInside = (_inputs: readonly Tensor[], _outputs: readonly Tensor[], { isInside }: Picking) =>
  !isInside;

export const gather: Primitive<Picking> = {
  name: "gather",
  run: (backend, inputs, outputs, { axis }) => backend.gather(inputs[0], inputs[1], axis, outputs[0]),
  mustSee: unlessInside,
};

/** Adds updates to zeros. */
export const scatterAdd: Primitive<Picking> = {
  name: "scatterAdd",
  run: (backend, [updates, index], [out], { axis }) => {
    backend.fill(0, out);
    backend.scatterAdd(updates, index, axis, out);
  },
  mustSee: unlessInside,
};

/** Replaces elements of a copy. */
export const scatter: Primitive<Picking> = {
  name: "scatter",
  run: (backend, [x, index, updates], [out], { axis }) => {
    backend.copy(x, out);
    backend.scatter(updates, index, axis, out);
  },
  mustSee: unlessInside,
};

/** Adds each input, one after another, to the places where a view shows them, in zeros: the adjoint of looking. */
export const accumulate: Primitive<readonly Viewing[]> = {
  name: "accumulate",
  run: (backend, inputs, [out], views) => {
    backend.fill(0, out);
    for (let i = 0; i < inputs.length; i++) backend.accumulate(inputs[i], viewOf(out, views[i]));
  },
};

/** The same of one input, whose view shows no place twice: it is copied, and zeros are written only if it leaves some out. */
export const place: Primitive<readonly Viewing[]> = {
  name: "place",
  run: (backend, [x], [out], [view]) => {
    if (x.layout.size < out.layout.size) backend.fill(0, out);
    backend.copy(x, viewOf(out, view));
  },
};

/** Copies inputs side by side; what they do not cover is filled, if a value is given. */
export const assemble: Primitive<{ readonly spans: readonly (readonly Span[])[]; readonly fill?: number }> = {
  name: "assemble",
  run: (backend, inputs, [out], { spans, fill }) => {
    if (fill !== undefined) backend.fill(fill, out);
    for (let i = 0; i < inputs.length; i++) {
      backend.copy(inputs[i], viewOf(out, { kind: "slice", spans: spans[i] }));
    }
  },
};

/** Random numbers and the generator's next state, from its state. */
export const random: Primitive<Distribution> = {
  name: "random",
  run: (backend, [state], [out, next], f) => backend.random(f, state, out, next),
};

/** The states of a sequence of steps, and what the gradient needs besides. */
export const recur: Primitive<Recurrence> = { name: "recur", run: runForwards };

/** The gradients of a sequence of steps. */
export const recurBack: Primitive<Recurrence> = { name: "recurBack", run: runBackwards };

/** A value computed in any way that somebody gives: see `defineOp`. Nothing is left to do. */
export const defined: Primitive<null> = { name: "defined", run: () => {} };
