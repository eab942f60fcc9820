import { createHash } from "node:crypto";
import { Generator, seed } from "@gradiente/core";
import { describe, expect, test } from "vitest";
import { GLYPHS } from "../src/generators/digits/glyphs.ts";
import { randomWarp } from "../src/generators/digits/warp.ts";
import { syntheticDigits, wholeBatch } from "../src/index.ts";
import { UniformStream } from "../src/random/uniform-stream.ts";

/** The grey levels 0 to 255 and the labels of a whole set. */
function bytesOf(options: Parameters<typeof syntheticDigits>[0]): { levels: Uint8Array; labels: number[] } {
  const { x, y } = wholeBatch(syntheticDigits(options));
  return {
    levels: Uint8Array.from(x.toTypedArray(), (value) => Math.round(255 * value)),
    labels: [...y.toTypedArray()],
  };
}

describe("syntheticDigits", () => {
  test("gives batches like those of MNIST", () => {
    const dataset = syntheticDigits({ samples: 300, seed: 1 });
    const { x, y } = wholeBatch(dataset);
    expect([dataset.size, dataset.imageShape]).toEqual([300, [28, 28]]);
    expect([x.shape, x.dtype, y.shape, y.dtype]).toEqual([[300, 784], "float32", [300], "int32"]);
    const values = Float32Array.from(x.toTypedArray()).sort();
    const greatest = values[values.length - 1];
    expect(values[0]).toBe(0);
    expect(greatest).toBeLessThanOrEqual(1);
    expect(greatest).toBeGreaterThan(0.95);
    expect([...new Set(y.toTypedArray())].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  test("a seed gives the same bytes everywhere", () => {
    const { levels, labels } = bytesOf({ samples: 100, seed: 2026 });
    const digest = createHash("sha256").update(levels).update(Uint8Array.from(labels)).digest("hex");
    expect(digest).toBe("3ad012b4d42a96404c2c057d4d969bb5c568609bdd6b555a49d3eeafde767f69");
  });

  test("fewer samples are the first of more", () => {
    const [few, many] = [bytesOf({ samples: 37, seed: 5 }), bytesOf({ samples: 60, seed: 5 })];
    expect(Buffer.compare(few.levels, many.levels.subarray(0, 37 * 784))).toBe(0);
    expect(few.labels).toEqual(many.labels.slice(0, 37));
  });

  test("another seed gives others, and none follows core's", () => {
    const draw = (): Uint8Array => bytesOf({ samples: 5 }).levels;
    seed(1);
    const first = draw();
    expect(draw()).not.toEqual(first);
    seed(1);
    expect(draw()).toEqual(first);
    expect(bytesOf({ samples: 5, seed: 3 }).levels).not.toEqual(bytesOf({ samples: 5, seed: 4 }).levels);
  });

  test("each digit comes about as often", () => {
    const { labels } = bytesOf({ samples: 3000, seed: 0 });
    // 300 expected, with a deviation of 16.
    for (let digit = 0; digit < 10; digit++) {
      const count = labels.filter((label) => label === digit).length;
      expect(Math.abs(count - 300)).toBeLessThan(80);
    }
  });

  test("without distortion and noise, ink lies well inside the image", () => {
    const { levels } = bytesOf({ samples: 200, seed: 0, distortion: 0, noise: 0 });
    for (let image = 0; image < 200; image++) {
      let ink = 0;
      for (let pixel = 0; pixel < 784; pixel++) {
        const [row, column] = [Math.floor(pixel / 28), pixel % 28];
        const level = levels[image * 784 + pixel];
        ink += level / 255;
        if (row < 1 || row > 26 || column < 3 || column > 24) expect(level).toBe(0);
      }
      expect(ink).toBeGreaterThan(20);
      expect(ink).toBeLessThan(250);
    }
  });

  test("is learnable by looks alone, but not trivially", () => {
    // The nearest of ten mean images, the plainest classifier there is.
    const training = bytesOf({ samples: 2000, seed: 1 });
    const testing = bytesOf({ samples: 500, seed: 2 });
    const means = Array.from({ length: 10 }, (_, digit) => {
      const mean = new Float64Array(784);
      const members = training.labels.flatMap((label, image) => (label === digit ? [image] : []));
      for (const image of members) {
        for (let pixel = 0; pixel < 784; pixel++) {
          mean[pixel] = mean[pixel] + training.levels[image * 784 + pixel] / members.length;
        }
      }
      return mean;
    });
    const right = testing.labels.filter((label, image) => {
      const distances = means.map((mean) =>
        mean.reduce((sum, value, pixel) => sum + (value - testing.levels[image * 784 + pixel]) ** 2, 0),
      );
      return distances.indexOf(Math.min(...distances)) === label;
    });
    expect(right.length / 500).toBeGreaterThan(0.6);
    expect(right.length / 500).toBeLessThan(0.9);
  });

  test("noise and distortion do what they say", () => {
    const background = (noise: number): number => {
      const { levels } = bytesOf({ samples: 20, seed: 0, noise });
      return Math.max(...Array.from({ length: 20 }, (_, image) => levels[image * 784]));
    };
    expect(background(0)).toBe(0);
    expect(background(0.2)).toBeGreaterThan(20);
    expect(background(0.2)).toBeLessThanOrEqual(51);
    const { levels, labels } = bytesOf({ samples: 400, seed: 0, distortion: 0, noise: 0 });
    // Undistorted, images of one digit differ in the pen and the way of writing alone: their extents are few.
    const extents = new Map<number, Set<string>>();
    for (const [image, label] of labels.entries()) {
      const rows = Array.from({ length: 28 }, (_, row) =>
        levels.subarray(image * 784 + row * 28, image * 784 + row * 28 + 28),
      );
      const inked = rows.flatMap((row, index) => (Math.max(...row) > 127 ? [index] : []));
      extents.set(label, (extents.get(label) ?? new Set()).add(`${inked[0]}-${inked.at(-1)}`));
    }
    for (const seen of extents.values()) expect(seen.size).toBeLessThanOrEqual(12);
  });

  test.each([
    { samples: 0 },
    { samples: 1.5 },
    { samples: 1, noise: Number.POSITIVE_INFINITY },
    { samples: 1, noise: -1 },
    { samples: 1, distortion: -1 },
  ])("refuses %j", (options) => {
    expect(() => syntheticDigits(options)).toThrow(RangeError);
  });
});

test("a warp of strength 0 only scales, upright and in the middle", () => {
  const warp = randomWarp(new UniformStream(new Generator(0)), 28, 0);
  expect(warp([0, 0.5])).toEqual([14, 14]);
  for (const [point, expected] of [
    [
      [0, 0],
      [14, 4],
    ],
    [
      [0.3, 1],
      [20, 24],
    ],
    [
      [-0.3, 0],
      [8, 4],
    ],
  ] as const) {
    const [x, y] = warp(point);
    expect(x).toBeCloseTo(expected[0], 12);
    expect(y).toBeCloseTo(expected[1], 12);
  }
});

describe("the glyphs", () => {
  test("fill their box, whatever the way of writing", () => {
    expect(GLYPHS).toHaveLength(10);
    for (const ways of GLYPHS) {
      expect(ways.length).toBeGreaterThanOrEqual(3);
      for (const strokes of ways) {
        const points = strokes.flatMap((stroke) => stroke.points);
        const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
        expect(Math.max(...xs.map(Math.abs))).toBeLessThanOrEqual(0.35);
        expect(Math.min(...ys)).toBeGreaterThanOrEqual(0);
        expect(Math.min(...ys)).toBeLessThan(0.05);
        expect(Math.max(...ys)).toBeLessThanOrEqual(1);
        expect(Math.max(...ys)).toBeGreaterThanOrEqual(0.95);
      }
    }
  });
});
