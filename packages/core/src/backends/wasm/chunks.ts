import { viewIn } from "../../backend.ts";
import { Layout } from "../../layout.ts";
import { sizeOf } from "../../shape.ts";
import { isForward, reachOf } from "../strided.ts";
import type { View } from "../view.ts";
import { dense } from "./dense.ts";

/*
 * How much of a product is in the scratch memory at a time. Some operands are large, or span much more memory than
 * their elements take (as a group of channels does, over all images). The outermost axis of such operands is cut into
 * chunks, which are processed one after the other.
 */

/** A product with its chunks. */
export interface Chunks {
  /** Chunks of rows and of columns become axes of the batch. */
  readonly a: View;
  readonly b: View;
  readonly out: View;
  readonly batch: number;
  /** The number of summed axes, and how many of them are chunks; these come first. */
  readonly inner: number;
  readonly passes: number;
}

export const chunkLimits = {
  /** An operand of at most this number of elements is not cut. */
  large: 2 ** 20,
  /** The approximate number of elements of a chunk. */
  chunk: 2 ** 18,
  /** The smallest number of rows or columns of a chunk. */
  smallest: 1024,
  /** The same for operands with gaps. */
  smallestSparse: 32,
};

/** Cuts a product where this pays. Operands with negative strides, or with more gaps than elements, are made dense. */
export function chunksOf(a: View, b: View, out: View, batch: number, inner: number): Chunks {
  if (isSmall(a.layout, batch) && isSmall(b.layout, batch)) return { a, b, out, batch, inner, passes: 0 };
  const left = isForward(a.layout) ? a : dense(a);
  const right = isForward(b.layout) ? b : dense(b);
  const cut = cutAll(left, right, out, batch, inner);
  const [compactLeft, compactRight] = [cut.a, cut.b].map((x) => isCompact(x.layout, cut.batch));
  if (compactLeft && compactRight) return cut;
  return cutAll(compactLeft ? left : dense(left), compactRight ? right : dense(right), out, batch, inner);
}

/** By far the most frequent case: matrices that have no gaps and are not large. */
function isSmall(layout: Layout, batch: number): boolean {
  const reach = reachOf(layout, batch);
  return reach <= chunkLimits.large && reach === sizeOf(layout.shape, batch) && isForward(layout);
}

function isCompact(layout: Layout, batch: number): boolean {
  return reachOf(layout, batch) <= 2 * sizeOf(layout.shape, batch);
}

/** Cuts the rows, the columns and the summed axes, each if it pays. */
function cutAll(a: View, b: View, out: View, batch: number, inner: number): Chunks {
  let layouts: readonly Layout[] = [a.layout, b.layout, out.layout];
  let lead = batch;
  const rowAxes = a.layout.shape.length - batch - inner;
  const columnAxes = b.layout.shape.length - batch - inner;
  const byRows = rowAxes > 0 ? cutItems(layouts, 0, lead, lead, rowAxes, lead) : null;
  if (byRows !== null) {
    layouts = byRows;
    lead++;
  }
  const byColumns =
    columnAxes > 0 ? cutItems(layouts, 1, lead, lead + inner, columnAxes, lead + rowAxes) : null;
  if (byColumns !== null) {
    layouts = byColumns;
    lead++;
  }
  const passes = inner > 0 ? cutInner(layouts, lead, rowAxes, inner) : null;
  const [left, right, result] = passes ?? layouts;
  return {
    a: viewIn(a, left),
    b: viewIn(b, right),
    out: viewIn(out, result),
    batch: lead,
    inner: passes === null ? inner : inner + 1,
    passes: passes === null ? 0 : 1,
  };
}

/**
 * Cuts the rows of the left operand, or the columns of the right one. Their chunks become an axis of the batch.
 *
 * @param axis the first axis of items in the operand; `outAxis` is the first one in the product.
 */
function cutItems(
  layouts: readonly Layout[],
  side: 0 | 1,
  batch: number,
  axis: number,
  axes: number,
  outAxis: number,
): readonly Layout[] | null {
  const size = layouts[side].shape[axis];
  const chunk = chunkOf(layouts[side], batch, axis, axis + axes);
  if (chunk === size) return null;
  const own = splitAxis(layouts[side], axis, chunk, batch);
  const other = repeated(layouts[1 - side], batch, size / chunk);
  const out = splitAxis(layouts[2], outAxis, chunk, batch);
  return side === 0 ? [own, other, out] : [other, own, out];
}

/** A summed axis is cut only if the slices of both operands along it do not overlap in memory. */
function cutInner(
  [left, right, out]: readonly Layout[],
  batch: number,
  rowAxes: number,
  inner: number,
): readonly Layout[] | null {
  const axis = batch + rowAxes;
  const size = left.shape[axis];
  if (!isSeparate(left, batch, axis) || !isSeparate(right, batch, batch)) return null;
  const chunk = Math.min(
    chunkOf(left, batch, axis, axis + inner),
    chunkOf(right, batch, batch, batch + inner),
  );
  return chunk === size
    ? null
    : [splitAxis(left, axis, chunk, axis), splitAxis(right, batch, chunk, batch), out];
}

/** Whether the slice at one index of an axis ends in memory before the next one begins. */
function isSeparate(layout: Layout, batch: number, axis: number): boolean {
  const stride = layout.strides[axis];
  return stride >= reachOf(layout, batch) - (layout.shape[axis] - 1) * stride;
}

/** The chunk length of `axis`, the first of the axes before `end`. It is the whole size if the axis is not to be cut. */
function chunkOf(layout: Layout, batch: number, axis: number, end: number): number {
  const { shape, strides } = layout;
  const [size, stride] = [shape[axis], strides[axis]];
  const whole = reachOf(layout, batch);
  const each = whole - (size - 1) * stride;
  const isSparse = stride > 2 * each;
  if (!isSeparate(layout, batch, axis) || (whole <= chunkLimits.large && !isSparse)) return size;
  const itemsEach = sizeOf(shape, axis + 1, end);
  if (isSparse) return itemsEach >= chunkLimits.smallestSparse ? 1 : size;
  const chunk = largestDivisor(
    size,
    Math.max(Math.floor(chunkLimits.chunk / stride), Math.ceil(chunkLimits.smallest / itemsEach)),
  );
  return chunk * itemsEach < chunkLimits.smallest ? size : chunk;
}

function largestDivisor(size: number, most: number): number {
  let divisor = Math.min(size, most);
  while (size % divisor !== 0) divisor--;
  return divisor;
}

/** Splits an axis in two: the chunks, which become an axis at another place, and the elements of a chunk. */
function splitAxis(layout: Layout, axis: number, chunk: number, place: number): Layout {
  const { shape, strides, offset } = layout;
  const within = shape.map((size, i) => (i === axis ? chunk : size));
  return new Layout(
    inserted(within, place, shape[axis] / chunk),
    inserted(strides, place, strides[axis] * chunk),
    offset,
  );
}

/** Adds an axis along which the layout repeats. */
function repeated({ shape, strides, offset }: Layout, place: number, count: number): Layout {
  return new Layout(inserted(shape, place, count), inserted(strides, place, 0), offset);
}

function inserted(values: readonly number[], place: number, value: number): readonly number[] {
  return [...values.slice(0, place), value, ...values.slice(place)];
}
