import { tensor, Variable } from "@gradiente/core";
import { Dense, Sequential } from "@gradiente/nn";
import {
  attentionMaps,
  confusionMatrixChart,
  decisionSurface,
  drawGraph,
  drawNetwork,
  type Figure,
  filters,
  heatMap,
  histogram,
  imageGrid,
  learningCurves,
  line,
  lossSurface,
  precisionRecallCurveChart,
  rocCurveChart,
  setWords,
  spanishWords,
  type Words,
  weightEvolution,
  weightHistograms,
} from "@gradiente/plot";
import { afterEach, describe, expect, it } from "vitest";
import { gallery } from "./gallery.ts";
import { parse, textsOf } from "./svg.ts";

afterEach(() => setWords());

/** The figures of the gallery, and others with what these have no cause to write. */
const drawings: readonly (() => Figure)[] = [
  ...Object.values(gallery),
  () =>
    learningCurves(
      { a: [{ loss: [1, Number.NaN] }, { loss: [1, 2] }], b: { loss: [3] } },
      { logScale: true },
    ),
  () => learningCurves({ a: [{ accuracy: [1, 2] }, { accuracy: [1, 2] }] }, { band: "deviation" }),
  () => learningCurves({ loss: [3, 2, 1], valLoss: [3, 2, 2] }, { zoom: { from: 1, to: 2 } }),
  () => line({ a: [1, Number.NaN, 2], b: [Number.NaN] }),
  () => histogram([1, 2, Number.NaN]),
  () => weightEvolution({ a: [1, 2] }),
  () => weightHistograms([[1, 2], [2, 3]]), // biome-ignore format: one thing
  () => confusionMatrixChart([[0, 0], [0, 0]]), // biome-ignore format: one thing
  () => rocCurveChart({ falsePositiveRate: [0, 1], truePositiveRate: [0, 1] }),
  () => precisionRecallCurveChart({ precision: [1, 0], recall: [0, 1] }, { positiveShare: 0.5 }),
  () => decisionSurface((x) => x.sum(1), [[0, 0], [1, 1]], [0, 1], { resolution: 4 }), // biome-ignore format: one thing
  () => filters(tensor([[[[1]], [[2]]]])),
  () => heatMap([[1, Number.NaN]]),
  () => lossSurface((x) => Math.log(x), { xRange: [-1, 1], yRange: [0, 1], minimum: [0.5, 0.5], path: [[0.2, 0.2], [0.4, 0.4]] }), // biome-ignore format: one thing
  () => drawNetwork(new Sequential(new Dense(2, 1)), { input: [1, 2] }),
  () => drawNetwork(new Sequential(new Dense(1, 3))),
  () => drawGraph(new Variable(tensor([1, 2])).add(1)),
  () => attentionMaps(tensor([[[1]], [[1]]])),
  () => imageGrid([tensor([[[0.5, 0.2, 1.2]]]), tensor([[[0, 0.5, 1]]])]),
];

/** All that figures write, for readers with and without eyes. */
function written(): string {
  return drawings
    .map((draw) => draw().toSVG())
    .map((svg) => [...textsOf(parse(svg)), ...(svg.match(/aria-label="[^"]*"/g) ?? [])].join("\n"))
    .join("\n");
}

describe("setWords", () => {
  it("reaches everything that charts write", () => {
    const texts = Object.keys(spanishWords);
    // Each text with a number of its own, which nothing else writes.
    const marked = Object.fromEntries(
      texts.map((text, i) => [text, `«${i}»${"{}".repeat(text.split("{}").length - 1)}`]),
    );
    setWords(marked);
    const all = written();
    expect(texts.filter((_, i) => !all.includes(`«${i}»`))).toEqual([]);
  });

  it("puts values in their places", () => {
    setWords({
      "accuracy {} ({} of {})": "{} correct: {}/{}",
      "{} neurons": "{} cells",
      "{} neuron": "one: {}",
    });
    expect(textsOf(parse(confusionMatrixChart([[3, 1], [0, 4]]).toSVG()))).toContain("0.8750 correct: 7/8"); // biome-ignore format: one thing
    const network = textsOf(parse(drawNetwork(new Sequential(new Dense(2, 3), new Dense(3, 1))).toSVG()));
    expect(network).toEqual(expect.arrayContaining(["3 cells", "one: 1", "2 inputs"]));
  });

  it("replaces the words before, and goes back to English", () => {
    const texts = () => textsOf(parse(learningCurves({ loss: [2, 1], valLoss: [2, 1] }).toSVG()));
    setWords(spanishWords);
    expect(texts()).toEqual(expect.arrayContaining(["época", "coste", "entrenamiento", "validación"]));
    setWords({ epoch: "round" });
    expect(texts()).toEqual(expect.arrayContaining(["round", "loss", "training"]));
    setWords();
    expect(texts()).toEqual(expect.arrayContaining(["epoch", "loss", "training"]));
  });

  it("leaves what the user wrote, and names of other metrics", () => {
    setWords(spanishWords);
    const texts = textsOf(
      parse(learningCurves({ weight: [2, 1] }, { title: "loss", xLabel: "epoch" }).toSVG()),
    );
    expect(texts).toEqual(expect.arrayContaining(["weight", "loss", "epoch"]));
  });

  it("refuses words that no chart writes, and words with other places", () => {
    const refused = (words: object) => () => setWords(words as Words);
    expect(refused({ epochs: "época" })).toThrow(/setWords: .*"epochs".*epoch/);
    expect(refused({ "class {}": "clase" })).toThrow(
      'setWords: class {} must be a text with as many {} as "class {}", not "clase"',
    );
    expect(refused({ epoch: 3 })).toThrow(/setWords: epoch must be a text/);
    // What was set before stays.
    setWords({ epoch: "round" });
    expect(refused({ epoch: 3 })).toThrow(/setWords: epoch must be a text/);
    expect(textsOf(parse(learningCurves({ loss: [2, 1] }).toSVG()))).toContain("round");
  });
});
