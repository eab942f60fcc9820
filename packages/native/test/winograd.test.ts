import { conv2d, grad, randint, seed, type Tensor } from "@gradiente/core";
import { type Convolving, type Correlated, Layout } from "@gradiente/core/backend";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { View } from "../src/arrays.ts";
import { addon } from "../src/border.ts";
import { convolveOn } from "../src/convolve.ts";
import { type InstructionSet, setNativeThreads, useNative } from "../src/index.ts";

/* Convolutions in Winograd's form. Of small whole numbers, it is exact. */

const levels = addon().levels as readonly InstructionSet[];

beforeEach(() => useNative());
afterEach(() => {
  setNativeThreads(1);
  useNative();
});

const usual = { size: 3, stride: 1, dilation: 1 };
const OUTSIDE = 77;

interface Case {
  readonly batch: number;
  readonly filters: number;
  readonly channels: number;
  /** Of a map. */
  readonly height: number;
  readonly width: number;
  readonly borders: readonly [readonly [number, number], readonly [number, number]];
  /** Elements between rows and between planes of images, and of maps. */
  readonly gaps: number;
}

/** A view with gaps between its rows and its planes. */
function viewOf(shape: readonly number[], gaps: number, of: (i: number) => number): View {
  const row = shape[4] + gaps;
  const plane = shape[3] * row + gaps;
  const strides = [shape[1] * shape[2] * plane, shape[2] * plane, plane, row, 1];
  const buffer = Float32Array.from({ length: gaps + shape[0] * strides[0] }, (_, i) => of(i));
  return { buffer, layout: new Layout(shape, strides, gaps), dtype: "float32" };
}

const small = (i: number) => ((i * 7919) % 7) - 3;

function made({ batch, filters, channels, height, width, borders, gaps }: Case, of = small) {
  const [rows, columns] = [height, width].map((size, axis) => size + 2 - borders[axis][0] - borders[axis][1]);
  const views: Correlated<View> = {
    filters: viewOf([1, filters, channels, 3, 3], 0, (i) => of(i + 5)),
    images: viewOf([batch, 1, channels, rows, columns], gaps, of),
    maps: viewOf([batch, 1, filters, height, width], gaps, () => OUTSIDE),
  };
  const how: Convolving = { windows: [usual, usual], borders };
  return { views, how };
}

/** The same by its definition. */
function sums({ filters, images, maps }: Correlated<View>, { borders }: Convolving): Float32Array {
  const out = Float32Array.from(maps.buffer);
  const at = ({ layout: { strides, offset } }: View, ...places: readonly number[]) =>
    places.reduce((sum, place, axis) => sum + place * strides[axis], offset);
  const [batch, , count, height, width] = maps.layout.shape;
  const [, , channels, rows, columns] = images.layout.shape;
  for (let n = 0; n < batch; n++)
    for (let k = 0; k < count; k++)
      for (let y = 0; y < height; y++)
        for (let x = 0; x < width; x++) {
          let sum = 0;
          for (let i = 0; i < 9; i++) {
            const [row, column] = [y + Math.floor(i / 3) - borders[0][0], x + (i % 3) - borders[1][0]];
            if (row < 0 || row >= rows || column < 0 || column >= columns) continue;
            for (let c = 0; c < channels; c++) {
              const tap = filters.buffer[at(filters, 0, k, c, Math.floor(i / 3), i % 3)];
              sum += images.buffer[at(images, n, 0, c, row, column)] * tap;
            }
          }
          out[at(maps, n, 0, k, y, x)] = sum;
        }
  return out;
}

const border = fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 3 }));
const cases = fc.record({
  batch: fc.integer({ min: 4, max: 6 }),
  filters: fc.integer({ min: 16, max: 21 }),
  channels: fc.integer({ min: 16, max: 19 }),
  height: fc.constantFrom(6, 8, 10),
  width: fc.constantFrom(14, 18, 32, 34, 44),
  borders: fc.tuple(border, border),
  gaps: fc.constantFrom(0, 0, 1, 5),
});

const one: Case = {
  batch: 2,
  filters: 16,
  channels: 16,
  height: 12,
  width: 28,
  borders: [
    [1, 1],
    [1, 1],
  ],
  gaps: 0,
};

describe("Winograd's form", () => {
  it.each(levels)("gives sums of products, and writes nothing else, with %s", (instructions) => {
    useNative({ instructions });
    fc.assert(
      fc.property(cases, (given) => {
        const { views, how } = made(given);
        const expected = sums(views, how);
        expect(convolveOn(views, how)).toBe(true);
        expect(views.maps.buffer).toEqual(expected);
      }),
      { numRuns: 6 },
    );
  });

  it("gives the same bits with each instruction set that fuses, and on several threads", () => {
    const noise = (i: number) => Math.sin(1.3 * i * i + i);
    const found = levels.flatMap((instructions) =>
      [1, 2, 3].map((threads) => {
        useNative({ instructions });
        setNativeThreads(threads);
        const { views, how } = made({ ...one, batch: 8, height: 12, width: 36 }, noise);
        expect(convolveOn(views, how)).toBe(true);
        return { instructions, bits: views.maps.buffer };
      }),
    );
    const isFused = (instructions: string) => instructions !== "baseline";
    for (const { instructions, bits } of found) {
      const first = found.find((other) => isFused(other.instructions) === isFused(instructions));
      expect(bits).toEqual(first?.bits);
    }
  });

  it.each([Number.POSITIVE_INFINITY, Number.NaN])(
    "shows %d in the results of its own windows only",
    (strange) => {
      const { views, how } = made(one);
      const [row, column] = [5, 20];
      views.images.buffer[3 * 12 * 28 + row * 28 + column] = strange;
      expect(convolveOn(views, how)).toBe(true);
      const reached = Array.from({ length: 12 * 28 }, (_, i) => {
        return Math.abs(Math.floor(i / 28) - row) <= 1 && Math.abs((i % 28) - column) <= 1;
      });
      for (let map = 0; map < 2 * 16; map++) {
        const plane = views.maps.buffer.subarray(map * 12 * 28, (map + 1) * 12 * 28);
        const isOfImage = map < 16;
        expect(Array.from(plane, (value) => !Number.isFinite(value))).toEqual(
          reached.map((is) => is && isOfImage),
        );
      }
    },
  );

  it("works through many channels block by block", () => {
    const { views, how } = made({ ...one, batch: 1, filters: 70, channels: 90, height: 22 });
    const expected = sums(views, how);
    expect(convolveOn(views, how)).toBe(true);
    expect(views.maps.buffer).toEqual(expected);
  });

  it("is left to sums of products for anything else", () => {
    const { views, how } = made(one);
    expect(convolveOn(views, how)).toBe(true);
    const windows = (changed: object) => ({ ...how, windows: [usual, { ...usual, ...changed }] });
    for (const other of [windows({ size: 5 }), windows({ stride: 2 }), windows({ dilation: 2 })]) {
      expect(convolveOn(views, other)).toBe(false);
    }
    expect(convolveOn(views, { windows: [usual], borders: [[1, 1]] })).toBe(false);
    const retyped = Object.fromEntries(
      Object.entries(views).map(([role, view]) => [
        role,
        { ...view, buffer: Float64Array.from(view.buffer), dtype: "float64" },
      ]),
    ) as unknown as Correlated<View>;
    expect(convolveOn(retyped, how)).toBe(false);
    for (const changed of [
      { height: 11 },
      { width: 27 },
      { width: 4 },
      { filters: 3 },
      { batch: 1, height: 2 },
    ]) {
      const { views, how } = made({ ...one, ...changed });
      expect(convolveOn(views, how)).toBe(false);
      expect(new Set(views.maps.buffer)).toEqual(new Set([OUTSIDE]));
    }
    const across = {
      ...views,
      images: { ...views.images, layout: views.images.layout.permute([0, 1, 2, 4, 3]) },
    };
    expect(convolveOn(across, how)).toBe(false);
  });

  it("gives the gradients of conv2d", () => {
    seed(4);
    const whole = (shape: readonly number[]) => randint([...shape], { low: -3, high: 4 }).cast("float32");
    const [x, w] = [whole([3, 16, 14, 28]), whole([17, 16, 3, 3])];
    const all = (x: Tensor, w: Tensor) => {
      const loss = (x: Tensor, w: Tensor) => conv2d(x, w, { padding: 1 }).mul(0.5).sum();
      return [
        conv2d(x, w, { padding: 1 }),
        grad((x: Tensor) => loss(x, w))(x),
        grad((w: Tensor) => loss(x, w))(w),
      ];
    };
    const here = all(x, w).map((each) => [...each.toTypedArray()]);
    const there = all(x.to("reference"), w.to("reference")).map((each) => [...each.toTypedArray()]);
    expect(here).toEqual(there.map((values) => values.map((value) => value + 0)));
  });
});
