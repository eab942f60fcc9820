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
 * Writes the sixteen matrices of filters, which are `distance` elements apart: a row for each channel and a column for each
 * filter. They are packed in panels of columns.
 */
export function bringIntoForm({ buffer, layout }: View, forms: TypedArray, distance: number): void {
  const [filters, channels] = layout.shape;
  const { row, column, at } = placesOf(layout);
  const half = new Float64Array(12);
  for (let panel = 0; panel < filters; panel += PANEL) {
    for (let i = 0; i < channels * PANEL; i++) {
      const from = at(panel + (i % PANEL), Math.floor(i / PANEL));
      for (let x = 0; x < 3; x++) {
        const place = from + x * column;
        const a = buffer[place];
        const b = buffer[place + row];
        const c = buffer[place + 2 * row];
        half[x] = a;
        half[3 + x] = (a + b + c) / 2;
        half[6 + x] = (a - b + c) / 2;
        half[9 + x] = c;
      }
      for (let y = 0, to = panel * channels + i; y < 12; y += 3, to += 4 * distance) {
        const a = half[y];
        const b = half[y + 1];
        const c = half[y + 2];
        forms[to] = a;
        forms[to + distance] = (a + b + c) / 2;
        forms[to + 2 * distance] = (a - b + c) / 2;
        forms[to + 3 * distance] = c;
      }
    }
  }
}

/**
 * Writes filters, from parts of their form that are still to be added up. Each part has sixteen matrices, which are `distance`
 * elements apart, with a row for each filter and a column for each channel.
 */
export function bringBack(
  parts: TypedArray,
  count: number,
  distance: number,
  { buffer, layout }: View,
): void {
  const [filters, channels] = layout.shape;
  const { row, column, at } = placesOf(layout);
  const form = new Float64Array(MATRICES);
  const half = new Float64Array(12);
  for (let i = 0; i < filters * channels; i++) {
    for (let matrix = 0; matrix < MATRICES; matrix++) {
      let sum = 0;
      for (let part = 0; part < count; part++) sum += parts[(part * MATRICES + matrix) * distance + i];
      form[matrix] = sum;
    }
    for (let x = 0; x < 4; x++) {
      const middle = (form[4 + x] + form[8 + x]) / 2;
      half[x] = form[x] + middle;
      half[4 + x] = (form[4 + x] - form[8 + x]) / 2;
      half[8 + x] = middle + form[12 + x];
    }
    const to = at(Math.floor(i / channels), i % channels);
    for (let y = 0; y < 3; y++) {
      const place = to + y * row;
      const middle = (half[4 * y + 1] + half[4 * y + 2]) / 2;
      buffer[place] = half[4 * y] + middle;
      buffer[place + column] = (half[4 * y + 1] - half[4 * y + 2]) / 2;
      buffer[place + 2 * column] = middle + half[4 * y + 3];
    }
  }
}
