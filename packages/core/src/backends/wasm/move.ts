import type { View } from "../../backend.ts";
import { bytesPerElement, type DType } from "../../dtype.ts";
import { Layout } from "../../layout.ts";
import { mergeAxes, offsetsOf } from "../strided.ts";
import { type Code, countTo, FunctionBuilder, f32, f64, i32, type Local, memory } from "./assembler.ts";
import { compiled } from "./kernels.ts";
import { copyIn, copyOut, hasRoomFor, reserve, resetScratch } from "./scratch.ts";
import { crew, getThreads, type Part, runAll, split } from "./threads.ts";

/* Copying from strides to strides, and adding up where places overlap. */

/** Axes that the kernel goes through by itself; what is further out is a call for each. */
export const AXES = 4;

export interface Element {
  load(address: Code): Code;
  store(address: Code, value: Code): Code;
  add(a: Code, b: Code): Code;
}

export const elements: Record<DType, Element> = {
  float32: {
    load: (address) => memory.loadF32([address]),
    store: (address, value) => memory.storeF32([address, value]),
    add: f32.add,
  },
  float64: {
    load: (address) => memory.loadF64([address]),
    store: (address, value) => memory.storeF64([address, value]),
    add: f64.add,
  },
  int32: {
    load: (address) => memory.loadI32([address]),
    store: (address, value) => memory.storeI32([address, value]),
    add: i32.add,
  },
  bool: {
    load: (address) => memory.loadU8([address]),
    store: (address, value) => memory.store8([address, value]),
    add: i32.add,
  },
};

/** Copies `x` to `out`; false where there is no kernel for it. */
export function copyOn(x: View, out: View): boolean {
  return moveOn("copy", x, out);
}

/** Adds `x` to `out`, whose places may overlap; false where there is no kernel for it. */
export function accumulateOn(x: View, out: View): boolean {
  return moveOn("accumulate", x, out);
}

function moveOn(how: "copy" | "accumulate", x: View, out: View): boolean {
  const element = elements[x.dtype];
  if (x.dtype !== out.dtype) return false;
  const [from, to] = [x, out].map((view) => extentOf(view));
  if (from === null || to === null) return false;
  // What lies between the places of a copy must stay as it is.
  const filled = how === "copy" && out.layout.contiguous;
  const bytes = bytesPerElement(x.dtype);
  if (!hasRoomFor((from.count + to.count) * bytes)) return false;
  const merged = mergeAxes([x.layout, out.layout]);
  const outer = Math.max(0, merged[0].shape.length - AXES);
  const [starts, ends] = merged.map((layout) => offsetsOf(leading(layout, outer)));
  const parameters = new Array<number>(2 + 3 * AXES).fill(0);
  const pad = AXES - (merged[0].shape.length - outer);
  for (let axis = 0; axis < AXES; axis++) {
    const own = axis - pad + outer;
    parameters[2 + 3 * axis] = axis < pad ? 1 : merged[0].shape[own];
    parameters[3 + 3 * axis] = axis < pad ? 0 : merged[0].strides[own] * bytes;
    parameters[4 + 3 * axis] = axis < pad ? 0 : merged[1].strides[own] * bytes;
  }
  const axis = getThreads() === 1 ? -1 : axisApart(parameters);
  const { threads, scope } = crew(axis < 0 ? 0 : x.layout.size / starts.length);
  const found = compiled(`${how} ${x.dtype}`, () => moveKernel(how, element), scope);
  const parts: readonly Part[] = threads === 1 ? [] : split(parameters[2 + 3 * axis], 1, threads);

  resetScratch(scope);
  const source = reserve(from.count * bytes);
  const target = reserve(to.count * bytes);
  copyIn(source, x.dtype, x.buffer, from.start, from.count);
  if (!filled) copyIn(target, out.dtype, out.buffer, to.start, to.count);
  for (let i = 0; i < starts.length; i++) {
    parameters[0] = source + (starts[i] - from.start) * bytes;
    parameters[1] = target + (ends[i] - to.start) * bytes;
    runAll(
      found,
      threads === 1 ? [parameters] : parts.map(([first, end]) => partOf(parameters, axis, first, end)),
    );
  }
  copyOut(target, out.dtype, out.buffer, to.start, to.count);
  return true;
}

/** The outermost axis of a kernel's parameters along which places of the result do not overlap; -1 if none is. */
function axisApart(parameters: readonly number[]): number {
  const axes = Array.from({ length: AXES }, (_, axis) => axis);
  const [size, outBytes] = [2, 4].map((which) => (axis: number) => parameters[which + 3 * axis]);
  return axes.findIndex((axis) => {
    const others = axes.filter((other) => other !== axis);
    const reach = others.reduce((sum, other) => sum + (size(other) - 1) * outBytes(other), 0);
    return size(axis) > 1 && outBytes(axis) > reach;
  });
}

/** The parameters for a part of one axis. */
function partOf(parameters: readonly number[], axis: number, first: number, end: number): number[] {
  const part = [...parameters];
  part[0] += first * parameters[3 + 3 * axis];
  part[1] += first * parameters[4 + 3 * axis];
  part[2 + 3 * axis] = end - first;
  return part;
}

export function leading({ shape, strides, offset }: Layout, axes: number): Layout {
  return new Layout(shape.slice(0, axes), strides.slice(0, axes), offset);
}

/** The part of a buffer that a view reaches over; null if it runs backwards or is longer than `most`. */
export function extentOf({ layout }: View, most = 4 * layout.size): { start: number; count: number } | null {
  if (layout.strides.some((stride) => stride < 0)) return null;
  const count = layout.shape.reduce((last, size, axis) => last + (size - 1) * layout.strides[axis], 1);
  return count <= most ? { start: layout.offset, count } : null;
}

/** `(x, out, ...[size, xBytes, outBytes] of each axis)` */
function moveKernel(how: "copy" | "accumulate", { load, store, add }: Element): FunctionBuilder {
  const f = new FunctionBuilder();
  const x = f.parameter("i32");
  const out = f.parameter("i32");
  const axes = Array.from({ length: AXES }, () => [
    f.parameter("i32"),
    f.parameter("i32"),
    f.parameter("i32"),
  ]);
  const value = (from: Local, to: Local) =>
    how === "copy" ? load(from.get) : add(load(to.get), load(from.get));

  const loop = (axis: number, from: Local, to: Local): Code => {
    if (axis === AXES) return store(to.get, value(from, to));
    const [size, xBytes, outBytes] = axes[axis];
    const counter = f.local("i32");
    const fromHere = f.local("i32");
    const toHere = f.local("i32");
    return [
      ...counter.set(i32.const(0)),
      ...fromHere.set(from.get),
      ...toHere.set(to.get),
      ...countTo(counter, size.get, 1, [
        ...loop(axis + 1, fromHere, toHere),
        ...fromHere.set(i32.add(fromHere.get, xBytes.get)),
        ...toHere.set(i32.add(toHere.get, outBytes.get)),
      ]),
    ];
  };
  return f.body(loop(0, x, out));
}
