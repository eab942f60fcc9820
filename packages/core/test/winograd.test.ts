import {
  conv2d,
  type DType,
  getBackend,
  grad,
  normal,
  randint,
  seed,
  setBackend,
  type Tensor,
  tensor,
} from "@gradiente/core";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { reference } from "../src/backends/reference/index.ts";
import type { View } from "../src/backends/view.ts";
import { type Sought, winogradLimits, winogradOn } from "../src/backends/wasm/winograd.ts";
import { type Border, Layout, type Window } from "../src/layout.ts";
import { Sliding } from "../src/primitives/sliding.ts";

/* Convolutions in Winograd's form against sums of products in float64. */

const usual = { ...winogradLimits };
afterAll(() => Object.assign(winogradLimits, usual));

interface Sizes {
  readonly images: number;
  readonly channels: number;
  readonly filters: number;
  readonly height: number;
  readonly width: number;
  /** Elements between the rows of an image, and before the first. */
  readonly gap: number;
  /** Zeros around images: before and after. */
  readonly borders: readonly Border[];
}

/** A view of new numbers, with gaps after each row. */
function drawn(shape: readonly number[], gap: number, draw: () => number): View {
  const width = shape[shape.length - 1] + gap;
  const size = shape.slice(0, -1).reduce((a, b) => a * b, 1) * width + gap;
  const layout = Layout.dense([...shape.slice(0, -1), width]);
  const buffer = Float32Array.from({ length: size }, draw);
  return { buffer, layout: new Layout(shape, layout.strides, gap), dtype: "float32" };
}

const none: readonly Border[] = [[0, 0], [0, 0]]; // biome-ignore format: a row
const same: readonly Border[] = [[1, 1], [1, 1]]; // biome-ignore format: a row

const taps = [3, 3].map((size) => ({ size, stride: 1, dilation: 1 }));

const sliding = ({ borders }: Pick<Sizes, "borders">) => new Sliding(taps, borders);

/** Images as windows, with the zeros around them. */
function seenAsWindows({ buffer, layout }: View, along: Sliding): View {
  const whole = Layout.dense(along.whole(layout.shape));
  const values = new Float64Array(whole.size);
  const all: View = { buffer: values, layout: whole, dtype: "float64" };
  reference.copy({ buffer, layout, dtype: "float64" }, { ...all, layout: along.inside(whole, layout.shape) });
  return { ...all, layout: whole.windows(taps) };
}

function wide({ buffer, layout }: View): View {
  return { buffer: Float64Array.from(buffer), layout, dtype: "float64" };
}

/** The axes of each tensor as `contract` takes them, and the numbers of axes of the batch and of what is summed over. */
const arrangements = {
  maps: { left: "filters", right: "images", orders: [[0, 1, 2, 3, 4], [1, 2, 5, 6, 0, 3, 4], [1, 2, 0, 3, 4]], inner: 3 },
  filters: { left: "maps", right: "images", orders: [[1, 2, 0, 3, 4], [1, 0, 3, 4, 2, 5, 6], [0, 1, 2, 3, 4]], inner: 3 },
} as const; // biome-ignore format: a table

/** The same by the plain loops, in float64. */
function bySums(tensors: Tensors, sought: Sought): void {
  const { left, right, orders, inner } = arrangements[sought];
  const [a, b, out] = [left, right, sought].map((name, i) => ({
    ...tensors[name],
    layout: tensors[name].layout.permute(orders[i]),
  }));
  reference.contract(a, b, out, 1, inner);
}

type Tensors = Record<"filters" | "images" | "maps", View>;

function tensorsFor(
  { images, channels, filters, height, width, gap, borders }: Sizes,
  draw: () => number,
): Tensors {
  const [above, beside] = borders.map(([before, after]) => before + after);
  return {
    filters: drawn([1, filters, channels, 3, 3], gap, draw),
    images: drawn([images, 1, channels, height + 2 - above, width + 2 - beside], gap, draw),
    maps: drawn([images, 1, filters, height, width], gap, draw),
  };
}

/** Computes one of the three in both ways. What is computed begins with zeros, and has no gaps. */
function inBothWays(sizes: Sizes, sought: Sought, draw: () => number): readonly [View, View] {
  const tensors = tensorsFor(sizes, draw);
  const begun = drawn(tensors[sought].layout.shape, 0, () => 0);
  const views = { ...tensors, [sought]: begun };
  const exact = { filters: wide(views.filters), images: wide(views.images), maps: wide(views.maps) };
  bySums({ ...exact, images: seenAsWindows(exact.images, sliding(sizes)) }, sought);
  expect(winogradOn(views, sliding(sizes), sought)).toBe(true);
  return [begun, exact[sought]];
}

const sizes = fc.record({
  images: fc.integer({ min: 1, max: 6 }),
  channels: fc.constantFrom(8, 16, 24),
  filters: fc.constantFrom(8, 16, 24),
  height: fc.integer({ min: 1, max: 7 }).map((half) => 2 * half),
  width: fc.integer({ min: 2, max: 9 }).map((half) => 2 * half),
  gap: fc.constantFrom(0, 0, 1, 3),
  borders: fc.tuple(
    fc.constantFrom<Border>([0, 0], [1, 1], [0, 1], [2, 0]),
    fc.constantFrom<Border>([0, 0], [1, 1], [0, 2], [2, 0]),
  ),
  block: fc.constantFrom(1, 9, usual.block),
});

const rootMeanSquare = (values: ArrayLike<number>) =>
  Math.sqrt(Array.from(values).reduce((sum, x) => sum + x * x, 0) / values.length);

describe.each(["maps", "filters"] as const)("%s", (sought) => {
  it("are sums of products, to some roundings of the largest terms", () => {
    let next = 1;
    const draw = () => {
      next = (next * 48271) % 2147483647;
      return next / 2147483647 - 0.5;
    };
    fc.assert(
      fc.property(sizes, ({ block, ...given }) => {
        Object.assign(winogradLimits, { smallest: 1, smallestOfFilters: 1, block });
        const [found, exact] = inBothWays(given, sought, draw);
        const differences = Array.from(found.buffer, (x, i) => Math.abs(x - exact.buffer[i]));
        expect(Math.max(...differences) / rootMeanSquare(exact.buffer)).toBeLessThan(4e-6);
      }),
      { numRuns: 60 },
    );
  });

  it("of small whole numbers are exact", () => {
    Object.assign(winogradLimits, { ...usual, smallest: 1, smallestOfFilters: 1 });
    let next = 1;
    const draw = () => {
      next = (next * 48271) % 2147483647;
      return (next % 9) - 4;
    };
    const given = { images: 5, channels: 16, filters: 24, height: 10, width: 14, gap: 0 };
    for (const borders of [none, same]) {
      const [found, exact] = inBothWays({ ...given, borders }, sought, draw);
      expect(Array.from(found.buffer)).toEqual(Array.from(exact.buffer));
    }
  });
});

describe("what is left to sums of products", () => {
  const usualSizes = { images: 2, channels: 8, filters: 8, height: 8, width: 8, gap: 0, borders: none };
  const isTaken = (
    given: Partial<Sizes>,
    change: (views: Tensors) => void = () => {},
    windows: readonly Window[] = taps,
  ) => {
    Object.assign(winogradLimits, { ...usual, smallest: 1, smallestOfFilters: 1 });
    const sizes = { ...usualSizes, ...given };
    const views = tensorsFor(sizes, () => 1);
    change(views);
    const before = Array.from(views.maps.buffer);
    const taken = winogradOn(views, new Sliding(windows, sizes.borders), "maps");
    if (!taken) expect(Array.from(views.maps.buffer)).toEqual(before);
    return taken;
  };

  it.each<[string, Partial<Sizes>]>([
    ["planes that do not fill a panel", { channels: 12 }],
    ["filters that do not fill a panel", { filters: 4 }],
    ["an odd height", { height: 7 }],
    ["an odd width", { width: 9 }],
    ["results with gaps", { gap: 1 }],
    [
      "images of an odd width",
      {
        borders: [
          [1, 1],
          [0, 1],
        ],
      },
    ],
  ])("%s", (_, given) => {
    expect(isTaken({})).toBe(true);
    expect(isTaken(given)).toBe(false);
  });

  it("other windows, other dtypes, and images that run backwards or lie across", () => {
    const images =
      (side: number, change: (layout: Layout) => Layout = (layout) => layout) =>
      (views: Tensors) => {
        const whole = drawn([2, 1, 8, side, side], 0, () => 1);
        views.images = { ...whole, layout: change(whole.layout) };
      };
    const windows = (size: number, stride: number, dilation: number) =>
      [0, 1].map(() => ({ size, stride, dilation }));
    expect(isTaken({}, images(10))).toBe(true);
    expect(isTaken({}, images(17), windows(3, 2, 1))).toBe(false);
    expect(isTaken({}, images(12), windows(3, 1, 2))).toBe(false);
    expect(isTaken({}, images(12), windows(5, 1, 1))).toBe(false);
    expect(
      isTaken(
        {},
        images(10, (layout) => layout.permute([0, 1, 2, 4, 3])),
      ),
    ).toBe(false);
    expect(isTaken({}, (views) => Object.assign(views, { filters: wide(views.filters) }))).toBe(false);
    expect(isTaken({}, (views) => {
      const backwards = views.images.layout.slice(views.images.layout.shape.map((size, axis) => (axis === 2 ? { start: size - 1, step: -1, size } : { start: 0, step: 1, size }))); // biome-ignore format: one thing
      views.images = { ...views.images, layout: backwards };
    })).toBe(false); // biome-ignore format: one thing
  });

  it("what is small", () => {
    Object.assign(winogradLimits, usual);
    for (const [images, sought, isTaken] of [
      [3, "maps", false],
      [8, "maps", true],
      [8, "filters", false],
      [32, "filters", true],
    ] as const) {
      const tensors = tensorsFor({ ...usualSizes, images }, () => 1);
      expect(winogradOn(tensors, sliding(usualSizes), sought)).toBe(isTaken);
    }
  });
});

describe("conv2d", () => {
  beforeAll(() => {
    Object.assign(winogradLimits, { ...usual, smallest: 1, smallestOfFilters: 1 });
  });

  const draw = (shape: readonly number[]) => normal(shape);

  it("sees an infinite or missing number in its own windows only", () => {
    seed(0);
    for (const strange of [Number.POSITIVE_INFINITY, Number.NaN]) {
      const values = draw([1, 8, 10, 10]).toTypedArray();
      values[2 * 100 + 4 * 10 + 5] = strange;
      const y = conv2d(
        tensor(values, { shape: [1, 8, 10, 10] }),
        draw([8, 8, 3, 3]),
      ).toArray() as number[][][][];
      const finite = y[0].map((plane) => plane.map((row) => row.map(Number.isFinite)));
      const expected = Array.from({ length: 8 }, (_, i) =>
        Array.from({ length: 8 }, (_, j) => !(i >= 2 && i <= 4 && j >= 3 && j <= 5)),
      );
      expect(finite).toEqual(finite.map(() => expected));
    }
  });

  it("computes images, filters and maps in this form on the backend wasm", () => {
    const before = getBackend();
    setBackend("wasm");
    try {
      seed(3);
      const [x, filters, dy] = [draw([4, 8, 6, 10]), draw([16, 8, 3, 3]), draw([4, 16, 6, 10])];
      const y = conv2d(x, filters, { padding: 1 });
      const loss = (images: Tensor, weight: Tensor) => conv2d(images, weight, { padding: 1 }).mul(dy).sum();
      const found = {
        maps: y,
        filters: grad((weight) => loss(x, weight))(filters),
        images: grad((images) => loss(images, filters))(x),
      };
      const along = new Sliding(taps, same);
      const view = (t: Tensor, axis: number): View => {
        const shape = [...t.shape.slice(0, axis), 1, ...t.shape.slice(axis)];
        return { buffer: t.toTypedArray(), layout: Layout.dense(shape), dtype: "float32" };
      };
      const [images, weight, maps] = [view(x, 1), view(filters, 0), view(dy, 1)];
      const empty = (like: Tensor, axis: number) => view(like.mul(0), axis);
      const expected = { maps: empty(y, 1), filters: empty(filters, 0), images: empty(x, 1) };
      expect(winogradOn({ filters: weight, images, maps: expected.maps }, along, "maps")).toBe(true);
      expect(winogradOn({ filters: expected.filters, images, maps }, along, "filters")).toBe(true);
      const turned = { filters: along.turned(weight), images: maps, maps: expected.images };
      expect(winogradOn(turned, along.opposite as Sliding, "maps")).toBe(true);
      for (const name of ["maps", "filters", "images"] as const) {
        expect(found[name].toTypedArray(), name).toEqual(expected[name].buffer);
      }
    } finally {
      setBackend(before);
    }
  });

  it.each([0, 1, 2, 3])("has the gradient of images with padding %i", (padding) => {
    seed(2);
    const [x, filters] = [
      randint([3, 8, 6, 10], { low: -3, high: 4 }),
      randint([16, 8, 3, 3], { low: -3, high: 4 }),
    ];
    const gradient = (dtype: DType) =>
      grad((images) => conv2d(images, filters.cast(dtype), { padding }).square().sum())(
        x.cast(dtype),
      ).toArray();
    expect(gradient("float32")).toEqual(gradient("float64"));
  });

  it("has gradients of every order in this form", () => {
    seed(1);
    const [x, f, v] = [
      [2, 8, 8, 8],
      [16, 8, 3, 3],
      [2, 8, 8, 8],
    ].map((shape) => randint(shape, { low: -3, high: 4 }).cast("float32"));
    const wideOf = (t: typeof x) => t.cast("float64");
    const second = (image: typeof x, filters: typeof x, along: typeof x) =>
      grad((w) =>
        grad((a) => conv2d(a, w, { padding: 1 }).square().sum())(image)
          .mul(along)
          .sum(),
      )(filters);
    expect(second(x, f, v).toArray()).toEqual(second(wideOf(x), wideOf(f), wideOf(v)).toArray());
  });
});
