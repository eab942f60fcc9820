import { allocateArray, type DType, isFloat, type TypedArray } from "../../dtype.ts";
import { forEachBlock } from "../strided.ts";
import type { View } from "../view.ts";

/* Writing, reading, copying between layouts with conversion, and adding where elements share a place. */

/** The elements of a view in row-major order, in a new array. */
export function readNow(x: View): TypedArray {
  const { buffer, layout, dtype } = x;
  if (layout.contiguous) return buffer.slice(layout.offset, layout.offset + layout.size);
  const values = allocateArray(dtype, layout.size);
  copy(x, { buffer: values, layout: layout.dense, dtype });
  return values;
}

export function write(values: TypedArray, out: View): void {
  const { buffer, layout, dtype } = out;
  if (layout.contiguous) buffer.set(values, layout.offset);
  else copy({ buffer: values, layout: layout.dense, dtype }, out);
}

export function fill(value: number, { buffer, layout }: View): void {
  if (layout.contiguous) {
    buffer.fill(value, layout.offset, layout.offset + layout.size);
    return;
  }
  forEachBlock([layout], (rows, columns, [to]) => {
    for (let row = 0; row < rows; row++) {
      const at = to.start + row * to.row;
      for (let i = 0; i < columns; i++) buffer[at + i * to.step] = value;
    }
  });
}

/** The length of a run from which the engine's own copy is faster than a loop. */
export const LONG = 48;

/** Copies what lies in one run on both sides with the engine's own copy; false where it does not. */
export function copyRun(x: View, out: View): boolean {
  const { offset, size, contiguous } = x.layout;
  if (!contiguous || !out.layout.contiguous || x.dtype !== out.dtype) return false;
  const { buffer } = x;
  out.buffer.set(size === buffer.length ? buffer : buffer.subarray(offset, offset + size), out.layout.offset);
  return true;
}

export function copy(x: View, out: View): void {
  if (x.layout.size >= LONG && copyRun(x, out)) return;
  const source = x.buffer;
  const target = out.buffer;
  const convert = converter(x, out.dtype);
  if (convert === null) {
    forEachBlock([x.layout, out.layout], (rows, columns, [from, to]) => {
      const whole = x.dtype === out.dtype && from.step === 1 && to.step === 1 && columns >= LONG;
      for (let row = 0; row < rows; row++) {
        const xAt = from.start + row * from.row;
        const outAt = to.start + row * to.row;
        if (whole) target.set(source.subarray(xAt, xAt + columns), outAt);
        else copyElements(columns, source, xAt, from.step, target, outAt, to.step);
      }
    });
    return;
  }
  forEachBlock([x.layout, out.layout], (rows, columns, [from, to]) => {
    for (let row = 0; row < rows; row++) {
      const xAt = from.start + row * from.row;
      const outAt = to.start + row * to.row;
      for (let i = 0; i < columns; i++) target[outAt + i * to.step] = convert(source[xAt + i * from.step]);
    }
  });
}

function copyElements(
  count: number,
  source: TypedArray,
  xAt: number,
  xStep: number,
  target: TypedArray,
  outAt: number,
  outStep: number,
): void {
  for (let i = 0; i < count; i++) target[outAt + i * outStep] = source[xAt + i * xStep];
}

export function accumulate(x: View, out: View): void {
  const source = x.buffer;
  const target = out.buffer;
  forEachBlock([x.layout, out.layout], (rows, columns, [from, to]) => {
    for (let row = 0; row < rows; row++) {
      const xAt = from.start + row * from.row;
      const outAt = to.start + row * to.row;
      for (let i = 0; i < columns; i++) target[outAt + i * to.step] += source[xAt + i * from.step];
    }
  });
}

/** The conversion between two dtypes; null if storing the value is enough. */
function converter(x: View, to: DType): ((value: number) => number) | null {
  if (to === "bool" && x.dtype !== "bool") return (value) => (value === 0 ? 0 : 1);
  if (to === "int32" && isFloat(x.dtype)) return toInteger;
  return null;
}

/** Cuts off the fraction, as in C. A number that int32 cannot hold is an error; it does not become another number. */
function toInteger(value: number): number {
  const integer = Math.trunc(value);
  if (integer >= -2147483648 && integer <= 2147483647) return integer;
  throw new RangeError(`cast: ${value} has no int32 value; int32 holds -2147483648 to 2147483647`);
}
