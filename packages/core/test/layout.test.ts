import fc from "fast-check";
import { expect, it } from "vitest";
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

function offsets({ shape, strides, offset }: Layout): number[] {
  return shape.reduce(
    (places, size, axis) =>
      places.flatMap((place) => Array.from({ length: size }, (_, i) => place + i * strides[axis])),
    [offset],
  );
}
