import { bytesPerElement } from "../../dtype.ts";
import { Layout } from "../../layout.ts";
import { LONG } from "../reference/indexed.ts";
import { mergeAxes, offsetsOf } from "../strided.ts";
import type { View } from "../view.ts";
import { type Code, countTo, FunctionBuilder, i32, ifElse, type Local, memory } from "./assembler.ts";
import { kernel } from "./kernels.ts";
import { AXES, type Element, elements, extentOf, leading } from "./move.ts";
import { copyIn, copyOut, fill, hasRoomFor, readAt, reserve, resetScratch } from "./scratch.ts";

/*
 * Picking elements along an axis by an index, adding to them, or setting them. Whole rows, and data that are large
 * beside the index, are left to the plain loops, which copy no more than they touch.
 */

type How = "gather" | "scatterAdd" | "scatter";

/** The data may be so many times as large as the index. */
const MOST = 4;

const INDEX_BYTES = 4;

/**
 * `updates` are read from the data, added to them, or written to them, where `index` says along `axis`. False, having
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
  const run = kernel(`${how} ${data.dtype}`, () => indexedKernel(how, elements[data.dtype]));

  resetScratch();
  const flag = reserve(INDEX_BYTES);
  const indexAt = reserve(inIndex.count * INDEX_BYTES);
  const dataAt = reserve(inData.count * bytes);
  const updatesAt = reserve(inUpdates.count * bytes);
  fill(flag, "int32", 0, 1);
  copyIn(indexAt, "int32", index.buffer, inIndex.start, inIndex.count);
  copyIn(dataAt, data.dtype, data.buffer, inData.start, inData.count);
  if (how !== "gather") copyIn(updatesAt, updates.dtype, updates.buffer, inUpdates.start, inUpdates.count);

  const outer = Math.max(0, last + 1 - AXES);
  const [indexStarts, dataStarts, updateStarts] = merged.map((layout) => offsetsOf(leading(layout, outer)));
  const parameters = [flag, 0, 0, 0, data.layout.shape[axis], data.layout.strides[axis] * bytes];
  for (let own = last + 1 - AXES; own <= last; own++) {
    if (own < 0) {
      parameters.push(1, 0, 0, 0);
    } else {
      const [indexStep, dataStep, updateStep] = merged.map((layout) => layout.strides[own]);
      parameters.push(merged[0].shape[own], indexStep * INDEX_BYTES, dataStep * bytes, updateStep * bytes);
    }
  }
  for (let i = 0; i < indexStarts.length; i++) {
    parameters[1] = indexAt + (indexStarts[i] - inIndex.start) * INDEX_BYTES;
    parameters[2] = dataAt + (dataStarts[i] - inData.start) * bytes;
    parameters[3] = updatesAt + (updateStarts[i] - inUpdates.start) * bytes;
    run(...parameters);
  }
  if (readAt(flag, "int32") !== 0) return false;
  if (how === "gather") copyOut(updatesAt, updates.dtype, updates.buffer, inUpdates.start, inUpdates.count);
  else copyOut(dataAt, data.dtype, data.buffer, inData.start, inData.count);
  return true;
}

/** `(flag, index, data, updates, axisSize, axisBytes, ...[size, indexBytes, dataBytes, updateBytes] of each axis)` */
function indexedKernel(how: How, { load, store, add }: Element): FunctionBuilder {
  const f = new FunctionBuilder();
  const parameter = () => f.parameter("i32");
  const [flag, index, data, updates, axisSize, axisBytes] = Array.from({ length: 6 }, parameter);
  const axes = Array.from({ length: AXES }, () => Array.from({ length: 4 }, parameter));
  const chosen = f.local("i32");
  const place = f.local("i32");

  const visit = ([at, from, update]: readonly Local[]): Code => {
    const act: Record<How, Code> = {
      gather: store(update.get, load(place.get)),
      scatterAdd: store(place.get, add(load(place.get), load(update.get))),
      scatter: store(place.get, load(update.get)),
    };
    const found = [...place.set(i32.add(from.get, i32.mul(chosen.get, axisBytes.get))), ...act[how]];
    const outside = memory.storeI32([flag.get, i32.const(1)]);
    // Without a sign, negative numbers are large ones.
    return [
      ...chosen.set(memory.loadI32([at.get])),
      ...ifElse(i32.ltU(chosen.get, axisSize.get), found, outside),
    ];
  };
  const loop = (axis: number, outer: readonly Local[]): Code => {
    if (axis === AXES) return visit(outer);
    const [size, ...steps] = axes[axis];
    const counter = f.local("i32");
    const here = outer.map(() => f.local("i32"));
    return [
      ...counter.set(i32.const(0)),
      ...here.flatMap((local, i) => local.set(outer[i].get)),
      ...countTo(counter, size.get, 1, [
        ...loop(axis + 1, here),
        ...here.flatMap((local, i) => local.set(i32.add(local.get, steps[i].get))),
      ]),
    ];
  };
  return f.body(loop(0, [index, data, updates]));
}
