import { viewIn } from "../../backend.ts";
import { Layout } from "../../layout.ts";
import { sizeOf } from "../../shape.ts";
import { isForward, reachOf } from "../strided.ts";
import type { View } from "../view.ts";
import { dense } from "./dense.ts";

/*
 * How much of a product is in the scratch memory at a time. Where operands are large, or reach over much more than they
 * have elements (a group of channels does, over all images), their outermost axis is cut into chunks that follow one
 * another.
 */

/** A product with its chunks. */
export interface Chunks {
  /** Chunks of rows and columns are axes of the batch. */
  readonly a: View;
  readonly b: View;
  readonly out: View;
  readonly batch: number;
  /** Axes that are summed over, and how many of them, the first ones, are chunks. */
  readonly inner: number;
  readonly passes: number;
}

export const chunkLimits = {
  /** Elements of an operand up to which it is not cut. */
  large: 2 ** 20,
  /** Elements of a chunk, about. */
  chunk: 2 ** 18,
  /** Rows or columns of a chunk at least. */
  smallest: 1024,
  /** Those of a chunk where there are gaps. */
  smallestSparse: 32,
};

/** Cuts a product where that pays; operands that run backwards, or have more gaps than elements, are made dense. */
export function chunksOf(a: View, b: View, out: View, batch: number, inner: number): Chunks {
  if (isSmall(a.layout, batch) && isSmall(b.layout, batch)) return { a, b, out, batch, inner, passes: 0 };
  const left = isForward(a.layout) ? a : dense(a);
  const right = isForward(b.layout) ? b : dense(b);
  const cut = cutAll(left, right, out, batch, inner);
  const [compactLeft, compactRight] = [cut.a, cut.b].map((x) => isCompact(x.layout, cut.batch));
  if (compactLeft && compactRight) return cut;
  return cutAll(compactLeft ? left : dense(left), compactRight ? right : dense(right), out, batch, inner);
}

/** By far the most frequent case: matrices without gaps that are not large. */
function isSmall(layout: Layout, batch: number): boolean {
  const reach = reachOf(layout, batch);
  return reach <= chunkLimits.large && reach === sizeOf(layout.shape.slice(batch)) && isForward(layout);
}

function isCompact(layout: Layout, batch: number): boolean {
  return reachOf(layout, batch) <= 2 * sizeOf(layout.shape.slice(batch));
}

/** Cuts rows, columns and what is summed over, each if it pays. */
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
 * Cuts the rows of the left operand, or the columns of the right one: chunks of them become an axis of the batch.
 *
 * @param axis the first of so many axes of items in the operand; `outAxis` is the first in the product.
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

/** What is summed over is cut only where both operands lie apart along it. */
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

/** Whether all that lies at one index of an axis ends before the next begins. */
function isSeparate(layout: Layout, batch: number, axis: number): boolean {
  const stride = layout.strides[axis];
  return stride >= reachOf(layout, batch) - (layout.shape[axis] - 1) * stride;
}

/** How long the chunks of an axis are, the first of those that end before `end`: all of it where it is not to be cut. */
function chunkOf(layout: Layout, batch: number, axis: number, end: number): number {
  const { shape, strides } = layout;
  const [size, stride] = [shape[axis], strides[axis]];
  const whole = reachOf(layout, batch);
  const each = whole - (size - 1) * stride;
  const isSparse = stride > 2 * each;
  if (!isSeparate(layout, batch, axis) || (whole <= chunkLimits.large && !isSparse)) return size;
  const itemsEach = sizeOf(shape.slice(axis + 1, end));
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

/** An axis as two: the chunks, which go to a place of their own, and what is in one. */
function splitAxis(layout: Layout, axis: number, chunk: number, place: number): Layout {
  const { shape, strides, offset } = layout;
  const within = shape.map((size, i) => (i === axis ? chunk : size));
  return new Layout(
    inserted(within, place, shape[axis] / chunk),
    inserted(strides, place, strides[axis] * chunk),
    offset,
  );
}

/** With an axis more along which nothing changes. */
function repeated({ shape, strides, offset }: Layout, place: number, count: number): Layout {
  return new Layout(inserted(shape, place, count), inserted(strides, place, 0), offset);
}

function inserted(values: readonly number[], place: number, value: number): readonly number[] {
  return [...values.slice(0, place), value, ...values.slice(place)];
}
