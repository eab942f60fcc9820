import { bytesPerElement } from "../../dtype.ts";
import { Layout } from "../../layout.ts";
import { LONG } from "../reference/indexed.ts";
import { mergeAxes, offsetsOf } from "../strided.ts";
import type { View } from "../view.ts";
import { advance, type Code, countTo, i32, ifElse, type Local, memory } from "./assembler.ts";
import { type KernelSource, kernel, list } from "./kernel.ts";
import { compiled } from "./kernels.ts";
import { AXES, type Element, elements, extentOf, innermostAxes, leading } from "./move.ts";
import { fill, hasRoomFor, readAt, reserve, resetScratch } from "./scratch.ts";
import { Staging } from "./staging.ts";

/*
 * Picking elements along an axis by an index, adding to them, or setting them. Whole rows, and data that are large
 * compared with the index, are left to the plain loops, which copy no more than they touch.
 */

type How = "gather" | "scatterAdd" | "scatter";

/** The data may be so many times as large as the index. */
const MOST = 4;

const INDEX_BYTES = 4;

/**
 * `updates` are read from the data, added to them, or changes to them, where `index` says along `axis`. False, having
 * done nothing that shows, where there is no kernel for it, and where an index is outside: the plain loops say which.
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
  if (rows && how !== "scatterAdd") return false;
  const inData = extentOf(data, MOST * size);
  const inIndex = extentOf(index);
  const inUpdates = extentOf(updates);
  if (inData === null || inIndex === null || inUpdates === null) return false;
  const bytes = bytesPerElement(data.dtype);
  if (!hasRoomFor((inData.count + inUpdates.count) * bytes + inIndex.count * INDEX_BYTES)) return false;
  const found = compiled([how, data.dtype], () => indexedKernel(how, elements[data.dtype]));

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

/** Where the kernel is, in each of the three. */
interface Pointers {
  readonly index: Local;
  readonly data: Local;
  readonly updates: Local;
}

function indexedKernel(how: How, { load, store, add }: Element): KernelSource<typeof picking> {
  return kernel(picking, ({ flag, index, data, updates, axisSize, axisBytes, axes }, f) => {
    const chosen = f.local("i32");
    const place = f.local("i32");

    const visit = (at: Pointers): Code => {
      const act: Record<How, Code> = {
        gather: store(at.updates.get, load(place.get)),
        scatterAdd: store(place.get, add(load(place.get), load(at.updates.get))),
        scatter: store(place.get, load(at.updates.get)),
      };
      const found = [...place.set(i32.add(at.data.get, i32.mul(chosen.get, axisBytes.get))), ...act[how]];
      const outside = memory.storeI32([flag.get, i32.const(1)]);
      // Without a sign, negative numbers are large ones.
      return [
        ...chosen.set(memory.loadI32([at.index.get])),
        ...ifElse(i32.ltU(chosen.get, axisSize.get), found, outside),
      ];
    };
    const loop = (axis: number, outer: Pointers): Code => {
      if (axis === AXES) return visit(outer);
      const { size, steps } = axes[axis];
      const counter = f.local("i32");
      const here = { index: f.local("i32"), data: f.local("i32"), updates: f.local("i32") };
      const each = ["index", "data", "updates"] as const;
      return [
        ...counter.set(i32.const(0)),
        ...each.flatMap((name) => here[name].set(outer[name].get)),
        ...countTo(counter, size.get, 1, [
          ...loop(axis + 1, here),
          ...each.flatMap((name) => advance(here[name], steps[name].get)),
        ]),
      ];
    };
    return loop(0, { index, data, updates });
  });
}
