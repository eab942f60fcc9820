import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  fillOffsets,
  forEachBlock,
  forEachRun,
  isForward,
  matrixLayout,
  mergeAxes,
  offsetsOf,
  pick,
  reachOf,
  runOf,
} from "../src/backends/strided.ts";
import { Layout } from "../src/layout.ts";

/* Walks through memory, against the places of all elements one by one. */

/** The places of the elements in row-major order. */
function placesOf({ shape, strides, offset }: Layout): number[] {
  return shape.reduce(
    (places, size, axis) =>
      places.flatMap((at) => Array.from({ length: size }, (_, i) => at + i * strides[axis])),
    [offset],
  );
}

/** How an axis is stepped along. */
const way = fc.constantFrom("repeated", "backwards", "apart", "close", "close");
const innermostFirst: fc.Arbitrary<readonly number[]> = fc.oneof(
  fc.constant([3, 2, 1, 0]),
  fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 }),
);
const lying = fc.record({
  order: innermostFirst,
  ways: fc.array(way, { minLength: 4, maxLength: 4 }),
  offset: fc.nat(5),
});

/** Layouts of one shape: dense, permuted, repeated, backwards, parts of larger ones. */
const alike = fc
  .tuple(
    fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 4 }),
    fc.array(lying, { minLength: 1, maxLength: 3 }),
  )
  .map(([shape, all]) =>
    all.map(({ order, ways, offset }) => {
      const strides = shape.map(() => 0);
      let [start, stride] = [offset, 1];
      for (const axis of order.filter((axis) => axis < shape.length)) {
        const isBackwards = ways[axis] === "backwards";
        if (ways[axis] !== "repeated") strides[axis] = isBackwards ? -stride : stride;
        if (isBackwards) start += (shape[axis] - 1) * stride;
        stride *= shape[axis] + (ways[axis] === "apart" ? 1 : 0);
      }
      return new Layout(shape, strides, start);
    }),
  );

const joins = (layouts: readonly Layout[], axis: number) =>
  layouts.every(({ shape, strides }) => strides[axis - 1] === strides[axis] * shape[axis]);

describe("merged axes", () => {
  it("have the same elements in the same order, and are as few as can be", () => {
    fc.assert(
      fc.property(alike, (layouts) => {
        const merged = mergeAxes(layouts);
        expect(merged.map(placesOf)).toEqual(layouts.map(placesOf));
        for (const { shape } of merged) {
          expect(shape).toEqual(merged[0].shape);
          expect(shape).not.toContain(1);
          for (let axis = 1; axis < shape.length; axis++) expect(joins(merged, axis)).toBe(false);
        }
      }),
      { numRuns: 150 },
    );
  });

  it("of layouts without gaps are one, and none of a single element", () => {
    const dense = Layout.dense([2, 3, 4]);
    expect(mergeAxes([dense, dense]).map(({ shape, strides }) => [shape, strides])).toEqual([[[24], [1]], [[24], [1]]]); // biome-ignore format: a list
    expect(mergeAxes([new Layout([1, 1], [7, 9], 3)])).toEqual([new Layout([], [], 3)]);
  });

  it("of nothing stay nothing", () => {
    const [merged] = mergeAxes([Layout.dense([2, 0, 3])]);
    expect(merged.size).toBe(0);
  });
});

describe("walks", () => {
  it("by blocks meet each element once, in order, of each layout", () => {
    fc.assert(
      fc.property(alike, (layouts) => {
        const met = layouts.map((): number[] => []);
        forEachBlock(layouts, (rows, columns, lies) => {
          for (let row = 0; row < rows; row++)
            for (let column = 0; column < columns; column++)
              lies.forEach(({ start, row: rowStep, step }, i) => {
                met[i].push(start + row * rowStep + column * step);
              });
        });
        expect(met).toEqual(layouts.map(placesOf));
      }),
      { numRuns: 150 },
    );
  });

  it("by runs too", () => {
    fc.assert(
      fc.property(alike, (layouts) => {
        const met = layouts.map((): number[] => []);
        forEachRun(layouts, (count, starts, steps) => {
          for (let i = 0; i < count; i++) {
            for (const [k, places] of met.entries()) places.push(starts[k] + i * steps[k]);
          }
        });
        expect(met).toEqual(layouts.map(placesOf));
      }),
      { numRuns: 150 },
    );
  });

  it("take evenly spaced elements in one run, and contiguous ones in one block", () => {
    const counts: number[] = [];
    const [dense, same] = [Layout.dense([3, 4]), Layout.dense([]).expand([3, 4])];
    forEachRun([dense, same], (count) => counts.push(count));
    forEachBlock([dense, dense], (rows, columns) => counts.push(rows, columns));
    expect(counts).toEqual([12, 1, 12]);
  });

  it("of nothing call nothing", () => {
    const none = [Layout.dense([0, 3]), new Layout([0, 3], [9, 2], 0)];
    const called = () => expect.fail("there is no element");
    forEachRun(none, called);
    forEachBlock(none, called);
    forEachRun([Layout.dense([2, 0]).permute([1, 0])], called);
  });
});

describe("places", () => {
  it("are listed in row-major order, into an array from a place on", () => {
    fc.assert(
      fc.property(alike, ([layout]) => {
        expect([...offsetsOf(layout)]).toEqual(placesOf(layout));
        const target = new Int32Array(layout.size + 3).fill(-9);
        fillOffsets(target, 2, layout);
        expect([...target]).toEqual([-9, -9, ...placesOf(layout), -9]);
      }),
    );
    expect(offsetsOf(Layout.dense([2, 0]))).toHaveLength(0);
  });

  it("reach from the first to the last", () => {
    fc.assert(
      fc.property(alike, ([layout]) => {
        fc.pre(isForward(layout));
        const places = placesOf(layout);
        expect(reachOf(layout)).toBe(Math.max(...places) - layout.offset + 1);
        expect(reachOf(layout, layout.shape.length)).toBe(1);
      }),
    );
    expect(reachOf(Layout.dense([2, 3, 4]), 1)).toBe(12);
    expect([new Layout([2], [-1], 1), new Layout([2, 2], [2, 0], 0)].map(isForward)).toEqual([false, true]);
  });

  it("lie side by side at the end for a while", () => {
    const rows = (count: number, apart: number) => new Layout([count, 3], [apart, 1], 0);
    expect([rows(2, 3), rows(2, 5), rows(1, 9), new Layout([2, 3], [3, 2], 0), Layout.dense([])].map(runOf)).toEqual([6, 3, 3, 1, 1]); // biome-ignore format: a list
  });

  it("of some axes stand in their order", () => {
    const layout = new Layout([2, 3, 4], [12, 4, 1], 5);
    expect(pick(layout, [2, 0], 7)).toEqual(new Layout([4, 2], [1, 12], 7));
  });
});

describe("as matrices", () => {
  it("have the same elements, or none where rows or columns cannot be one axis", () => {
    fc.assert(
      fc.property(alike, fc.nat(4), fc.nat(4), ([layout], batch, rows) => {
        fc.pre(batch + rows <= layout.shape.length);
        const matrices = matrixLayout(layout, batch, rows);
        const groups = [[batch, batch + rows], [batch + rows, layout.shape.length]]; // biome-ignore format: pairs
        const parts = groups.map(([from, to]) => pick(layout, Array.from({ length: to - from }, (_, i) => from + i), 0)); // biome-ignore format: one line
        const areOne = parts.every((part) => mergeAxes([part])[0].shape.length <= 1);
        expect(matrices !== null).toBe(areOne);
        if (matrices === null) return;
        expect(placesOf(matrices)).toEqual(placesOf(layout));
        expect(matrices.shape).toEqual([...layout.shape.slice(0, batch), ...parts.map(({ size }) => size)]);
      }),
      { numRuns: 150 },
    );
  });
});
