import { zeros } from "@gradiente/core";
import {
  attentionMaps,
  barChart,
  confusionMatrixChart,
  type Figure,
  featureMaps,
  heatMap,
  histogram,
  imageGrid,
  line,
  lossSurface,
  scatterChart,
  weightHistograms,
} from "@gradiente/plot";
import { describe, expect, it } from "vitest";

/* How large panels, colour bars and domains are by default, on both sides of each number on which that depends. */

interface Drawn {
  readonly encode: { readonly enter: Readonly<Record<"width" | "height", { readonly value: number }>> };
  readonly scales: readonly { readonly name: string; readonly domain: readonly number[] }[];
}

/** The width and the height of the first panel. */
const sizeOf = (figure: Figure) => {
  const { enter } = (figure.scope.marks as Drawn[])[0].encode;
  return [enter.width.value, enter.height.value];
};

/** How long the colour bar is. */
const barOf = (figure: Figure) =>
  (figure.scope.legends as { gradientLength?: number }[]).map(({ gradientLength }) => gradientLength)[0];

/** The domain of an axis of the first panel. */
const domainOf = (figure: Figure, axis: "x" | "y") =>
  (figure.scope.marks as Drawn[])[0].scales.find(({ name }) => name === axis)?.domain;

describe("panels", () => {
  it.each<[string, Figure, [number, number]]>([
    ["attentionMaps of few", attentionMaps(zeros([2, 3])), [84, 56]],
    ["attentionMaps of 6", attentionMaps(zeros([6, 6])), [168, 168]],
    ["attentionMaps of 7", attentionMaps(zeros([7, 2])), [50, 175]],
    ["attentionMaps of 30", attentionMaps(zeros([1, 30])), [180, 6]],
    ["attentionMaps of 40", attentionMaps(zeros([1, 40])), [240, 6]],
    ["barChart of five", barChart({ a: 1, b: 1, c: 1, d: 1, e: 1 }), [240, 260]],
    ["barChart of six", barChart({ a: 1, b: 1, c: 1, d: 1, e: 1, f: 1 }), [264, 260]],
    ["barChart of groups", barChart({ a: { x: 1, y: 1, z: 1 }, b: { x: 1, y: 1, z: 1 } }), [264, 260]],
    ["confusionMatrixChart of 5", confusionMatrixChart(zeros([5, 5])), [220, 220]],
    ["confusionMatrixChart of 6", confusionMatrixChart(zeros([6, 6])), [228, 228]],
    ["confusionMatrixChart of counts of 4 places", confusionMatrixChart(zeros([10, 10]).add(999)), [380, 380]],
    ["confusionMatrixChart of counts of 5 places", confusionMatrixChart(zeros([10, 10]).add(1000)), [520, 520]],
    ["heatMap of 8 columns", heatMap(zeros([2, 8])), [320, 80]],
    ["heatMap of 9 columns", heatMap(zeros([9, 9])), [333, 333]],
    ["heatMap of 11 columns", heatMap(zeros([11, 11])), [330, 330]],
    ["heatMap of many columns", heatMap(zeros([1, 100])), [400, 12]],
    ["heatMap of many rows", heatMap(zeros([100, 1])), [40, 400]],
    ["heatMap of narrow cells", heatMap(zeros([2, 34])), [340, 60]],
    ["heatMap of numbers", heatMap([[1, 2]], { decimals: 0 }), [88, 40]],
    ["heatMap of many numbers", heatMap(zeros([20, 20]), { decimals: 0 }), [880, 680]],
    ["weightHistograms of four", weightHistograms([[1, 2], [1, 2], [1, 2], [1, 2]]), [340, 120]],
    ["weightHistograms of five", weightHistograms(Array.from({ length: 5 }, () => [1, 2])), [340, 130]],
    ["weightHistograms of sixteen", weightHistograms(Array.from({ length: 16 }, () => [1, 2])), [340, 416]],
    ["weightHistograms of seventeen", weightHistograms(Array.from({ length: 17 }, () => [1, 2])), [340, 420]],
  ])("%s", (_name, figure, size) => {
    expect(sizeOf(figure)).toEqual(size);
  }); // biome-ignore format: a table
});

describe("colour bars", () => {
  // Two pixels of a magnified image, of two pixels of the figure each, are below each of both rows of the grid.
  const plane = { xRange: [-1, 1], yRange: [-1, 1], resolution: 2 } as const;
  it.each<[string, Figure, number]>([
    ["attentionMaps, low", attentionMaps(zeros([2, 2])), 60],
    ["attentionMaps, in between", attentionMaps(zeros([3, 3])), 84],
    ["attentionMaps, high", attentionMaps(zeros([6, 6])), 160],
    ["heatMap, low", heatMap([[1, 2]]), 60],
    ["heatMap, in between", heatMap([[1, 2]], { height: 150 }), 90],
    ["heatMap, high", heatMap([[1, 2]], { height: 300 }), 200],
    ["lossSurface, low", lossSurface((x) => x, { ...plane, height: 150 }), 60],
    ["lossSurface, in between", lossSurface((x) => x, { ...plane, height: 250 }), 150],
    ["lossSurface, high", lossSurface((x) => x, { ...plane, height: 400 }), 200],
    ["imageGrid, low", imageGrid(zeros([1, 4]), { legend: true, imageWidth: 20 }), 60],
    ["imageGrid, in between", imageGrid(zeros([2, 4]), { legend: true, columns: 1, imageWidth: 48 }), 104],
    ["imageGrid, high", featureMaps(zeros([6, 2, 2]), { columns: 1 }), 200],
  ])("%s", (_name, figure, length) => {
    expect(barOf(figure)).toBe(length);
  }); // biome-ignore format: a table
});

describe("domains", () => {
  it("of bars begin at 0, and have room for numbers below", () => {
    expect(domainOf(barChart({ a: 3, b: 2 }), "y")).toEqual([0, 3]);
    expect(domainOf(barChart({ a: -3, b: [1, 2, 7] }), "y")).toEqual([-3, 7]);
    expect(domainOf(barChart({ a: -3, b: 7 }, { decimals: 0 }), "y")).toEqual([-4, 7]);
    expect(domainOf(barChart({ a: 3, b: 7 }, { decimals: 0 }), "y")).toEqual([0, 7]);
    expect(domainOf(barChart({ a: -3 }, { yRange: [-5, 1], decimals: 0 }), "y")).toEqual([-5, 1]);
  });

  it("of histograms are those of the counts, at least 1", () => {
    expect(domainOf(histogram([1, 1, 2], { bins: 2 }), "y")).toEqual([0, 2]);
    expect(domainOf(histogram([1], { range: [5, 6] }), "y")).toEqual([0, 1]);
    expect(domainOf(histogram([1, 4]), "x")).toEqual([1, 4]);
    expect(domainOf(histogram([4, 4]), "x")).toEqual([3.5, 4.5]);
    expect(domainOf(weightHistograms([[1, 4], [2, 9]]), "x")).toEqual([1, 9]);
    expect(domainOf(weightHistograms([[4, 4]]), "x")).toEqual([3.5, 4.5]);
  }); // biome-ignore format: one a line

  it("of lines end at their points, and of y at those whose x is shown", () => {
    const series = { x: [0, 1, 2, 3], y: [0, 5, 1, 9] };
    const both = (figure: Figure) => [domainOf(figure, "x"), domainOf(figure, "y")];
    expect(both(line(series))).toEqual([[0, 3], [0, 9]]); // biome-ignore format: domains
    expect(both(line(series, { xRange: [1, 2] }))).toEqual([[1, 2], [1, 5]]); // biome-ignore format: domains
    expect(both(scatterChart(series, { xRange: [1, 2], yRange: [0, 4] }))).toEqual([[1, 2], [0, 4]]); // biome-ignore format: domains
    const [x, y] = both(scatterChart({ x: [0, 100], y: [0, 200] }));
    expect([x, y]).toEqual([[-3, 103], [-6, 206]]); // biome-ignore format: domains
  });
});
