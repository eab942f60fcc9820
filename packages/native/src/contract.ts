import type { View } from "./arrays.ts";
import { addon, block, MOST_AXES, putLayout } from "./border.ts";

/** Sums of products; false where there is no kernel for them. */
export function contractOn(a: View, b: View, out: View, batch: number, inner: number): boolean {
  if (Math.max(a.layout.shape.length, b.layout.shape.length, out.layout.shape.length) > MOST_AXES)
    return false;
  block[0] = batch;
  block[1] = inner;
  putLayout(putLayout(putLayout(2, a.layout), b.layout), out.layout);
  return addon().contract(a.buffer, b.buffer, out.buffer);
}
