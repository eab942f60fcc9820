import { tensor } from "@gradiente/core";
import { describe, expect, test } from "vitest";
import { ImageDataset, TensorDataset, wholeBatch } from "../src/index.ts";

const x = tensor([
  [0, 1],
  [2, 3],
  [4, 5],
]);
const y = tensor(Int32Array.of(7, 8, 9));

describe("TensorDataset", () => {
  test("gives the rows asked for, in that order, repeated if asked twice", () => {
    const { x: rows, y: targets } = new TensorDataset(x, y).batch([2, 0, 2]);
    expect(rows.toArray()).toEqual([
      [4, 5],
      [0, 1],
      [4, 5],
    ]);
    expect(targets.toArray()).toEqual([9, 7, 9]);
    expect([rows.dtype, targets.dtype]).toEqual(["float32", "int32"]);
  });

  test("takes indices as Int32Array", () => {
    expect(new TensorDataset(x, y).batch(Int32Array.of(1)).y.toArray()).toEqual([8]);
  });

  test("gives an empty batch for no indices", () => {
    const batch = new TensorDataset(x, y).batch([]);
    expect(batch.x.shape).toEqual([0, 2]);
    expect(batch.y.shape).toEqual([0]);
  });

  test("has the size of the first axis", () => {
    expect(new TensorDataset(x, y).size).toBe(3);
  });

  test("keeps targets of any shape", () => {
    const targets = tensor([
      [[1], [2]],
      [[3], [4]],
      [[5], [6]],
    ]);
    expect(new TensorDataset(x, targets).batch([1]).y.toArray()).toEqual([[[3], [4]]]);
  });

  test("names both shapes when the numbers of rows differ", () => {
    expect(() => new TensorDataset(x, tensor([1, 2]))).toThrow(/x is \[3, 2\], y is \[2\]/);
    expect(() => new TensorDataset(tensor(1), tensor(1))).toThrow(/x is \[\], y is \[\]/);
  });
});

describe("indices", () => {
  const images = new ImageDataset({
    pixels: new Uint8Array(12),
    labels: new Uint8Array(3),
    imageShape: [2, 2],
  });
  for (const [name, dataset] of [
    ["TensorDataset", new TensorDataset(x, y)],
    ["ImageDataset", images],
  ] as const) {
    test.each([
      [[0, 3], /no sample 3 \(position 1 of the indices\): indices go from 0 to 2/],
      [[-1], /no sample -1 \(position 0 of/],
      [[0, 1, 0.5], /no sample 0.5 \(position 2 of/],
      [[Number.NaN], /no sample NaN/],
    ])(`${name} refuses %j`, (indices, message) => {
      expect(() => dataset.batch(indices)).toThrow(RangeError);
      expect(() => dataset.batch(indices)).toThrow(message);
    });
  }

  test("an empty data set says so", () => {
    const empty = new ImageDataset({
      pixels: new Uint8Array(0),
      labels: new Uint8Array(0),
      imageShape: [2, 2],
    });
    expect(() => empty.batch([0])).toThrow(/the data set is empty/);
  });
});

test("wholeBatch holds every sample in order", () => {
  const whole = wholeBatch(new TensorDataset(x, y));
  expect(whole.x.toArray()).toEqual(x.toArray());
  expect(whole.y.toArray()).toEqual(y.toArray());
});

describe("ImageDataset", () => {
  test("turns bytes into rows of numbers from 0 to 1", () => {
    const pixels = Uint8Array.of(0, 255, 51, 102, 1, 2, 3, 4);
    const dataset = new ImageDataset({ pixels, labels: Uint8Array.of(3, 250), imageShape: [1, 4] });
    const batch = dataset.batch([1, 0]);
    expect(batch.x.shape).toEqual([2, 4]);
    expect(batch.x.dtype).toBe("float32");
    const scaled = (row: number[]): number[] => row.map((byte) => Math.fround(byte / 255));
    expect(batch.x.toArray()).toEqual([scaled([1, 2, 3, 4]), scaled([0, 255, 51, 102])]);
    expect(batch.y.dtype).toBe("int32");
    expect(batch.y.toArray()).toEqual([250, 3]);
  });

  test("keeps channel after channel, each row by row, and says its form", () => {
    const pixels = Uint8Array.from({ length: 24 }, (_, at) => at * 10);
    const dataset = new ImageDataset({
      pixels,
      labels: Uint8Array.of(1, 2),
      imageShape: [2, 2],
      channels: 3,
    });
    expect([dataset.size, dataset.channels, dataset.imageShape]).toEqual([2, 3, [2, 2]]);
    const { x, y } = dataset.batch([1]);
    expect([x.shape, y.toArray()]).toEqual([[1, 3, 2, 2], [2]]);
    expect(x.mul(255).round().reshape([1, 12]).toArray()).toEqual([
      [120, 130, 140, 150, 160, 170, 180, 190, 200, 210, 220, 230],
    ]);
    expect(new ImageDataset({ pixels, labels: new Uint8Array(6), imageShape: [2, 2] }).channels).toBe(1);
    expect(
      () => new ImageDataset({ pixels, labels: new Uint8Array(1), imageShape: [2, 2], channels: 3 }),
    ).toThrow("ImageDataset: 1 images of 2 x 2 and 3 channels have 12 pixels, not 24");
  });

  test("refuses pixels that do not fit the labels", () => {
    const parts = { pixels: new Uint8Array(7), labels: new Uint8Array(2), imageShape: [2, 2] as const };
    expect(() => new ImageDataset(parts)).toThrow(/2 images of 2 x 2 have 8 pixels, not 7/);
  });
});
