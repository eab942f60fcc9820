import { Layout } from "../../layout.ts";
import { outside, unravel } from "../../shape.ts";
import { forEachRun } from "../strided.ts";
import type { View } from "../view.ts";
import { LONG } from "./copy.ts";

/*
 * Picks elements along an axis by an index, and writes to them. If an index names whole runs, as when it picks rows,
 * the engine's own copy is used.
 */

/** What is done with the elements that indices name, one run at a time. */
interface Visitor {
  /** One index for a whole run, as when it picks rows. */
  run(dataAt: number, dataStep: number, updateAt: number, updateStep: number, count: number): void;
  /** One index for each element. `places` says where these elements are in the data. */
  each(places: Int32Array, updateAt: number, updateStep: number, count: number): void;
}

/** Goes through updates, or results, together with the elements along `axis` that their indices name. */
function forEachIndexed(
  op: string,
  index: View,
  axis: number,
  data: Layout,
  updates: Layout,
  visitor: Visitor,
): void {
  const axisSize = data.shape[axis];
  const axisStride = data.strides[axis];
  const indices = index.buffer;
  const base = new Layout(
    index.layout.shape,
    data.strides.map((stride, i) => (i === axis ? 0 : stride)),
    data.offset,
  );
  let places = new Int32Array(0);
  let seen = 0;
  forEachRun([index.layout, base, updates], (count, starts, steps) => {
    const indexAt = starts[0];
    const baseAt = starts[1];
    const indexStep = steps[0];
    const baseStep = steps[1];
    if (indexStep === 0) {
      const chosen = indices[indexAt];
      if (chosen < 0 || chosen >= axisSize)
        throw outside(op, chosen, unravel(seen, index.layout.shape), axis, axisSize);
      visitor.run(baseAt + chosen * axisStride, baseStep, starts[2], steps[2], count);
    } else {
      if (places.length < count) places = new Int32Array(count);
      for (let i = 0; i < count; i++) {
        const chosen = indices[indexAt + i * indexStep];
        if (chosen < 0 || chosen >= axisSize) {
          throw outside(op, chosen, unravel(seen + i, index.layout.shape), axis, axisSize);
        }
        places[i] = baseAt + i * baseStep + chosen * axisStride;
      }
      visitor.each(places, starts[2], steps[2], count);
    }
    seen += count;
  });
}

/** `out[..., i, ...] = x[..., index[..., i, ...], ...]` */
export function gather(x: View, index: View, axis: number, out: View): void {
  const source = x.buffer;
  const target = out.buffer;
  forEachIndexed("gather", index, axis, x.layout, out.layout, {
    run: (from, fromStep, to, toStep, count) => {
      if (fromStep === 1 && toStep === 1 && count >= LONG) {
        target.set(source.subarray(from, from + count), to);
      } else {
        for (let i = 0; i < count; i++) target[to + i * toStep] = source[from + i * fromStep];
      }
    },
    each: (places, to, toStep, count) => {
      for (let i = 0; i < count; i++) target[to + i * toStep] = source[places[i]];
    },
  });
}

/** `out[..., index[..., i, ...], ...] += updates[..., i, ...]` */
export function scatterAdd(updates: View, index: View, axis: number, out: View): void {
  const source = updates.buffer;
  const target = out.buffer;
  forEachIndexed("scatterAdd", index, axis, out.layout, updates.layout, {
    run: (to, toStep, from, fromStep, count) => {
      for (let i = 0; i < count; i++) target[to + i * toStep] += source[from + i * fromStep];
    },
    each: (places, from, fromStep, count) => {
      for (let i = 0; i < count; i++) target[places[i]] += source[from + i * fromStep];
    },
  });
}

/**
 * `out[..., index[..., i, ...], ...] = updates[..., i, ...]`. Of several updates of one element, the last one stays.
 */
export function scatter(updates: View, index: View, axis: number, out: View): void {
  const source = updates.buffer;
  const target = out.buffer;
  forEachIndexed("scatter", index, axis, out.layout, updates.layout, {
    run: (to, toStep, from, fromStep, count) => {
      for (let i = 0; i < count; i++) target[to + i * toStep] = source[from + i * fromStep];
    },
    each: (places, from, fromStep, count) => {
      for (let i = 0; i < count; i++) target[places[i]] = source[from + i * fromStep];
    },
  });
}
