import { tensor, Variable, zeros } from "@gradiente/core";
import { Dense, Flatten, ReLU, Sequential, Tanh } from "@gradiente/nn";
import {
  confusionMatrixChart,
  decisionSurface,
  drawGraph,
  drawNetwork,
  type Figure,
  heatMap,
  imageGrid,
  lossSurface,
} from "@gradiente/plot";
import { describe, expect, it } from "vitest";
import { picture } from "../src/render/image.ts";
import { marks, parse, translation } from "./svg.ts";

/* Where charts put what they draw, and where that is data of a figure: texts, neurons, lines. */

type Row = Readonly<Record<string, unknown>>;

/** The rows of a set of data, wherever it is in a figure. */
function rowsOf(figure: Figure, name: string): Row[] {
  const inside = (part: unknown): Row[] => {
    if (typeof part !== "object" || part === null) return [];
    const { data = [], marks: own = [] } = part as { data?: { name: string; values?: Row[] }[]; marks?: unknown[] };
    return [...data.filter((each) => each.name === name).flatMap(({ values = [] }) => values), ...own.flatMap(inside)];
  };
  return inside(figure.scope);
} // biome-ignore format: one a line

const placed = (figure: Figure, name: string) =>
  rowsOf(figure, name).map(({ x, y, text }) => [text, Math.round(x as number), Math.round(y as number)]);

describe("texts of a grid of images", () => {
  // Two pixels of an image are magnified to 24: two of them, 20 / 24 each, are between two images.
  const images = zeros([4, 2, 2]);
  const size = { imageWidth: 24, columns: 2 };

  it("stand below images, to the left of rows and above columns", () => {
    const labels = { rowLabels: ["r", "s"], columnLabels: ["c", "d"] };
    expect(placed(imageGrid(images, { ...size, ...labels }), "texts")).toEqual([
      ["r", -10, 12],
      ["s", -10, 26 + 12],
      ["c", 12, -10],
      ["d", 26 + 12, -10],
    ]);
    const figure = imageGrid(images, { ...size, captions: ["a", "b", "c", "d"], rowLabels: ["r", "s"] });
    // A caption has 18 pixels, and 4 below it.
    expect(placed(figure, "texts")).toEqual([
      ["a", 12, 33],
      ["b", 38, 33],
      ["c", 12, 46 + 33],
      ["d", 38, 46 + 33],
      ["r", -10, 12],
      ["s", -10, 46 + 12],
    ]);
  });

  it("are bold and red below wrong images, and green below right ones, if that is told", () => {
    const looks = (correct?: boolean[]) =>
      rowsOf(imageGrid(images, { ...size, captions: ["a", "b", "c", "d"], ...(correct && { correct }) }), "texts").map(
        ({ align, bold, colour }) => [align, bold, colour],
      );
    expect(looks()).toEqual(new Array(4).fill(["center", false, "#222222"]));
    const [right, wrong] = [["center", false, "#00795A"], ["center", true, "#D55E00"]];
    expect(looks([true, false, true, true])).toEqual([right, wrong, right, right]);
  }); // biome-ignore format: one a line

  it("make images as wide as the widest of them in bold", () => {
    const middle = (options: object) => Math.round(rowsOf(imageGrid(zeros([1, 2, 2]), options), "texts")[0].x as number);
    const text = "m".repeat(20);
    // 833 thousandths of 12 pixels for each letter, and 7 hundredths more.
    expect([middle({ captions: [text] }), middle({ columnLabels: [text] }), middle({ captions: ["m"] })]).toEqual([107, 107, 28]);
  }); // biome-ignore format: one a line

  it("are as far apart as images that are not square", () => {
    const wide = imageGrid(zeros([2, 1, 48]), { imageWidth: 96, columns: 1, rowLabels: ["r", "s"] });
    // Nothing is magnified: a pixel of an image is two, and two of them are between two images.
    expect(placed(wide, "texts")).toEqual([["r", -10, 1], ["s", -10, 7]]); // biome-ignore format: places
  });
});

describe("numbers in cells", () => {
  it("stand in their middles", () => {
    const text = (figure: Figure) => marks(parse(figure.toSVG()), "mark-text").map(translation);
    // The baseline is four pixels below the middle of a letter.
    const middles = [[50, 29], [150, 29], [50, 79], [150, 79]]; // biome-ignore format: places
    const size = { width: 200, height: 100 };
    expect(text(confusionMatrixChart([[1, 2], [3, 4]], size))).toEqual(middles); // biome-ignore format: a matrix
    expect(text(heatMap([[1, 2], [3, 4]], { ...size, decimals: 0 }))).toEqual(middles); // biome-ignore format: a matrix
  });

  it("are white where the cell is dark, and pale where there is nothing to count", () => {
    const inks = (figure: Figure, name: string) => rowsOf(figure, name).map(({ text, ink }) => [text, ink]);
    expect(inks(confusionMatrixChart([[9000, 0], [1, 99]]), "cells")).toEqual([["9,000", "#FFFFFF"], ["0", "#999999"], ["1", "#222222"], ["99", "#FFFFFF"]]);
    const heat = heatMap([[-1.25, 0, Number.NaN, 1.25]], { decimals: 1, colours: "grey" });
    expect(inks(heat, "texts")).toEqual([["−1.3", "#FFFFFF"], ["0.0", "#222222"], ["1.3", "#222222"]]);
  }); // biome-ignore format: one a line
});

describe("boxes of a graph", () => {
  it("have a bold title, the shape in grey, and gradients in another colour", () => {
    const x = new Variable(tensor([1, 2]));
    const lines = rowsOf(drawGraph(x.square(), { names: new Map([["x", x]]) }), "boxTexts");
    expect(lines.map(({ text, bold, colour }) => [text, bold, colour])).toEqual([
      ["x", true, "#222222"],
      ["[2]", false, "#666666"],
      ["square", true, "#222222"],
      ["[2]", false, "#666666"],
    ]);
  });
});

describe("neurons", () => {
  const weights = tensor([[1, -4], [0, 2], [3, Number.NaN]]); // biome-ignore format: a matrix
  const layer = () => {
    const dense = new Dense(2, 3);
    dense.weight.set(weights);
    return dense;
  };

  it("are 27 pixels apart in columns that are 110 apart, with texts above and below", () => {
    const figure = drawNetwork(new Sequential(layer(), new Tanh(), new ReLU()), { inputLabels: ["p", "q"], outputLabels: ["u", "v", "w"] });
    const places = rowsOf(figure, "neurons").map(({ x, y }) => [x, y]);
    expect(places).toEqual([[9, -13.5], [9, 13.5], [137, -27], [137, 0], [137, 27]]);
    const labels = rowsOf(figure, "labels").map(({ text, x, y, align, bold }) => [text, x, y, align, bold]);
    expect(labels).toEqual([
      ["input", 9, -35, "center", true],
      ["2 inputs", 9, 37, "center", false],
      ["p", -6, -13.5, "right", false],
      ["q", -6, 13.5, "right", false],
      ["Dense", 137, -48.5, "center", true],
      ["3 neurons", 137, 50.5, "center", false],
      ["Tanh", 137, 66.5, "center", false],
      ["ReLU", 137, 82.5, "center", false],
      ["u", 152, -27, "left", false],
      ["v", 152, 0, "left", false],
      ["w", 152, 27, "left", false],
    ]);
    const colours = rowsOf(figure, "labels").map(({ colour }) => colour);
    expect([colours[1], colours[5], colours[6]]).toEqual(["#666666", "#666666", "#222222"]);
  }); // biome-ignore format: one a line

  it("are joined by lines of the sign and size of weights, the widest last", () => {
    const links = (options: object) =>
      rowsOf(drawNetwork(layer(), options), "links").map(({ x, y, x2, y2, colour, width }) => [x, y, x2, y2, colour, width]);
    const [red, blue, grey] = ["#B2182B", "#2166AC", "#D0D0D0"];
    expect(links({})).toEqual([
      [9, -13.5, 137, 0, red, 0.2],
      [9, -13.5, 137, -27, red, 0.2 + 2.8 / 4],
      [9, 13.5, 137, 27, grey, 1],
      [9, 13.5, 137, 0, red, 0.2 + 2.8 / 2],
      [9, -13.5, 137, 27, red, 0.2 + (2.8 * 3) / 4],
      [9, 13.5, 137, -27, blue, 3],
    ]);
    expect(new Set(links({ weights: false }).map(([, , , , colour, width]) => `${colour} ${width}`))).toEqual(new Set(["#999999 0.6"]));
  }); // biome-ignore format: one a line

  it("that are left out are told by three dots, six pixels apart", () => {
    const dots = rowsOf(drawNetwork(new Dense(5, 1), { neurons: 4 }), "labels").filter(({ text }) => text === "·");
    expect(dots.map(({ x, y, bold, align }) => [x, y, bold, align])).toEqual([[9, -6, true, "center"], [9, 0, true, "center"], [9, 6, true, "center"]]);
    const rows = (inputs: number, most: number) =>
      rowsOf(drawNetwork(new Dense(inputs, 1), { neurons: most }), "neurons").slice(0, -1).map(({ description }) => description);
    expect(rows(5, 5)).toHaveLength(5);
    expect(rows(6, 5)).toEqual(["input 0", "input 1", "input 2", "input 4", "input 5"]);
    expect(rows(9, 2)).toEqual(["input 0", "input 8"]);
  }); // biome-ignore format: one a line

  it("have arrows from and to boxes, four pixels off", () => {
    const figure = drawNetwork(new Sequential(new Flatten(), layer()));
    const [box] = rowsOf(figure, "boxes") as unknown as {
      x: number;
      y: number;
      width: number;
      height: number;
    }[];
    expect([box.x, box.y + box.height / 2]).toEqual([0, 0]);
    expect(rowsOf(figure, "boxTexts").map(({ text, bold, colour }) => [text, bold, colour])).toEqual([
      ["Flatten", true, "#222222"],
    ]);
    const [arrow] = rowsOf(figure, "arrows");
    expect(arrow.line).toBe(`M${box.width + 4},0L${box.width + 110 - 4},0`);
    expect(rowsOf(figure, "neurons")[0].x).toBe(box.width + 110 + 9);
  });
});

describe("planes", () => {
  const plane = { xRange: [-1, 1], yRange: [-1, 1], resolution: 2 } as const;
  it("have no lines of a grid under their colours", () => {
    const grids = (figure: Figure) =>
      (figure.scope.marks as { axes: { grid: boolean }[] }[])[0].axes.map(({ grid }) => grid);
    expect(grids(lossSurface((x) => x, plane))).toEqual([false, false]);
    expect(grids(decisionSurface((x) => x.slice([null, 0]), [[-1, 0], [1, 0]], [0, 1], plane))).toEqual([false, false]);
  }); // biome-ignore format: one a line

  it("have lines between classes, and none where one only comes up to another", () => {
    const lines = (scores: (x: number) => number[]) => {
      const classify = (points: { toTypedArray(): ArrayLike<number>; shape: readonly number[] }) => {
        const rows = Array.from({ length: points.shape[0] }, (_, n) => scores(points.toTypedArray()[2 * n]));
        return tensor(rows);
      };
      const figure = decisionSurface(classify, [[-1, 0], [1, 0]], [0, 1], plane); // biome-ignore format: points
      const found: string[] = [];
      JSON.stringify(figure.scope, (key, value) => {
        if (key === "type" && value === "isocontour") found.push(value);
        return value;
      });
      return found.length;
    };
    expect(lines((x) => [1, x < 0 ? 1 : 0])).toBe(0);
    expect(lines((x) => [1, x < 0 ? 1 : 0, 0])).toBe(0);
    expect(lines((x) => [1, x < 0 ? 2 : 0])).toBe(1);
    expect(lines((x) => [1, x < 0 ? 2 : 0, 0])).toBe(2);
  });

  it("have as many lines of equal loss as told, evenly between the least and the greatest", () => {
    const thresholds = (figure: Figure) => {
      const found: number[][] = [];
      JSON.stringify(figure.scope, (key, value) => {
        if (key === "thresholds") found.push(value);
        return value;
      });
      return found[0];
    };
    expect(thresholds(lossSurface((x) => x, { ...plane, levels: 3 }))).toEqual([0.25, 0.5, 0.75]);
    expect(thresholds(lossSurface((x) => x, { ...plane, levels: 0 }))).toEqual([]);
    expect(thresholds(lossSurface((x) => x, plane))).toHaveLength(12);
  });
});

it("a picture is grey only if all of its colours are", () => {
  const channels = (...rgb: [number, number, number]) => {
    const bytes = Buffer.from(picture(1, 1, () => rgb).src.replace("data:image/png;base64,", ""), "base64");
    // The colour type in the header: 0 is grey, 2 is RGB.
    return bytes[25];
  };
  expect([channels(5, 5, 5), channels(5, 5, 6), channels(6, 5, 5), channels(5, 6, 5)]).toEqual([0, 2, 2, 2]);
});
