import { rand } from "@gradiente/core";
import {
  barChart,
  confusionMatrixChart,
  type Figure,
  heatMap,
  histogram,
  imageGrid,
  learningCurves,
  line,
  scatterChart,
} from "@gradiente/plot";
import { describe, expect, it } from "vitest";
import { textWidth } from "../src/render/text-width.ts";
import { elements, marks, parse, textsOf } from "./svg.ts";

/* What figures show of unusual data: each text that a reader needs, once and whole, and nothing under something else. */

const rootOf = (figure: Figure) => parse(figure.toSVG());

/** The words that are seen; what tells equal names apart is not. */
const wordsOf = (figure: Figure) => textsOf(rootOf(figure)).map((text) => text.replaceAll("\u200b", ""));

const counting = (from: number, step: number) => Array.from({ length: 10 }, (_, i) => from + i * step);

describe("labels of ticks", () => {
  it.each([
    ["near 1 on a logarithmic axis", line(counting(1, 1e-8), { yLogScale: true })],
    ["above 1e8, one apart", line(counting(1e8, 1))],
    ["above 1e15, one apart", line({ a: { x: counting(1e15, 1), y: counting(0, 1) } })],
    ["near 1e-9", line(counting(1e-9, 1e-17))],
    ["of a colour bar near 1e9", heatMap([counting(1e9, 1)])],
  ])("are all different %s", (_, figure) => {
    const labels = elements(rootOf(figure), "g")
      .filter((group) => /mark-text role-(axis|legend)-label/.test(group.getAttribute("class") ?? ""))
      .map((group) => textsOf(group));
    for (const texts of labels) expect(new Set(texts).size).toBe(texts.length);
    expect(Math.max(...labels.map((texts) => texts.length))).toBeGreaterThan(2);
  });

  it("are there where the quotient of the ends is larger than any number", () => {
    const far = line([1e-300, 1, 1e300], { yLogScale: true });
    expect(wordsOf(far)).toEqual(expect.arrayContaining(["1e-300", "1", "1e+300"]));
  });

  it.each([
    ["wide", [-1.5e308, 1.5e308], /from -1\.5e\+308 to 1\.5e\+308 .* divide the numbers/],
    ["narrow", [5e-324, 1e-323], /from 5e-324 to 1e-323 .* divide the numbers/],
  ])("are missed on an axis that is too %s, and the error says what to do", (_, values, message) => {
    expect(() => line(values)).toThrow(message);
  });

  it("do not magnify what differs by rounding alone", () => {
    expect(wordsOf(line([0.3, 0.1 + 0.2]))).toContain("0.30");
  });

  it("of counts are whole", () => {
    expect(wordsOf(histogram([3, 3, 3])).filter((text) => text.includes("."))).not.toContain("0.5");
    expect(wordsOf(histogram([3, 3, 3]))).toContain("2");
  });
});

describe("equal names", () => {
  const labels = ["a", "b", "a"];

  it("of classes have a row and a column each", () => {
    const words = wordsOf(
      confusionMatrixChart([counting(0, 1).slice(0, 3), [3, 4, 5], [6, 7, 8]], { labels }),
    );
    expect(words.filter((text) => text === "a")).toHaveLength(4);
    const cells = marks(rootOf(confusionMatrixChart([[1, 2, 3], [4, 5, 6], [7, 8, 9]], { labels })), "mark-rect"); // biome-ignore format: a matrix
    expect(new Set(cells.map((cell) => cell.getAttribute("d"))).size).toBeGreaterThanOrEqual(9);
  });

  it("of rows and columns have a label each", () => {
    const figure = heatMap([[1, 2, 3], [4, 5, 6], [7, 8, 9]], { rowLabels: labels, columnLabels: labels }); // biome-ignore format: a matrix
    expect(wordsOf(figure).filter((text) => text === "a")).toHaveLength(4);
  });

  it("of points and a line have an entry each in the legend, and the next one has its own colour", () => {
    const [x, y] = [counting(0, 1), counting(0, 2)];
    const figure = scatterChart({ fit: { x, y } }, { lines: { fit: { x, y }, other: { x, y: x } } });
    expect(wordsOf(figure).filter((text) => text === "fit" || text === "other")).toEqual([
      "fit",
      "fit",
      "other",
    ]);
    const [symbols] = elements(rootOf(figure), "g").filter((group) => /role-legend-symbol/.test(group.getAttribute("class") ?? "")); // biome-ignore format: a line
    expect(symbols).toBeDefined();
    const strokes = marks(rootOf(figure), "mark-line").map((path) => path.getAttribute("stroke"));
    const legend = elements(rootOf(figure), "g")
      .filter((group) => /role-legend-symbol/.test(group.getAttribute("class") ?? ""))
      .flatMap((group) => elements(group, "path").map((path) => path.getAttribute("stroke")));
    expect(legend.slice(1)).toEqual(strokes);
  });
});

describe("legends", () => {
  it("have all of 40 entries", () => {
    const figure = line(Object.fromEntries(counting(0, 1).flatMap((i) => [0, 10, 20, 30].map((more) => [`run ${i + more}`, [i, more]])))); // biome-ignore format: a line
    expect(wordsOf(figure).filter((text) => text.startsWith("run "))).toHaveLength(40);
  });

  it("have no entry for a series of which nothing is drawn, and a note names it", () => {
    const words = wordsOf(line({ a: [1, 2], b: [-1, -2] }, { yLogScale: true }));
    expect(words).not.toContain("b");
    expect(words.join(" ")).toContain("b: nothing that can be drawn");
  });

  it("have the colours of the bars, where one group has no members", () => {
    const figure = barChart({ target: 1, Adam: { train: 0.9 } });
    const fills = marks(rootOf(figure), "mark-rect").map((bar) => bar.getAttribute("fill"));
    const [entry] = elements(rootOf(figure), "g").filter((group) => /role-legend-symbol/.test(group.getAttribute("class") ?? "")); // biome-ignore format: a line
    expect(elements(entry, "path")[0].getAttribute("fill")).toBe(fills[1]);
  });
});

describe("a line under one of its own colour", () => {
  it("is wide and pale, and its dashes are seen on it", () => {
    const [training, validation] = marks(rootOf(learningCurves({ loss: [3, 2, 1], valLoss: [3, 2, 1] })), "mark-line"); // biome-ignore format: a line
    expect(training.getAttribute("stroke")).toBe(validation.getAttribute("stroke"));
    expect([training, validation].map((path) => path.getAttribute("stroke-opacity"))).toEqual(["0.35", null]);
  });
});

describe("numbers in cells", () => {
  it("are set so small that none is cut off", () => {
    const figure = confusionMatrixChart([[123456, 1], [2, 6]], { width: 60, height: 60 }); // biome-ignore format: a matrix
    const size = Number(elements(rootOf(figure), "text").find((text) => text.textContent === "123,456")!.getAttribute("font-size")!.replace("px", "")); // biome-ignore format: a line
    expect(textWidth("123,456", size, false)).toBeLessThanOrEqual(30);
  });

  it("have cells that are wide enough", () => {
    const width = (value: number) =>
      Number(rootOf(heatMap([[value, 2]], { decimals: 4 })).getAttribute("width"));
    expect(width(123456789) - width(1)).toBeGreaterThan(40);
  });
});

it("a figure that is saved without a name says what is missing", async () => {
  await expect(line([1, 2]).save(undefined as unknown as string)).rejects.toThrow(
    /save: the path must be a text/,
  );
});

describe("long names", () => {
  it("take the room of what is shown of them", () => {
    const sized = (length: number) => {
      const root = rootOf(barChart({ ["m".repeat(length)]: 1, b: 2 }));
      return [root.getAttribute("width"), root.getAttribute("height")];
    };
    expect(sized(200)).toEqual(sized(100));
  });
});

describe("images", () => {
  it.each([1e-6, 1e-3])("whose pixels are from 0 to %d are not black beside others", (scale) => {
    const images = rand([3, 4, 4]);
    const [first, second] = elements(rootOf(imageGrid([images, images.mul(scale).cast("float64")])), "image");
    expect(second.getAttribute("xlink:href")).not.toBe(first.getAttribute("xlink:href"));
    const alone = elements(rootOf(imageGrid(images.mul(scale), { columns: 3, range: [0, 1] })), "image")[0];
    expect(second.getAttribute("xlink:href")).not.toBe(alone.getAttribute("xlink:href"));
  });

  it("are as far apart as the labels of their columns", () => {
    const places = elements(rootOf(imageGrid(rand([2, 4, 4]), { columnLabels: ["a".repeat(40), "b".repeat(40)] })), "text"); // biome-ignore format: a line
    const [a, b] = places.map((text) =>
      Number(/translate\(([-\d.]+)/.exec(text.getAttribute("transform")!)![1]),
    );
    expect(b - a).toBeGreaterThanOrEqual(textWidth("a".repeat(40), 12, false));
  });
});
