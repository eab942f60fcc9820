import type { TypedArray } from "../../dtype.ts";
import { type ScanFunction, scanMeaning } from "../../functions.ts";
import { range } from "../../shape.ts";
import { offsetsOf, pick } from "../strided.ts";
import type { View } from "../view.ts";

/** Carries a state along each row: see {@link Backend.scan}. */
export function scan(f: ScanFunction, inputs: readonly View[], out: View): void {
  const last = out.layout.shape.length - 1;
  const size = out.layout.shape[last];
  if (out.layout.size === 0) return;
  // A function of one input gets it twice, and ignores the second.
  const a = inputs[0];
  const b = inputs[inputs.length - 1];
  const [rowsA, rowsB, rows] = [a, b, out].map(({ layout }) =>
    offsetsOf(pick(layout, range(0, last), layout.offset)),
  );
  const [stepA, stepB, step] = [a, b, out].map(({ layout }) => layout.strides[last]);
  const { of, initial } = scanMeaning(f);
  for (let row = 0; row < rows.length; row++) {
    if (f.name === "cumsum") {
      sumRow(size, a.buffer, rowsA[row], stepA, out.buffer, rows[row], step);
      continue;
    }
    let state = initial;
    for (let i = 0; i < size; i++) {
      state = of(state, a.buffer[rowsA[row] + i * stepA], b.buffer[rowsB[row] + i * stepB]);
      out.buffer[rows[row] + i * step] = state;
    }
  }
}

/** Sums, by far the most frequent scan, where a call for each element would take most of the time. */
function sumRow(
  count: number,
  x: TypedArray,
  xAt: number,
  xStep: number,
  out: TypedArray,
  outAt: number,
  outStep: number,
): void {
  let sum = 0;
  for (let i = 0; i < count; i++) {
    sum += x[xAt + i * xStep];
    out[outAt + i * outStep] = sum;
  }
}
