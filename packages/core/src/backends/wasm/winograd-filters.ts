import type { TypedArray } from "../../dtype.ts";
import type { Layout } from "../../layout.ts";
import type { View } from "../view.ts";
import { MATRICES } from "./winograd-tiles.ts";

/* Filters of 3 x 3 in Winograd's form, and back: in float64, and rounded once. There are few of them. */

/** The columns of a panel, which follow one another. */
export const PANEL = 8;

/** Where the first element of each filter is, and how far apart the others are. */
function placesOf({ strides, offset }: Layout) {
  const [filter, channel, row, column] = strides;
  return { row, column, at: (k: number, c: number) => offset + k * filter + c * channel };
}

/**
 * Writes the sixteen matrices of filters, one after the other: a row for each channel and a column for each filter. They are
 * packed in panels of columns.
 */
export function bringIntoForm({ buffer, layout }: View, forms: TypedArray): void {
  const [filters, channels] = layout.shape;
  const places = placesOf(layout);
  const size = filters * channels;
  const half = new Float64Array(12);
  for (let k = 0; k < filters; k++) {
    for (let c = 0; c < channels; c++) {
      let to = (Math.floor(k / PANEL) * channels + c) * PANEL + (k % PANEL);
      for (let x = 0; x < 3; x++) {
        const from = places.at(k, c) + x * places.column;
        const [a, b, d] = [buffer[from], buffer[from + places.row], buffer[from + 2 * places.row]];
        half[x] = a;
        half[3 + x] = (a + b + d) / 2;
        half[6 + x] = (a - b + d) / 2;
        half[9 + x] = d;
      }
      for (let y = 0; y < 12; y += 3) {
        const [a, b, d] = [half[y], half[y + 1], half[y + 2]];
        forms[to] = a;
        forms[to + size] = (a + b + d) / 2;
        forms[to + 2 * size] = (a - b + d) / 2;
        forms[to + 3 * size] = d;
        to += 4 * size;
      }
    }
  }
}

/**
 * Writes filters, from parts of their form that are still to be added up. Part by part and matrix by matrix, `parts` has a
 * row for each filter, and `rows` of these, and a column for each channel.
 */
export function bringBack(parts: TypedArray, count: number, rows: number, { buffer, layout }: View): void {
  const [filters, channels] = layout.shape;
  const places = placesOf(layout);
  const size = rows * channels;
  const form = new Float64Array(MATRICES);
  const half = new Float64Array(12);
  for (let k = 0; k < filters; k++) {
    for (let c = 0; c < channels; c++) {
      for (let i = 0, at = k * channels + c; i < MATRICES; i++, at += size) {
        let sum = 0;
        for (let part = 0; part < count; part++) sum += parts[at + part * MATRICES * size];
        form[i] = sum;
      }
      for (let x = 0; x < 4; x++) {
        const [a, b, d, e] = [form[x], form[4 + x], form[8 + x], form[12 + x]];
        half[x] = a + (b + d) / 2;
        half[4 + x] = (b - d) / 2;
        half[8 + x] = (b + d) / 2 + e;
      }
      for (let y = 0; y < 3; y++) {
        const [a, b, d, e] = [half[4 * y], half[4 * y + 1], half[4 * y + 2], half[4 * y + 3]];
        const to = places.at(k, c) + y * places.row;
        buffer[to] = a + (b + d) / 2;
        buffer[to + places.column] = (b - d) / 2;
        buffer[to + 2 * places.column] = (b + d) / 2 + e;
      }
    }
  }
}
