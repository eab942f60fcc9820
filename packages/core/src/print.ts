import type { DType, TypedArray } from "./dtype.ts";
import { Layout } from "./layout.ts";
import { formatShape, type Shape } from "./shape.ts";

/** Of an axis longer than SHOWN, only the first EDGE and the last EDGE places are shown. */
const SHOWN = 6;
const EDGE = 3;

function formatNumber(value: number, dtype: DType): string {
  if (dtype === "bool") return value === 0 ? "false" : "true";
  if (Number.isInteger(value) && Math.abs(value) < 1e9) return Object.is(value, -0) ? "-0" : String(value);
  return String(Number(value.toPrecision(6)));
}

/**
 * The layout of the shown elements, in row-major order. A long axis is split into two axes: its two ends, and the
 * places within an end.
 */
function shownPart({ shape, strides, offset }: Layout): Layout {
  return new Layout(
    shape.flatMap((size) => (size > SHOWN ? [2, EDGE] : [size])),
    strides.flatMap((stride, axis) =>
      shape[axis] > SHOWN ? [(shape[axis] - EDGE) * stride, stride] : [stride],
    ),
    offset,
  );
}

/**
 * `Tensor float32 [2, 3]` and, below it, the values in nested brackets, with long axes abridged and columns aligned.
 *
 * @param read gives the elements of a part of the buffer. It is called once, for the shown elements.
 */
export function formatTensor(dtype: DType, layout: Layout, read: (part: Layout) => TypedArray): string {
  const { shape, size } = layout;
  const head = `Tensor ${dtype} ${formatShape(shape)}`;
  if (size === 0) return `${head} (empty)`;
  const cells = Array.from(read(shownPart(layout)), (value) => formatNumber(value, dtype));
  if (shape.length === 0) return `${head} ${cells[0]}`;

  const width = shape.length > 1 ? cells.reduce((most, { length }) => Math.max(most, length), 0) : 0;
  let cell = 0;
  return `${head}\n${format(0)}`;

  /** The shown part of one axis. */
  function format(axis: number): string {
    const last = axis === shape.length - 1;
    const parts: string[] = [];
    const count = Math.min(shape[axis], SHOWN);
    for (let i = 0; i < count; i++) {
      if (shape[axis] > SHOWN && i === EDGE) parts.push("...");
      parts.push(last ? cells[cell++].padStart(width) : format(axis + 1));
    }
    const indent = " ".repeat(axis + 1);
    return `[${parts.join(last ? ", " : `,${"\n".repeat(shape.length - 1 - axis)}${indent}`)}]`;
  }
}

/**
 * What a notebook shows of a tensor, by MIME type: its text, and in HTML a table if it has one or two axes.
 *
 * @param text - As {@link formatTensor} writes it, perhaps under another name.
 */
export function displayed(text: string, { length: axes }: Shape): Readonly<Record<string, string>> {
  const [head, ...rows] = text.split("\n");
  const cells = (row: string) => row.match(/[^[\], ]+/g)?.map((cell) => `<td>${cell}</td>`) ?? [];
  const html =
    rows.length === 0 || axes > 2
      ? `<pre>${text}</pre>`
      : `<table><caption>${head}</caption>${rows.map((row) => `<tr>${cells(row).join("")}</tr>`).join("")}</table>`;
  return { "text/html": html, "text/plain": text };
}
