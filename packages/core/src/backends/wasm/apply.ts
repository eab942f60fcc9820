import { type BinaryFunction, type UnaryFunction, unaryMeaning } from "../../functions.ts";
import { binaryFormulas, comparisons, unaryFormulas, within } from "../formulas/index.ts";
import type { View } from "../view.ts";
import { dense } from "./dense.ts";
import {
  binaryKernel,
  boundedKernel,
  compareKernel,
  type UnarySignature,
  unaryKernel,
  whereKernel,
} from "./elementwise.ts";
import type { KernelSource } from "./kernel.ts";
import { type Compiled, compiled } from "./kernels.ts";
import { vectorsOf } from "./lanes.ts";
import { byRows, CHUNK } from "./rows.ts";
import { readAt, reserve, resetScratch } from "./scratch.ts";
import { Staging } from "./staging.ts";
import { chooseThreads, runParts, SHARE } from "./threads.ts";
import { roundUp } from "./tiles.ts";

/* Applies elementwise kernels. Each function returns false, and does nothing, if there is no kernel for the operands. */

/** out = f(x) */
export function unaryOn(f: UnaryFunction, x: View, out: View): boolean {
  const vectors = vectorsOf(x.dtype);
  const formula = unaryFormulas.find(f.name, x.dtype);
  if (vectors === undefined || formula === undefined || out.dtype !== x.dtype) return false;
  const largest = within.get(f.name);
  const build = (): KernelSource<UnarySignature> =>
    largest === undefined ? unaryKernel(formula) : boundedKernel(vectors, formula, largest);
  const name = [f.name, x.dtype] as const;
  const alone = compiled(name, build);
  const { buffer, layout, dtype } = dense(x);
  const { threads, scope } = chooseThreads(isCostly(alone) ? layout.size : 0);
  const found = scope === "own" ? alone : compiled(name, build, scope);
  const most = threads === 1 ? CHUNK : threads * SHARE;
  resetScratch(scope);
  const source = new Staging({ buffer, dtype }, most, layout.offset);
  const target = new Staging(out, most, out.layout.offset);
  const flags = reserve(threads * FLAG_BYTES);
  const tasks = [];
  for (let i = 0; i < threads; i++) {
    tasks.push(found.arguments(largest === undefined ? noFlags : { flags: [flags + i * FLAG_BYTES] }));
  }
  for (let at = 0; at < layout.size; at += most) {
    const count = Math.min(most, layout.size - at);
    source.load(at, count);
    const parts = runParts(found, tasks, roundUp(count, UNIT), UNIT, (task, from, to) => {
      task.x = source.address + from * vectors.bytes;
      task.out = target.address + from * vectors.bytes;
      task.bytes = (Math.min(to, count) - from) * vectors.bytes;
    });
    target.store(at, count);
    if (largest !== undefined && isAnySet(flags, parts)) {
      const of = unaryMeaning(f, dtype);
      for (let i = at; i < at + count; i++) {
        const value = buffer[layout.offset + i];
        if (Math.abs(value) > largest) out.buffer[out.layout.offset + i] = of(value);
      }
    }
  }
  return true;
}

function isAnySet(flags: number, count: number): boolean {
  for (let i = 0; i < count; i++) if (readAt(flags + i * FLAG_BYTES, "int32") !== 0) return true;
  return false;
}

const FLAG_BYTES = 4;
const noFlags = { flags: [] };

/** Parts begin at multiples of this number of elements, and therefore at cache lines. */
const UNIT = 64;

/** Whether a function takes much longer than copying its operands. The code of such functions is ten times as long. */
function isCostly({ bytes }: Compiled<UnarySignature>): boolean {
  return bytes.length > 500;
}

/** out = f(a, b), or a compared with b */
export function binaryOn(f: BinaryFunction, a: View, b: View, out: View): boolean {
  const vectors = vectorsOf(a.dtype);
  if (vectors === undefined) return false;
  const formula = binaryFormulas.find(f.name, a.dtype);
  const comparison = out.dtype === "bool" ? comparisons.find(f.name, a.dtype) : undefined;
  if (formula !== undefined && out.dtype === a.dtype) {
    byRows([a, b], out, ([runA, runB]) =>
      compiled([f.name, a.dtype, runA, runB], () => binaryKernel(vectors, formula, [runA, runB])),
    );
  } else if (comparison !== undefined) {
    byRows([a, b], out, ([runA, runB]) =>
      compiled([f.name, a.dtype, runA, runB], () => compareKernel(vectors, comparison, [runA, runB])),
    );
  } else {
    return false;
  }
  return true;
}

/** out = a where the condition holds, otherwise b */
export function whereOn(condition: View, a: View, b: View, out: View): boolean {
  const vectors = vectorsOf(out.dtype);
  if (vectors === undefined) return false;
  byRows([a, b, dense(condition)], out, ([runA, runB]) =>
    compiled(["where", a.dtype, runA, runB], () => whereKernel(vectors, [runA, runB])),
  );
  return true;
}
