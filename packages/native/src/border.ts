import type { Layout } from "@gradiente/core/backend";
import type { Addon } from "./addon.ts";
import { loadAddon } from "./load.ts";

/*
 * The way to the kernels. All numbers of a call are written into one block, which the addon knows; operands go along as
 * arrays. The addon checks each layout against the length of its array.
 */

/** Numbers that the block holds. */
const SIZE = 8192;

/** Axes that a kernel takes. */
export const MOST_AXES = 16;

export const block = new Float64Array(SIZE);

let known: Addon | undefined;

/** The addon, which is loaded when it is first asked for. */
export function addon(): Addon {
  if (known === undefined) {
    known = loadAddon();
    known.register(block);
  }
  return known;
}

/** Writes a layout into the block, from a place on, and gives the place behind it. */
export function putLayout(at: number, { offset, shape, strides }: Layout): number {
  const axes = shape.length;
  block[at] = offset;
  block[at + 1] = axes;
  for (let axis = 0; axis < axes; axis++) {
    block[at + 2 + axis] = shape[axis];
    block[at + 2 + axes + axis] = strides[axis];
  }
  return at + 2 + 2 * axes;
}

/** Writes a contiguous layout as one axis. */
export function putRow(at: number, { offset, size }: Layout): number {
  block[at] = offset;
  block[at + 1] = 1;
  block[at + 2] = size;
  block[at + 3] = 1;
  return at + 4;
}
