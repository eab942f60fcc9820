import { Layout } from "../layout.ts";

/** Merges neighbouring axes that every layout can step through as one axis, and drops axes of size 1. */
export function mergeAxes(layouts: readonly Layout[]): readonly Layout[] {
  const { shape, size } = layouts[0];
  if (size > 0 && areContiguous(layouts)) return layouts.map(asOneAxis);
  if (!shape.some((size, axis) => size === 1 || (axis > 0 && joins(layouts, axis, axis - 1)))) return layouts;
  const sizes: number[] = [];
  const strides: number[][] = layouts.map(() => []);
  let before = -1;
  for (let axis = 0; axis < shape.length; axis++) {
    if (shape[axis] === 1) continue;
    if (before >= 0 && joins(layouts, axis, before)) sizes[sizes.length - 1] *= shape[axis];
    else sizes.push(shape[axis]);
    for (let i = 0; i < layouts.length; i++) strides[i][sizes.length - 1] = layouts[i].strides[axis];
    before = axis;
  }
  return layouts.map((layout, i) => new Layout(sizes, strides[i], layout.offset));
}

/** The one axis of a contiguous layout, or none for a single element. */
function asOneAxis({ size, offset }: Layout): Layout {
  return size === 1 ? new Layout([], [], offset) : new Layout([size], [1], offset);
}

/**
 * Whether, in every layout, stepping past the end of `axis` leads to the next element along `before`, the axis in
 * front of it.
 */
function joins(layouts: readonly Layout[], axis: number, before: number): boolean {
  for (let i = 0; i < layouts.length; i++) {
    const { shape, strides } = layouts[i];
    if (strides[before] !== strides[axis] * shape[axis]) return false;
  }
  return true;
}

/**
 * A layout whose axes after the first `batch` are merged into the rows and columns of matrices: the first `rows` of
 * these axes are the rows, the others the columns. Null if the rows or the columns are not evenly spaced, so that
 * they cannot be one axis.
 */
export function matrixLayout(layout: Layout, batch: number, rows: number): Layout | null {
  const { shape, strides, offset } = layout;
  if (rows === 1 && shape.length === batch + 2) return layout;
  const groups = [[batch, batch + rows], [batch + rows, shape.length]]; // biome-ignore format: one line
  const merged = groups.map(
    ([from, to]) => mergeAxes([new Layout(shape.slice(from, to), strides.slice(from, to), 0)])[0],
  );
  if (merged.some((axes) => axes.shape.length > 1)) return null;
  return new Layout(
    [...shape.slice(0, batch), ...merged.map((axes) => axes.size)],
    [...strides.slice(0, batch), ...merged.map((axes) => axes.strides[0] ?? 0)],
    offset,
  );
}

/** Whether no axis runs backwards. */
export function isForward({ strides }: Layout): boolean {
  return strides.every((stride) => stride >= 0);
}

/**
 * The number of places from the first element to the last, along the axes from `first` on. Strides must not be
 * negative.
 */
export function reachOf({ shape, strides }: Layout, first = 0): number {
  let reach = 1;
  for (let axis = first; axis < shape.length; axis++) reach += (shape[axis] - 1) * strides[axis];
  return reach;
}

/** Whether no two elements share a place. Strides must not be negative. */
export function isApart({ contiguous, shape, strides }: Layout): boolean {
  if (contiguous) return true;
  const axes = shape.flatMap((size, axis) => (size > 1 ? [axis] : []));
  let reach = 0;
  for (const axis of axes.sort((a, b) => strides[a] - strides[b])) {
    if (strides[axis] <= reach) return false;
    reach += (shape[axis] - 1) * strides[axis];
  }
  return true;
}

function areEven(layouts: readonly Layout[]): boolean {
  for (let i = 0; i < layouts.length; i++) if (layouts[i].step === null) return false;
  return true;
}

function areContiguous(layouts: readonly Layout[]): boolean {
  for (let i = 0; i < layouts.length; i++) if (!layouts[i].contiguous) return false;
  return true;
}

/** One operand of a block: where it starts, and how far apart its rows and the elements of a row are. */
export interface StridedBlock {
  start: number;
  readonly row: number;
  readonly step: number;
}

function fromEnd(values: readonly number[], back: number, otherwise: number): number {
  return values.length >= back ? values[values.length - back] : otherwise;
}

/**
 * Visits the elements of several layouts of the same shape together, as blocks of rows along the last two axes.
 * Contiguous layouts are a single row. The operands are reused, so do not keep them.
 */
export function forEachBlock(
  layouts: readonly Layout[],
  block: (rows: number, columns: number, lies: readonly StridedBlock[]) => void,
): void {
  const { size } = layouts[0];
  if (size === 0) return;
  if (areContiguous(layouts)) {
    block(
      1,
      size,
      layouts.map(({ offset }) => ({ start: offset, row: 0, step: 1 })),
    );
    return;
  }
  const merged = mergeAxes(layouts);
  const { shape } = merged[0];
  const outer = Math.max(0, shape.length - 2);
  const rows = fromEnd(shape, 2, 1);
  const columns = fromEnd(shape, 1, 1);
  const lies = merged.map(({ offset, strides }) => ({
    start: offset,
    row: fromEnd(strides, 2, 0),
    step: fromEnd(strides, 1, 0),
  }));
  const position = new Array<number>(outer).fill(0);
  for (;;) {
    block(rows, columns, lies);
    let axis = outer - 1;
    for (; axis >= 0; axis--) {
      const carry = ++position[axis] === shape[axis];
      const move = carry ? 1 - shape[axis] : 1;
      for (let i = 0; i < lies.length; i++) lies[i].start += move * merged[i].strides[axis];
      if (!carry) break;
      position[axis] = 0;
    }
    if (axis < 0) return;
  }
}

/**
 * Like {@link forEachBlock}, but row by row. `run(count, starts, steps)` gets the number of elements and, for each
 * layout, where the row starts and how far apart its elements are. The arrays are reused, so do not keep them.
 */
export function forEachRun(
  layouts: readonly Layout[],
  run: (count: number, starts: readonly number[], steps: readonly number[]) => void,
): void {
  const starts = new Array<number>(layouts.length).fill(0);
  if (areEven(layouts)) {
    // By far the most frequent case, often with only a few elements.
    const steps = new Array<number>(layouts.length).fill(0);
    for (let i = 0; i < layouts.length; i++) {
      starts[i] = layouts[i].offset;
      steps[i] = layouts[i].step ?? 0;
    }
    if (layouts[0].size > 0) run(layouts[0].size, starts, steps);
    return;
  }
  forEachBlock(layouts, (rows, columns, lies) => {
    const steps = lies.map((lie) => lie.step);
    for (let row = 0; row < rows; row++) {
      for (let i = 0; i < lies.length; i++) starts[i] = lies[i].start + row * lies[i].row;
      run(columns, starts, steps);
    }
  });
}

/** Some axes of a layout, in the given order. */
export function pick(layout: Layout, axes: readonly number[], offset: number): Layout {
  return new Layout(
    axes.map((axis) => layout.shape[axis]),
    axes.map((axis) => layout.strides[axis]),
    offset,
  );
}

/** The number of elements that lie side by side, in row-major order, before the first gap. */
export function runOf(layout: Layout): number {
  const { shape, strides } = mergeAxes([layout])[0];
  return strides[strides.length - 1] === 1 ? shape[shape.length - 1] : 1;
}

/** The place of each element of a layout in the buffer, in row-major order. */
export function offsetsOf(layout: Layout): Int32Array {
  const offsets = new Int32Array(layout.size);
  fillOffsets(offsets, 0, layout);
  return offsets;
}

/** Like {@link offsetsOf}, but writes into an array, from `start` on. */
export function fillOffsets(
  target: Int32Array,
  start: number,
  { shape, strides, offset, size }: Layout,
): void {
  if (size === 0) return;
  // First the places along the last axis. They repeat along the axis before it, and so on.
  let known = shape.length > 0 ? shape[shape.length - 1] : 1;
  const step = shape.length > 0 ? strides[shape.length - 1] : 0;
  for (let i = 0, place = offset; i < known; i++, place += step) target[start + i] = place;
  for (let axis = shape.length - 2; axis >= 0; axis--) {
    const stride = strides[axis];
    const count = known * shape[axis];
    for (let at = start + known; at < start + count; at++) target[at] = target[at - known] + stride;
    known = count;
  }
}
