import type { DType, TypedArray } from "./dtype.ts";
import { formatShape, type Shape } from "./shape.ts";

/** An axis longer than this is shown by its ends. */
const SHOWN = 6;
const EDGE = 3;

function formatNumber(value: number, dtype: DType): string {
  if (dtype === "bool") return value === 0 ? "false" : "true";
  if (Number.isInteger(value) && Math.abs(value) < 1e9) return Object.is(value, -0) ? "-0" : String(value);
  return String(Number(value.toPrecision(6)));
}

/** `Tensor float32 [2, 3]` and, below it, the values: nested brackets, long axes abridged, columns aligned. */
export function formatTensor(dtype: DType, shape: Shape, values: TypedArray): string {
  const head = `Tensor ${dtype} ${formatShape(shape)}`;
  if (shape.length === 0) return `${head} ${formatNumber(values[0], dtype)}`;
  if (values.length === 0) return `${head} (empty)`;

  const cells: string[] = [];
  visit(0, 0, values.length, (index) => cells.push(formatNumber(values[index], dtype)));
  const width = shape.length > 1 ? Math.max(...cells.map((cell) => cell.length)) : 0;
  let cell = 0;
  return `${head}\n${visit(0, 0, values.length, () => cells[cell++].padStart(width))}`;

  /** Walks the shown part of one axis and joins what `show` says of each element. */
  function visit(axis: number, start: number, length: number, show: (index: number) => unknown): string {
    const size = shape[axis];
    const stride = length / size;
    const last = axis === shape.length - 1;
    const parts: string[] = [];
    for (let i = 0; i < size; i++) {
      if (size > SHOWN && i === EDGE) {
        parts.push("...");
        i = size - EDGE;
      }
      const at = start + i * stride;
      parts.push(last ? String(show(at)) : visit(axis + 1, at, stride, show));
    }
    const indent = " ".repeat(axis + 1);
    return `[${parts.join(last ? ", " : `,${"\n".repeat(shape.length - 1 - axis)}${indent}`)}]`;
  }
}
