import type { View } from "../backend.ts";
import { offsetsOf } from "./strided.ts";

/** Sorts the places of each row by merging, bottom up: see {@link Backend.argsort}. */
export function argsort(x: View, descending: boolean, out: View): void {
  const { shape } = x.layout;
  const size = shape[shape.length - 1];
  if (x.layout.size === 0) return;
  const from = offsetsOf(x.layout);
  const to = offsetsOf(out.layout);
  const keys = new Float64Array(size);
  for (let row = 0; row < from.length; row += size) {
    const places = new Int32Array(size);
    let numbers = 0;
    for (let i = 0; i < size; i++) {
      const value = x.buffer[from[row + i]];
      keys[i] = descending ? -value : value;
      if (!Number.isNaN(value)) places[numbers++] = i;
    }
    const sorted = mergeSort(places.subarray(0, numbers), keys);
    const first = descending ? size - numbers : 0;
    for (let i = 0; i < numbers; i++) out.buffer[to[row + first + i]] = sorted[i];
    let nan = descending ? 0 : numbers;
    for (let i = 0; i < size && numbers < size; i++) {
      if (Number.isNaN(keys[i])) out.buffer[to[row + nan++]] = i;
    }
  }
}

/** The places in ascending order of their keys, none of them NaN; of equal keys, in the order given. */
function mergeSort(places: Int32Array, keys: Float64Array): Int32Array {
  let source: Int32Array = places;
  let target: Int32Array = new Int32Array(places.length);
  for (let width = 1; width < places.length; width *= 2) {
    for (let start = 0; start < places.length; start += 2 * width) {
      const middle = Math.min(start + width, places.length);
      const end = Math.min(start + 2 * width, places.length);
      let left = start;
      let right = middle;
      for (let i = start; i < end; i++) {
        const takesLeft = right === end || (left < middle && keys[source[left]] <= keys[source[right]]);
        target[i] = takesLeft ? source[left++] : source[right++];
      }
    }
    [source, target] = [target, source];
  }
  return source;
}
