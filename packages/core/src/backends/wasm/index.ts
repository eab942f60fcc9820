import { noteFallback } from "../../fallbacks.ts";
import { sizeOf } from "../../shape.ts";
import { recyclingStorage } from "../recycled.ts";
import { copyRun } from "../reference/copy.ts";
import { reference } from "../reference/index.ts";
import type { ArrayBackend, View } from "../view.ts";
import { binaryOn, unaryOn, whereOn } from "./apply.ts";
import { FunctionBuilder, simd, v128 } from "./assembler.ts";
import { castOn } from "./cast.ts";
import { contractOn } from "./contract.ts";
import { canCompile } from "./engine.ts";
import { indexedOn } from "./indexed.ts";
import { accumulateOn, copyOn } from "./move.ts";
import { normalizeOn } from "./normalize.ts";
import { programOn } from "./program.ts";
import { reduceOn } from "./reduce.ts";

/** The sizes from which a kernel pays, as measured (benchmarks). Below them, copying into the scratch memory costs more. */
export const limits = {
  /** Elements that a kernel reads. */
  smallest: 64,
  /** Multiplications of one matrix product, and of each product of a batch. */
  smallestProduct: 1024,
  smallestOfBatch: 400,
  /** Random numbers. */
  smallestRandom: 32,
};

/** Whether the engine has the instructions that the kernels need, and the page allows WebAssembly. */
export function hasSimd(): boolean {
  const f = new FunctionBuilder();
  const local = f.local("v128");
  return canCompile(f.body(local.set(simd(228)(v128.const(new Uint8Array(16)), local.get))));
}

/**
 * Kernels with 128-bit vectors, emitted when they are first used. Tensors stay in ordinary arrays: a kernel
 * copies its operands into a scratch memory, and the result out of it. Operands that are too small to be worth the
 * copies, and ops without a kernel here, run on the reference backend, on the same arrays.
 */
export const wasm: ArrayBackend = {
  name: "wasm",
  depth: 0,
  .../* @__PURE__ */ recyclingStorage(),
  constant: reference.constant,
  write: reference.write,
  read: reference.read,
  readNow: reference.readNow,
  // The engine's own fill is as fast as memory.
  fill: reference.fill,
  unary: (f, x, out) => {
    if (isSmall(x) || !done(unaryOn(f, x, out), f.name, x)) reference.unary(f, x, out);
  },
  binary: (f, a, b, out) => {
    if (isSmall(a) || !done(binaryOn(f, a, b, out), f.name, a)) reference.binary(f, a, b, out);
  },
  elementwise: (program, inputs, outputs) =>
    (isSmall(outputs[0]) ? reference.elementwise : programOn)(program, inputs, outputs),
  where: (condition, a, b, out) => {
    if (isSmall(out) || !done(whereOn(condition, a, b, out), "where", out)) {
      reference.where(condition, a, b, out);
    }
  },
  reduce: (f, x, out) => {
    if (isSmall(x) || !done(reduceOn(f, x, out), f.name, x)) reference.reduce(f, x, out);
  },
  scan: (f, inputs, out) => {
    if (!isSmall(out)) noteFallback(f.name, out.dtype);
    reference.scan(f, inputs, out);
  },
  argsort: (x, descending, out) => {
    if (!isSmall(x)) noteFallback("argsort", x.dtype);
    reference.argsort(x, descending, out);
  },
  normalize: (kind, x, out) => {
    if (isSmall(x) || !done(normalizeOn(kind, x, out), kind, x)) reference.normalize(kind, x, out);
  },
  contract: (a, b, out, batch, inner) => {
    const { shape } = a.layout;
    const each = sizeOf(out.layout.shape, batch) * sizeOf(shape, shape.length - inner);
    const all = each * sizeOf(shape, 0, batch);
    const small = all < limits.smallestProduct || each < limits.smallestOfBatch;
    if (small || !done(contractOn(a, b, out, batch, inner), "contract", out)) {
      reference.contract(a, b, out, batch, inner);
    }
  },
  matrices: (routine, op, inputs, outputs) => {
    if (!isSmall(inputs[0])) noteFallback(routine.name, inputs[0].dtype);
    reference.matrices(routine, op, inputs, outputs, contractOn);
  },
  routine: (f, parameters, inputs, outputs) => {
    const isLarge = !isSmall(inputs[0]);
    if (isLarge && f.withVectors?.(inputs, outputs, parameters)) return true;
    const looped = reference.routine(f, parameters, inputs, outputs);
    if (isLarge && looped) noteFallback(f.name, inputs[0].dtype);
    return looped;
  },
  gather: (x, index, axis, out) => {
    if (isSmall(out) || !indexedOn("gather", x, index, axis, out)) reference.gather(x, index, axis, out);
  },
  scatterAdd: (updates, index, axis, out) => {
    if (isSmall(updates) || !indexedOn("scatterAdd", out, index, axis, updates)) {
      reference.scatterAdd(updates, index, axis, out);
    }
  },
  scatter: (updates, index, axis, out) => {
    if (isSmall(updates) || !indexedOn("scatter", out, index, axis, updates)) {
      reference.scatter(updates, index, axis, out);
    }
  },
  copy: (x, out) => {
    if (!isSmall(x) && copyRun(x, out)) return;
    if (isSmall(x) || !done(castOn(x, out) || copyOn(x, out), "copy", x)) reference.copy(x, out);
  },
  accumulate: (x, out) => {
    if (isSmall(x) || !done(accumulateOn(x, out), "accumulate", x)) reference.accumulate(x, out);
  },
  random: (f, state, out, next) => {
    const draw = out.layout.size < limits.smallestRandom ? reference.random : f.withVectors;
    (draw ?? reference.random)(f, state, out, next);
  },
};

function isSmall(x: View): boolean {
  return x.layout.size < limits.smallest;
}

/** Returns whether there was a kernel, and records the call if there was none. */
function done(found: boolean, kernel: string, { dtype }: View): boolean {
  if (!found) noteFallback(kernel, dtype);
  return found;
}
