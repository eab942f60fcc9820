import type { BinaryFunction, UnaryFunction, View } from "../../backend.ts";
import { allocateArray } from "../../dtype.ts";
import { Layout } from "../../layout.ts";
import { dense } from "./dense.ts";
import { binaryKernel, compareKernel, unaryKernel, whereKernel } from "./elementwise.ts";
import { binaryFunctions, comparisons, unaryFunctions } from "./functions.ts";
import { lanesOf } from "./lanes.ts";
import { byRows, CHUNK } from "./rows.ts";
import { copyIn, copyOut, kernel, reserve, resetScratch } from "./scratch.ts";

/* Elementwise kernels, applied. Each returns false, having done nothing, where there is no kernel for it. */

/** out = f(x) */
export function unaryOn(f: UnaryFunction, x: View, out: View): boolean {
  const lanes = lanesOf(x.dtype);
  const emit = unaryFunctions.get(f.name);
  if (lanes === undefined || emit === undefined || out.dtype !== x.dtype) return false;
  const run = kernel(`${f.name} ${x.dtype}`, () => unaryKernel(lanes, emit));
  const { buffer, layout, dtype } = dense(x);
  resetScratch();
  const from = reserve(CHUNK * lanes.bytes);
  const to = reserve(CHUNK * lanes.bytes);
  for (let at = 0; at < layout.size; at += CHUNK) {
    const count = Math.min(CHUNK, layout.size - at);
    copyIn(from, dtype, buffer, layout.offset + at, count);
    run(from, to, count * lanes.bytes);
    copyOut(to, dtype, out.buffer, out.layout.offset + at, count);
  }
  return true;
}

/** out = f(a, b), or a compared with b */
export function binaryOn(f: BinaryFunction, a: View, b: View, out: View): boolean {
  const lanes = lanesOf(a.dtype);
  const emit = binaryFunctions.get(f.name);
  const compare = comparisons.get(f.name);
  if (lanes === undefined) return false;
  if (emit !== undefined) {
    byRows([a, b], out, ([runA, runB]) =>
      kernel(`${f.name} ${a.dtype} ${runA} ${runB}`, () => binaryKernel(lanes, emit, [runA, runB])),
    );
  } else if (compare !== undefined) {
    byRows([a, b], out, ([runA, runB]) =>
      kernel(`${f.name} ${a.dtype} ${runA} ${runB}`, () => compareKernel(lanes, compare, [runA, runB])),
    );
  } else {
    return false;
  }
  return true;
}

/** out = a where the condition holds, else b */
export function whereOn(condition: View, a: View, b: View, out: View): boolean {
  const lanes = lanesOf(out.dtype);
  if (lanes === undefined) return false;
  byRows([a, b, dense(condition)], out, ([runA, runB]) =>
    kernel(`where ${a.dtype} ${runA} ${runB}`, () => whereKernel(lanes, [runA, runB])),
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
