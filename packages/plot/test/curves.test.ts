import { tensor, Variable } from "@gradiente/core";
import {
  barChart,
  histogram,
  learningCurves,
  line,
  precisionRecallCurveChart,
  rocCurveChart,
  scatterChart,
  weightEvolution,
} from "@gradiente/plot";
import { History } from "@gradiente/train";
import { describe, expect, it } from "vitest";
import { areaParts, elements, marks, parse, pathParts, textsOf, translation } from "./svg.ts";

const okabeIto = ["#0072B2", "#E69F00", "#009E73"];

/** The width of each line, in the order in which they are drawn. */
const widths = (svg: string) =>
  marks(parse(svg), "mark-line").map((mark) => Number(mark.getAttribute("stroke-width")));

describe("a curve under another", () => {
  const curve = (offset: number) => ({ x: [0, 1, 2], y: [0, 1 + offset, 2] });

  it("is wider, and shows on both sides", () => {
    expect(widths(line({ under: curve(0), over: curve(0) }).toSVG())).toEqual([5, 2]);
    expect(widths(line({ under: curve(0), middle: curve(0), over: curve(0) }).toSVG())).toEqual([8, 5, 2]);
    const lines = { descent: { x: [0, 2], y: [0, 2] }, "least squares": { x: [0, 1, 2], y: [0, 1.001, 2] } };
    expect(widths(scatterChart({ x: [0], y: [1] }, { lines }).toSVG())).toEqual([5, 2]);
  });

  it("is as wide as others where some part of it can be seen", () => {
    expect(widths(line({ a: curve(0), b: curve(0.1) }).toSVG())).toEqual([2, 2]);
    expect(widths(line({ long: curve(0), short: { x: [0, 1], y: [0, 1] } }).toSVG())).toEqual([2, 2]);
    // Two points, both of them on the other curve, but not what is between.
    expect(widths(line({ chord: { x: [0, 2], y: [0, 2] }, bowed: curve(0.4) }).toSVG())).toEqual([2, 2]);
    // Apart by a factor, at the lower end of a logarithmic axis.
    expect(widths(line({ a: [1, 1e-5], b: [1, 2e-5] }, { yLogScale: true }).toSVG())).toEqual([2, 2]);
  });
});

describe("without a width and a height", () => {
  const sides = (svg: string) => {
    const [drawn] = marks(parse(svg), "mark-line");
    return pathParts(drawn);
  };

  it("line is 420 by 280 pixels", () => {
    expect(sides(line([0, 1]).toSVG())).toEqual([[[0, 280], [420, 0]]]); // biome-ignore format: points
  });

  it("curves of classifications are square, and learning curves 360 by 250", () => {
    const rates = { falsePositiveRate: [0, 1], truePositiveRate: [0, 1] };
    expect(sides(rocCurveChart(rates).toSVG())).toEqual([[[0, 320], [320, 0]]]); // biome-ignore format: points
    expect(sides(learningCurves({ loss: [0, 1] }).toSVG())).toEqual([[[0, 250], [360, 0]]]); // biome-ignore format: points
  });
});

describe("line", () => {
  it("maps data to pixels: x to the right, y upwards", () => {
    const svg = parse(line([1, 3, 2], { width: 400, height: 200 }).toSVG());
    const [drawn] = marks(svg, "mark-line");
    expect(pathParts(drawn)).toEqual([
      [
        [0, 200],
        [200, 0],
        [400, 100],
      ],
    ]);
  });

  it("takes arrays, typed arrays, tensors and Variables for the same", () => {
    const [first, ...others] = [
      [1, 3, 2],
      Float32Array.of(1, 3, 2),
      tensor([1, 3, 2]),
      new Variable(tensor([1, 3, 2])),
    ].map((data) => line({ a: data }).toSVG());
    for (const other of others) expect(other).toBe(first);
  });

  it("leaves gaps for what is not finite, draws what is alone between gaps as a dot, and counts", () => {
    const svg = parse(line([1, 2, Number.NaN, 1, Infinity, 2, 1]).toSVG());
    const parts = pathParts(marks(svg, "mark-line")[0]).map((part) => part.length);
    expect(parts).toEqual([2, 1, 2]);
    expect(marks(svg, "mark-symbol")).toHaveLength(1);
    expect(textsOf(svg)).toContain("2 values left out (not finite, or not positive)");
  });

  it("gives equal factors equal heights on a logarithmic axis, and leaves out what is not positive", () => {
    const svg = parse(line([1, 10, 100, 0, -1], { yLogScale: true, yRange: [1, 100], height: 200 }).toSVG());
    const [[a, b, c]] = pathParts(marks(svg, "mark-line")[0]);
    expect([a[1], b[1], c[1]]).toEqual([200, 100, 0]);
    expect(textsOf(svg)).toEqual(
      expect.arrayContaining(["1", "10", "100", "2 values left out (not finite, or not positive)"]),
    );
  });

  it("has ticks at whole numbers only where every x is one", () => {
    const ticks = (x: number[]) => textsOf(parse(line({ a: { x, y: x.map(() => 0) } }).toSVG()));
    expect(ticks([0, 1, 2])).not.toContain("0.5");
    expect(ticks([0, 0.5, 2])).toContain("0.5");
  });

  it("writes very large and very small numbers short", () => {
    const texts = (values: number[]) =>
      textsOf(parse(line(values).toSVG())).filter((text) => text.includes("e"));
    expect(texts([1e30, 2e30, 1e29])).toContain("1.5e+30");
    expect(texts([1e-7, 2e-7])).toContain("1.4e-7");
    expect(texts([0, 0])).toEqual([]);
  });

  it("names what it cannot draw", () => {
    expect(() => line({})).toThrow("line: there is nothing to draw");
    expect(() => line([])).toThrow("line: the series is empty");
    expect(() => line([Number.NaN])).toThrow("line: x: there is no finite number to draw");
    expect(() => line({ a: { x: [1], y: [1, 2] } })).toThrow("line: a: x has 1 entries, and y has 2");
    expect(() => line({ a: tensor([[1, 2]]) })).toThrow("line: a: y: one axis, [n], not [1, 2]; reshape it");
    expect(() => line({ a: ["1"] as unknown as number[] })).toThrow(/line: a: .*a list of numbers/);
  });
});

describe("scatterChart", () => {
  it("puts each point at its place, in its group's colour, under the fitted line", () => {
    const figure = scatterChart(
      { a: { x: [0, 1], y: [0, 1] }, b: { x: [2], y: [3] } },
      { lines: { fit: { x: [0, 2], y: [0, 3] } }, xRange: [0, 2], yRange: [0, 3], width: 200, height: 300 },
    );
    const svg = parse(figure.toSVG());
    const points = marks(svg, "mark-symbol");
    expect(points.map(translation)).toEqual([
      [0, 300],
      [100, 200],
      [200, 0],
    ]);
    expect(points.map((point) => point.getAttribute("fill"))).toEqual([
      okabeIto[0],
      okabeIto[0],
      okabeIto[1],
    ]);
    expect(marks(svg, "mark-line")[0].getAttribute("stroke")).toBe(okabeIto[2]);
    expect(textsOf(svg)).toEqual(expect.arrayContaining(["a", "b", "fit"]));
  });

  it("leaves out points that are not finite", () => {
    const svg = parse(scatterChart({ x: [0, 1, Number.NaN], y: [0, Infinity, 1] }).toSVG());
    expect(marks(svg, "mark-symbol")).toHaveLength(1);
    expect(textsOf(svg)).toContain("2 values left out (not finite, or not positive)");
  });
});

describe("weightEvolution", () => {
  it("is a line for each weight over the iterations", () => {
    const svg = parse(weightEvolution({ "w[0, 0]": [0, 1], "w[1, 2]": [1, 0] }).toSVG());
    expect(marks(svg, "mark-line")).toHaveLength(2);
    expect(textsOf(svg)).toEqual(expect.arrayContaining(["iteration", "weight", "w[0, 0]", "w[1, 2]"]));
  });
});

describe("learningCurves", () => {
  const history = { loss: [4, 2, 1], valLoss: [4, 3, 2], accuracy: [0.5, 0.75, 1] };

  it("puts up to three panels in a row unless told otherwise, in even rows", () => {
    const widthOf = (count: number, options = {}) => {
      const metrics = Array.from({ length: count }, (_, i) => [`metric${i}`, [1, 2]]);
      return Number(
        parse(learningCurves(Object.fromEntries(metrics), options).toSVG()).getAttribute("width"),
      );
    };
    const inARow = [1, 2, 3].map((count) => widthOf(count));
    expect(inARow).toEqual([...new Set(inARow)].sort((a, b) => a - b));
    expect([4, 5, 6, 7].map((count) => widthOf(count))).toEqual(
      [2, 3, 3, 3].map((count) => inARow[count - 1]),
    );
    expect(widthOf(4, { columns: 4 })).toBeGreaterThan(inARow[2]);
  });

  it("tells training from validation after a single epoch too: full and hollow", () => {
    const dots = marks(parse(learningCurves({ loss: [0.5], valLoss: [0.6] }).toSVG()), "mark-symbol");
    expect(dots.map((dot) => [dot.getAttribute("fill"), dot.getAttribute("stroke")])).toEqual([
      [okabeIto[0], okabeIto[0]],
      ["#FFFFFF", okabeIto[0]],
    ]);
  });

  it("has a panel for each metric, and validation dashed in the colour of its run", () => {
    const svg = parse(learningCurves({ Adam: history, SGD: history }).toSVG());
    const lines = marks(svg, "mark-line");
    expect(
      lines.map((drawn) => [drawn.getAttribute("stroke"), drawn.getAttribute("stroke-dasharray")]),
    ).toEqual(
      [
        [okabeIto[0], ""],
        [okabeIto[0], "6,4"],
        [okabeIto[1], ""],
        [okabeIto[1], "6,4"],
        [okabeIto[0], ""],
        [okabeIto[1], ""],
      ].map(([stroke, dash]) => [stroke, dash === "" ? null : dash]),
    );
    const texts = textsOf(svg);
    for (const text of ["loss", "accuracy", "Adam", "SGD", "training", "validation", "epoch"])
      expect(texts).toContain(text);
    expect(texts).not.toContain("valLoss");
  });

  it("takes one history by itself, and starts at epoch 1", () => {
    const svg = parse(learningCurves(history, { width: 200, height: 300 }).toSVG());
    const [loss, validation] = marks(svg, "mark-line").map(pathParts);
    expect(loss).toEqual([
      [
        [0, 0],
        [100, 200],
        [200, 300],
      ],
    ]);
    expect(validation).toEqual([
      [
        [0, 0],
        [100, 100],
        [200, 200],
      ],
    ]);
  });

  it.each([
    ["validation alone", { valLoss: [1, 2] }, {}, ["validation"]],
    ["training alone", { loss: [1, 2] }, {}, []],
    ["both", { loss: [1, 2], valLoss: [2, 1] }, {}, ["training", "validation"]],
    [
      "training alone of the metrics drawn",
      { loss: [1, 2], accuracy: [0, 1], valAccuracy: [0, 1] },
      { metrics: ["loss"] },
      [],
    ],
    [
      "training that cannot be drawn",
      { loss: [Number.NaN, Number.NaN], valLoss: [2, 1] },
      {},
      ["validation"],
    ],
    ["validation below 0 on a logarithmic axis", { loss: [1, 2], valLoss: [-1, -2] }, { logScale: true }, []],
    [
      "a run that is not drawn",
      { a: { loss: [1, 2] }, b: { accuracy: [0, 1] } },
      { metrics: ["loss"] },
      ["a"],
    ],
    [
      "a run with validation alone",
      { a: { loss: [1, 2] }, b: { valLoss: [0, 1] } },
      {},
      ["a", "b", "training", "validation"],
    ],
  ])("has a legend of what is drawn: %s", (_, runs, options, entries) => {
    const svg = parse(learningCurves(runs as never, options).toSVG());
    const legends = elements(svg, "g").filter((group) =>
      group.getAttribute("class")?.includes("role-legend-label"),
    );
    expect(legends.flatMap(textsOf)).toEqual(entries);
  });

  it("names a single run above its legend", () => {
    const texts = textsOf(parse(learningCurves({ "784-64-10": history }).toSVG()));
    expect(texts).toEqual(expect.arrayContaining(["784-64-10", "training", "validation"]));
    expect(textsOf(parse(learningCurves({ "784-64-10": { loss: [1, 2] } }).toSVG()))).toContain("784-64-10");
  });

  it("knows validation by any of its spellings", () => {
    for (const name of ["valLoss", "val_loss", "validationLoss", "validation loss", "val/loss"]) {
      const svg = parse(learningCurves({ loss: [1, 2], [name]: [2, 3] }).toSVG());
      expect(textsOf(svg).filter((text) => text === "loss")).toHaveLength(1);
      expect(marks(svg, "mark-line")[1].getAttribute("stroke-dasharray")).toBe("6,4");
    }
    expect(textsOf(parse(learningCurves({ value: [1, 2], validity: [2, 3] }).toSVG()))).toEqual(
      expect.arrayContaining(["value", "validity"]),
    );
  });

  it("takes what fit returns", () => {
    const recorded = new History<"accuracy">();
    history.loss.forEach((loss, i) => {
      const values = { loss, valLoss: history.valLoss[i], accuracy: history.accuracy[i] };
      recorded.append({ epoch: i + 1, seconds: 1, learningRate: 0.1, values });
    });
    expect(learningCurves(recorded).toSVG()).toBe(learningCurves(history).toSVG());
    expect(learningCurves({ Adam: [recorded, recorded] }).toSVG()).toBe(
      learningCurves({ Adam: [history, history] }).toSVG(),
    );
  });

  it("draws several seeds as their mean in a band, and counts them", () => {
    const seeds = [{ loss: [0, 4] }, { loss: [2, 8] }, { loss: [4] }];
    const draw = (band: "range" | "deviation") =>
      parse(learningCurves({ a: seeds }, { band, width: 100, height: 80 }).toSVG());
    const ranged = draw("range");
    expect(pathParts(marks(ranged, "mark-line")[0])).toEqual([
      [
        [0, 60],
        [100, 20],
      ],
    ]);
    expect(areaParts(marks(ranged, "mark-area")[0])).toEqual([
      [
        [0, 80],
        [100, 40],
      ],
      [
        [0, 40],
        [100, 0],
      ],
    ]);
    expect(textsOf(ranged)).toContain("lines: mean of 3 runs; bands: least to greatest");
    // Deviations of 0, 2, 4 and of 4, 8 are √(8/3) and 2.
    const domain = 8;
    const [low] = areaParts(marks(draw("deviation"), "mark-area")[0]);
    expect(low[0][1]).toBeCloseTo(80 - (80 * (2 - Math.sqrt(8 / 3))) / domain, 0);
  });

  it("shows a part of the epochs in a panel of its own", () => {
    const svg = parse(learningCurves(history, { zoom: { from: 2, to: 3 }, width: 100, height: 100 }).toSVG());
    expect(textsOf(svg)).toContain("loss, epoch 2 to 3");
    // Panels: loss, its zoom, accuracy. In the zoom, epoch 2 is at the left and the domain is 1 to 3.
    const [[, second, third]] = pathParts(marks(svg, "mark-line")[2]);
    expect([second, third]).toEqual([
      [0, 50],
      [100, 100],
    ]);
  });

  it("places values by x", () => {
    const svg = parse(learningCurves({ loss: [1, 2, 3] }, { x: [0, 30, 40], width: 400 }).toSVG());
    expect(pathParts(marks(svg, "mark-line")[0])[0].map(([x]) => x)).toEqual([0, 300, 400]);
  });

  it("leaves gaps, and says how many", () => {
    const svg = parse(
      learningCurves({ loss: [1, Number.NaN, 3], accuracy: [1, 1, 0] }, { logScale: ["accuracy"] }).toSVG(),
    );
    expect(textsOf(svg)).toContain("2 values that cannot be drawn (not finite, or not positive): gaps");
  });

  it("names what does not fit", () => {
    expect(() => learningCurves({})).toThrow("learningCurves: there is nothing to draw");
    expect(() => learningCurves({ a: [] })).toThrow('learningCurves: run "a" has no histories');
    expect(() => learningCurves({ a: {} })).toThrow('learningCurves: run "a": there is nothing to draw');
    expect(() => learningCurves({ a: { loss: [] } })).toThrow('learningCurves: run "a": loss is empty');
    expect(() => learningCurves({ a: 1 as unknown as History })).toThrow(
      /run "a": a history is .* not number/,
    );
    expect(() => learningCurves(history, { metrics: ["f1"] })).toThrow(
      'learningCurves: no run has the metric "f1"; there are loss, accuracy',
    );
    expect(() => learningCurves(history, { zoom: { metric: "f1", from: 1, to: 2 } })).toThrow(
      'zoom: "f1" is not drawn',
    );
    expect(() => learningCurves(history, { x: [1, 2] })).toThrow(
      "x has 2 entries, and the longest curve has 3",
    );
    expect(() => learningCurves({ loss: [Number.NaN, Number.NaN] })).toThrow(
      "learningCurves: loss: there is no finite",
    );
    expect(() => learningCurves({ loss: [-1, 0] }, { logScale: true })).toThrow(
      "positive, for a logarithmic axis",
    );
  });
});

describe("rocCurveChart and precisionRecallCurveChart", () => {
  const points = { falsePositiveRate: [0, 0, 0.5, 1], truePositiveRate: [0, 0.5, 1, 1] };

  it("draws the rates, guessing, and the area under the curve", () => {
    const svg = parse(rocCurveChart({ net: points }, { width: 200, height: 200 }).toSVG());
    const [guessing, net] = marks(svg, "mark-line");
    expect(pathParts(guessing)).toEqual([
      [
        [0, 200],
        [200, 0],
      ],
    ]);
    expect(guessing.getAttribute("stroke-dasharray")).toBe("6,4");
    expect(pathParts(net)).toEqual([
      [
        [0, 200],
        [0, 100],
        [100, 0],
        [200, 0],
      ],
    ]);
    // 0.5 · (0.5 + 1) / 2 + 0.5
    expect(textsOf(svg)).toEqual(expect.arrayContaining(["net: AUC 0.875", "guessing"]));
  });

  it("takes one curve without a name, and an area from elsewhere", () => {
    expect(textsOf(parse(rocCurveChart({ ...points, auc: 0.25 }).toSVG()))).toContain("AUC 0.250");
  });

  it("draws precision over recall, and the precision of guessing", () => {
    const curve = { precision: [0.25, 0.5, 1], recall: [1, 0.5, 0], averagePrecision: 0.625 };
    const svg = parse(
      precisionRecallCurveChart({ net: curve }, { positiveShare: 0.25, width: 200, height: 200 }).toSVG(),
    );
    const [guessing, net] = marks(svg, "mark-line");
    expect(pathParts(guessing)).toEqual([
      [
        [0, 150],
        [200, 150],
      ],
    ]);
    expect(pathParts(net)).toEqual([
      [
        [200, 150],
        [100, 100],
        [0, 0],
      ],
    ]);
    expect(textsOf(svg)).toContain("net: AP 0.625");
  });

  it("names what is not a rate", () => {
    expect(() => rocCurveChart({ falsePositiveRate: [0, 1.5], truePositiveRate: [0, 1] })).toThrow(
      "rocCurveChart: falsePositiveRate: 1.5, in place 1, is not between 0 and 1",
    );
    expect(() =>
      rocCurveChart({ a: { falsePositiveRate: [0, Number.NaN], truePositiveRate: [0, 1] } }),
    ).toThrow(/NaN, in place 1/);
    expect(() => rocCurveChart({ falsePositiveRate: [0], truePositiveRate: [0, 1] })).toThrow(
      "falsePositiveRate has 1 entries",
    );
    expect(() => rocCurveChart({})).toThrow("there is nothing to draw");
    expect(() => precisionRecallCurveChart({ precision: [], recall: [] })).toThrow("recall is empty");
  });
});

describe("barChart", () => {
  it("draws bars from zero, with whiskers over several seeds", () => {
    const svg = parse(barChart({ target: 2, ours: [3, 1, 4] }, { height: 200, decimals: 1 }).toSVG());
    const heights = marks(svg, "mark-rect").map((bar) =>
      Number(/v(-?[\d.]+)/.exec(bar.getAttribute("d")!)![1]),
    );
    expect(heights).toEqual([100, 150]);
    const [whisker] = marks(svg, "mark-rule");
    expect(Math.abs(Number(whisker.getAttribute("y2")))).toBe(150);
    expect(textsOf(svg)).toEqual(
      expect.arrayContaining(["2.0", "3.0", "bars: median; whiskers: least to greatest"]),
    );
  });

  it("writes values above bars, and below those that hang down", () => {
    const svg = parse(barChart({ up: 2, down: -2 }, { yRange: [-2, 2], height: 200, decimals: 1 }).toSVG());
    const [up, down] = marks(svg, "mark-text");
    expect([up.textContent, down.textContent]).toEqual(["2.0", "−2.0"]);
    expect(translation(up)[1]).toBeLessThan(0);
    expect(translation(down)[1]).toBeGreaterThan(200);
  });

  it("draws groups in the colours of their members, with gaps", () => {
    const svg = parse(barChart({ Adam: { train: 1, test: 0.9 }, SGD: { test: 0.8 } }).toSVG());
    const fills = marks(svg, "mark-rect").map((bar) => bar.getAttribute("fill"));
    expect(fills).toEqual([okabeIto[0], okabeIto[1], okabeIto[1]]);
    expect(textsOf(svg)).toEqual(expect.arrayContaining(["Adam", "SGD", "train", "test"]));
  });

  it("names what has no height", () => {
    expect(() => barChart({})).toThrow("barChart: there is nothing to draw");
    expect(() => barChart({ a: [] })).toThrow("barChart: a is empty");
    expect(() => barChart({ a: { b: Number.NaN } })).toThrow("barChart: a b: NaN has no height");
  });
});

describe("histogram", () => {
  it("counts each value once, the upper edge in the last bin", () => {
    const svg = parse(
      histogram([0, 0.5, 1, 1.5, 4, Number.NaN], { bins: 4, width: 400, height: 300 }).toSVG(),
    );
    // Counts 2, 2, 0, 1 over 0 to 4.
    const bars = marks(svg, "mark-rect").map((bar) => bar.getAttribute("d")!);
    expect(bars.map((d) => Number(/v([\d.]+)/.exec(d)![1]))).toEqual([300, 300, 150]);
    expect(bars.map((d) => Number(/M([\d.]+)/.exec(d)![1]))).toEqual([0.5, 100.5, 300.5]);
    expect(textsOf(svg)).toContain("1 value left out (not finite, or out of range)");
  });

  it("compares samples over the same bins", () => {
    const svg = parse(histogram({ a: [0, 1], b: [9, 10] }, { bins: 2 }).toSVG());
    expect(marks(svg, "mark-rect").map((bar) => bar.getAttribute("fill"))).toEqual(okabeIto.slice(0, 2));
  });

  it("refuses bins that are no count, and no values", () => {
    expect(() => histogram([1], { bins: 0 })).toThrow(
      "histogram: bins must be a whole number from 1 to 100000, not 0",
    );
    expect(() => histogram([])).toThrow("histogram: there is no finite number");
    expect(marks(parse(histogram([3, 3, 3]).toSVG()), "mark-rect")).toHaveLength(1);
  });

  it("puts values that are all the same into the middle of a range of 1", () => {
    const around = histogram([3, 3, 3], { bins: 4, range: [2.5, 3.5] });
    expect(histogram([3, 3, 3], { bins: 4 }).toSVG()).toBe(around.toSVG());
  });
});
