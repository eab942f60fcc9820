import type { BinaryFunction, UnaryFunction, View } from "../../backend.ts";
import { allocateArray } from "../../dtype.ts";
import { Layout } from "../../layout.ts";
import { dense } from "./dense.ts";
import { binaryKernel, boundedKernel, compareKernel, unaryKernel, whereKernel } from "./elementwise.ts";
import { binaryEmitter, comparisons, unaryEmitter, within } from "./functions/index.ts";
import { kernel } from "./kernels.ts";
import { vectorsOf } from "./lanes.ts";
import { byRows, CHUNK } from "./rows.ts";
import { copyIn, copyOut, readAt, reserve, resetScratch } from "./scratch.ts";

/* Elementwise kernels, applied. Each returns false, having done nothing, where there is no kernel for it. */

/** out = f(x) */
export function unaryOn(f: UnaryFunction, x: View, out: View): boolean {
  const vectors = vectorsOf(x.dtype);
  const emit = unaryEmitter(f.name, x.dtype);
  if (vectors === undefined || emit === undefined || out.dtype !== x.dtype) return false;
  const largest = within.get(f.name);
  const run = kernel(`${f.name} ${x.dtype}`, () =>
    largest === undefined ? unaryKernel(emit) : boundedKernel(vectors, emit, largest),
  );
  const { buffer, layout, dtype } = dense(x);
  resetScratch();
  const from = reserve(CHUNK * vectors.bytes);
  const to = reserve(CHUNK * vectors.bytes);
  const flag = reserve(FLAG_BYTES);
  for (let at = 0; at < layout.size; at += CHUNK) {
    const count = Math.min(CHUNK, layout.size - at);
    copyIn(from, dtype, buffer, layout.offset + at, count);
    if (largest === undefined) run(from, to, count * vectors.bytes);
    else run(from, to, count * vectors.bytes, flag);
    copyOut(to, dtype, out.buffer, out.layout.offset + at, count);
    if (largest !== undefined && readAt(flag, "int32") !== 0) {
      for (let i = at; i < at + count; i++) {
        const value = buffer[layout.offset + i];
        if (Math.abs(value) > largest) out.buffer[out.layout.offset + i] = f.of(value);
      }
    }
  }
  return true;
}

const FLAG_BYTES = 4;

/** out = f(a, b), or a compared with b */
export function binaryOn(f: BinaryFunction, a: View, b: View, out: View): boolean {
  const vectors = vectorsOf(a.dtype);
  if (vectors === undefined) return false;
  const emit = binaryEmitter(f.name, a.dtype);
  const compare = comparisons.get(f.name);
  if (emit !== undefined && out.dtype === a.dtype) {
    byRows([a, b], out, ([runA, runB]) =>
      kernel(`${f.name} ${a.dtype} ${runA} ${runB}`, () => binaryKernel(vectors, emit, [runA, runB])),
    );
  } else if (compare !== undefined && out.dtype === "bool") {
    byRows([a, b], out, ([runA, runB]) =>
      kernel(`${f.name} ${a.dtype} ${runA} ${runB}`, () => compareKernel(vectors, compare, [runA, runB])),
    );
  } else {
    return false;
  }
  return true;
}

/** out = a where the condition holds, else b */
export function whereOn(condition: View, a: View, b: View, out: View): boolean {
  const vectors = vectorsOf(out.dtype);
  if (vectors === undefined) return false;
  byRows([a, b, dense(condition)], out, ([runA, runB]) =>
    kernel(`where ${a.dtype} ${runA} ${runB}`, () => whereKernel(vectors, [runA, runB])),
  );
  return true;
}

/** Booleans become numbers as a choice between 1 and 0. */
export function numbersOn(x: View, out: View): boolean {
  if (x.dtype !== "bool" || !out.layout.contiguous) return false;
  return whereOn(x, constant(1, out), constant(0, out), out);
}

function constant(value: number, like: View): View {
  const buffer = allocateArray(like.dtype, 1).fill(value);
  return { buffer, layout: Layout.dense([]).expand(like.layout.shape), dtype: like.dtype };
}
