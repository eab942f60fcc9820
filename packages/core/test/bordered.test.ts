import {
  conv1d,
  conv2d,
  conv3d,
  getBackend,
  grad,
  randint,
  seed,
  setBackend,
  setThreads,
  type Tensor,
} from "@gradiente/core";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { chunkLimits } from "../src/backends/wasm/chunks.ts";
import { wasm } from "../src/backends/wasm/index.ts";

/* Convolutions whose images get their border in the memory of a kernel. Whole numbers, so that sums are exact. */

const usual = { ...chunkLimits };
const before = getBackend();

beforeEach(() => setBackend("wasm"));

afterEach(() => {
  Object.assign(chunkLimits, usual);
  setThreads(1);
  setBackend(before);
  vi.restoreAllMocks();
});

interface Case {
  readonly images: readonly number[];
  readonly filters: readonly number[];
  readonly dtype: "float32" | "float64";
  readonly options: {
    readonly stride: number[];
    readonly dilation: number[];
    readonly padding: [number, number][];
    readonly groups: number;
  };
}

const of = { 1: conv1d, 2: conv2d, 3: conv3d } as Record<number, (...xs: unknown[]) => Tensor>;

/** The maps, and the gradients by images and filters. */
function computed({ images, filters, dtype, options }: Case): readonly (readonly number[])[] {
  seed(5);
  const whole = (shape: readonly number[]) => randint([...shape], { low: -3, high: 4 }).cast(dtype);
  const [x, w] = [whole(images), whole(filters)];
  const convolve = of[images.length - 2];
  const loss = (images: Tensor, weight: Tensor) => convolve(images, weight, options).square().sum();
  const y = convolve(x, w, options);
  const byImages = grad((x: Tensor) => loss(x, w))(x);
  const byFilters = grad((w: Tensor) => loss(x, w))(w);
  // A sum of nothing but -0 is 0 in one order, and -0 in another.
  return [y, byImages, byFilters].map((each) => Array.from(each.toTypedArray(), (value) => value + 0));
}

function elsewhere(given: Case): readonly (readonly number[])[] {
  setBackend("reference");
  const found = computed(given);
  setBackend("wasm");
  return found;
}

const axis = fc.record({
  size: fc.integer({ min: 4, max: 14 }),
  window: fc.integer({ min: 1, max: 3 }),
  stride: fc.integer({ min: 1, max: 3 }),
  dilation: fc.integer({ min: 1, max: 2 }),
  padding: fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 3 })),
});

const cases = fc
  .record({
    axes: fc.array(axis, { minLength: 1, maxLength: 3 }),
    batch: fc.integer({ min: 1, max: 3 }),
    groups: fc.integer({ min: 1, max: 2 }),
    outputs: fc.integer({ min: 1, max: 5 }),
    dtype: fc.constantFrom("float32" as const, "float64" as const),
  })
  .map(({ axes, batch, groups, outputs, dtype }): Case => {
    const places = axes.reduce((size, { size: each }) => size * each, 1);
    // As many channels as it takes to be worth a kernel.
    const channels = Math.ceil(4200 / (batch * groups * places));
    return {
      images: [batch, groups * channels, ...axes.map(({ size }) => size)],
      filters: [groups * outputs, channels, ...axes.map(({ window }) => window)],
      dtype,
      options: {
        stride: axes.map(({ stride }) => stride),
        dilation: axes.map(({ dilation }) => dilation),
        padding: axes.map(({ padding }) => padding),
        groups,
      },
    };
  });

const strided: Case = {
  images: [4, 6, 13, 14],
  filters: [7, 6, 3, 3],
  dtype: "float32",
  options: { stride: [2, 2], dilation: [1, 1], padding: [[1, 2], [0, 3]], groups: 1 }, // biome-ignore format: a row
};

describe("a border of zeros", () => {
  it("gives the maps and gradients of plain loops", () => {
    fc.assert(
      fc.property(cases, (given) => {
        expect(computed(given)).toEqual(elsewhere(given));
      }),
      { numRuns: 60 },
    );
  });

  it("does so image by image, and channel by channel", () => {
    fc.assert(
      fc.property(cases, fc.constantFrom(256, 1024), (given, large) => {
        Object.assign(chunkLimits, { large, chunk: large / 2, smallest: 8, smallestSparse: 1 });
        const found = computed(given);
        Object.assign(chunkLimits, usual);
        expect(found).toEqual(elsewhere(given));
      }),
      { numRuns: 60 },
    );
  });

  it("does so on several threads", () => {
    const large: Case = { ...strided, images: [16, 16, 29, 30], filters: [32, 16, 3, 3] };
    const alone = computed(large);
    setThreads(2);
    expect(computed(large)).toEqual(alone);
  });

  it("is in no array", () => {
    const sizes: number[] = [];
    const { allocate } = wasm;
    vi.spyOn(wasm, "allocate").mockImplementation((dtype, size) => {
      sizes.push(size);
      return allocate(dtype, size);
    });
    computed(strided);
    const [batch, channels] = strided.images;
    const whole = batch * channels * (13 + 3) * (14 + 3);
    expect(sizes).not.toContain(whole);
    expect(Math.max(...sizes)).toBe(batch * channels * 13 * 14);
  });

  it("is in an array for what lies otherwise", () => {
    const allocate = vi.spyOn(wasm, "allocate");
    seed(2);
    const [x, w] = [
      randint([6, 13, 14, 8], { low: -3, high: 4 }),
      randint([4, 8, 3, 3], { low: -3, high: 4 }),
    ];
    const images = x.cast("float32").permute([0, 3, 1, 2]);
    const y = conv2d(images, w.cast("float32"), { padding: 1, stride: 2 });
    expect(allocate.mock.calls.map(([, size]) => size)).toContain(6 * 8 * 15 * 16);
    expect(
      y
        .sub(conv2d(images.mul(1), w.cast("float32"), { padding: 1, stride: 2 }))
        .abs()
        .max()
        .item(),
    ).toBe(0);
  });
});
