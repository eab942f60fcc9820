import { bytesPerElement } from "../../dtype.ts";
import { Layout } from "../../layout.ts";
import { LONG } from "../reference/copy.ts";
import { mergeAxes, offsetsOf } from "../strided.ts";
import type { View } from "../view.ts";
import { advance, type Code, countTo, i32, ifElse, type Local, memory, whileLoop } from "./assembler.ts";
import { type KernelSource, kernel, list } from "./kernel.ts";
import { compiled } from "./kernels.ts";
import { VECTOR } from "./lanes.ts";
import { AXES, type Element, elements, extentOf, innermostAxes, LONGEST_ROW, leading } from "./move.ts";
import { fill, hasRoomFor, readAt, reserve, resetScratch } from "./scratch.ts";
import { Staging } from "./staging.ts";

/*
 * Picks elements along an axis by an index, adds to them, or sets them. Data that are large compared with the index, and
 * long rows that are picked or set as a whole, are left to the plain loops, which copy no more than they touch.
 */

type How = "gather" | "scatterAdd" | "scatter";

/** The data may be at most this many times as large as the index, and as rows that are picked as a whole. */
const MOST = 4;
const MOST_OF_ROWS = 2;

const INDEX_BYTES = 4;

/**
 * Reads `updates` from the data, adds them to the data, or sets them there, at the places that `index` gives along `axis`.
 * False, without a visible effect, if there is no kernel, or if an index is out of range: the plain loops say which one.
 */
export function indexedOn(how: How, data: View, index: View, axis: number, updates: View): boolean {
  const { shape, size } = index.layout;
  const base = new Layout(
    shape,
    data.layout.strides.map((stride, i) => (i === axis ? 0 : stride)),
    data.layout.offset,
  );
  const merged = mergeAxes([index.layout, base, updates.layout]);
  const last = merged[0].shape.length - 1;
  const rows = last >= 0 && merged[0].strides[last] === 0 && merged[0].shape[last] >= LONG;
  const moved = rows && how !== "scatterAdd";
  if (moved && merged[0].shape[last] >= LONGEST_ROW) return false;
  const inData = extentOf(data, (moved ? MOST_OF_ROWS : MOST) * size);
  const inIndex = extentOf(index);
  const inUpdates = extentOf(updates);
  if (inData === null || inIndex === null || inUpdates === null) return false;
  const bytes = bytesPerElement(data.dtype);
  if (!hasRoomFor((inData.count + inUpdates.count) * bytes + inIndex.count * INDEX_BYTES)) return false;
  const found = compiled([how, data.dtype], () => indexedKernel(how, elements[data.dtype], bytes));

  resetScratch();
  const flag = reserve(INDEX_BYTES);
  const chosen = new Staging(index, inIndex.count, inIndex.start);
  const source = new Staging(data, inData.count, inData.start);
  const changes = new Staging(updates, inUpdates.count, inUpdates.start);
  fill(flag, "int32", 0, 1);
  chosen.load(0, inIndex.count);
  source.load(0, inData.count);
  if (how !== "gather") changes.load(0, inUpdates.count);

  const outer = Math.max(0, last + 1 - AXES);
  const [indexStarts, dataStarts, updateStarts] = merged.map((layout) => offsetsOf(leading(layout, outer)));
  const given = found.arguments({
    axes: innermostAxes(last + 1, { size: 1, steps: { index: 0, data: 0, updates: 0 } }, (own) => {
      const [indexStep, dataStep, updateStep] = merged.map((layout) => layout.strides[own]);
      return {
        size: merged[0].shape[own],
        steps: { index: indexStep * INDEX_BYTES, data: dataStep * bytes, updates: updateStep * bytes },
      };
    }),
  });
  given.flag = flag;
  given.axisSize = data.layout.shape[axis];
  given.axisBytes = data.layout.strides[axis] * bytes;
  for (let i = 0; i < indexStarts.length; i++) {
    given.index = chosen.address + (indexStarts[i] - inIndex.start) * INDEX_BYTES;
    given.data = source.address + (dataStarts[i] - inData.start) * bytes;
    given.updates = changes.address + (updateStarts[i] - inUpdates.start) * bytes;
    found.run(given);
  }
  if (readAt(flag, "int32") !== 0) return false;
  if (how === "gather") changes.store(0, inUpdates.count);
  else source.store(0, inData.count);
  return true;
}

const picking = {
  flag: "address",
  index: "address",
  data: "address",
  updates: "address",
  axisSize: "i32",
  axisBytes: "i32",
  axes: list(AXES, { size: "i32", steps: { index: "i32", data: "i32", updates: "i32" } }),
} as const;

/** The current position of the kernel in the index, the data and the updates. */
interface Pointers {
  readonly index: Local;
  readonly data: Local;
  readonly updates: Local;
}

/** Moves whole vectors where one index picks contiguous elements that stay contiguous. */
function indexedKernel(how: How, scalars: Element, bytes: number): KernelSource<typeof picking> {
  return kernel(picking, ({ flag, index, data, updates, axisSize, axisBytes, axes }, f) => {
    const chosen = f.local("i32");
    const place = f.local("i32");
    /** Neighbouring vectors of a row, which are moved in one iteration of the loop. */
    const vectors = [0, 1, 2, 3].map(
      (i): Element => ({
        ...scalars,
        load: (address) => memory.loadV128([address], i * VECTOR),
        store: (address, value) => memory.storeV128([address, value], i * VECTOR),
        add: scalars.addVectors,
      }),
    );
    const outside = memory.storeI32([flag.get, i32.const(1)]);

    const act = (place: Local, updates: Local, of: Element): Code => {
      if (how === "gather") return of.store(updates.get, of.load(place.get));
      const update = of.load(updates.get);
      return of.store(place.get, how === "scatter" ? update : of.add(of.load(place.get), update));
    };
    const visit = (at: Pointers, then: Code): Code => {
      const found = [...place.set(i32.add(at.data.get, i32.mul(chosen.get, axisBytes.get))), ...then];
      // As unsigned numbers, negative indices are large.
      return [
        ...chosen.set(memory.loadI32([at.index.get])),
        ...ifElse(i32.ltU(chosen.get, axisSize.get), found, outside),
      ];
    };
    /** Processes the row of one index. */
    const row = (at: Pointers, size: Code): Code => {
      const left = f.local("i32");
      const step = (each: readonly Element[], width: number): Code =>
        whileLoop(i32.geU(left.get, i32.const(width / bytes)), [
          ...each.flatMap((of) => act(place, at.updates, of)),
          ...advance(place, width),
          ...advance(at.updates, width),
          ...advance(left, -width / bytes),
        ]);
      return visit(at, [
        ...left.set(size),
        ...step(vectors, 4 * VECTOR),
        ...step(vectors.slice(0, 1), VECTOR),
        ...step([scalars], bytes),
      ]);
    };
    const loop = (axis: number, outer: Pointers): Code => {
      if (axis === AXES) return visit(outer, act(place, outer.updates, scalars));
      const { size, steps } = axes[axis];
      const counter = f.local("i32");
      const here = { index: f.local("i32"), data: f.local("i32"), updates: f.local("i32") };
      const each = ["index", "data", "updates"] as const;
      const one = countTo(counter, size.get, 1, [
        ...loop(axis + 1, here),
        ...each.flatMap((name) => advance(here[name], steps[name].get)),
      ]);
      const gaps = [steps.data, steps.updates].map((step) => i32.sub(step.get, i32.const(bytes)));
      const isRow = i32.eqz(i32.or(steps.index.get, i32.or(gaps[0], gaps[1])));
      return [
        ...counter.set(i32.const(0)),
        ...each.flatMap((name) => here[name].set(outer[name].get)),
        ...(axis === AXES - 1 ? ifElse(isRow, row(here, size.get), one) : one),
      ];
    };
    return loop(0, { index, data, updates });
  });
}
