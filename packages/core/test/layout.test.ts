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

function offsets({ shape, strides, offset }: Layout): number[] {
  return shape.reduce(
    (places, size, axis) =>
      places.flatMap((place) => Array.from({ length: size }, (_, i) => place + i * strides[axis])),
    [offset],
  );
}
