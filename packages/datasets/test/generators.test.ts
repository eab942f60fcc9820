import { seed } from "@gradiente/core";
import { describe, expect, test } from "vitest";
import { blobs, moons, xorPoints } from "../src/index.ts";

describe("xorPoints", () => {
  test("is the truth table", () => {
    const { x, y } = xorPoints();
    expect(x.toArray()).toEqual([
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ]);
    expect(y.toArray()).toEqual([[0], [1], [1], [0]]);
    expect([x.dtype, y.dtype]).toEqual(["float32", "float32"]);
  });

  test("comes in copies, with noise about the corners and exact targets", () => {
    const { x, y, size } = xorPoints({ copies: 200, noise: 0.1, seed: 1 });
    expect([size, x.shape, y.shape]).toEqual([800, [800, 2], [800, 1]]);
    const [points, targets] = [x.toArray() as number[][], y.toArray() as number[][]];
    let squares = 0;
    for (const [row, [a, b]] of (points as [number, number][]).entries()) {
      const [cornerA, cornerB] = [Math.floor(row / 2) % 2, row % 2] as const;
      expect(targets[row]).toEqual([cornerA ^ cornerB]);
      squares += (a - cornerA) ** 2 + (b - cornerB) ** 2;
    }
    // 1600 draws: the estimate of the deviation is off by more than a tenth once in 10^8 times.
    expect(Math.sqrt(squares / 1600)).toBeGreaterThan(0.09);
    expect(Math.sqrt(squares / 1600)).toBeLessThan(0.11);
  });

  test.each([{ copies: 0 }, { copies: 1.5 }, { noise: -1 }, { noise: Number.NaN }])(
    "refuses %j",
    (options) => {
      expect(() => xorPoints(options)).toThrow(RangeError);
    },
  );
});

describe("blobs", () => {
  test("have centers of one coordinate or more, and one center or more", () => {
    const still = { samples: 4, standardDeviation: 0 };
    expect(blobs({ ...still, centers: [[5], [-5]] }).x.toArray()).toEqual([[5], [-5], [5], [-5]]);
    expect(blobs({ ...still, centers: [[1, 2, 3]] }).y.toArray()).toEqual([0, 0, 0, 0]);
    for (const centers of [[[1, 2], [3]], [[1], [2, 3]], [[]]]) {
      expect(() => blobs({ ...still, centers })).toThrow(
        "blobs: every center needs the same number of coordinates",
      );
    }
  });
});

describe("moons", () => {
  test("of a single sample each begin where they do with more", () => {
    expect(moons({ samples: 1 }).x.toArray()).toEqual([[1, 0]]);
    expect(moons({ samples: 2 }).x.toArray()).toEqual([[1, 0], [0, 0.5]]); // biome-ignore format: points
  });

  test("without noise, lie evenly on two half circles", () => {
    const { x, y } = moons({ samples: 10 });
    expect(y.toArray()).toEqual([0, 1, 0, 1, 0, 1, 0, 1, 0, 1]);
    expect([x.dtype, y.dtype]).toEqual(["float32", "int32"]);
    const points = x.toArray() as [number, number][];
    for (const [index, [across, up]] of points.entries()) {
      if (index % 2 === 0) expect(up).toBeGreaterThan(-1e-6);
      else expect(up).toBeLessThan(0.5 + 1e-6);
      const radius = index % 2 === 0 ? Math.hypot(across, up) : Math.hypot(across - 1, up - 0.5);
      expect(radius).toBeCloseTo(1, 6);
    }
    const expected = [
      [1, 0],
      [0, 0.5],
      [Math.SQRT1_2, Math.SQRT1_2],
      [1 - Math.SQRT1_2, 0.5 - Math.SQRT1_2],
    ];
    for (const [index, point] of expected.entries()) {
      for (const axis of [0, 1]) expect(points[index]?.[axis]).toBeCloseTo(point[axis], 6);
    }
    expect(points[8]?.[0]).toBeCloseTo(-1, 6);
    expect(points[9]?.[0]).toBeCloseTo(2, 6);
  });

  test.each([1, 2, 3, 251])("%d samples are shared out to within one", (samples) => {
    const { x, y } = moons({ samples, noise: 0.1, seed: 0 });
    expect(x.shape).toEqual([samples, 2]);
    expect([...y.toTypedArray()].filter((label) => label === 1)).toHaveLength(Math.floor(samples / 2));
    expect([...x.toTypedArray()].every(Number.isFinite)).toBe(true);
  });

  test("depend on the seed, or on core's", () => {
    const points = (options: { seed?: number }): unknown =>
      moons({ samples: 20, noise: 0.2, ...options }).x.toArray();
    expect(points({ seed: 1 })).toEqual(points({ seed: 1 }));
    expect(points({ seed: 1 })).not.toEqual(points({ seed: 2 }));
    seed(4);
    const first = points({});
    seed(4);
    expect(points({})).toEqual(first);
  });

  test("draw nothing when they need nothing", () => {
    const noisy = (): unknown => moons({ samples: 5, noise: 1 }).x.toArray();
    seed(0);
    const expected = noisy();
    seed(0);
    moons({ samples: 5 });
    xorPoints();
    expect(noisy()).toEqual(expected);
  });

  test.each([{ samples: 0 }, { samples: 2.5 }, { samples: 4, noise: -0.1 }])("refuse %j", (options) => {
    expect(() => moons(options)).toThrow(RangeError);
  });
});
