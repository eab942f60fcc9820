import type { TypedArray } from "../../dtype.ts";
import { type ReduceFunction, type ReduceMeaning, reduceMeaning } from "../../functions.ts";
import { forEachRun, mergeAxes, offsetsOf, pick } from "../strided.ts";
import type { View } from "../view.ts";

/** Shorter runs are folded from left to right. Longer ones are halved, so that errors grow only as log n. */
const PAIRWISE_BASE = 32;

/** Folds elements that lie `step` apart. */
function fold(f: ReduceMeaning, values: TypedArray, at: number, step: number, count: number): number {
  if (count === 0) return f.initial;
  if (count > PAIRWISE_BASE) {
    const half = count >>> 1;
    return f.of(fold(f, values, at, step, half), fold(f, values, at + half * step, step, count - half));
  }
  let result = values[at];
  for (let i = 1; i < count; i++) result = f.of(result, values[at + i * step]);
  return result;
}

/** Folds the rows or the columns of a matrix. False, having done nothing, if both axes are folded, or neither is. */
function reduceMatrix(f: ReduceMeaning, x: View, out: View): boolean {
  const { shape, strides, offset } = x.layout;
  const to = out.layout.strides;
  const folded = to[0] === 0 ? 0 : 1;
  const kept = 1 - folded;
  if (to[folded] !== 0 || to[kept] === 0) return false;
  for (let i = 0; i < shape[kept]; i++) {
    const first = offset + i * strides[kept];
    out.buffer[out.layout.offset + i * to[kept]] = fold(f, x.buffer, first, strides[folded], shape[folded]);
  }
  return true;
}

export function reduce(folding: ReduceFunction, x: View, out: View): void {
  const f = reduceMeaning(folding);
  if (x.layout.contiguous && out.layout.step === 0) {
    out.buffer[out.layout.offset] = fold(f, x.buffer, x.layout.offset, 1, x.layout.size);
    return;
  }
  if (x.layout.shape.length === 2 && reduceMatrix(f, x, out)) return;
  const [from, to] = mergeAxes([x.layout, out.layout]);
  const folded: number[] = [];
  const kept: number[] = [];
  for (let axis = 0; axis < to.shape.length; axis++) (to.strides[axis] === 0 ? folded : kept).push(axis);
  const outer = pick(from, kept, from.offset);
  const target = pick(to, kept, to.offset);
  const { buffer } = x;
  if (folded.length === 1) {
    const [axis] = folded;
    forEachRun([outer, target], (runs, at, steps) => {
      for (let i = 0; i < runs; i++) {
        const first = at[0] + i * steps[0];
        out.buffer[at[1] + i * steps[1]] = fold(f, buffer, first, from.strides[axis], from.shape[axis]);
      }
    });
    return;
  }
  // Elements that are not evenly spaced are gathered first.
  const places = offsetsOf(pick(from, folded, 0));
  const row = new Float64Array(places.length);
  forEachRun([outer, target], (runs, at, steps) => {
    for (let i = 0; i < runs; i++) {
      const first = at[0] + i * steps[0];
      for (let place = 0; place < row.length; place++) row[place] = buffer[first + places[place]];
      out.buffer[at[1] + i * steps[1]] = fold(f, row, 0, 1, row.length);
    }
  });
}
