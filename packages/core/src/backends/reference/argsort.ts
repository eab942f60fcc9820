import { offsetsOf } from "../strided.ts";
import type { View } from "../view.ts";

/** What is sorted: keys, and the positions from which they came. */
interface Row {
  readonly keys: Float64Array;
  readonly places: Int32Array;
}

/** Sorts the positions of each row: see {@link Backend.argsort}. */
export function argsort(x: View, descending: boolean, out: View): void {
  const { shape } = x.layout;
  const size = shape[shape.length - 1];
  if (x.layout.size === 0) return;
  const from = offsetsOf(x.layout);
  const to = offsetsOf(out.layout);
  const row = rowOf(size);
  const scratch = rowOf(size);
  const missing = new Int32Array(size);
  for (let start = 0; start < from.length; start += size) {
    let numbers = 0;
    let others = 0;
    for (let i = 0; i < size; i++) {
      const value = x.buffer[from[start + i]];
      if (Number.isNaN(value)) {
        missing[others++] = i;
      } else {
        row.keys[numbers] = descending ? -value : value;
        row.places[numbers++] = i;
      }
    }
    const { places } = sortRow(row, scratch, numbers);
    const first = start + (descending ? others : 0);
    for (let i = 0; i < numbers; i++) out.buffer[to[first + i]] = places[i];
    const last = start + (descending ? 0 : numbers);
    for (let i = 0; i < others; i++) out.buffer[to[last + i]] = missing[i];
  }
}

function rowOf(size: number): Row {
  return { keys: new Float64Array(size), places: new Int32Array(size) };
}

/** Runs of this length are sorted by insertion, and then merged. */
const RUN = 8;

/**
 * Sorts the first elements by their keys, in ascending order; equal keys keep their order. The result is in one of
 * the two rows, and both are overwritten.
 */
function sortRow(row: Row, scratch: Row, size: number): Row {
  for (let start = 0; start < size; start += RUN) insertionSort(row, start, Math.min(start + RUN, size));
  let source = row;
  let target = scratch;
  for (let width = RUN; width < size; width *= 2) {
    for (let start = 0; start < size; start += 2 * width) {
      merge(source, target, start, Math.min(start + width, size), Math.min(start + 2 * width, size));
    }
    [source, target] = [target, source];
  }
  return source;
}

function insertionSort({ keys, places }: Row, start: number, end: number): void {
  for (let i = start + 1; i < end; i++) {
    const key = keys[i];
    const place = places[i];
    let at = i;
    for (; at > start && keys[at - 1] > key; at--) {
      keys[at] = keys[at - 1];
      places[at] = places[at - 1];
    }
    keys[at] = key;
    places[at] = place;
  }
}

function merge(source: Row, target: Row, start: number, middle: number, end: number): void {
  const { keys, places } = source;
  let left = start;
  let right = middle;
  for (let i = start; i < end; i++) {
    const takesLeft = right === end || (left < middle && keys[left] <= keys[right]);
    const from = takesLeft ? left++ : right++;
    target.keys[i] = keys[from];
    target.places[i] = places[from];
  }
}
