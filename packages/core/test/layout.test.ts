import fc from "fast-check";
import { expect, it } from "vitest";
import { isApart } from "../src/backends/strided.ts";
import { Layout } from "../src/layout.ts";

it("knows what is contiguous: sizes of 1 and 0 do not count", () => {
  expect(Layout.dense([2, 3]).contiguous).toBe(true);
  expect(Layout.dense([2, 3]).permute([1, 0]).contiguous).toBe(false);
  expect(Layout.dense([1, 3]).permute([1, 0]).contiguous).toBe(true);
  expect(new Layout([2, 0], [7, 9], 0).contiguous).toBe(true);
  expect(Layout.dense([1]).expand([3]).contiguous).toBe(false);
});

it("keeps its own object as the dense layout where it is one", () => {
  const dense = Layout.dense([2, 3]);
  expect(dense.dense).toBe(dense);
  const shifted = dense.slice([{ start: 1, step: 1, size: 1 }, { start: 0, step: 1, size: 3 }]); // biome-ignore format: a list
  expect([shifted.contiguous, shifted.offset, shifted.dense.offset]).toEqual([true, 3, 0]);
});

it("begins within the buffer where a slice takes nothing", () => {
  const nothing = Layout.dense([3, 4]).slice([{ start: 3, step: 1, size: 0 }, { start: 1, step: 2, size: 2 }]); // biome-ignore format: a list
  expect([nothing.offset, nothing.shape, nothing.strides]).toEqual([1, [0, 2], [4, 2]]);
});

it("reshapes a permuted layout by strides only if the elements stay in order", () => {
  const axes = fc.shuffledSubarray([0, 1, 2], { minLength: 3 });
  const sizes = fc.tuple(
    fc.integer({ min: 1, max: 4 }),
    fc.integer({ min: 1, max: 4 }),
    fc.integer({ min: 1, max: 4 }),
  );
  fc.assert(
    fc.property(axes, sizes, (order, shape) => {
      const layout = Layout.dense(shape).permute(order);
      const flat = layout.reshape([layout.size]);
      const places = offsets(layout);
      const even = places.every((place, i) => i === 0 || place - places[i - 1] === places[1] - places[0]);
      expect(flat !== null, "there is a stride for it exactly if places are evenly spaced").toBe(even);
      if (flat !== null) expect(offsets(flat)).toEqual(places);
    }),
  );
});

it("tells whether elements share a place, whatever the order of the axes", () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 3, maxLength: 3 });
  const order = fc.shuffledSubarray([0, 1, 2], { minLength: 3 });
  // A part of something larger.
  const parts = fc.tuple(sizes, order, fc.nat(2)).map(([shape, axes, room]) => {
    const { strides } = Layout.dense(shape.map((size) => size + room));
    return new Layout(shape, strides, 0).permute(axes);
  });
  const repeated = fc.constantFrom(
    Layout.dense([3, 1]).expand([3, 2]),
    new Layout([3, 3], [1, 1], 0),
    new Layout([2, 3], [2, 1], 0),
    new Layout([3, 2], [1, 2], 0),
  );
  fc.assert(
    fc.property(fc.oneof(parts, repeated), (layout) => {
      const places = offsets(layout);
      expect(isApart(layout)).toBe(new Set(places).size === places.length);
    }),
  );
});

it("is alike without gaps: nested as it was if it had none, and in row-major order otherwise", () => {
  const sizes = fc.array(fc.integer({ min: 2, max: 3 }), { minLength: 3, maxLength: 3 });
  const order = fc.shuffledSubarray([0, 1, 2], { minLength: 3 });
  fc.assert(
    fc.property(sizes, order, fc.nat(2), fc.nat(3), (shape, axes, gapAxis, offset) => {
      const nested = Layout.dense(axes.map((axis) => shape[axis]));
      const back = shape.map((_, axis) => axes.indexOf(axis));
      const layout = new Layout(nested.shape, nested.strides, offset).permute(back);
      expect([layout.alike.shape, layout.alike.strides, layout.alike.offset]).toEqual([layout.shape, layout.strides, 0]);
      // With a gap between some rows, or with elements that are repeated.
      const apart = layout.strides.map((stride, axis) => (layout.strides[gapAxis] <= stride ? 2 * stride : stride) * (axis === gapAxis ? 2 : 1));
      const single = layout.strides.map((stride, axis) => (axis === gapAxis ? 0 : stride));
      for (const strides of [apart, single]) {
        const { alike } = new Layout(layout.shape, strides, offset);
        expect([alike.shape, alike.strides, alike.offset]).toEqual([layout.shape, Layout.dense(layout.shape).strides, 0]);
      }
    }),
  ); // biome-ignore format: formulas
  const turned = Layout.dense([2, 3]).permute([1, 0]);
  expect(turned.alike).toBe(turned);
});

it("has a step if all elements form one even row of neighbours, or are one", () => {
  const dense = Layout.dense([2, 3]);
  const one = Layout.dense([1, 1]).expand([2, 3]);
  const layouts = [
    dense,
    new Layout([2, 3], [3, 1], 7),
    one,
    new Layout([1, 3], [5, 0], 2),
    dense.permute([1, 0]),
    new Layout([2, 3], [3, 0], 0),
    new Layout([4], [2], 0),
    new Layout([4], [-1], 3),
    new Layout([1, 1], [9, 9], 4),
    new Layout([0, 3], [9, 9], 0),
  ];
  expect(layouts.map(({ step }) => step)).toEqual([1, 1, 0, 0, null, null, null, null, 1, 1]);
});

it("expands axes of size 1 and adds axes in front, and nothing else", () => {
  const layout = Layout.dense([3, 1]);
  expect([layout.expand([2, 3, 4]), layout.expand([3, 1])].map(({ shape, strides }) => [shape, strides])).toEqual([
    [[2, 3, 4], [0, 1, 0]],
    [[3, 1], [1, 1]],
  ]); // biome-ignore format: a list
  for (const shape of [[3], [2, 1], [1, 1], [3, 1, 2], [3, 0, 1]]) {
    expect(() => layout.expand(shape)).toThrow(/^expand: shape \[3, 1\] does not expand to /);
  }
});

function offsets({ shape, strides, offset }: Layout): number[] {
  return shape.reduce(
    (places, size, axis) =>
      places.flatMap((place) => Array.from({ length: size }, (_, i) => place + i * strides[axis])),
    [offset],
  );
}
