import { seed, tensor, Variable, zeros } from "@gradiente/core";
import { Dense, Sequential } from "@gradiente/nn";
import {
  activationChart,
  arrange,
  attentionMaps,
  barChart,
  confusionMatrixChart,
  decisionSurface,
  drawGraph,
  drawNetwork,
  Figure,
  featureMaps,
  filters,
  heatMap,
  histogram,
  imageGrid,
  learningCurves,
  line,
  lossSurface,
  precisionRecallCurveChart,
  rocCurveChart,
  scatterChart,
  weightEvolution,
  weightHistograms,
} from "@gradiente/plot";
import { decode } from "fast-png";
import { describe, expect, it } from "vitest";
import { elements, marks, parse, pathParts, textsOf, translation } from "./svg.ts";

/* Every option away from its default, by what the figure shows of it. */

type Draw = (options: object) => Figure;

const plane = { xRange: [-1, 1], yRange: [-1, 1], resolution: 10 } as const;
const weights = tensor([[-1, 0, 0, 1], [2, 0, 0, 0]]); // biome-ignore format: a matrix

/** The pixels of the first image in a figure. */
const pixels = (figure: Figure) => {
  const [element] = elements(parse(figure.toSVG()), "image");
  const base64 = element.getAttribute("xlink:href")!.replace("data:image/png;base64,", "");
  const { width, height, channels, data } = decode(Buffer.from(base64, "base64"));
  return Array.from({ length: width * height }, (_, i) =>
    Array.from(data.slice(i * channels, (i + 1) * channels)),
  );
};

/** A small figure of each chart. */
const charts = {
  activationChart: (options) => activationChart({ tanh: (x) => x.tanh() }, options),
  arrange: (options) => arrange([line([1, 2])], options),
  attentionMaps: (options) => attentionMaps(zeros([2, 2]).add(0.5), options),
  barChart: (options) => barChart({ a: 1, b: 2 }, options),
  confusionMatrixChart: (options) => confusionMatrixChart([[1, 2], [3, 4]], options), // biome-ignore format: a matrix
  decisionSurface: (options) =>
    decisionSurface((x) => zeros([x.shape[0]]), [[-1, 0], [1, 0]], [0, 1], { ...plane, ...options }), // biome-ignore format: points
  drawGraph: (options) => drawGraph(new Variable(tensor([1, 2])).square(), options),
  drawNetwork: (options) => drawNetwork(new Sequential(new Dense(2, 3), new Dense(3, 1)), options),
  featureMaps: (options) => featureMaps(zeros([2, 3, 3]), options),
  filters: (options) => filters(weights, options),
  heatMap: (options) => heatMap([[0, 1, 2], [3, 4, 5]], options), // biome-ignore format: a matrix
  histogram: (options) => histogram([0, 1, 1, 2], options),
  imageGrid: (options) => imageGrid([[0, 0.5, 0.5, 1], [1, 0, 0, 1]], options), // biome-ignore format: images
  learningCurves: (options) => learningCurves({ loss: [2, 1] }, options),
  line: (options) => line([1, 3, 2], options),
  lossSurface: (options) => lossSurface((x, y) => x * x + y * y, { ...plane, ...options }),
  precisionRecallCurveChart: (options) =>
    precisionRecallCurveChart({ precision: [0.5, 1], recall: [1, 0] }, options),
  rocCurveChart: (options) => rocCurveChart({ falsePositiveRate: [0, 1], truePositiveRate: [0, 1] }, options),
  scatterChart: (options) => scatterChart({ x: [1, 10, 100], y: [1, 10, 100] }, options),
  weightEvolution: (options) => weightEvolution({ "w[0]": [1, 10, 100] }, options),
  weightHistograms: (options) => weightHistograms([[0, 1, 2, 3]], options),
} satisfies Record<string, Draw>;

type Chart = keyof typeof charts;

const drawn = (chart: Chart, options: object) => parse(charts[chart](options).toSVG());

describe.each(Object.keys(charts) as Chart[])("%s", (chart) => {
  it("has its title above all else, and as the name of the picture", () => {
    seed(0);
    const without = drawn(chart, {});
    seed(0);
    const titled = drawn(chart, { title: "Of a kind" });
    expect(textsOf(titled).sort()).toEqual([...textsOf(without), "Of a kind"].sort());
    expect(elements(titled, "title").map((element) => element.textContent)).toEqual(["Of a kind"]);
    expect(Number(titled.getAttribute("height"))).toBeGreaterThan(Number(without.getAttribute("height")));
  });
});

/** What options are when they are left out. */
const leftOut: Record<string, readonly [draw: Draw, defaults: object]> = {
  activationChart: [charts.activationChart, { width: 360, height: 260, xRange: [-4, 4] }],
  attentionMaps: [
    (options) => attentionMaps(zeros([5, 2, 2]).add(0.5), options),
    { columns: 4, queryLabels: ["0", "1"], keyLabels: ["0", "1"] },
  ],
  "barChart of few": [charts.barChart, { width: 240, height: 260, yRange: [0, 2] }],
  "barChart of six": [(options) => barChart({ a: 1, b: 2, c: 3, d: 4, e: 5, f: 6 }, options), { width: 264 }],
  confusionMatrixChart: [charts.confusionMatrixChart, { labels: ["0", "1"], width: 220, height: 220 }],
  "confusionMatrixChart of many": [(options) => confusionMatrixChart(zeros([7, 7]), options), { width: 266, height: 266 }],
  "confusionMatrixChart of large counts": [
    (options) => confusionMatrixChart([[1e9, 0], [0, 0]], options),
    { width: 232, height: 232 },
  ],
  decisionSurface: [
    (options) => decisionSurface((x) => x.slice([null, 0]), [[-1, 0], [1, 0.5]], [0, 1], options),
    {
      ...{ width: 340, height: 300, threshold: 0.5, resolution: 120, xRange: [-1.2, 1.2], yRange: [-0.05, 0.55] },
      ...{ xLabel: "x₁", yLabel: "x₂", classes: ["class 0", "class 1"] },
    },
  ],
  drawGraph: [charts.drawGraph, { direction: "down" }],
  drawNetwork: [
    (options) => {
      seed(0);
      return drawNetwork(new Sequential(new Dense(2, 12)), options);
    },
    { weights: true, neurons: 10 },
  ],
  "featureMaps, none below 0": [charts.featureMaps, { colours: "sequential", imageWidth: 56, columns: 2 }],
  "featureMaps, some below 0": [(options) => featureMaps(zeros([2, 3, 3]).sub(1), options), { colours: "diverging" }],
  filters: [charts.filters, { imageWidth: 48, columns: 2, imageShape: [2, 2] }],
  heatMap: [
    (options) => heatMap([[0, Number.NaN, 2], [3, 4, 5]], options),
    {
      ...{ colours: "sequential", range: [0, 5], missingLabel: "undefined", width: 120, height: 80 },
      ...{ rowLabels: ["0", "1"], columnLabels: ["0", "1", "2"] },
    },
  ],
  "heatMap of both signs": [(options) => heatMap([[-1, 3]], options), { colours: "diverging", range: [-3, 3] }],
  "heatMap with values": [(options) => heatMap([[1]], { decimals: 1, ...options }), { width: 44, height: 40 }],
  "heatMap of many": [(options) => heatMap(zeros([100, 20]), options), { width: 340, height: 400 }],
  histogram: [charts.histogram, { width: 420, height: 260, bins: 30, yLabel: "count", range: [0, 2] }],
  imageGrid: [
    (options) => imageGrid(tensor([[0, 0.25, 0.5, 1]]).expand([5, 4]), options),
    { columns: 4, imageShape: [2, 2], imageWidth: 56, colours: "grey", range: [0, 1], legend: false },
  ],
  learningCurves: [
    (options) => learningCurves({ a: [{ loss: [4, 2, 1] }, { loss: [5, 2, 1] }, { loss: [9, 3, 2] }] }, options),
    { width: 360, height: 250, xLabel: "epoch", band: "range", logScale: false, columns: 1, metrics: ["loss"], x: [1, 2, 3] },
  ],
  line: [charts.line, { width: 420, height: 280, xLogScale: false, yLogScale: false, xRange: [0, 2] }],
  lossSurface: [
    (options) => lossSurface((x, y) => 1 + x * x + y * y, { xRange: [-1, 1], yRange: [-1, 1], ...options }),
    {
      ...{ width: 360, height: 320, logScale: false, levels: 12, resolution: 100 },
      ...{ xLabel: "x", yLabel: "y", valueLabel: "loss" },
    },
  ],
  precisionRecallCurveChart: [charts.precisionRecallCurveChart, { width: 320, height: 320 }],
  rocCurveChart: [charts.rocCurveChart, { width: 320, height: 320 }],
  scatterChart: [charts.scatterChart, { width: 420, height: 280, xLogScale: false, yLogScale: false }],
  weightEvolution: [charts.weightEvolution, { width: 420, height: 280, xLabel: "iteration", yLabel: "weight" }],
  weightHistograms: [
    charts.weightHistograms,
    { width: 340, height: 120, bins: 40, range: [0, 3], xLabel: "weight", yLabel: "epoch" },
  ],
}; // biome-ignore format: one row each

describe("what is left out", () => {
  it.each(Object.entries(leftOut))("%s", (_, [draw, defaults]) => {
    const plain = draw({}).toSVG();
    if (draw(defaults).toSVG() === plain) return;
    const others = Object.entries(defaults).filter(
      ([option, value]) => draw({ [option]: value }).toSVG() !== plain,
    );
    expect(Object.fromEntries(others), "these are no defaults").toEqual({});
  });
});

describe("labels of axes", () => {
  it.each([
    ["barChart", [], []],
    ["decisionSurface", ["x₁"], ["x₂"]],
    ["heatMap", [], []],
    ["histogram", [], ["count"]],
    ["line", [], []],
    ["lossSurface", ["x"], ["y"]],
    ["scatterChart", [], []],
    ["weightEvolution", ["iteration"], ["weight"]],
    ["weightHistograms", ["weight"], ["epoch"]],
  ] as const)("%s: x below, y upright to the left", (chart, x, y) => {
    const named = drawn(chart, { xLabel: "across", yLabel: "up" });
    expect([axisTitles(named, false), axisTitles(named, true)]).toEqual([["across"], ["up"]]);
    const unnamed = drawn(chart, {});
    expect([axisTitles(unnamed, false), axisTitles(unnamed, true)]).toEqual([x, y]);
  });

  it("learningCurves: x alone", () => {
    const titles = (options: object) => axisTitles(drawn("learningCurves", options), false);
    expect([titles({}), titles({ xLabel: "step" })]).toEqual([["epoch"], ["step"]]);
  });

  /** The titles of axes, those that are turned or those that are not. */
  function axisTitles(svg: ReturnType<typeof parse>, turned: boolean): string[] {
    return elements(svg, "g")
      .filter((group) => group.getAttribute("class")?.includes("role-axis-title"))
      .flatMap((group) => elements(group, "text"))
      .filter((text) => /rotate\(-90\)/.test(text.getAttribute("transform") ?? "") === turned)
      .map((text) => text.textContent ?? "");
  }
});

describe("axes of numbers", () => {
  /** Where points or corners of the only line are, rounded to pixels. */
  const places = (chart: Chart, options: object) => {
    const svg = drawn(chart, { width: 200, height: 100, ...options });
    const points = marks(svg, "mark-symbol").map(translation);
    const corners = points.length > 0 ? points : pathParts(marks(svg, "mark-line")[0]).flat();
    return corners.map((corner) => corner.map(Math.round));
  };
  const both = { xRange: [1, 100], yRange: [1, 100] } as const;

  it.each([
    // 10 is at 9/99 of a linear axis from 1 to 100, and in the middle of a logarithmic one.
    [
      "scatterChart",
      { ...both },
      [
        [0, 100],
        [18, 91],
        [200, 0],
      ],
    ],
    [
      "scatterChart",
      { ...both, xLogScale: true },
      [
        [0, 100],
        [100, 91],
        [200, 0],
      ],
    ],
    [
      "scatterChart",
      { ...both, yLogScale: true },
      [
        [0, 100],
        [18, 50],
        [200, 0],
      ],
    ],
    // What is beyond a range is cut off, not moved.
    [
      "scatterChart",
      { ...both, xRange: [1, 10] },
      [
        [0, 100],
        [200, 91],
        [2200, 0],
      ],
    ],
    [
      "scatterChart",
      { ...both, yRange: [0, 200] },
      [
        [0, 100],
        [18, 95],
        [200, 50],
      ],
    ],
    // x is the number of the iteration.
    [
      "weightEvolution",
      { yRange: [1, 100] },
      [
        [0, 100],
        [100, 91],
        [200, 0],
      ],
    ],
    [
      "weightEvolution",
      { yRange: [1, 100], yLogScale: true },
      [
        [0, 100],
        [100, 50],
        [200, 0],
      ],
    ],
    [
      "weightEvolution",
      { yRange: [0, 200] },
      [
        [0, 100],
        [100, 95],
        [200, 50],
      ],
    ],
    [
      "weightEvolution",
      { xRange: [0, 4], yRange: [1, 100] },
      [
        [0, 100],
        [50, 91],
        [100, 0],
      ],
    ],
    [
      "line",
      { xRange: [-2, 2], yRange: [1, 3] },
      [
        [100, 100],
        [150, 0],
        [200, 50],
      ],
    ],
  ] as const)("%s, %j", (chart, options, expected) => {
    // biome-ignore format: places
    expect(places(chart, options)).toEqual(expected);
  });

  it("a logarithmic x has no place for 0", () => {
    const svg = drawn("weightEvolution", { xLogScale: true, width: 200, height: 100 });
    expect(textsOf(svg)).toContain("1 value left out (not finite, or not positive)");
    expect(pathParts(marks(svg, "mark-line")[0]).flat().map(([x]) => x)).toEqual([0, 200]); // biome-ignore format: one thing
    const curve = parse(line({ x: [1, 10, 100], y: [0, 1, 2] }, { xLogScale: true, width: 200 }).toSVG());
    expect(pathParts(marks(curve, "mark-line")[0])[0].map(([x]) => x)).toEqual([0, 100, 200]);
  });

  it("a range that a logarithmic axis cannot show is refused by name", () => {
    const points = { x: [1, 10], y: [1, 2] };
    for (const range of [
      [0, 2],
      [-1, 5],
    ] as const) {
      expect(() => line(points, { xLogScale: true, xRange: range })).toThrow(
        `line: a logarithmic axis has no place for 0 and below; xRange must begin above 0, not be [${range.join(", ")}]`,
      );
      expect(() => scatterChart(points, { yLogScale: true, yRange: range })).toThrow(
        /^scatterChart: .*; yRange must/,
      );
    }
    expect(() => line(points, { xLogScale: true, yRange: [0, 2], xRange: [0.5, 20] }).toSVG()).not.toThrow();
  });

  it("there is room around points, and around what is on a logarithmic axis", () => {
    const edges = (figure: Figure) => marks(parse(figure.toSVG()), "mark-symbol").map(translation);
    const unit = { x: [0, 1], y: [0, 1] };
    // Three hundredths on each side.
    const [first, last] = edges(scatterChart(unit, { width: 106, height: 106 }));
    expect([first[0], last[0]]).toEqual([3, 103]);
    // The y axis goes on to round numbers, which are -0.1 and 1.1 only if there is room.
    expect([first[1], last[1]].map((y) => Math.round((10 * y) / 106))).toEqual([9, 1]);
    const [corner, other] = pathParts(marks(parse(line([1, 100], { yLogScale: true, height: 106 }).toSVG()), "mark-line")[0])[0]; // biome-ignore format: one thing
    expect([corner[1], other[1]].map(Math.round)).toEqual([103, 3]);
    // Lines alone end at the edges.
    expect(places("line", {})[0][0]).toBe(0);
  });
});

describe("names on axes that touch", () => {
  const turned = (figure: Figure) =>
    elements(parse(figure.toSVG()), "text")
      .filter((text) => /rotate\(-40\)/.test(text.getAttribute("transform") ?? ""))
      .map((text) => text.textContent);
  const names = ["infant deaths", "life expectancy", "adult mortality"];

  it("are turned on the x axis, and there alone", () => {
    const matrix = names.map(() => names.map((_, i) => i));
    const labels = { rowLabels: names, columnLabels: names };
    expect(turned(heatMap(matrix, { ...labels, width: 90, height: 90 }))).toEqual(names);
    expect(turned(heatMap(matrix, { ...labels, width: 600, height: 90 }))).toEqual([]);
    expect(turned(barChart(new Map(names.map((name) => [name, 1])), { width: 90 }))).toEqual(names);
  });
});

describe("colours and their range", () => {
  const black = [0, 0, 0];
  const white = [255, 255, 255];
  const [violet, yellow] = [[68, 1, 84], [253, 231, 37]]; // biome-ignore format: colours
  const [darkBlue, paleBlue] = [[8, 69, 148], [132, 162, 202]]; // biome-ignore format: colours

  it.each([
    ["sequential by default", {}, [violet, null, yellow]],
    ["grey", { colours: "grey" }, [black, [128, 128, 128], white]],
    ["blues", { colours: "blues" }, [white, paleBlue, darkBlue]],
    ["a range that is wider", { colours: "grey", range: [0, 4] }, [black, [64, 64, 64], [128, 128, 128]]],
    ["a range that is narrower", { colours: "grey", range: [1, 1.5] }, [black, black, white]],
  ] as const)("heatMap, %s", (_, options, expected) => {
    const found = pixels(heatMap([[0, 1, 2]], options)).map((pixel) => (pixel.length === 1 ? [...pixel, ...pixel, ...pixel] : pixel)); // biome-ignore format: one thing
    expected.forEach((colour, i) => {
      if (colour !== null) expect(found[i]).toEqual(colour);
    });
  });

  it("heatMap, diverging around 0 where asked for", () => {
    const [zero, , high] = pixels(heatMap([[0, 1, 2]], { colours: "diverging" }));
    expect(Math.min(...zero)).toBeGreaterThan(230);
    expect(high[0]).toBeGreaterThan(high[2] + 50);
  });

  it("imageGrid, in the colours asked for", () => {
    const row = { imageShape: [1, 24], imageWidth: 24 } as const;
    const image = [Array.from({ length: 24 }, (_, i) => i / 23)];
    const ends = (options: object) => {
      const all = pixels(imageGrid(image, { ...row, ...options }));
      return [all[0], all[23]];
    };
    expect(ends({ colours: "sequential" })).toEqual([violet, yellow]);
    expect(ends({ colours: "blues" })).toEqual([white, darkBlue]);
    expect(ends({})).toEqual([[0], [255]]);
  });

  it("lossSurface names its values", () => {
    expect(textsOf(drawn("lossSurface", {}))).toContain("loss");
    const named = textsOf(drawn("lossSurface", { valueLabel: "regret" }));
    expect(named).toContain("regret");
    expect(named).not.toContain("loss");
  });
});

describe("what cannot be drawn is refused by name", () => {
  const box = { children: () => new Map(), parameters: () => new Map(), toString: () => "Box" };
  it.each([
    ["barChart", () => barChart([1] as never), "barChart: the argument must be an object of things to draw by name, not an array of other things"],
    ["barChart of a tensor", () => barChart(tensor([1]) as never), "barChart: the argument must be an object of things to draw by name, not a tensor without a name"],
    ["heatMap", () => heatMap(3 as never), "heatMap: matrix: rows of numbers or a tensor, not number"],
    ["heatMap, a range [1, 2, 3]", () => heatMap([[1]], { range: [1, 2, 3] as never }), 'heatMap: range must be two finite numbers, [low, high], with low <= high, not [1, 2, 3]'],
    ["heatMap, a range ['0', 1]", () => heatMap([[1]], { range: ["0", 1] as never }), 'heatMap: range must be two finite numbers, [low, high], with low <= high, not ["0", 1]'],
    ["heatMap, a range [0, '1']", () => heatMap([[1]], { range: [0, "1"] as never }), 'heatMap: range must be two finite numbers, [low, high], with low <= high, not [0, "1"]'],
    ["heatMap, a range [0, NaN]", () => heatMap([[1]], { range: [0, Number.NaN] as never }), 'heatMap: range must be two finite numbers, [low, high], with low <= high, not [0, NaN]'],
    ["heatMap, a range 7", () => heatMap([[1]], { range: 7 as never }), 'heatMap: range must be two finite numbers, [low, high], with low <= high, not 7'],
    ["heatMap, a range", () => heatMap([[1]], { range: [2, 1] }), "heatMap: range must be two finite numbers, [low, high], with low <= high, not [2, 1]"],
    ["learningCurves", () => learningCurves(3 as never), "learningCurves: histories are { loss: [...], ... }, not number"],
    ["imageGrid without images", () => imageGrid(zeros([0, 2, 2])), "imageGrid: there is nothing to draw in [0, 2, 2]"],
    ["imageGrid of a number", () => imageGrid(3 as never), "imageGrid: images are a tensor or nested arrays of numbers, not number"],
    ["imageGrid of texts", () => imageGrid([["a"]] as never), "imageGrid: images are a tensor or nested arrays of numbers"],
    ["imageGrid, a range", () => imageGrid([[0]], { range: [1, 1] }), "imageGrid: range goes from the lower to the higher value, not 1 to 1"],
    ["imageGrid, a width", () => imageGrid([[0]], { imageWidth: 0 }), "imageGrid: imageWidth must be a number of pixels above 0, at most 10000, not 0"],
    ["drawNetwork, outputs of a box", () => drawNetwork(box, { outputLabels: ["a"] }), "drawNetwork: the last layer is drawn as a box, which has no neurons for outputLabels"],
    ["drawNetwork, inputs of a box", () => drawNetwork(box, { inputLabels: ["a"] }), "drawNetwork: the first layer is drawn as a box, which has no neurons for input and inputLabels"],
    ["drawNetwork, values", () => drawNetwork(new Dense(2, 1), { input: {} as never }), "drawNetwork: input: values are a list of numbers or a tensor, not an object with no entries"],
    ["rocCurveChart", () => rocCurveChart({}), "rocCurveChart: there is nothing to draw"],
    ["a figure that Vega cannot compute", () => new Figure({ scales: [{ name: "x", type: "linear", domain: [0, 1], range: { scheme: 1 } as never }] }).toSVG(), "toLowerCase is not a function"],
    ["a figure of data that it does not have", () => new Figure({ marks: [{ type: "symbol", from: { data: "none" } }] }).toSVG(), 'Undefined data set name: "none"'],
    ["a figure of which Vega warns", () => new Figure({ marks: [{ type: "text", encode: { enter: { text: { signal: "warn('too far')" } } } }] }).toSVG(), "too far"],
  ] as const)("%s", (_, draw, message) => {
    expect(draw).toThrow(message);
  }); // biome-ignore format: a table
});

describe("attentionMaps", () => {
  const texts = (options: object) =>
    textsOf(parse(attentionMaps(zeros([2, 1, 2]).add(1), options).toSVG())).map((text) => text.trim());

  it("names the keys, and the queries", () => {
    const named = texts({ queryLabels: ["asks"], keyLabels: ["first", "second"] });
    for (const text of ["asks", "first", "second"]) {
      expect(named.filter((each) => each === text)).toHaveLength(2);
      expect(texts({})).not.toContain(text);
    }
    expect(() => texts({ keyLabels: ["first"] })).toThrow("keys has 2 entries, and keyLabels has 1");
  });

  it("puts as many heads in a row as asked for, and up to four otherwise", () => {
    const width = (heads: number, options = {}) =>
      Number(parse(attentionMaps(zeros([heads, 2, 2]).add(1), options).toSVG()).getAttribute("width"));
    expect(width(2, { columns: 1 })).toBe(width(1));
    expect(width(5)).toBe(width(4));
    expect(width(5, { columns: 5 })).toBeGreaterThan(width(5));
  });
});

describe("featureMaps", () => {
  const maps = tensor([[[[0, 1], [1, 0]]], [[[1, 1], [0, 0]]]]); // biome-ignore format: maps

  it("take a scale of colours, a width of images, and labels of rows", () => {
    const first = (options: object) => pixels(featureMaps(maps, options))[0];
    expect(first({})).toEqual([68, 1, 84]);
    expect(first({ colours: "blues" })).toEqual([255, 255, 255]);
    const widths = (options: object) =>
      elements(parse(featureMaps(maps, options).toSVG()), "image").map((image) =>
        image.getAttribute("width"),
      );
    expect(widths({})).toEqual(["56", "56"]);
    expect(widths({ imageWidth: 30 })).toEqual(["30", "30"]);
    const labels = { rowLabels: ["before", "after"], columnLabels: ["edges"] };
    expect(textsOf(parse(featureMaps(maps, labels).toSVG())).slice(0, 3)).toEqual([
      "before",
      "after",
      "edges",
    ]);
  });
});

describe("filters", () => {
  it("take the shape of flat images, and labels of rows and columns", () => {
    const sizes = (options: object) =>
      elements(drawn("filters", { imageWidth: 40, columns: 1, ...options }), "image").map((element) => [
        Number(element.getAttribute("width")),
        Math.round(Number(element.getAttribute("height"))),
      ]);
    expect(sizes({})).toEqual([[40, 40], [40, 40]]); // biome-ignore format: sizes
    expect(sizes({ imageShape: [1, 4] })).toEqual([[40, 10], [40, 10]]); // biome-ignore format: sizes
    const labels = { rowLabels: ["both"], columnLabels: ["first", "second"] };
    expect(textsOf(drawn("filters", { ...labels, columns: 2 })).slice(0, 3)).toEqual([
      "both",
      "first",
      "second",
    ]);
    const rows = filters(zeros([1, 2, 2, 2]).add(1), { rowLabels: ["red", "green"] });
    expect(textsOf(parse(rows.toSVG())).slice(0, 2)).toEqual(["red", "green"]);
  });
});
