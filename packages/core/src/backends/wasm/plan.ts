import type { View } from "../../backend.ts";
import { Layout } from "../../layout.ts";
import { reference } from "../reference.ts";

/** The same elements without gaps. */
export function dense(x: View): View {
  if (x.layout.contiguous) return x;
  return { buffer: reference.download(x), layout: x.layout.dense, dtype: x.dtype };
}

/** Operands of one shape seen as rows and columns, with their strides in elements. */
export interface Plan {
  readonly rows: number;
  readonly columns: number;
  readonly operands: readonly { readonly offset: number; readonly row: number; readonly column: number }[];
}

/** Neighbouring axes that every layout runs through in one go count as one. */
export function mergeAxes(layouts: readonly Layout[]): Layout[] {
  const { shape } = layouts[0];
  const sizes: number[] = [];
  const strides: number[][] = layouts.map(() => []);
  for (let axis = 0; axis < shape.length; axis++) {
    if (shape[axis] === 1) continue;
    const last = sizes.length - 1;
    const joins =
      last >= 0 && layouts.every((layout, i) => strides[i][last] === layout.strides[axis] * shape[axis]);
    if (joins) sizes[last] *= shape[axis];
    else sizes.push(shape[axis]);
    layouts.forEach((layout, i) => {
      strides[i][sizes.length - 1] = layout.strides[axis];
    });
  }
  return layouts.map((layout, i) => new Layout(sizes, strides[i], layout.offset));
}

/** Null where the operands need more than two axes. */
export function planRows(layouts: readonly Layout[]): Plan | null {
  const merged = mergeAxes(layouts);
  const { shape } = merged[0];
  if (shape.length > 2) return null;
  const columns = shape.length === 0 ? 1 : shape[shape.length - 1];
  return {
    rows: shape.length === 2 ? shape[0] : 1,
    columns,
    operands: merged.map(({ offset, strides }) => ({
      offset,
      row: shape.length === 2 ? strides[0] : 0,
      column: shape.length === 0 ? 1 : strides[strides.length - 1],
    })),
  };
}
