import { tensor, zeros } from "@gradiente/core";
import {
  barChart,
  confusionMatrixChart,
  decisionSurface,
  drawGraph,
  Figure,
  heatMap,
  imageGrid,
  learningCurves,
  line,
  lossSurface,
  precisionRecallCurveChart,
  report,
  rocCurveChart,
  scatterChart,
  weightHistograms,
} from "@gradiente/plot";
import { describe, expect, it } from "vitest";
import { checkCount, kindOf } from "../src/input/data.ts";
import { stepsOf } from "../src/input/graph.ts";
import { readRuns } from "../src/input/histories.ts";
import { parse, textsOf } from "./svg.ts";

/* What is given to charts: each condition by itself, and both sides of each bound. */

const texts = (figure: Figure) => textsOf(parse(figure.toSVG()));

describe("a graph from elsewhere", () => {
  const leaf = {
    id: 0,
    op: "variable",
    kind: "variable",
    name: "x",
    shape: [],
    dtype: "float32",
    inputs: [],
  };
  const step = { id: 1, op: "exp", kind: "op", name: null, shape: [], dtype: "float32", inputs: [0, null] };
  const read = (nodes: unknown, output: unknown = 1) => stepsOf("f", { nodes, output } as never, undefined);

  it("has steps of what came before, with values or without", () => {
    expect(read([leaf, step]).nodes).toHaveLength(2);
    expect(read([{ ...leaf, kind: "input" }, step], null).output).toBe(null);
    const values = { value: zeros([]), gradient: null, constants: [zeros([1]), null, undefined] };
    expect(read([leaf, { ...step, ...values }]).nodes).toHaveLength(2);
    expect(read([]).nodes).toEqual([]);
    expect(texts(drawGraph({ nodes: [leaf, step], output: 1 } as never))).toEqual(
      expect.arrayContaining(["x", "exp", "constant"]),
    );
  });

  it.each<[string, object]>([
    ["a number of its own", { id: 2 }],
    ["no op", { op: undefined }],
    ["no dtype", { dtype: 3 }],
    ["another kind", { kind: "constant" }],
    ["an undefined name", { name: undefined }],
    ["no shape", { shape: 2 }],
    ["no inputs", { inputs: undefined }],
    ["an input that is itself", { inputs: [1] }],
    ["an input below 0", { inputs: [-1] }],
    ["half an input", { inputs: [0.5] }],
    ["a text for an input", { inputs: ["0"] }],
    ["a value that is no tensor", { value: 3 }],
    ["a gradient that is no tensor", { gradient: [1] }],
    ["constants that are none", { constants: [3] }],
    ["constants that are no list", { constants: 3 }],
  ])("is refused where a step has %s", (_name, wrong) => {
    const message = "f: x must be a tensor, or what graphOf or traceGraph gives";
    expect(() => read([leaf, { ...step, ...wrong }])).toThrow(message);
    expect(() => read([leaf, null])).toThrow(message);
    for (const output of [undefined, 0.5, "1"]) expect(() => read([leaf, step], output ?? "no")).toThrow(message);
  }); // biome-ignore format: one a line

  it("may have 400 boxes", () => {
    const many = (count: number) =>
      Array.from({ length: count }, (_, id) => ({ ...step, id, inputs: id === 0 ? [] : [id - 1], kind: id === 0 ? "variable" : "op" }));
    expect(() => drawGraph({ nodes: many(400), output: 399 } as never)).not.toThrow();
    expect(() => drawGraph({ nodes: many(401), output: 400 } as never)).toThrow("drawGraph: the graph has 401 boxes, and at most 400 are drawn; draw a part of it, such as one layer");
  }); // biome-ignore format: one a line
});

describe("a report", () => {
  const figure = line([1, 2]);
  const table = { columns: ["a", "b"], rows: [[1, "x"], [2, "y"]] }; // biome-ignore format: rows
  const title = "t";

  it("takes blocks of each kind", () => {
    const blocks = [figure, "text", { heading: "h" }, { figure, caption: "c" }, { table }, { preformatted: "p" }, { images: [] }, { table: { ...table, caption: "of it" } }, { table: { columns: [], rows: [] } }];
    const html = report(blocks, { title }).toHTML();
    for (const part of ["<p>text</p>", "<h2>h</h2>", "<figcaption>c</figcaption>", "<pre>p</pre>", "<caption>of it</caption>"]) expect(html).toContain(part);
    expect(html.match(/<caption>/g)).toHaveLength(1);
    expect(html).not.toContain("<p>undefined</p>");
  }); // biome-ignore format: one a line

  it.each<[string, unknown]>([
    ["a number", 3],
    ["nothing", null],
    ["no kind", {}],
    ["a heading that is no text", { heading: 3 }],
    ["spaces that are no text", { preformatted: 3 }],
    ["a figure without a caption", { figure }],
    ["a caption without a figure", { figure: "f", caption: "c" }],
    ["a number for a table", { table: 3 }],
    ["a table without columns", { table: { rows: [] } }],
    ["a table without rows", { table: { columns: [] } }],
    ["columns that are no texts", { table: { columns: [1], rows: [] } }],
    ["rows that are none", { table: { columns: ["a"], rows: [3] } }],
    ["cells that are neither", { table: { columns: ["a"], rows: [[null]] } }],
    ["a caption of a table that is no text", { table: { ...table, caption: 3 } }],
    ["images that are none", { images: [3] }],
    ["images that are no list", { images: {} }],
  ])("refuses %s", (_name, block) => {
    expect(() => report(["a", block as never], { title })).toThrow("report: the blocks must be a list of figures, texts");
    expect(() => report(block as never, { title })).toThrow("report: the blocks must be");
  }); // biome-ignore format: one a line

  it("refuses a row of another length by its number, and holes", () => {
    const rows = [[1, 2], [1, 2, 3]]; // biome-ignore format: rows
    expect(() => report(["a", { table: { columns: ["a", "b"], rows } }], { title })).toThrow(
      "report: row 1 of a table has 3 cells for 2 columns",
    );
    expect(() => report(new Array(1) as never, { title })).toThrow("report: the blocks must be");
    expect(() => report(["a"], {} as never)).toThrow("report: ");
  });
});

describe("a figure", () => {
  it("is of a plain object", () => {
    for (const scope of [null, undefined, 3, "a", [], new Date()])
      expect(() => new Figure(scope as never)).toThrow("Figure: the specification must be a specification of Vega, an object");
    expect(new Figure({}).scope).toEqual({});
  }); // biome-ignore format: one a line

  it("has up to 20 times its pixels in PNG", async () => {
    for (const scale of [0, -1, 20.1, Number.NaN])
      await expect(line([1, 2]).toPNG({ scale })).rejects.toThrow("scale must be above 0, at most 20");
    await expect(line([1, 2]).save(3 as never)).rejects.toThrow('save: the path must be a text, such as "out/loss.svg"');
  }); // biome-ignore format: one a line

  it("names itself without what would be markup, where its title is a text", () => {
    const nameOf = (title: unknown) => /<title>(.*?)<\/title>/.exec(new Figure({ title }).toSVG())?.[1];
    expect(nameOf("a < b & c")).toBe("a &lt; b &amp; c");
    expect(nameOf({ text: "a" })).toBe("a");
    expect(nameOf({ text: ["a", "b"] })).toBe(undefined);
    expect(nameOf(undefined)).toBe(undefined);
  });
});

describe("numbers", () => {
  it("may be as many as 4,194,304", () => {
    expect(() => checkCount("f", 2 ** 22)).not.toThrow();
    expect(() => checkCount("f", 2 ** 22 + 1)).toThrow(
      "f: 4,194,305 numbers are too many for a figure: at most 4,194,304; draw a part of them, or means",
    );
    expect(() => confusionMatrixChart(zeros([200, 200]))).not.toThrow();
    const unread = (shape: number[]) => ({ shape, toTypedArray: () => expect.unreachable("it is read") });
    expect(() => heatMap(unread([2 ** 21 + 1, 2]))).toThrow(
      "heatMap: matrix: 4,194,306 numbers are too many",
    );
    expect(() => heatMap(unread([2, 2 ** 21 + 1]))).toThrow(
      "heatMap: matrix: 4,194,306 numbers are too many",
    );
    expect(() => imageGrid(unread([2 ** 21 + 1, 2, 1]))).toThrow("imageGrid: 4,194,306 numbers are too many");
  });

  it("that are something else are named by what they have", () => {
    expect([null, [], {}, { a: 1, b: 2 }, "x", undefined, 3].map(kindOf)).toEqual([
      ...["null", "an array of other things", "an object with no entries", "an object with a, b"],
      ...["string", "undefined", "number"],
    ]);
  });
});

describe("names of metrics", () => {
  const meaning = (key: string) => {
    const [{ metric, isValidation }] = readRuns("f", { [key]: [1] });
    return [metric, isValidation];
  };
  it.each<[string, string, boolean]>([
    ["loss", "loss", false],
    ["valLoss", "loss", true],
    ["validLoss", "loss", true],
    ["validationLoss", "loss", true],
    ["val_loss", "loss", true],
    ["val loss", "loss", true],
    ["val-loss", "loss", true],
    ["val.loss", "loss", true],
    ["val/loss", "loss", true],
    ["val__top1", "top1", true],
    ["trainLoss", "loss", false],
    ["trainingLoss", "loss", false],
    ["train_loss", "loss", false],
    ["valAUC", "AUC", true],
    ["valF", "f", true],
    ["valF1", "f1", true],
    ["value", "value", false],
    ["validity", "validity", false],
    ["trainer", "trainer", false],
    ["val", "val", false],
    ["val_", "val_", false],
    ["train", "train", false],
    ["intervalLoss", "intervalLoss", false],
  ])("%s is %s", (key, metric, isValidation) => {
    expect(meaning(key)).toEqual([metric, isValidation]);
  });

  it("are of one run, or of several by name, each with its seeds", () => {
    const runs = (given: unknown) => readRuns("f", given as never).map(({ run, metric, values }) => [run, metric, values]);
    expect(runs({ loss: [1, 2], acc: tensor([3]) })).toEqual([["", "loss", [[1, 2]]], ["", "acc", [[3]]]]);
    expect(runs({ a: [{ loss: [1] }, { loss: [2, 3] }], b: { loss: [4] } })).toEqual([["a", "loss", [[1], [2, 3]]], ["b", "loss", [[4]]]]);
    // A seed may lack a metric.
    expect(runs({ a: [{ loss: [1] }, { loss: [2], acc: [5] }] })).toEqual([["a", "loss", [[1], [2]]], ["a", "acc", [[5]]]]);
    const recorded = { names: ["loss"], series: () => [1] };
    expect(runs(recorded)).toEqual([["", "loss", [[1]]]]);
    expect(runs({ a: [recorded, recorded] })).toEqual([["a", "loss", [[1], [1]]]]);
    expect(() => runs(null)).toThrow("f: histories are { loss: [...], ... }, not null");
    expect(() => runs({ a: null })).toThrow('f: run "a": a history is { loss: [...], ... }, not null');
    expect(() => runs({ a: [[1, 2]] })).toThrow('f: run "a": a history is { loss: [...], ... }, not an array of other things');
    expect(() => runs({ loss: [1], acc: [] })).toThrow("f: acc is empty");
    expect(() => runs({ a: [] })).toThrow('f: run "a" has no histories');
  }); // biome-ignore format: one a line
});

describe("classes of a plane", () => {
  const points = [[0, 0], [1, 1]]; // biome-ignore format: points
  const draw = (labels: unknown, options: object = {}, scores: (n: number) => unknown = (n) => zeros([n])) =>
    decisionSurface((x) => scores(x.shape[0]) as never, points, labels as never, { resolution: 2, ...options }); // biome-ignore format: one thing

  it.each<[string, () => Figure, string]>([
    ["half a class", () => draw([0, 0.5]), "decisionSurface: labels are classes, whole numbers from 0; label 1 is 0.5"],
    ["a class below 0", () => draw([-1, 0]), "label 0 is -1"],
    ["class 1000", () => draw([0, 1000]), "label 1 is 1000"],
    ["a label too few", () => draw([0]), "decisionSurface: points has 2 entries, and labels has 1"],
    ["labels of two columns", () => draw(zeros([2, 2])), "decisionSurface: labels: one axis, [n], not [2, 2]"],
    ["points of three numbers", () => decisionSurface((x) => x, zeros([2, 3]), [0, 1]), "decisionSurface: points are [samples, 2], not [2, 3]"],
    ["too few names", () => draw([0, 2], { classes: ["a", "b"] }), "the classes of scores and labels has 3 entries, and classes has 2"],
    ["scores that are none", () => draw([0, 1], {}, () => [1]), "what the classifier gives must be a tensor of scores"],
    ["too few scores", () => draw([0, 1], {}, (n) => zeros([n - 1])), "decisionSurface: for points [16, 2] the scores are [16] or [16, classes], not [15]"],
    ["scores without classes", () => draw([0, 1], {}, (n) => zeros([n, 0])), "the scores are [16] or [16, classes], not [16, 0]"],
    ["scores of three axes", () => draw([0, 1], {}, (n) => zeros([n, 1, 1])), "the scores are [16] or [16, classes], not [16, 1, 1]"],
    ["NaN", () => draw([0, 1], {}, (n) => zeros([n, 2]).add(Number.NaN)), "decisionSurface: the score of place 0 is NaN"],
    ["NaN somewhere", () => draw([0, 1], {}, (n) => ({ shape: [n, 2], toTypedArray: () => Array.from({ length: 2 * n }, (_, i) => (i === 7 ? Number.NaN : 0)) })), "decisionSurface: the score of place 3 is NaN"],
    ["no classifier", () => decisionSurface(3 as never, points, [0, 1]), "decisionSurface: the classifier must be a function"],
    ["a single cell", () => draw([0, 1], { resolution: 1 }), "resolution must be a whole number from 2 to 2000"],
  ])("are refused with %s", (_name, make, message) => {
    expect(make).toThrow(message);
  }); // biome-ignore format: a table

  it("are all that scores and labels have, or names, of which there may be more", () => {
    const names = (figure: Figure) => texts(figure).filter((text) => /^(class|[abcd]$)/.test(text));
    expect(names(draw([0, 1]))).toEqual(["class 0", "class 1"]);
    expect(names(draw([0, 3]))).toEqual(["class 0", "class 1", "class 2", "class 3"]);
    expect(names(draw([0, 1], {}, (n) => zeros([n, 3])))).toEqual(["class 0", "class 1", "class 2"]);
    expect(names(draw(tensor([[0], [1]]), { classes: ["a", "b", "c", "d"] }))).toEqual(["a", "b", "c", "d"]);
    expect(() => draw([0, 999], { classes: Array.from({ length: 1000 }, (_, i) => `n${i}`) })).not.toThrow();
  }); // biome-ignore format: one a line
});

it("the legend of curves has their names, with a number where there is one", () => {
  const curve = { precision: [1, 0.5], recall: [0, 1] };
  const told = (figure: Figure) => texts(figure).filter((text) => /net|AP|AUC|guessing/.test(text));
  expect(told(precisionRecallCurveChart({ net: curve }))).toEqual(["net"]);
  expect(told(precisionRecallCurveChart({ net: { ...curve, averagePrecision: 0.5 } }))).toEqual(["net: AP 0.500"]);
  expect(told(precisionRecallCurveChart(curve))).toEqual([]);
  expect(told(precisionRecallCurveChart({ ...curve, averagePrecision: 0.5 }))).toEqual(["AP 0.500"]);
  const rates = { falsePositiveRate: [0, 0.5, 1], truePositiveRate: [0, 0.8, 1] };
  expect(told(rocCurveChart({ net: rates }))).toEqual(["net: AUC 0.650", "guessing"]);
}); // biome-ignore format: one a line

describe("what is refused by its place", () => {
  it.each<[string, () => unknown, string]>([
    ["a count below 0", () => confusionMatrixChart([[1, 2], [3, -1]]), "confusionMatrixChart: -1 in row 1, column 1 is not a count"],
    ["half a count", () => confusionMatrixChart([[1, 0.5], [3, 4]]), "confusionMatrixChart: 0.5 in row 0, column 1 is not a count"],
    ["no square", () => confusionMatrixChart([[1, 2]]), "confusionMatrixChart: as many rows as columns, not [1, 2]"],
    ["labels that are neither", () => confusionMatrixChart([[1]], { labels: [null] as never }), "labels must be a list of texts or numbers"],
    ["labels that are too few", () => confusionMatrixChart([[1, 0], [0, 1]], { labels: [1] }), "confusionMatrixChart: counts has 2 entries, and labels has 1"],
    ["a path of three numbers", () => lossSurface((x) => x, { xRange: [0, 1], yRange: [0, 1], path: [[1, 2, 3]] }), "lossSurface: path is [steps, 2], not [1, 3]"],
    ["a path that is none", () => lossSurface((x) => x, { xRange: [0, 1], yRange: [0, 1], path: 3 as never }), "path must be positions [steps, 2]"],
    ["a loss of 0 on a logarithmic scale", () => lossSurface([[0, 1]], { xRange: [0, 1], yRange: [0, 1], logScale: true }), "lossSurface: logScale takes positive values, and the least is 0; leave logScale out"],
    ["a range that is missing", () => lossSurface((x) => x, { xRange: [0, 1] } as never), "yRange"],
    ["a zoom without an end", () => learningCurves({ loss: [1] }, { zoom: { from: 1 } as never }), "zoom must be { metric, from, to } with two finite numbers"],
    ["a zoom to infinity", () => learningCurves({ loss: [1] }, { zoom: { from: 1, to: Infinity } }), "zoom must be { metric, from, to } with two finite numbers"],
    ["a zoom of a number", () => learningCurves({ loss: [1] }, { zoom: { from: 1, to: 2, metric: 3 as never } }), "zoom must be { metric, from, to } with two finite numbers"],
    ["a logarithmic scale that is none", () => learningCurves({ loss: [1] }, { logScale: "loss" as never }), "logScale must be true, false or a list of metrics"],
    ["lines that are none", () => scatterChart({ x: [1], y: [1] }, { lines: 3 as never }), "lines must be an object of lines by name"],
    ["a list for points", () => scatterChart([1, 2] as never), "scatterChart: the series must be { x, y } of lists of numbers, or an object of series by name"],
    ["points without y", () => scatterChart({ a: { x: [1] } } as never), "scatterChart: a: the series must be a list of numbers, a tensor [n], or { x, y } of these"],
    ["a rate above 1", () => rocCurveChart({ falsePositiveRate: [0, 1], truePositiveRate: [0, 1.01] }), "rocCurveChart: truePositiveRate: 1.01, in place 1, is not between 0 and 1"],
    ["a rate below 0", () => rocCurveChart({ a: { falsePositiveRate: [-0.01, 1], truePositiveRate: [0, 1] } }), "rocCurveChart: a: falsePositiveRate: -0.01, in place 0, is not between 0 and 1"],
    ["a curve that is none", () => rocCurveChart({ a: 3 } as never), "rocCurveChart: a: the points must be an object of lists of numbers"],
    ["a bar without an end", () => barChart({ a: [1, Infinity] }), "barChart: a: Infinity has no height"],
    ["histograms of nothing in their range", () => weightHistograms({ a: [1], b: [3] }, { range: [0, 2] }), "weightHistograms: b has no finite value from 0 to 2"],
    ["labels of other rows", () => heatMap([[1, 2]], { rowLabels: ["a", "b"] }), "heatMap: rows has 1 entries, and rowLabels has 2"],
    ["labels of other columns", () => heatMap([[1, 2]], { columnLabels: ["a"] }), "heatMap: columns has 2 entries, and columnLabels has 1"],
  ])("%s", (_name, make, message) => {
    expect(make).toThrow(message);
  }); // biome-ignore format: a table
});
