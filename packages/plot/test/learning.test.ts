import { tensor, zeros } from "@gradiente/core";
import { activationChart, attentionMaps, type Figure, featureMaps, weightHistograms } from "@gradiente/plot";
import { decode } from "fast-png";
import { describe, expect, it } from "vitest";
import { elements, marks, parse, pathParts, textsOf } from "./svg.ts";

/** The images in a figure: a list of grey or coloured pixels, row by row. */
function bitmaps(figure: Figure): { width: number; height: number; pixels: number[][] }[] {
  return elements(parse(figure.toSVG()), "image").map((element) => {
    const base64 = element.getAttribute("xlink:href")!.replace("data:image/png;base64,", "");
    const { width, height, channels, data } = decode(Buffer.from(base64, "base64"));
    const pixels = Array.from({ length: width * height }, (_, i) => Array.from(data.slice(i * channels, (i + 1) * channels))); // biome-ignore format: one line
    return { width, height, pixels };
  });
}

describe("activationChart", () => {
  it("draws a function, and its derivative dashed, at their values", () => {
    const figure = activationChart(
      { square: (x) => x.square() },
      { xRange: [-1, 3], width: 400, height: 300 },
    );
    const svg = parse(figure.toSVG());
    const [solid, dashed] = marks(svg, "mark-line").map((element) => ({
      points: pathParts(element)[0],
      isDashed: element.hasAttribute("stroke-dasharray"),
    }));
    expect([solid.isDashed, dashed.isDashed]).toEqual([false, true]);
    // x² goes from 0 to 9 and 2x from -2 to 6, so that the axis spans 11, with 4 hundredths on each side.
    const y = (value: number) => 300 - (300 * (value + 2 + 0.44)) / 11.88;
    for (const [at, x] of [
      [0, -1],
      [100, 0],
      [250, 1.5],
      [400, 3],
    ]) {
      expect(solid.points[at][0]).toBeCloseTo(at, 0);
      expect(Math.abs(solid.points[at][1] - y(x * x))).toBeLessThan(0.11);
      expect(Math.abs(dashed.points[at][1] - y(2 * x))).toBeLessThan(0.11);
    }
    expect(textsOf(svg)).toEqual(expect.arrayContaining(["square", "square, derivative", "x"]));
  });

  it("goes from -4 to 4 by default, and refuses what it cannot draw", () => {
    const texts = textsOf(parse(activationChart({ tanh: (x) => x.tanh() }).toSVG()));
    expect(texts).toEqual(expect.arrayContaining(["−4", "4"]));
    expect(() => activationChart({ a: 3 as never })).toThrow(
      'activationChart: "a" must be a function of a tensor',
    );
    expect(() => activationChart({})).toThrow("activationChart: there is nothing to draw");
    expect(() => activationChart({ a: (x) => x }, { xRange: [1, 1] })).toThrow(
      /from the lower to the higher value/,
    );
  });
});

describe("weightHistograms", () => {
  const rows = (figure: Figure) =>
    marks(parse(figure.toSVG()), "mark-path").map((element) => ({
      label: element.getAttribute("aria-label"),
      points: pathParts(element)[0],
    }));

  it("has a histogram for each epoch, whose heights are fractions on one scale", () => {
    const figure = weightHistograms([[0, 1, 2, 3], tensor([[0, 0], [0, 3]])], { bins: 4, width: 200, height: 130 }); // biome-ignore format: one line
    const [first, second] = rows(figure);
    expect([first.label, second.label]).toEqual(["epoch 0", "epoch 1"]);
    // A row is 65 pixels high, and a histogram may be 1.6 rows high.
    const heights = ({ points }: typeof first, base: number) =>
      [0, 1, 2, 3].map((bin) => Math.round(base - points[1 + 2 * bin][1]));
    // Three of four values are in the first interval: that is as high as a histogram may be.
    expect(heights(second, 130)).toEqual([104, 0, 0, 35]);
    expect(heights(first, 65)).toEqual([35, 35, 35, 35]);
    expect(second.points.map(([x]) => x)).toEqual([0, 0, 50, 50, 100, 100, 150, 150, 200, 200]);
    expect(textsOf(parse(figure.toSVG()))).toEqual(expect.arrayContaining(["weight", "epoch", "0", "1"]));
  });

  it("is high enough for its rows, from 120 to 420 pixels", () => {
    const heightOf = (epochs: number) => {
      const figure = weightHistograms(Array.from({ length: epochs }, () => [0, 1]));
      // The last row stands on the lower edge.
      return Math.max(
        ...(rows(figure)
          .at(-1)
          ?.points.map(([, y]) => y) ?? []),
      );
    };
    expect([1, 10, 100].map(heightOf)).toEqual([120, 260, 420]);
  });

  it("counts what is in the range, the end included, and leaves out what is not finite", () => {
    const [row] = rows(weightHistograms({ a: [0, 1, 2, 9, Number.NaN] }, { bins: 2, range: [0, 2], height: 160, width: 100 })); // biome-ignore format: one line
    expect(row.points[1][1] / row.points[3][1]).not.toBe(1);
    expect(160 - row.points[3][1]).toBeCloseTo(2 * (160 - row.points[1][1]), 0);
    expect(() => weightHistograms({ a: [5] }, { range: [0, 2] })).toThrow(
      "weightHistograms: a has no finite value from 0 to 2",
    );
    expect(() => weightHistograms([])).toThrow("weightHistograms: there is nothing to draw");
    expect(() => weightHistograms(new Array(2))).toThrow(
      "weightHistograms: 0: a list of numbers or a tensor [n], not undefined",
    );
    expect(() => weightHistograms([[Number.NaN]])).toThrow(
      "weightHistograms: there is no finite number to draw",
    );
    expect(rows(weightHistograms([[3, 3]])).length).toBe(1);
  });
});

describe("featureMaps", () => {
  it("has a picture for each channel, on one scale", () => {
    const maps = tensor([[[0, 4]], [[8, 4]]]);
    const [{ width, pixels }] = bitmaps(featureMaps(maps, { columns: 2 }));
    const [low, middle] = [pixels[0], pixels[width / 2 - 2]];
    expect(pixels[width - 1]).toEqual(middle);
    expect(pixels[width / 2 + 1]).not.toEqual(low);
    const texts = textsOf(parse(featureMaps(maps).toSVG()));
    expect(texts).toEqual(expect.arrayContaining(["0", "8"]));
  });

  it("has a row for each sample, blue below zero and red above", () => {
    const figure = featureMaps(tensor([[[[-1]], [[1]]], [[[1]], [[0]]]])); // biome-ignore format: one line
    const [top, bottom] = bitmaps(figure);
    const [[red, , blue], last] = [top.pixels[0], top.pixels[top.width - 1]];
    expect(blue).toBeGreaterThan(red + 50);
    expect(last[0]).toBeGreaterThan(last[2] + 50);
    expect(bottom.pixels[0]).toEqual(last);
    expect(bitmaps(featureMaps(zeros([1, 3, 2, 2]), { columns: 3 }))).toHaveLength(1);
    expect(() => featureMaps(zeros([4, 4]))).toThrow(
      "featureMaps: maps are [channels, height, width] or [n, channels, height, width], not [4, 4]",
    );
  });
});

describe("attentionMaps", () => {
  it("has a panel for each head, queries down and keys across, darker for larger weights", () => {
    const figure = attentionMaps(tensor([[[1, 0], [0.5, 0.5]], [[0, 1], [0.25, Number.NaN]]])); // biome-ignore format: one line
    const [first, second] = bitmaps(figure);
    expect([first.width, first.height]).toEqual([2, 2]);
    const [dark, white, grey] = [[8, 69, 148], [255, 255, 255], [208, 208, 208]]; // biome-ignore format: one line
    expect(first.pixels).toEqual([dark, white, [132, 162, 202], [132, 162, 202]]);
    expect(second.pixels.slice(0, 2)).toEqual([white, dark]);
    expect(second.pixels[3]).toEqual(grey);
    const texts = textsOf(parse(figure.toSVG()));
    expect(texts).toEqual(expect.arrayContaining(["head 0", "head 1", "query", "key", "weight"]));
  });

  it("names queries and keys, also words that come twice", () => {
    const words = ["the", "cat", "the"];
    const texts = textsOf(parse(attentionMaps(zeros([3, 3]).add(1), { queryLabels: words }).toSVG()));
    expect(texts.filter((text) => text.replaceAll("\u200b", "") === "the")).toHaveLength(4);
    expect(texts).not.toContain("head 0");
    expect(() => attentionMaps(zeros([2, 3]).add(1), { queryLabels: words })).toThrow(
      /queries has 2 entries, and queryLabels has 3/,
    );
    expect(() => attentionMaps(zeros([1, 2, 3, 3]))).toThrow(/take one sample, as in weights.slice\(\[0\]\)/);
  });
});
