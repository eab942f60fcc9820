import type { Normalization } from "../../backend.ts";
import type { View } from "../view.ts";
import { readNow } from "./copy.ts";

/** Softmax or its logarithm along the last axis. */
export function normalize(kind: Normalization, x: View, out: View): void {
  const { shape } = x.layout;
  const columns = shape[shape.length - 1];
  const rows = columns === 0 ? 0 : x.layout.size / columns;
  const values = readNow(x);
  const powers = new Float64Array(columns);
  for (let row = 0; row < rows; row++) {
    const from = row * columns;
    const to = out.layout.offset + from;
    let shift = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < columns; i++) shift = Math.max(shift, values[from + i]);
    if (Math.abs(shift) === Number.POSITIVE_INFINITY) shift = 0;
    let total = 0;
    // A sum beside the 1 of the largest would lose its digits, which the logarithm needs.
    let [ones, rest] = [0, 0];
    for (let i = 0; i < columns; i++) {
      powers[i] = Math.exp(values[from + i] - shift);
      total += powers[i];
      if (powers[i] === 1) ones++;
      else rest += powers[i];
    }
    const logTotal = Math.log1p(ones - 1 + rest);
    for (let i = 0; i < columns; i++) {
      out.buffer[to + i] = kind === "softmax" ? powers[i] / total : values[from + i] - shift - logTotal;
    }
  }
}
