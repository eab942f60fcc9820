import { readFileSync } from "node:fs";
import { arange, Generator, ones, type Tensor, tensor } from "@gradiente/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { coveringBox, resize } from "../src/images/resize.ts";
import {
  type Augmentation,
  colorJitter,
  randomCrop,
  randomResizedCrop,
  randomRotation,
} from "../src/index.ts";

const counted = (shape: readonly number[]) =>
  arange(shape.reduce((a, b) => a * b, 1))
    .reshape(shape)
    .cast("float32");
const values = (x: Tensor) => [...x.toTypedArray()];

describe("resize", () => {
  interface Golden {
    readonly image: number[];
    readonly shape: [number, number];
    readonly resized: {
      readonly size: [number, number];
      readonly box: [number, number, number, number];
      readonly values: number[];
    }[];
  }
  const golden = JSON.parse(readFileSync(new URL("golden/resize.json", import.meta.url), "utf8")) as Golden;

  test.each(golden.resized)(
    "is Pillow's: $size of $box",
    ({ size, box: [left, top, right, bottom], values: expected }) => {
      const [height, width] = golden.shape;
      const box = { top, left, height: bottom - top, width: right - left };
      const found = resize(Float32Array.from(golden.image), [1, height, width], size, box);
      expect(found.length).toBe(expected.length);
      for (const [at, value] of expected.entries()) expect(found[at]).toBeCloseTo(value, 5);
    },
  );

  test("keeps the channels apart", () => {
    const two = Float32Array.from([...golden.image, ...golden.image.map((value) => 1 - value)]);
    const box = coveringBox(golden.shape, [3, 3]);
    const found = resize(two, [2, ...golden.shape], [3, 3], box);
    for (let at = 0; at < 9; at++) expect(found[at] + found[9 + at]).toBeCloseTo(1, 5);
  });

  test("covers by the largest box in the middle", () => {
    expect(coveringBox([10, 30], [5, 5])).toEqual({ top: 0, left: 10, height: 10, width: 10 });
    expect(coveringBox([30, 10], [1, 2])).toEqual({ top: 12.5, left: 0, height: 5, width: 10 });
  });
});

describe("randomCrop", () => {
  test("cuts out parts that were in the image, anywhere", () => {
    const crop = randomCrop({ imageShape: [4, 5], size: [2, 3] });
    const found = values(crop(counted([1, 20]).expand([400, 20]), new Generator(0)));
    const corners = new Set<number>();
    for (let at = 0; at < found.length; at += 6) {
      const [corner] = found.slice(at);
      expect(found.slice(at, at + 6)).toEqual([0, 1, 2, 5, 6, 7].map((offset) => corner + offset));
      corners.add(corner);
    }
    expect([...corners].sort((a, b) => a - b)).toEqual([0, 1, 2, 5, 6, 7, 10, 11, 12]);
  });

  test("with a padding brings in 0, for all channels alike", () => {
    const crop = randomCrop({ imageShape: [3, 3], padding: 2 });
    const x = crop(ones([50, 2, 3, 3]), new Generator(1));
    expect(x.shape).toEqual([50, 2, 3, 3]);
    const [first, second] = x.unbind(1).map(values);
    expect(first).toEqual(second);
    expect(new Set(first)).toEqual(new Set([0, 1]));
  });

  test("refuses parts that are larger than the image", () => {
    expect(() => randomCrop({ imageShape: [4, 4], size: [7, 4], padding: 1 })).toThrow(
      "randomCrop: size [7, 4] is larger than imageShape [4, 4] with a padding of 1",
    );
    expect(() => randomCrop({ imageShape: [4, 4] })(ones([2, 3, 4, 5]), new Generator(0))).toThrow(
      "randomCrop: x must hold images of 4 x 4, as [..., 16] or [..., 4, 4], not [2, 3, 4, 5]",
    );
  });
});

describe("randomResizedCrop", () => {
  test("stays within the values of the image, and gives the size that was asked for", () => {
    fc.assert(
      fc.property(
        fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 })),
        fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 })),
        fc.nat(1000),
        (imageShape, size, seed) => {
          const x = randomResizedCrop({ imageShape, size })(ones([3, 2, ...imageShape]), new Generator(seed));
          expect(x.shape).toEqual([3, 2, ...size]);
          for (const value of values(x)) expect(value).toBeCloseTo(1, 6);
        },
      ),
    );
  });

  test("of the whole area is the image itself", () => {
    const crop = randomResizedCrop({ imageShape: [4, 4], area: [1, 1], aspect: [1, 1] });
    expect(values(crop(counted([2, 4, 4]), new Generator(3)))).toEqual(values(counted([2, 4, 4])));
  });

  test("of a line keeps its slope: the distance of pixels is the part that is kept", () => {
    const crop = randomResizedCrop({ imageShape: [8, 8], area: [0.25, 0.25], aspect: [1, 1] });
    const columns = counted([1, 8]).expand([8, 8]).reshape([1, 8, 8]);
    const row = values(crop(columns.expand([1, 8, 8]), new Generator(0))).slice(0, 8);
    // Half a side, in eight steps; the first and the last place may be held at the edge.
    for (let at = 2; at < 7; at++) expect(row[at] - row[at - 1]).toBeCloseTo(0.5, 5);
  });

  test.each([
    [
      { area: [0, 1] as const },
      "area must be two positive numbers in ascending order, at most 1, not [0, 1]",
    ],
    [{ area: [0.5, 1.5] as const }, "area must be two positive"],
    [{ aspect: [2, 1] as const }, "aspect must be two positive numbers in ascending order, not [2, 1]"],
  ])("refuses %o", (options, message) => {
    expect(() => randomResizedCrop({ imageShape: [4, 4], ...options })).toThrow(message);
  });
});

describe("randomRotation", () => {
  test("turns a straight line by the angle that was drawn", () => {
    const turn = randomRotation({ imageShape: [21, 21], degrees: 60 });
    const line = tensor(
      Float32Array.from({ length: 441 }, (_, at) => (Math.floor(at / 21) === 10 && at % 21 > 10 ? 1 : 0)),
      { shape: [1, 21, 21] },
    );
    for (let seed = 0; seed < 20; seed++) {
      const [chance] = new Generator(seed).uniform([1, 2]).toTypedArray();
      const angle = ((2 * chance - 1) * 60 * Math.PI) / 180;
      let [x, y] = [0, 0];
      for (const [at, value] of values(turn(line, new Generator(seed))).entries()) {
        x += value * ((at % 21) - 10);
        y += value * (10 - Math.floor(at / 21));
      }
      expect(Math.atan2(y, x)).toBeCloseTo(angle, 2);
    }
  });

  test("by nothing, and with no chance, is the image itself", () => {
    const x = counted([2, 3, 4, 5]);
    for (const options of [{ degrees: 0 }, { degrees: 90, probability: 0 }]) {
      expect(values(randomRotation({ imageShape: [4, 5], ...options })(x, new Generator(0)))).toEqual(
        values(x),
      );
    }
    expect(() => randomRotation({ imageShape: [4, 5], degrees: 181 })).toThrow(
      "degrees must be a number from 0 to 180",
    );
  });
});

describe("what is looked at", () => {
  const [height, width] = [6, 9];
  /** Two channels: the rows of pixels, and their columns, plus a little of the other. */
  const planes = [0, 1].map((plane) =>
    Array.from({ length: height }, (_, row) =>
      Array.from({ length: width }, (_, column) => 1 + (plane === 0 ? row + column / 16 : column + row / 32)),
    ),
  );
  const x = tensor(planes, { dtype: "float64" }).reshape([1, 2, height, width]);
  /** The value between pixels. Pixels beyond the edges are 0. */
  const between = (plane: number[][], row: number, column: number) =>
    plane.flatMap((line, r) => line.map((value, c) => value * Math.max(0, 1 - Math.abs(row - r)) * Math.max(0, 1 - Math.abs(column - c))))
      .reduce((sum, value) => sum + value, 0); // biome-ignore format: one thing

  /** Expects each pixel of the result to be the value at its place. */
  const expectPlaces = (found: Tensor, size: readonly [number, number], placeOf: (row: number, column: number) => [number, number]) => {
    expect(found.shape).toEqual([1, 2, ...size]);
    const all = found.toArray() as number[][][][];
    for (const [at, plane] of planes.entries()) {
      for (let row = 0; row < size[0]; row++) {
        for (let column = 0; column < size[1]; column++) {
          expect(all[0][at][row][column]).toBeCloseTo(between(plane, ...placeOf(row, column)), 5);
        }
      }
    }
  }; // biome-ignore format: one thing

  test.each([0, 1, 2, 3, 4, 5])("by randomRotation, seed %i", (seed) => {
    const [angle, chance] = new Generator(seed).uniform([1, 2]).toTypedArray();
    const turn = randomRotation({ imageShape: [height, width], degrees: 120, probability: 0.7 });
    const radians = chance < 0.7 ? ((2 * angle - 1) * 120 * Math.PI) / 180 : 0;
    expectPlaces(turn(x, new Generator(seed)), [height, width], (row, column) => {
      const [down, right] = [row - 2.5, column - 4];
      return [2.5 + Math.cos(radians) * down + Math.sin(radians) * right, 4 + Math.cos(radians) * right - Math.sin(radians) * down]; // biome-ignore format: a pair
    });
  });

  test.each([0, 1, 2, 3, 4, 5])("by randomResizedCrop, seed %i", (seed) => {
    const [share, form, down, across] = new Generator(seed).uniform([1, 4]).toTypedArray();
    const size = [4, 5] as const;
    const crop = randomResizedCrop({ imageShape: [height, width], size, area: [0.2, 0.9], aspect: [0.5, 3] });
    const kept = height * width * (0.2 + share * 0.7);
    const proportion = 0.5 * 6 ** form;
    const tall = Math.min(height, Math.sqrt(kept / proportion));
    const wide = Math.min(width, Math.sqrt(kept * proportion));
    const inside = (place: number, most: number) => Math.min(most - 1, Math.max(0, place));
    expectPlaces(crop(x, new Generator(seed)), size, (row, column) => [
      inside(down * (height - tall) + ((row + 0.5) * tall) / 4 - 0.5, height),
      inside(across * (width - wide) + ((column + 0.5) * wide) / 5 - 0.5, width),
    ]);
  });

  test.each([0, 1, 2, 3, 4, 5])("by randomCrop, seed %i", (seed) => {
    const [down, across] = new Generator(seed).uniform([1, 2]).toTypedArray();
    const size = [5, 4] as const;
    const crop = randomCrop({ imageShape: [height, width], size, padding: 2 });
    // There are 6 and 10 places, from two before the image on.
    const [top, left] = [Math.floor(down * 6) - 2, Math.floor(across * 10) - 2];
    expectPlaces(crop(x, new Generator(seed)), size, (row, column) => [row + top, column + left]);
  });

  test("is turned with a chance that excludes its end", () => {
    const [, chance] = new Generator(4).uniform([1, 2]).toTypedArray();
    const turned = (probability: number) => values(randomRotation({ imageShape: [height, width], degrees: 90, probability })(x, new Generator(4))); // biome-ignore format: a line
    expect(turned(chance)).toEqual(values(x));
    expect(turned(chance + 1e-6)).not.toEqual(values(x));
  });

  test("is told by options, and the whole image, whole turns and no padding otherwise", () => {
    const imageShape = [height, width] as const;
    const pairs: [Augmentation, Augmentation][] = [
      [randomCrop({ imageShape }), randomCrop({ imageShape, size: imageShape, padding: 0 })],
      [randomResizedCrop({ imageShape }), randomResizedCrop({ imageShape, size: imageShape, area: [0.08, 1], aspect: [3 / 4, 4 / 3] })],
      [randomRotation({ imageShape, degrees: 30 }), randomRotation({ imageShape, degrees: 30, probability: 1 })],
      [colorJitter({}), colorJitter({ brightness: 0, contrast: 0, saturation: 0, hue: 0 })],
    ]; // biome-ignore format: one pair a line
    const rgb = counted([20, 3, height, width]).div(20 * 3 * 54);
    for (const [plain, explicit] of pairs) {
      expect(values(plain(rgb, new Generator(3)))).toEqual(values(explicit(rgb, new Generator(3))));
    }
    expect(values(colorJitter({})(rgb, new Generator(3)))).toEqual(values(rgb));
  });

  test("has rows of pixels, or images in any axes before them, and none at all", () => {
    const crop = randomCrop({ imageShape: [2, 3], size: [1, 2] });
    const shapeOf = (...shape: number[]) => crop(ones(shape), new Generator(0)).shape;
    expect(shapeOf(5, 6)).toEqual([5, 2]);
    expect(shapeOf(5, 4, 6)).toEqual([5, 4, 2]);
    expect(shapeOf(5, 2, 3)).toEqual([5, 1, 2]);
    expect(shapeOf(5, 4, 2, 3)).toEqual([5, 4, 1, 2]);
    expect(shapeOf(0, 4, 2, 3)).toEqual([0, 4, 1, 2]);
    for (const shape of [[6], [2, 3], [5, 3, 2], [5, 7]]) {
      expect(() => shapeOf(...shape)).toThrow(
        `randomCrop: x must hold images of 2 x 3, as [..., 6] or [..., 2, 3], not [${shape.join(", ")}]`,
      );
    }
  });

  test.each<[string, () => unknown]>([
    ["randomCrop: padding must be a whole number from 0 to 1048576, not -1", () => randomCrop({ imageShape: [2, 2], padding: -1 })],
    ["randomCrop: padding must be a whole number from 0 to 1048576, not 1048577", () => randomCrop({ imageShape: [2, 2], padding: 2 ** 20 + 1 })],
    ["randomCrop: size [3, 2] is larger than imageShape [2, 2] with a padding of 0", () => randomCrop({ imageShape: [2, 2], size: [3, 2] })],
    ["randomCrop: size [2, 5] is larger than imageShape [2, 2] with a padding of 1", () => randomCrop({ imageShape: [2, 2], size: [2, 5], padding: 1 })],
    ["randomResizedCrop: area must be two positive numbers in ascending order, at most 1, not [0.5, 0.4]", () => randomResizedCrop({ imageShape: [2, 2], area: [0.5, 0.4] })],
    ["randomResizedCrop: area must be two positive numbers in ascending order, at most 1, not [0.5, 1.01]", () => randomResizedCrop({ imageShape: [2, 2], area: [0.5, 1.01] })],
    ["randomResizedCrop: aspect must be two positive numbers in ascending order, not [0, 1]", () => randomResizedCrop({ imageShape: [2, 2], aspect: [0, 1] })],
    ["randomRotation: degrees must be a number from 0 to 180, not -1", () => randomRotation({ imageShape: [2, 2], degrees: -1 })],
    ["colorJitter: hue must be a number from 0 to 0.5, not -0.1", () => colorJitter({ hue: -0.1 })],
    ["colorJitter: brightness must be 0 or more", () => colorJitter({ brightness: -0.1 })],
    ["colorJitter: x must hold RGB images, [samples, 3, height, width], not [3, 2, 2]", () => colorJitter({})(ones([3, 2, 2]), new Generator(0))],
    ["colorJitter: x must be a tensor", () => colorJitter({})([1] as never, new Generator(0))],
    ["colorJitter: the generator must be", () => colorJitter({})(ones([1, 3, 2, 2]), 0 as never)],
    ["randomCrop: x must be a tensor", () => randomCrop({ imageShape: [2, 2] })([1] as never, new Generator(0))],
    ["randomCrop: the generator must be", () => randomCrop({ imageShape: [2, 2] })(ones([1, 4]), 0 as never)],
  ])("is refused: %s", (message, call) => {
    expect(call).toThrow(message);
  }); // biome-ignore format: one row each

  test("may be at its bounds", () => {
    for (const options of [{ degrees: 0 }, { degrees: 180 }]) expect(() => randomRotation({ imageShape: [2, 2], ...options })).not.toThrow(); // biome-ignore format: a line
    for (const hue of [0, 0.5]) expect(() => colorJitter({ hue })).not.toThrow();
    expect(() => randomCrop({ imageShape: [2, 2], size: [4, 4], padding: 1 })).not.toThrow();
    expect(() => randomCrop({ imageShape: [2, 2], padding: 2 ** 20 })).not.toThrow();
    expect(() => randomResizedCrop({ imageShape: [2, 2], area: [1, 1], aspect: [5, 5] })).not.toThrow();
  });
});

describe("colorJitter", () => {
  const pixel = (...rgb: number[]) => tensor(rgb, { dtype: "float64", shape: [1, 3, 1, 1] });
  const drawn = (seed: number) => new Generator(seed).uniform([1, 4]).toTypedArray();
  const grey = ([r, g, b]: number[]) => 0.299 * r + 0.587 * g + 0.114 * b;
  const limited = (value: number) => Math.min(1, Math.max(0, value));

  test("changes every image of a batch in its own way, and all its pixels alike", () => {
    const x = ones([5, 3, 2, 2], { dtype: "float64" }).mul(0.4);
    const found = colorJitter({ brightness: 0.5 })(x, new Generator(3)).toArray() as number[][][][];
    const factors = new Generator(3).uniform([5, 4]).toTypedArray();
    for (const [i, image] of found.entries()) {
      const expected = 0.4 * (0.5 + factors[4 * i]);
      for (const value of image.flat(2)) expect(value).toBeCloseTo(expected, 6);
    }
  });

  test.each([0, 1, 2, 3])("is the formula of each change, seed %i", (seed) => {
    const rgb = [0.2, 0.5, 0.7];
    const x = pixel(...rgb);
    const [bright, contrast, saturated] = drawn(seed);
    const near = (options: Parameters<typeof colorJitter>[0], expected: number[]) => {
      const found = values(colorJitter(options)(x, new Generator(seed)));
      for (const [at, value] of expected.entries()) expect(found[at]).toBeCloseTo(value, 9);
    };
    near(
      { brightness: 0.4 },
      rgb.map((value) => limited(value * (0.6 + 0.8 * bright))),
    );
    near(
      { brightness: 3 },
      rgb.map((value) => limited(value * (4 * bright))),
    );
    near(
      { contrast: 0.5 },
      rgb.map((value) => limited(grey(rgb) + (value - grey(rgb)) * (0.5 + contrast))),
    );
    near(
      { saturation: 1 },
      rgb.map((value) => limited(grey(rgb) + (value - grey(rgb)) * 2 * saturated)),
    );
  });

  test("has the grey of each pixel for saturation, and their mean for contrast", () => {
    const pixels = [[0.2, 0.5, 0.7], [0.9, 0.1, 0.3], [0.4, 0.6, 0.5], [0.3, 0.3, 0.8], [0, 1, 0.5], [0.6, 0.2, 0.1]]; // biome-ignore format: pixels
    const channels = [0, 1, 2].map((channel) => pixels.map((rgb) => rgb[channel]));
    const x = tensor(channels, { dtype: "float64" }).reshape([1, 3, 2, 3]);
    const [, contrast, saturated] = drawn(5);
    const mean = pixels.reduce((sum, rgb) => sum + grey(rgb), 0) / pixels.length;
    for (const [options, by, center] of [[{ contrast: 0.4 }, 0.6 + 0.8 * contrast, () => mean], [{ saturation: 0.4 }, 0.6 + 0.8 * saturated, grey]] as const) {
      const found = colorJitter(options)(x, new Generator(5)).reshape([3, 6]).toArray() as number[][];
      for (const [at, rgb] of pixels.entries()) {
        for (const [channel, value] of rgb.entries()) {
          expect(found[channel][at]).toBeCloseTo(limited(center(rgb) + (value - center(rgb)) * by), 9);
        }
      }
    } // biome-ignore format: pairs
  });

  test("turns hue around the hexagon of HSV", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 3, maxLength: 3 }),
        fc.nat(999),
        (rgb, seed) => {
          const by = 2 * drawn(seed)[3] - 1;
          const found = values(colorJitter({ hue: 0.5 })(pixel(...rgb), new Generator(seed)));
          const hueOf = ([r, g, b]: number[]) => Math.atan2(Math.sqrt(3) * (g - b), 2 * r - g - b);
          expect(Math.max(...found)).toBeCloseTo(Math.max(...rgb), 9);
          expect(Math.min(...found)).toBeCloseTo(Math.min(...rgb), 9);
          // The angle in the plane of chroma is within a degree or so of that in the hexagon.
          if (Math.max(...rgb) - Math.min(...rgb) < 0.01) return;
          const turned = ((hueOf(found) - hueOf(rgb) - by * Math.PI) / (2 * Math.PI)) % 1;
          expect(Math.abs(turned - Math.round(turned))).toBeLessThan(0.01);
        },
      ),
    );
  });

  test("a full turn of a third swaps channels", () => {
    // A hue of 120 degrees: of the seeds, the first whose angle is near a third.
    const seed = Array.from({ length: 5000 }, (_, at) => at).find(
      (at) => Math.abs(drawn(at)[3] - 5 / 6) < 5e-4,
    ) as number;
    const found = values(colorJitter({ hue: 0.5 })(pixel(0.9, 0.4, 0.1), new Generator(seed)));
    for (const [at, value] of [0.1, 0.9, 0.4].entries()) expect(found[at]).toBeCloseTo(value, 2);
  });

  test("leaves grey alone but for brightness, and refuses what is no RGB", () => {
    const x = pixel(0.5, 0.5, 0.5);
    const found = values(colorJitter({ contrast: 1, saturation: 1, hue: 0.5 })(x, new Generator(0)));
    for (const value of found) expect(value).toBeCloseTo(0.5, 9);
    expect(() => colorJitter({})(ones([2, 1, 4, 4]), new Generator(0))).toThrow(
      "colorJitter: x must hold RGB images, [samples, 3, height, width], not [2, 1, 4, 4]",
    );
    expect(() => colorJitter({ hue: 0.6 })).toThrow("hue must be a number from 0 to 0.5");
  });
});

test.each<[string, Augmentation]>([
  ["randomCrop", randomCrop({ imageShape: [4, 4], padding: 1 })],
  ["randomResizedCrop", randomResizedCrop({ imageShape: [4, 4] })],
  ["randomRotation", randomRotation({ imageShape: [4, 4], degrees: 30 })],
  ["colorJitter", colorJitter({ brightness: 0.5, hue: 0.2 })],
])("%s gives the same bits for a state of its generator, and others for the next", (_name, change) => {
  const x = counted([3, 3, 4, 4]).div(200);
  const generator = new Generator(7);
  const first = values(change(x, generator));
  expect(values(change(x, new Generator(7)))).toEqual(first);
  expect(values(change(x, generator))).not.toEqual(first);
});

test("a size of more pixels than memory holds is refused by name", () => {
  const told = /size must be \[height, width\], two positive whole numbers, 268435456 pixels at most/;
  for (const size of [
    [1e9, 1e9],
    [2 ** 15, 2 ** 14],
  ] as const) {
    expect(() => randomResizedCrop({ imageShape: [4, 4], size })).toThrow(told);
    expect(() => randomCrop({ imageShape: [4, 4], size })).toThrow(told);
  }
});
