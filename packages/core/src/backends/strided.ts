import type { Layout } from "../layout.ts";

/**
 * Visits elements that lie alike in several layouts of one shape, as runs along the last axis:
 * `run(count, starts, steps)` gives the number of elements, and for each layout where the run starts and how far
 * apart its elements are. Contiguous layouts are one run. The arrays are reused: do not keep them.
 */
export function forEachRun(
  layouts: readonly Layout[],
  run: (count: number, starts: readonly number[], steps: readonly number[]) => void,
): void {
  const { shape, size } = layouts[0];
  if (size === 0) return;
  const starts = layouts.map((layout) => layout.offset);
  if (layouts.every((layout) => layout.contiguous)) {
    run(
      size,
      starts,
      layouts.map(() => 1),
    );
    return;
  }
  const last = shape.length - 1;
  const steps = layouts.map((layout) => layout.strides[last]);
  const position = new Array<number>(last).fill(0);
  for (;;) {
    run(shape[last], starts, steps);
    let axis = last - 1;
    for (; axis >= 0; axis--) {
      const carry = ++position[axis] === shape[axis];
      const move = carry ? 1 - shape[axis] : 1;
      for (let i = 0; i < starts.length; i++) starts[i] += move * layouts[i].strides[axis];
      if (!carry) break;
      position[axis] = 0;
    }
    if (axis < 0) return;
  }
}

/** Where each element of a layout lies, in row-major order. */
export function offsetsOf(layout: Layout): Int32Array {
  const offsets = new Int32Array(layout.size);
  let at = 0;
  forEachRun([layout], (count, [start], [step]) => {
    for (let i = 0; i < count; i++) offsets[at++] = start + i * step;
  });
  return offsets;
}
