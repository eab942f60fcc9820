import type { DType } from "./dtype.ts";
import type { Layout } from "./layout.ts";
import { formatShape } from "./shape.ts";

/** An axis longer than this is shown by its ends. */
const SHOWN = 6;
const EDGE = 3;

function formatNumber(value: number, dtype: DType): string {
  if (dtype === "bool") return value === 0 ? "false" : "true";
  if (Number.isInteger(value) && Math.abs(value) < 1e9) return Object.is(value, -0) ? "-0" : String(value);
  return String(Number(value.toPrecision(6)));
}

/**
 * `Tensor float32 [2, 3]` and, below it, the values: nested brackets, long axes abridged, columns aligned. Reads only
 * what it shows.
 *
 * @param read gives the element at an offset of the buffer.
 */
export function formatTensor(dtype: DType, layout: Layout, read: (offset: number) => number): string {
  const { shape, strides, offset, size } = layout;
  const head = `Tensor ${dtype} ${formatShape(shape)}`;
  if (size === 0) return `${head} (empty)`;
  const show = (at: number) => formatNumber(read(at), dtype);
  if (shape.length === 0) return `${head} ${show(offset)}`;

  const cells: string[] = [];
  visit(0, offset, (at) => cells.push(show(at)));
  const width = shape.length > 1 ? Math.max(...cells.map((cell) => cell.length)) : 0;
  let cell = 0;
  return `${head}\n${visit(0, offset, () => cells[cell++].padStart(width))}`;

  /** Walks the shown part of one axis and joins what `take` says of each element. */
  function visit(axis: number, start: number, take: (at: number) => unknown): string {
    const last = axis === shape.length - 1;
    const parts: string[] = [];
    for (let i = 0; i < shape[axis]; i++) {
      if (shape[axis] > SHOWN && i === EDGE) {
        parts.push("...");
        i = shape[axis] - EDGE;
      }
      const at = start + i * strides[axis];
      parts.push(last ? String(take(at)) : visit(axis + 1, at, take));
    }
    const indent = " ".repeat(axis + 1);
    return `[${parts.join(last ? ", " : `,${"\n".repeat(shape.length - 1 - axis)}${indent}`)}]`;
  }
}
