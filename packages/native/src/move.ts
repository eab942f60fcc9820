import type { View } from "./arrays.ts";
import { addon, block, MOST_AXES, putLayout, putRow } from "./border.ts";

/* Copies, casts, and what an index picks. Each gives false where there is no kernel, having written nothing. */

export function copyOn(x: View, out: View): boolean {
  return pair(x, out) && addon().copy(x.buffer, out.buffer);
}

export function accumulateOn(x: View, out: View): boolean {
  return pair(x, out) && addon().accumulate(x.buffer, out.buffer);
}

function pair(x: View, out: View): boolean {
  if (x.layout.shape.length > MOST_AXES) return false;
  if (x.layout.contiguous && out.layout.contiguous) putRow(putRow(0, x.layout), out.layout);
  else putLayout(putLayout(0, x.layout), out.layout);
  return true;
}

/** In the order of their numbers. */
const kinds = ["gather", "scatter", "scatterAdd"] as const;

/** `data` is what indices point into, `elements` what goes there, or comes from there. */
export function indexedOn(
  kind: (typeof kinds)[number],
  data: View,
  index: View,
  axis: number,
  elements: View,
): boolean {
  if (index.layout.shape.length > MOST_AXES) return false;
  block[0] = kinds.indexOf(kind);
  block[1] = axis;
  putLayout(putLayout(putLayout(2, data.layout), index.layout), elements.layout);
  return addon().indexed(data.buffer, index.buffer, elements.buffer);
}
