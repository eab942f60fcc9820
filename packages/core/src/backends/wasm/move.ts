import { bytesPerElement, type DType } from "../../dtype.ts";
import { Layout } from "../../layout.ts";
import { isForward, mergeAxes, offsetsOf, reachOf } from "../strided.ts";
import type { View } from "../view.ts";
import {
  type Code,
  countTo,
  FunctionBuilder,
  f32,
  f64,
  i32,
  ifElse,
  type Local,
  memory,
  simd,
  whileLoop,
} from "./assembler.ts";
import { compiled } from "./kernels.ts";
import { VECTOR } from "./lanes.ts";
import { copyIn, copyOut, hasRoomFor, reserve, resetScratch } from "./scratch.ts";
import { crew, type Part, runAll, split } from "./threads.ts";

/* Copying from strides to strides, and adding up where places overlap. */

/** A line of the cache. */
const FAR_BYTES = 64;

/** Axes that the kernel goes through by itself; what is further out is a call for each. */
export const AXES = 4;

export interface Element {
  load(address: Code): Code;
  store(address: Code, value: Code): Code;
  add(a: Code, b: Code): Code;
  /** Of as many as a vector holds. */
  addVectors(a: Code, b: Code): Code;
}

export const elements: Record<DType, Element> = {
  float32: {
    load: (address) => memory.loadF32([address]),
    store: (address, value) => memory.storeF32([address, value]),
    add: f32.add,
    addVectors: simd(228),
  },
  float64: {
    load: (address) => memory.loadF64([address]),
    store: (address, value) => memory.storeF64([address, value]),
    add: f64.add,
    addVectors: simd(240),
  },
  int32: {
    load: (address) => memory.loadI32([address]),
    store: (address, value) => memory.storeI32([address, value]),
    add: i32.add,
    addVectors: simd(174),
  },
  bool: {
    load: (address) => memory.loadU8([address]),
    store: (address, value) => memory.store8([address, value]),
    add: i32.add,
    addVectors: simd(110),
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
  const merged = mergeAxes(how === "copy" ? [x.layout, out.layout] : outermostFirst(x.layout, out.layout));
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
  // What lies far apart, as in a transposed matrix, takes longer than the way through shared memory.
  const far = filled && parameters[3 * AXES] > FAR_BYTES;
  const { threads, scope } = crew(far ? x.layout.size / starts.length : 0);
  const axis =
    Array.from({ length: AXES }, (_, axis) => axis).find((axis) => parameters[2 + 3 * axis] > 1) ?? 0;
  const found = compiled(`${how} ${x.dtype}`, () => moveKernel(how, element, bytes), scope);
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

/**
 * The axes as they lie in what is added: it is read in one go, and windows that overlap are not added one right after the
 * other, which processors are slow at.
 */
function outermostFirst(x: Layout, out: Layout): readonly Layout[] {
  const order = x.shape.map((_, axis) => axis).sort((a, b) => x.strides[b] - x.strides[a]);
  return [x.permute(order), out.permute(order)];
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

/** A part of a buffer. */
export interface Extent {
  readonly start: number;
  readonly count: number;
}

/** The part of a buffer that a view reaches over; null if it runs backwards or is longer than `most`. */
export function extentOf({ layout }: View, most = 4 * layout.size): Extent | null {
  if (!isForward(layout)) return null;
  const count = reachOf(layout);
  return count <= most ? { start: layout.offset, count } : null;
}

/** `(x, out, ...[size, xBytes, outBytes] of each axis)`: by whole vectors where neighbours stay neighbours. */
function moveKernel(how: "copy" | "accumulate", element: Element, bytes: number): FunctionBuilder {
  const f = new FunctionBuilder();
  const x = f.parameter("i32");
  const out = f.parameter("i32");
  const axes = Array.from({ length: AXES }, () => [
    f.parameter("i32"),
    f.parameter("i32"),
    f.parameter("i32"),
  ]);
  const { load, store, add, addVectors } = element;
  const moveOne = (from: Code, to: Code): Code =>
    store(to, how === "copy" ? load(from) : add(load(to), load(from)));
  const moveVector = (from: Code, to: Code): Code => {
    const loaded = memory.loadV128([from]);
    return memory.storeV128([to, how === "copy" ? loaded : addVectors(memory.loadV128([to]), loaded)]);
  };
  const atOnce = VECTOR / bytes;
  const advance = (pointer: Local, by: Code) => pointer.set(i32.add(pointer.get, by));

  const loop = (axis: number, from: Local, to: Local): Code => {
    const [size, xBytes, outBytes] = axes[axis];
    const counter = f.local("i32");
    const fromHere = f.local("i32");
    const toHere = f.local("i32");
    const isLast = axis === AXES - 1;
    const inner = isLast ? moveOne(fromHere.get, toHere.get) : loop(axis + 1, fromHere, toHere);
    const rest = countTo(counter, size.get, 1, [
      ...inner,
      ...advance(fromHere, xBytes.get),
      ...advance(toHere, outBytes.get),
    ]);
    const vectors = whileLoop(i32.ltU(i32.add(counter.get, i32.const(atOnce - 1)), size.get), [
      ...moveVector(fromHere.get, toHere.get),
      ...advance(fromHere, i32.const(VECTOR)),
      ...advance(toHere, i32.const(VECTOR)),
      ...advance(counter, i32.const(atOnce)),
    ]);
    const gaps = [xBytes, outBytes].map((step) => i32.sub(step.get, i32.const(bytes)));
    return [
      ...counter.set(i32.const(0)),
      ...fromHere.set(from.get),
      ...toHere.set(to.get),
      ...(isLast ? ifElse(i32.eqz(i32.or(gaps[0], gaps[1])), vectors) : []),
      ...rest,
    ];
  };
  return f.body(loop(0, x, out));
}
