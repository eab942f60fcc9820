import { viewIn } from "../../backend.ts";
import type { TypedArray } from "../../dtype.ts";
import { Layout } from "../../layout.ts";
import { allocateStorage } from "../storage.ts";
import { isApart, isForward, matrixLayout, offsetsOf, pick } from "../strided.ts";
import type { View } from "../view.ts";
import { accumulate, copy, fill, readNow } from "./copy.ts";

/* Sums of products, in double precision. */

export function contract(a: View, b: View, out: View, batch: number, inner: number): void {
  const { contiguous, shape } = out.layout;
  if (batch === 0 && inner === 1 && shape.length === 2 && a.layout.shape.length === 2 && contiguous) {
    // Nothing to rearrange. The general way would make small matrices take 1.5 times as long.
    products(a, b, out);
    return;
  }
  const apart = isForward(out.layout) && isApart(out.layout);
  if (a.layout.size === 0 || b.layout.size === 0) {
    // All sums are empty. If elements of `out` share places, it is added to, so nothing changes.
    if (apart) fill(0, out);
    return;
  }
  const rows = a.layout.shape.length - batch - inner;
  const [left, right] = [asMatrices(a, batch, rows), asMatrices(b, batch, inner)];
  const layout = apart ? matrixLayout(out.layout, batch, rows) : null;
  if (layout !== null) {
    products(left, right, viewIn(out, layout));
    return;
  }
  const buffer = allocateStorage(out.dtype, out.layout.size);
  const result = { buffer, layout: Layout.dense(out.layout.shape), dtype: out.dtype };
  products(left, right, asMatrices(result, batch, rows));
  if (apart) copy(result, out);
  else accumulate(result, out);
}

/** The same elements as matrices along the axes after the batch. A copy if the axes cannot be merged. */
function asMatrices(x: View, batch: number, rows: number): View {
  const layout = matrixLayout(x.layout, batch, rows);
  if (layout !== null) return viewIn(x, layout);
  return asMatrices({ buffer: readNow(x), layout: x.layout.dense, dtype: x.dtype }, batch, rows);
}

/** Multiplies matrix by matrix along the leading axes. */
function products(a: View, b: View, out: View): void {
  if (out.layout.shape.length === 2) {
    product(a, a.layout.offset, b, b.layout.offset, out, out.layout.offset);
    return;
  }
  const batch = out.layout.shape.map((_, axis) => axis).slice(0, -2);
  const offsetsA = offsetsOf(pick(a.layout, batch, a.layout.offset));
  const offsetsB = offsetsOf(pick(b.layout, batch, b.layout.offset));
  const offsetsOut = offsetsOf(pick(out.layout, batch, out.layout.offset));
  for (let i = 0; i < offsetsOut.length; i++) product(a, offsetsA[i], b, offsetsB[i], out, offsetsOut[i]);
}

/**
 * Up to this number of multiplications, inner products, element by element, are faster than a method that needs a
 * buffer for a row.
 */
const SMALL_PRODUCT = 1024;

/** One matrix product. Rows of `b` are scaled and summed into a row of doubles, four at a time. */
function product(a: View, aAt: number, b: View, bAt: number, out: View, outAt: number): void {
  const axis = out.layout.shape.length - 2;
  const m = out.layout.shape[axis];
  const n = out.layout.shape[axis + 1];
  const k = a.layout.shape[axis + 1];
  const aRow = a.layout.strides[axis];
  const aColumn = a.layout.strides[axis + 1];
  const outRow = out.layout.strides[axis];
  const outColumn = out.layout.strides[axis + 1];
  const left = a.buffer;
  const target = out.buffer;
  if (m * n * k <= SMALL_PRODUCT) {
    const bRow = b.layout.strides[axis];
    const bColumn = b.layout.strides[axis + 1];
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < n; j++) {
        const from = aAt + i * aRow;
        const to = bAt + j * bColumn;
        let sum = 0;
        for (let p = 0; p < k; p++) sum += left[from + p * aColumn] * b.buffer[to + p * bRow];
        target[outAt + i * outRow + j * outColumn] = sum;
      }
    }
    return;
  }
  const right = denseMatrix(b, bAt, k, n);
  const row = new Float64Array(n);
  for (let i = 0; i < m; i++) {
    row.fill(0);
    const from = aAt + i * aRow;
    let p = 0;
    for (; p + 4 <= k; p += 4) {
      const a0 = left[from + p * aColumn];
      const a1 = left[from + (p + 1) * aColumn];
      const a2 = left[from + (p + 2) * aColumn];
      const a3 = left[from + (p + 3) * aColumn];
      const b0 = p * n;
      const b1 = b0 + n;
      const b2 = b1 + n;
      const b3 = b2 + n;
      for (let j = 0; j < n; j++) {
        row[j] += a0 * right[b0 + j] + a1 * right[b1 + j] + a2 * right[b2 + j] + a3 * right[b3 + j];
      }
    }
    for (; p < k; p++) {
      const a0 = left[from + p * aColumn];
      const b0 = p * n;
      for (let j = 0; j < n; j++) row[j] += a0 * right[b0 + j];
    }
    const to = outAt + i * outRow;
    for (let j = 0; j < n; j++) target[to + j * outColumn] = row[j];
  }
}

/** The elements of a matrix, row after row. A view of its buffer if its strides allow it, and a copy otherwise. */
function denseMatrix(x: View, at: number, rows: number, columns: number): TypedArray {
  const strides = x.layout.strides.slice(-2);
  const layout = new Layout([rows, columns], strides, at);
  if (layout.contiguous) return x.buffer.subarray(at, at + rows * columns);
  return readNow({ buffer: x.buffer, layout, dtype: x.dtype });
}
