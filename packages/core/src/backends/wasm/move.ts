import { bytesPerElement, type DType } from "../../dtype.ts";
import { Layout } from "../../layout.ts";
import { reference } from "../reference/index.ts";
import { isForward, mergeAxes, offsetsOf, reachOf } from "../strided.ts";
import type { View } from "../view.ts";
import {
  type Access,
  advance,
  type Code,
  countTo,
  f32,
  f64,
  i32,
  ifElse,
  type Local,
  memory,
  simd,
  whileLoop,
} from "./assembler.ts";
import { type KernelSource, kernel, list } from "./kernel.ts";
import { compiled } from "./kernels.ts";
import { VECTOR } from "./lanes.ts";
import { hasRoomFor, resetScratch, type Scope } from "./scratch.ts";
import { Staging } from "./staging.ts";
import { chooseThreads, partsOf, runAll } from "./threads.ts";

/* Copies from strides to strides, and adds up where places overlap. */

/** A cache line. */
const FAR_BYTES = 64;

/** From this length on, rows that lie apart are copied faster without the scratch memory. */
export const LONGEST_ROW = 512;

/** The number of axes that the kernel loops over. Further out, there is one call for each index. */
export const AXES = 4;

export interface Element {
  load(address: Code): Code;
  store(address: Code, value: Code): Code;
  add(a: Code, b: Code): Code;
  /** Addition of whole vectors of elements. */
  addVectors(a: Code, b: Code): Code;
}

function element(load: Access, store: Access, add: Element["add"], addVectors: number): Element {
  return {
    load: (address) => load([address]),
    store: (address, value) => store([address, value]),
    add,
    addVectors: simd(addVectors),
  };
}

export const elements: Record<DType, Element> = {
  float32: element(memory.loadF32, memory.storeF32, f32.add, 228),
  float64: element(memory.loadF64, memory.storeF64, f64.add, 240),
  int32: element(memory.loadI32, memory.storeI32, i32.add, 174),
  bool: element(memory.loadU8, memory.store8, i32.add, 110),
};

/** Copies `x` to `out`. False if there is no kernel for it. */
export function copyOn(x: View, out: View): boolean {
  return moveOn("copy", x, out);
}

/** Adds `x` to `out`, whose places may overlap. False if there is no kernel for it. */
export function accumulateOn(x: View, out: View): boolean {
  return moveOn("accumulate", x, out);
}

function moveOn(how: "copy" | "accumulate", x: View, out: View): boolean {
  if (x.dtype !== out.dtype) return false;
  const [from, to] = [extentOf(x), extentOf(out)];
  if (from === null || to === null) return false;
  // Elements between the places of a copy must not change.
  const filled = how === "copy" && out.layout.contiguous;
  const bytes = bytesPerElement(x.dtype);
  if (!hasRoomFor((from.count + to.count) * bytes)) return false;
  const merged = mergeAxes(how === "copy" ? [x.layout, out.layout] : outermostFirst(x.layout, out.layout));
  const outer = Math.max(0, merged[0].shape.length - AXES);
  const [starts, ends] = merged.map((layout) => offsetsOf(leading(layout, outer)));
  const axes = innermostAxes(merged[0].shape.length, { size: 1, xBytes: 0, outBytes: 0 }, (axis) => ({
    size: merged[0].shape[axis],
    xBytes: merged[0].strides[axis] * bytes,
    outBytes: merged[1].strides[axis] * bytes,
  }));
  const row = axes[AXES - 1];
  if (
    how === "copy" &&
    !filled &&
    row.size >= LONGEST_ROW &&
    row.xBytes === bytes &&
    row.outBytes === bytes
  ) {
    reference.copy(x, out);
    return true;
  }
  // With large strides, as in a transposed matrix, access takes longer than the copies through shared memory.
  const far = filled && row.xBytes > FAR_BYTES;
  const { threads, scope } = chooseThreads(far ? x.layout.size / starts.length : 0);
  const found = mover(how, x.dtype, scope);

  resetScratch(scope);
  const source = new Staging(x, from.count, from.start);
  const target = new Staging(out, to.count, to.start);
  source.load(0, from.count);
  if (!filled) target.load(0, to.count);
  const outermost = Math.max(
    0,
    axes.findIndex(({ size }) => size > 1),
  );
  const parts = partsOf(axes[outermost].size, 1, threads);
  const tasks = parts.map(([first, end]) =>
    found.arguments({
      axes: axes.map((axis, i) => (i === outermost ? { ...axis, size: end - first } : axis)),
    }),
  );
  for (let i = 0; i < starts.length; i++) {
    const x = source.address + (starts[i] - from.start) * bytes;
    const out = target.address + (ends[i] - to.start) * bytes;
    runAll(found, tasks, (task, k) => {
      task.x = x + parts[k][0] * axes[outermost].xBytes;
      task.out = out + parts[k][0] * axes[outermost].outBytes;
    });
  }
  target.store(0, to.count);
  return true;
}

/** The kernel that copies elements of a dtype, or adds them. */
export function mover(how: "copy" | "accumulate", dtype: DType, scope: Scope) {
  return compiled([how, dtype], () => moveKernel(how, elements[dtype], bytesPerElement(dtype)), scope);
}

/** `of` for the last axes, which a kernel loops over by itself, of `count` axes; `none` where there are too few. */
export function innermostAxes<Axis>(count: number, none: Axis, of: (axis: number) => Axis): Axis[] {
  const axes = new Array<Axis>(AXES);
  for (let i = 0; i < AXES; i++) axes[i] = i < AXES - count ? none : of(count - AXES + i);
  return axes;
}

/**
 * Sorts the axes by the strides of `x`, the operand that is added; those along which it is repeated come first. So it is read
 * sequentially, and overlapping windows are not added directly one after the other, which processors are slow at.
 */
function outermostFirst(x: Layout, out: Layout): readonly Layout[] {
  const steps = x.strides.map((stride) => stride || x.size);
  const order = steps.map((_, axis) => axis).sort((a, b) => steps[b] - steps[a]);
  return [x.permute(order), out.permute(order)];
}

export function leading({ shape, strides, offset }: Layout, axes: number): Layout {
  return new Layout(shape.slice(0, axes), strides.slice(0, axes), offset);
}

/** A part of a buffer. */
export interface Extent {
  readonly start: number;
  readonly count: number;
}

/** The part of a buffer that a view spans. Null if the view runs backwards or spans more than `most`. */
export function extentOf({ layout }: View, most = 4 * layout.size): Extent | null {
  if (!isForward(layout)) return null;
  const count = reachOf(layout);
  return count <= most ? { start: layout.offset, count } : null;
}

const moving = {
  x: "address",
  out: "address",
  axes: list(AXES, { size: "i32", xBytes: "i32", outBytes: "i32" }),
} as const;

/** Moves whole vectors where contiguous elements stay contiguous. */
function moveKernel(
  how: "copy" | "accumulate",
  element: Element,
  bytes: number,
): KernelSource<typeof moving> {
  return kernel(moving, ({ x, out, axes }, f) => {
    const { load, store, add, addVectors } = element;
    const moveOne = (from: Code, to: Code): Code =>
      store(to, how === "copy" ? load(from) : add(load(to), load(from)));
    const moveVector = (from: Code, to: Code): Code => {
      const loaded = memory.loadV128([from]);
      return memory.storeV128([to, how === "copy" ? loaded : addVectors(memory.loadV128([to]), loaded)]);
    };
    const atOnce = VECTOR / bytes;

    const loop = (axis: number, from: Local, to: Local): Code => {
      const { size, xBytes, outBytes } = axes[axis];
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
        ...advance(fromHere, VECTOR),
        ...advance(toHere, VECTOR),
        ...advance(counter, atOnce),
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
    return loop(0, x, out);
  });
}
