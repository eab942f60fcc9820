import type { BinaryFunction, UnaryFunction } from "../../backend.ts";
import { binaryFormulas, comparisons, unaryFormulas, within } from "../formulas/index.ts";
import type { View } from "../view.ts";
import { dense } from "./dense.ts";
import { binaryKernel, boundedKernel, compareKernel, unaryKernel, whereKernel } from "./elementwise.ts";
import { type Compiled, compiled, kernel } from "./kernels.ts";
import { vectorsOf } from "./lanes.ts";
import { byRows, CHUNK } from "./rows.ts";
import { copyIn, copyOut, readAt, reserve, resetScratch } from "./scratch.ts";
import { crew, runAll, SHARE, split } from "./threads.ts";

/* Elementwise kernels, applied. Each returns false, having done nothing, where there is no kernel for it. */

/** out = f(x) */
export function unaryOn(f: UnaryFunction, x: View, out: View): boolean {
  const vectors = vectorsOf(x.dtype);
  const formula = unaryFormulas.find(f.name, x.dtype);
  if (vectors === undefined || formula === undefined || out.dtype !== x.dtype) return false;
  const largest = within.get(f.name);
  const build = () =>
    largest === undefined ? unaryKernel(formula) : boundedKernel(vectors, formula, largest);
  const name = `${f.name} ${x.dtype}`;
  const alone = compiled(name, build);
  const { buffer, layout, dtype } = dense(x);
  const { threads, scope } = crew(isCostly(alone) ? layout.size : 0);
  const found = scope === "own" ? alone : compiled(name, build, scope);
  const most = threads === 1 ? CHUNK : threads * SHARE;
  resetScratch(scope);
  const from = reserve(most * vectors.bytes);
  const to = reserve(most * vectors.bytes);
  const flags = reserve(threads * FLAG_BYTES);
  for (let at = 0; at < layout.size; at += most) {
    const count = Math.min(most, layout.size - at);
    copyIn(from, dtype, buffer, layout.offset + at, count);
    const parts = threads === 1 ? [[0, count]] : split(Math.ceil(count / UNIT) * UNIT, UNIT, threads);
    runAll(
      found,
      parts.map(([first, end], i) => {
        const start = first * vectors.bytes;
        const task = [from + start, to + start, (Math.min(end, count) - first) * vectors.bytes];
        return largest === undefined ? task : [...task, flags + i * FLAG_BYTES];
      }),
    );
    copyOut(to, dtype, out.buffer, out.layout.offset + at, count);
    if (largest !== undefined && parts.some((_, i) => readAt(flags + i * FLAG_BYTES, "int32") !== 0)) {
      for (let i = at; i < at + count; i++) {
        const value = buffer[layout.offset + i];
        if (Math.abs(value) > largest) out.buffer[out.layout.offset + i] = f.of(value);
      }
    }
  }
  return true;
}

const FLAG_BYTES = 4;

/** Parts begin at multiples of so many elements, and with them at lines of the cache. */
const UNIT = 64;

/** Whether a function takes much longer than to copy what it works on: those that do are ten times as long. */
function isCostly({ bytes }: Compiled): boolean {
  return bytes.length > 500;
}

/** out = f(a, b), or a compared with b */
export function binaryOn(f: BinaryFunction, a: View, b: View, out: View): boolean {
  const vectors = vectorsOf(a.dtype);
  if (vectors === undefined) return false;
  const formula = binaryFormulas.find(f.name, a.dtype);
  const comparison = comparisons.find(f.name, a.dtype);
  if (formula !== undefined && out.dtype === a.dtype) {
    byRows([a, b], out, ([runA, runB]) =>
      kernel(`${f.name} ${a.dtype} ${runA} ${runB}`, () => binaryKernel(vectors, formula, [runA, runB])),
    );
  } else if (comparison !== undefined && out.dtype === "bool") {
    byRows([a, b], out, ([runA, runB]) =>
      kernel(`${f.name} ${a.dtype} ${runA} ${runB}`, () => compareKernel(vectors, comparison, [runA, runB])),
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
