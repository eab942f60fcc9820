import { backendOf, recyclingStorage, reference } from "@gradiente/core/backend";
import type { ArrayBackend, View } from "./arrays.ts";
import { addon } from "./border.ts";
import { contractOn } from "./contract.ts";
import { convolveOn } from "./convolve.ts";
import { binaryOn, unaryOn, whereOn } from "./elementwise.ts";
import { normalizeOn, reduceOn } from "./fold.ts";
import { foldIntegersOn } from "./integers.ts";
import { matricesOn } from "./matrices.ts";
import { accumulateOn, copyOn, indexedOn } from "./move.ts";
import { programOn } from "./program.ts";
import { randomOn } from "./random.ts";
import { routineOn } from "./routine.ts";
import { argsortOn, scanOn } from "./scan.ts";

/** From which size on a kernel pays, measured: below, plain loops are done before a kernel is called. */
export const limits = {
  /** Elements that a kernel reads. */
  smallest: 48,
  /** Multiplications of a product. */
  smallestProduct: 256,
  /** Elements of the matrices that a routine is run on. */
  smallestMatrix: 128,
  /** Random numbers. */
  smallestRandom: 32,
  /** Nanoseconds of one thread from which on others that are awake help, and others that sleep. */
  smallestShared: { awake: 6_000, asleep: 100_000 },
};

/**
 * The backend: compiled kernels on the same arrays that the other backends on the CPU have. What is too small to be worth a
 * call runs in plain loops, and what has no kernel here on WebAssembly.
 */
export function createNative(): ArrayBackend {
  addon();
  const next = fallback();
  return {
    name: "native",
    depth: 0,
    ...recyclingStorage(),
    constant: reference.constant,
    write: reference.write,
    read: reference.read,
    readNow: reference.readNow,
    fill: reference.fill,
    unary: (f, x, out) => {
      if (isSmall(out)) reference.unary(f, x, out);
      else if (!unaryOn(f, x, out)) next.unary(f, x, out);
    },
    binary: (f, a, b, out) => {
      if (isSmall(out)) reference.binary(f, a, b, out);
      else if (!binaryOn(f, a, b, out)) next.binary(f, a, b, out);
    },
    elementwise: (program, inputs, outputs) => {
      if (isSmall(outputs[0])) return reference.elementwise(program, inputs, outputs);
      return programOn(program, inputs, outputs) || next.elementwise(program, inputs, outputs);
    },
    where: (condition, a, b, out) => {
      if (isSmall(out)) reference.where(condition, a, b, out);
      else if (!whereOn(condition, a, b, out)) next.where(condition, a, b, out);
    },
    reduce: (f, x, out) => {
      if (isSmall(x)) reference.reduce(f, x, out);
      else if (!reduceOn(f, x, out) && !foldIntegersOn(f, x, out)) next.reduce(f, x, out);
    },
    scan: (f, inputs, out) => {
      if (isSmall(out)) reference.scan(f, inputs, out);
      else if (!scanOn(f, inputs, out)) next.scan(f, inputs, out);
    },
    argsort: (x, descending, out) => {
      if (isSmall(x)) reference.argsort(x, descending, out);
      else if (!argsortOn(x, descending, out)) next.argsort(x, descending, out);
    },
    normalize: (kind, x, out) => {
      if (isSmall(x)) reference.normalize(kind, x, out);
      else if (!normalizeOn(kind, x, out)) next.normalize(kind, x, out);
    },
    contract: (a, b, out, batch, inner) => {
      const { shape } = a.layout;
      let products = out.layout.size;
      for (let axis = shape.length - inner; axis < shape.length; axis++) products *= shape[axis];
      if (products < limits.smallestProduct) reference.contract(a, b, out, batch, inner);
      else if (!contractOn(a, b, out, batch, inner)) next.contract(a, b, out, batch, inner);
    },
    convolve: convolveOn,
    matrices: (routine, op, inputs, outputs) => {
      const { size } = inputs[0].layout;
      if (size < limits.smallestMatrix || !matricesOn(routine, inputs, outputs)) {
        next.matrices(routine, op, inputs, outputs);
      }
    },
    routine: (f, parameters, inputs, outputs) =>
      (!isSmall(inputs[0]) && routineOn(f, parameters, inputs, outputs)) ||
      next.routine(f, parameters, inputs, outputs),
    gather: (x, index, axis, out) => {
      if (isSmall(out)) reference.gather(x, index, axis, out);
      else if (!indexedOn("gather", x, index, axis, out)) next.gather(x, index, axis, out);
    },
    scatterAdd: (updates, index, axis, out) => {
      if (isSmall(updates)) reference.scatterAdd(updates, index, axis, out);
      else if (!indexedOn("scatterAdd", out, index, axis, updates))
        next.scatterAdd(updates, index, axis, out);
    },
    scatter: (updates, index, axis, out) => {
      if (isSmall(updates)) reference.scatter(updates, index, axis, out);
      else if (!indexedOn("scatter", out, index, axis, updates)) next.scatter(updates, index, axis, out);
    },
    copy: (x, out) => {
      if (isSmall(x) || isRun(x, out)) reference.copy(x, out);
      else if (!copyOn(x, out)) next.copy(x, out);
    },
    accumulate: (x, out) => {
      if (isSmall(x)) reference.accumulate(x, out);
      else if (!accumulateOn(x, out)) next.accumulate(x, out);
    },
    random: (f, state, out, following) => {
      if (out.layout.size < limits.smallestRandom) reference.random(f, state, out, following);
      else if (!randomOn(f, state, out, following)) next.random(f, state, out, following);
    },
  };
}

function isSmall(x: View): boolean {
  return x.layout.size < limits.smallest;
}

/** Whether a copy is of one run of elements, as they are: the engine does that sooner than a kernel is called. */
function isRun(x: View, out: View): boolean {
  return x.dtype === out.dtype && x.layout.contiguous && out.layout.contiguous;
}

/** The backend for what has no kernel here: with vectors if the engine has them. */
function fallback(): ArrayBackend {
  try {
    return backendOf("useNative", "wasm") as ArrayBackend;
  } catch {
    return reference;
  }
}
