import { seed } from "@gradiente/core";
import { describe, expect, test } from "vitest";
import { blobs, checkerboard, circles, sine, spirals, type TensorDataset } from "../src/index.ts";

const points = (data: TensorDataset): number[][] => data.x.toArray() as number[][];
const labels = (data: TensorDataset): number[] => [...data.y.toTypedArray()];
const everything = (data: TensorDataset): unknown => [data.x.toArray(), data.y.toArray()];

describe("every generator", () => {
  const generators = {
    circles: (options: { seed?: number }) => circles({ samples: 20, noise: 0.1, ...options }),
    spirals: (options: { seed?: number }) => spirals({ samples: 20, noise: 0.1, ...options }),
    checkerboard: (options: { seed?: number }) => checkerboard({ samples: 20, ...options }),
    blobs: (options: { seed?: number }) => blobs({ samples: 20, ...options }),
    sine: (options: { seed?: number }) => sine({ samples: 20, noise: 0.1, ...options }),
  };
  for (const [name, make] of Object.entries(generators)) {
    test(`${name} is reproducible by its seed, or by core's`, () => {
      expect(everything(make({ seed: 3 }))).toEqual(everything(make({ seed: 3 })));
      expect(everything(make({ seed: 3 }))).not.toEqual(everything(make({ seed: 4 })));
      seed(5);
      const first = everything(make({}));
      expect(everything(make({}))).not.toEqual(first);
      seed(5);
      expect(everything(make({}))).toEqual(first);
      seed(0);
    });
  }

  test("names the option that is wrong", () => {
    expect(() => circles({ samples: 0 })).toThrow(
      /circles: samples must be a positive whole number below 2\^31, not 0/,
    );
    expect(() => spirals({ samples: 2, noise: -1 })).toThrow(/spirals: noise must be 0 or more/);
    expect(() => spirals({ samples: 2, arms: 0 })).toThrow(/spirals: arms must/);
    expect(() => circles({ samples: 2, innerRadius: 1 })).toThrow(
      /innerRadius must be between 0 and 1, both excluded, not 1/,
    );
    expect(() => checkerboard({ samples: 2, cells: 1 })).toThrow(/cells must be a whole number >= 2/);
    expect(() => blobs({ samples: 2, centers: [[0], [1, 2]] })).toThrow(/same number of coordinates/);
    expect(() => blobs({ samples: 2, centers: [] })).toThrow(
      /centers must be a positive whole number below 2\^31, or a list of points, not \[\]/,
    );
    expect(() => sine({ samples: 2, range: [1, 1] })).toThrow(/ascending order, not \[1, 1\]/);
  });
});

test("options that are left out are those that are told", () => {
  const given = { samples: 24, seed: 1 };
  const pairs: [TensorDataset, TensorDataset][] = [
    [circles(given), circles({ ...given, innerRadius: 0.5, noise: 0 })],
    [spirals(given), spirals({ ...given, arms: 2, turns: 1.5, noise: 0 })],
    [checkerboard(given), checkerboard({ ...given, cells: 4, noise: 0 })],
    [blobs(given), blobs({ ...given, centers: 3, standardDeviation: 1 })],
    [sine(given), sine({ ...given, range: [-Math.PI, Math.PI], noise: 0 })],
  ];
  for (const [plain, explicit] of pairs) expect(everything(plain)).toEqual(everything(explicit));
});

test("centers that are drawn lie in the square of ten each way, and fill it", () => {
  const centers = points(blobs({ samples: 400, centers: 400, standardDeviation: 0, seed: 1 })).flat();
  const [least, most] = [Math.min(...centers), Math.max(...centers)];
  expect([least >= -10, least < -9.8, most > 9.8, most < 10]).toEqual([true, true, true, true]);
});

test("circles: radii 1 and the inner one, evenly round", () => {
  const data = circles({ samples: 11, innerRadius: 0.3 });
  expect([data.x.shape, data.x.dtype, data.y.dtype]).toEqual([[11, 2], "float32", "int32"]);
  expect(labels(data)).toEqual([0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0]);
  for (const [sample, [x, y]] of points(data).entries()) {
    expect(Math.hypot(x, y)).toBeCloseTo(sample % 2 === 0 ? 1 : 0.3, 6);
    const turn = (Math.atan2(y, x) / (2 * Math.PI) + 1) % 1;
    expect(turn * (sample % 2 === 0 ? 6 : 5)).toBeCloseTo(Math.floor(sample / 2), 5);
  }
});

test("spirals: arms that differ by an equal turn", () => {
  const data = spirals({ samples: 30, arms: 3, turns: 2 });
  const all = points(data);
  for (let index = 0; index < 10; index++) {
    const [first, second] = [all[3 * index], all[3 * index + 1]];
    expect(Math.hypot(...first)).toBeCloseTo((index + 1) / 10, 6);
    const [cos, sin] = [Math.cos((2 * Math.PI) / 3), Math.sin((2 * Math.PI) / 3)];
    expect(second[0]).toBeCloseTo(cos * first[0] - sin * first[1], 5);
    expect(second[1]).toBeCloseTo(sin * first[0] + cos * first[1], 5);
  }
  expect(all[27][0]).toBeCloseTo(1, 6);
  expect(labels(data).slice(0, 4)).toEqual([0, 1, 2, 0]);
});

test("blobs: clouds around their centers", () => {
  const centers = [
    [0, 0, 0],
    [100, 0, -100],
  ];
  const data = blobs({ samples: 2000, centers, standardDeviation: 2, seed: 1 });
  for (const label of [0, 1]) {
    const cloud = points(data).filter((_, sample) => labels(data)[sample] === label);
    expect(cloud).toHaveLength(1000);
    for (let axis = 0; axis < 3; axis++) {
      const mean = cloud.reduce((sum, point) => sum + point[axis], 0) / 1000;
      const variance = cloud.reduce((sum, point) => sum + (point[axis] - mean) ** 2, 0) / 1000;
      // Five standard errors: 2 / sqrt(1000) and 4 sqrt(2 / 1000).
      expect(Math.abs(mean - centers[label][axis])).toBeLessThan(0.32);
      expect(Math.abs(variance - 4)).toBeLessThan(0.9);
    }
  }
  expect(blobs({ samples: 7, centers: 4, seed: 0 }).x.shape).toEqual([7, 2]);
  const tight = points(blobs({ samples: 8, centers: 4, standardDeviation: 0, seed: 0 }));
  expect(tight.slice(0, 4)).toEqual(tight.slice(4));
  const onALine = blobs({ samples: 4, centers: [[0], [5]], standardDeviation: 0, seed: 0 });
  expect(onALine.x.toArray()).toEqual([[0], [5], [0], [5]]);
  expect(tight.flat().every((value) => Math.abs(value) <= 10)).toBe(true);
  expect(new Set(tight.map(String)).size).toBe(4);
});

test("checkerboard: classes by the colour of the cell, all cells in use", () => {
  const cells = 3;
  const data = checkerboard({ samples: 400, cells, seed: 2 });
  const used = new Set<string>();
  for (const [sample, [x, y]] of points(data).entries()) {
    const [column, row] = [x, y].map((value) => Math.floor(((value + 1) / 2) * cells));
    used.add(`${column} ${row}`);
    expect((column + row) % 2).toBe(labels(data)[sample]);
  }
  expect(used.size).toBe(9);
});

test("checkerboard: the points of a seed are the same everywhere", () => {
  const data = checkerboard({ samples: 4, cells: 3, seed: 1 });
  expect(points(data)).toEqual([
    [0.9297897815704346, 0.7238172888755798],
    [0.42281684279441833, -0.24174468219280243],
    [0.3908103406429291, 0.3340597450733185],
    [0.07024367898702621, 0.6107893586158752],
  ]);
});

test("sine: the curve itself, noise only on y", () => {
  const clean = sine({ samples: 5, range: [0, 2] });
  expect(points(clean)).toEqual([[0], [0.5], [1], [1.5], [2]]);
  expect(clean.y.shape).toEqual([5, 1]);
  expect([...clean.y.toTypedArray()]).toEqual([0, 0.5, 1, 1.5, 2].map((x) => Math.fround(Math.sin(x))));
  const noisy = sine({ samples: 5, range: [0, 2], noise: 0.1, seed: 0 });
  expect(noisy.x.toArray()).toEqual(clean.x.toArray());
  expect(noisy.y.toArray()).not.toEqual(clean.y.toArray());
});
