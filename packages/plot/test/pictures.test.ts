import { zeros } from "@gradiente/core";
import { imageGrid } from "@gradiente/plot";
import { describe, expect, it } from "vitest";
import { toPictures } from "../src/input/images.ts";
import { notesOf, rangesOf } from "../src/parts/image-ranges.ts";

/* Images as they are given, and the values at the ends of their colours. */

describe("scales of images", () => {
  const of = (rows: number[][], options: object = {}) => {
    const pictures = { height: 1, width: rows[0].length, pixels: rows };
    return rangesOf(pictures, 1, options);
  };
  const shade = 1 / 255;

  it("go from 0 to 1 where all is between them and differs by a shade, or not at all", () => {
    expect(of([[0, 1]])).toEqual([[0, 1]]);
    expect(of([[0.2, 0.2 + 1.001 * shade]])).toEqual([[0, 1]]);
    expect(of([[0.2, 0.2 + 0.99 * shade]])).toEqual([[0.2, 0.2 + 0.99 * shade]]);
    expect(of([[0, shade]])).toEqual([[0, 1]]);
    expect(of([[0.3, 0.3]])).toEqual([[0, 1]]);
    expect(of([[-1e-9, 1]])).toEqual([[-1e-9, 1]]);
    expect(of([[0, 1 + 1e-9]])).toEqual([[0, 1 + 1e-9]]);
    expect(of([[7, 7]])).toEqual([[6.5, 7.5]]);
    expect(of([[-2, -2]])).toEqual([[-2.5, -1.5]]);
    expect(of([[Number.NaN, 3, 5]])).toEqual([[3, 5]]);
  });

  it("are those of a row beside one from 0 to 1 if more than half of it is near", () => {
    const unit = [0, 0, 0, 1];
    expect(of([unit, [-0.5, 1.5, 9, 0]])).toEqual([[0, 1], [0, 1]]);
    expect(of([unit, [-0.5, 1.5, 9, 9]])).toEqual([[0, 1], [-0.5, 9]]);
    expect(of([unit, [-0.51, 1.5, 9, 0]])).toEqual([[0, 1], [-0.51, 9]]);
    expect(of([unit, [-0.5, 1.51, 9, 0]])).toEqual([[0, 1], [-0.5, 9]]);
    // Without a row from 0 to 1, each has its own.
    expect(of([[-0.1, 0.5], [0, 1.1]])).toEqual([[-0.1, 0.5], [0, 1.1]]);
    // Less than a shade would be one grey.
    expect(of([unit, [0.2, 0.2, 0.2, 0.2 + shade / 2]])).toEqual([[0, 1], [0.2, 0.2 + shade / 2]]);
    expect(of([unit, new Array(4).fill(Number.NaN)])).toEqual([[0, 1], [0, 1]]);
  }); // biome-ignore format: one a line

  it("are one for all with a legend, diverging colours, or a range", () => {
    const rows = [[0, 1], [-3, 2]]; // biome-ignore format: rows
    expect(of(rows, { legend: true })).toEqual([[-3, 2]]);
    expect(of(rows, { colours: "diverging" })).toEqual([[-3, 3]]);
    expect(of([[0, 0]], { colours: "diverging" })).toEqual([[-1, 1]]);
    expect(of([[1, 4]], { colours: "diverging" })).toEqual([[-4, 4]]);
    expect(of(rows, { range: [0, 0.5] })).toEqual([[0, 0.5]]);
    for (const range of [[1, 1], [2, 1]])
      expect(() => of(rows, { range })).toThrow(`imageGrid: range goes from the lower to the higher value, not ${range[0]} to ${range[1]}`);
  }); // biome-ignore format: one a line

  it("cut off what a note tells, of the rows with names or numbers", () => {
    const rows = [[0, 1, 1], [-0.1, 0.5, 1], [0.2, 0.4, 1.1]]; // biome-ignore format: rows
    const pictures = { height: 1, width: 3, pixels: rows };
    const notes = (options: object = {}) => notesOf(pictures, 1, rangesOf(pictures, 1, options), options);
    expect(notes()).toEqual(["row 1, row 2: cut off below 0 and above 1"]);
    expect(notes({ rowLabels: ["a", "b"] })).toEqual(["b, row 2: cut off below 0 and above 1"]);
    expect(notes({ range: [0, 1] })).toEqual([]);
    expect(notes({ legend: true })).toEqual([]);
    expect(notesOf({ ...pictures, pixels: [rows[0], rows[0]] }, 1, [[0, 1], [0, 1]], {})).toEqual([]); // biome-ignore format: one thing
  });
});

describe("images", () => {
  it.each<[string, number[], readonly [number, number] | undefined, [number, number]]>([
    ["[n, height, width]", [2, 3, 4], undefined, [3, 4]],
    ["[n, 1, height, width]", [2, 1, 3, 4], undefined, [3, 4]],
    ["[n, side * side]", [2, 9], undefined, [3, 3]],
    ["[n, height * width]", [2, 8], [2, 4], [2, 4]],
  ])("are %s", (_name, shape, imageShape, [height, width]) => {
    const found = toPictures("f", zeros(shape), imageShape);
    expect([found.height, found.width, found.pixels.length, found.pixels[1].length]).toEqual([height, width, 2, height * width]);
  }); // biome-ignore format: one a line

  it.each<[string, unknown, readonly [number, number] | undefined, string]>([
    ["one axis", zeros([4]), undefined, "f: images are [n, height, width], [n, 1, height, width] or [n, height * width], not [4]; reshape them"],
    ["two channels", zeros([1, 2, 2, 2]), undefined, "not [1, 2, 2, 2]; reshape them"],
    ["five axes", zeros([1, 1, 1, 1, 1]), undefined, "not [1, 1, 1, 1, 1]; reshape them"],
    ["no square", zeros([1, 8]), undefined, "f: 8 pixels do not make an image; give imageShape: [height, width]"],
    ["another shape", zeros([1, 8]), [2, 3], "f: 8 pixels do not make an image; imageShape is [2, 3]"],
    ["half a row", zeros([1, 8]), [0.5, 16], "f: 8 pixels do not make an image; imageShape is [0.5, 16]"],
    ["no pixels", zeros([2, 0, 3]), undefined, "f: there is nothing to draw in [2, 0, 3]"],
    ["none", zeros([0, 3, 3]), undefined, "f: there is nothing to draw in [0, 3, 3]"],
    ["rows of two lengths", [[[1, 2], [3]]], undefined, "f: the images are not all of the size of the first, [2, 2]"],
    ["images of two sizes", [[1, 2, 3, 4], [1]], undefined, "f: the images are not all of the size of the first, [4]"],
    ["texts", [["1"]], undefined, "f: images are a tensor or nested arrays of numbers, not an array of other things"],
    ["an object", {}, undefined, "f: images are a tensor or nested arrays of numbers, not an object with no entries"],
  ])("are refused with %s", (_name, images, imageShape, message) => {
    expect(() => toPictures("f", images as never, imageShape)).toThrow(message);
  }); // biome-ignore format: a table

  it("may be nested arrays of four axes, and no deeper", () => {
    expect(toPictures("f", [[[[1, 2], [3, 4]]]] as never).pixels).toEqual([[1, 2, 3, 4]]);
    expect(() => toPictures("f", [[[[[1]]]]] as never)).toThrow("nested arrays of numbers, not an array of other things");
    const own: unknown[] = [];
    own.push(own);
    expect(() => toPictures("f", own as never)).toThrow("nested arrays of numbers");
  }); // biome-ignore format: one a line

  it("of rows have one size, and columns of their number", () => {
    const rows = (...shapes: number[][]) => shapes.map((shape) => zeros(shape));
    expect(() => imageGrid(rows([2, 2, 2], [3, 2, 2]))).toThrow("imageGrid: row 1 has 3 images of 2 x 2, and row 0 has 2 images of 2 x 2");
    expect(() => imageGrid(rows([2, 2, 2], [2, 2, 2], [2, 3, 2]))).toThrow("imageGrid: row 2 has 2 images of 3 x 2, and row 0 has 2 images of 2 x 2");
    expect(() => imageGrid(rows([2, 2, 2], [2, 2, 3]))).toThrow("imageGrid: row 1 has 2 images of 2 x 3");
    expect(() => imageGrid(rows([2, 2, 2]), { columns: 1 })).toThrow("imageGrid: columns is 1, but each set is a row of 2 images; leave it out");
    expect(() => imageGrid(rows([2, 2, 2]), { columns: 2 })).not.toThrow();
    for (const imageShape of [[2], [2, 2, 1], [0, 4], [2, 0.5], "22", new Array(2)])
      expect(() => imageGrid(zeros([1, 4]), { imageShape: imageShape as never })).toThrow("imageShape must be [height, width], two positive whole numbers");
    for (const correct of [[1], "yes", new Array(1)])
      expect(() => imageGrid(zeros([1, 4]), { correct: correct as never })).toThrow("correct must be a list of true and false");
  }); // biome-ignore format: one a line
});
