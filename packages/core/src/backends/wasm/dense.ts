import { reference } from "../reference/index.ts";
import { allocateStorage } from "../storage.ts";
import type { View } from "../view.ts";
import { copyOn } from "./move.ts";

/** The same elements without gaps. */
export function dense(x: View): View {
  if (x.layout.contiguous) return x;
  const layout = x.layout.dense;
  const copy = { buffer: allocateStorage(x.dtype, layout.size), layout, dtype: x.dtype };
  if (!copyOn(x, copy)) reference.copy(x, copy);
  return copy;
}
