import { arange, type Tensor, tensor, zeros } from "@gradiente/core";
import { type Block, Figure, type ReportImage } from "@gradiente/plot";
import { History, type TrainingState } from "@gradiente/train";
import type { TrainingStart } from "@gradiente/train/node";
import { describe, expect, it } from "vitest";
import {
  ending,
  environmentBlocks,
  figuresTable,
  seedsTable,
  setupTable,
  weightsTable,
} from "../src/report/about.ts";
import { imagesBlocks } from "../src/report/images.ts";
import { type Predictions, predictionBlocks } from "../src/report/predictions.ts";

/* What parts of a report are made of what a model gives, and of what a training has written. */

const plainly = { threshold: 0.5, classNames: undefined, imageShape: undefined };
const one = { x: undefined, prediction: tensor([0.9, 0.2]), target: tensor([1, 0]), ...plainly };
const scores = tensor([[2, 1], [0, 3], [5, 4]]); // biome-ignore format: a matrix
const classes = tensor([0, 1, 1], { dtype: "int32" });

/** What kind each part is: a text in full, a figure by its caption. */
const kinds = (blocks: readonly Block[]) =>
  blocks.map((block) => {
    if (typeof block === "string") return block;
    if (block instanceof Figure) return "a figure";
    if ("figure" in block) return block.caption;
    return "table" in block ? "errors" : "preformatted" in block ? "report" : "others";
  });

const MATRIX = "Samples of each class (rows), by the class that is predicted (columns).";
const ofClasses = (samples: number) => [`${samples} samples.`, MATRIX, "report"];

describe("predictions", () => {
  it.each<[string, Partial<Predictions>, boolean]>([
    ["one score beside 0 and 1", {}, true],
    ["one score in a column", { prediction: tensor([[0.9], [0.2]]), target: tensor([[1], [0]]) }, true],
    ["one score beside other numbers", { target: tensor([1, 0.5]) }, false],
    ["two scores beside classes", { prediction: scores, target: classes }, true],
    ["two scores beside numbers", { prediction: tensor([[2, 1], [0, 3]]), target: tensor([[1, 0.5], [0, 1]]) }, false],
    ["two scores beside one of two", { prediction: tensor([[2, 1], [0, 3]]), target: tensor([[1, 0], [0, 1]]) }, true],
    ["values at places", { prediction: zeros([2, 2, 3]), target: zeros([2, 2, 3]) }, false],
  ])("of %s", (_, given, areClasses) => {
    const target = given.target ?? one.target;
    const samples = target.shape[0];
    expect(kinds(predictionBlocks({ ...one, ...given }))).toEqual(
      areClasses ? ofClasses(samples) : [`${samples} samples.`, "errors"],
    );
  }); // biome-ignore format: one row each

  it("of values have their errors in a table", () => {
    const [, block] = predictionBlocks({ ...one, prediction: tensor([1, 2, 4]), target: tensor([1, 2, 3]) });
    expect(block).toEqual({
      table: {
        columns: ["figure", "value"],
        rows: [["meanSquaredError", "0.3333"], ["meanAbsoluteError", "0.3333"], ["r2", "0.5000"]],
      },
    }); // biome-ignore format: rows
  });

  it("of classes that are no whole numbers are no classes, and fit no values", () => {
    expect(() => predictionBlocks({ ...one, prediction: scores, target: tensor([0, 1, 1]) })).toThrow(
      "meanSquaredError: the prediction has shape [3, 2] and the target [3]",
    );
  });

  it("count from the threshold on", () => {
    const report = (threshold: number) => {
      const [, , block] = predictionBlocks({ ...one, threshold, classNames: ["no", "yes"] });
      return (block as { preformatted: string }).preformatted;
    };
    expect(report(0.5)).toMatch(/accuracy +1\.0/);
    expect(report(0.95)).toMatch(/accuracy +0\.5/);
  });

  it("of more than 40 classes have no matrix", () => {
    const of = (count: number) =>
      kinds(predictionBlocks({ ...one, prediction: zeros([2, count]), target: tensor([0, 1], { dtype: "int32" }) }))[1]; // biome-ignore format: a line
    expect([of(40), of(41)]).toEqual([MATRIX, "41 classes are too many for a matrix."]);
  });

  it("need a name for each class", () => {
    const named = (...classNames: string[]) =>
      kinds(predictionBlocks({ ...one, prediction: scores, target: classes, classNames }));
    expect(named("a", "b")).toEqual(ofClasses(3));
    expect(() => named("a")).toThrow("--class-names: 1 names, and there are 2 classes");
  });
});

describe("inputs of predictions", () => {
  const values = { ...one, prediction: zeros([3, 2]).add(0.5), target: zeros([3, 2]).add(0.25) };
  const shown = (x: Tensor | undefined, imageShape?: readonly [number, number]) =>
    kinds(predictionBlocks({ ...values, x, imageShape })).slice(2);

  it.each<[string, Tensor | undefined, readonly [number, number] | undefined, boolean]>([
    ["none", undefined, undefined, false],
    ["none, and a shape", undefined, [2, 2], false],
    ["features", zeros([3, 4]), undefined, false],
    ["a column", zeros([3, 1]), undefined, false],
    ["features that are flat images", zeros([3, 4]), [2, 2], true],
    ["grey images", zeros([3, 1, 2, 2]), undefined, true],
    ["coloured images", zeros([3, 3, 2, 2]), undefined, false],
    ["rows with one channel", zeros([3, 1, 4]), undefined, false],
  ])("%s", (_, x, imageShape, areImages) => {
    expect(shown(x, imageShape)).toEqual(areImages ? ["All 3 inputs."] : []);
  });

  it("must have as many numbers as an image", () => {
    expect(() => shown(zeros([3, 4]), [2, 3])).toThrow("--image-shape 2x3: an input has 4 numbers");
  });

  it("are shown up to 32, those that are mistaken alone if there are any", () => {
    const caption = (samples: number, mistaken: number) => {
      const prediction = tensor([[0, 1]]).expand([samples, 2]);
      const target = arange(samples).ge(mistaken).cast("int32");
      return kinds(predictionBlocks({ ...one, x: zeros([samples, 1, 1, 1]), prediction, target })).at(-1);
    };
    expect(caption(32, 0)).toBe("All 32 inputs.");
    expect(caption(33, 0)).toBe("The first 32 of the 33 inputs.");
    expect(caption(40, 32)).toBe("All 32 whose class is mistaken.");
    expect(caption(40, 33)).toBe("The first 32 of the 33 whose class is mistaken.");
  });

  it("are named by their class, and by what was said if that is another", () => {
    const blocks = predictionBlocks({
      ...one,
      ...{ x: zeros([3, 1, 1, 1]), prediction: scores, target: classes, classNames: ["left", "right"] },
    });
    const figure = (blocks.at(-1) as { figure: Figure }).figure.toSVG();
    expect(figure).toContain(">right, said left<");
    expect(figure).not.toContain(">left<");
  });
});

describe("images of a training", () => {
  const image = (name: string, step: number) => ({
    name,
    step,
    png: Uint8Array.of(step),
    width: 1,
    height: 1,
  });
  const steps = (count: number) => Array.from({ length: count }, (_, step) => image("digits", step));
  const captions = (count: number) => {
    const [, title, block] = imagesBlocks(steps(count));
    const { images } = block as { images: readonly ReportImage[] };
    return [title, ...images.map(({ caption }) => Number(caption.slice("step ".length)))];
  };

  it("are those of each name, over at most eight steps", () => {
    expect(imagesBlocks([])).toEqual([]);
    expect(captions(1)).toEqual(["digits", 0]);
    expect(captions(8)).toEqual(["digits", 0, 1, 2, 3, 4, 5, 6, 7]);
    expect(captions(9)).toEqual(["digits: 8 of 9 steps", 0, 1, 2, 3, 5, 6, 7, 8]);
    expect(captions(15)).toEqual(["digits: 8 of 15 steps", 0, 2, 4, 6, 8, 10, 12, 14]);
  });

  it("are those of at most twelve names", () => {
    const of = (names: number) => imagesBlocks(Array.from({ length: names }, (_, i) => image(`n${i}`, 0)));
    expect([of(12).length, of(13).length]).toEqual([25, 26]);
    expect(of(14).at(-1)).toBe("TensorBoard has 2 more names of images.");
  });

  it("of one name stand together, in the order of their steps", () => {
    const blocks = imagesBlocks([image("a", 1), image("b", 1), image("a", 2)]);
    const at = (step: number) => ({ png: Uint8Array.of(step), caption: `step ${step}` });
    expect(blocks).toEqual([{ heading: "Images" }, "a", { images: [at(1), at(2)] }, "b", { images: [at(1)] }]); // biome-ignore format: a line
  });
});

describe("how a run came about", () => {
  const history = (losses: readonly number[], seconds = 1.25) => {
    const all = new History();
    for (const [i, loss] of losses.entries()) all.append({ epoch: i + 1, seconds, learningRate: 0.1, values: { loss } }); // biome-ignore format: a line
    return all;
  };

  it("is told with the epochs, their time, and who has stopped it", () => {
    const told = (losses: number[], stop?: TrainingState["stop"]) => ending({ history: history(losses), stop } as TrainingState); // biome-ignore format: a line
    expect(told([1])).toBe("1 epoch, 1.3 seconds of training.");
    expect(told([])).toBe("0 epochs, 0 seconds of training.");
    expect(told([3, 2, 1], { reason: "enough", by: null })).toBe(
      "3 epochs, 3.8 seconds of training. A callback has stopped it: enough.",
    );
  });

  it.each<[string, number[], string[]]>([
    ["numbers", [3, 1, 4, 1, 4], ["4", "1 (epoch 2)", "4 (epoch 3)"]],
    ["one number", [2], ["2", "2 (epoch 1)", "2 (epoch 1)"]],
    ["numbers after none", [Number.NaN, 2, 3], ["3", "2 (epoch 2)", "3 (epoch 3)"]],
    ["numbers before none", [2, 3, Number.NaN], ["NaN", "2 (epoch 1)", "3 (epoch 2)"]],
    ["no numbers", [Number.NaN, Number.NaN], ["NaN", "NaN (epoch 2)", "NaN (epoch 2)"]],
  ])("has the last, lowest and highest of %s", (_, losses, cells) => {
    expect(figuresTable(history(losses))).toEqual({
      table: { columns: ["figure", "last", "lowest", "highest"], rows: [["loss", ...cells]] },
    });
  }); // biome-ignore format: one row each

  it("has what each start ran on", () => {
    const start: TrainingStart = {
      ...{ begun: "2026-01-01", ended: null, fromEpoch: 1, status: "running", gradiente: "", node: "22.1.0" },
      ...{ platform: "linux x64", processor: "P", cores: 4, memory: 2 ** 31, backend: "wasm", threads: 1 },
      ...{ commit: null, isChanged: null },
    };
    const later = { ...start, ended: "2026-01-02", fromEpoch: 5, status: "completed", gradiente: "1.2.3", threads: 2, commit: "abc", isChanged: true } as const; // biome-ignore format: a line
    const table = (...starts: TrainingStart[]) => (environmentBlocks(starts)[0] as unknown as { table: { columns: string[]; rows: string[][] } }).table; // biome-ignore format: a line
    expect(table(start)).toEqual({
      columns: ["", "value"],
      rows: [
        ["Git commit", "not known"],
        ["begun", "2026-01-01"],
        ["ended", "not known: it runs, or was killed"],
        ["from epoch", "1"],
        ["status", "running"],
        ["Gradiente", "from sources"],
        ["Node", "22.1.0, linux x64"],
        ["processor", "P, 4 threads at once, 2.0 GiB of memory"],
        ["backend", "wasm, 1 thread"],
      ],
    });
    const { columns, rows } = table(start, later);
    expect(columns).toEqual(["", "start 1", "start 2"]);
    const second = rows.map(([, , cell]) => cell);
    expect([second[0], second[2], second[3], second[4], second[5], second[8]]).toEqual([
      "abc, with changes",
      "2026-01-02",
      "5",
      "completed",
      "1.2.3",
      "wasm, 2 threads",
    ]);
    expect(table({ ...later, isChanged: false }).rows[0]).toEqual(["Git commit", "abc"]);
    expect(environmentBlocks(undefined)).toEqual([expect.stringMatching(/^What the training ran on was not written down/)]); // biome-ignore format: a line
  });

  it("has the seed, the streams, the setup and the weights", () => {
    const random = new Map([["seed", tensor(7, { dtype: "float64" })], ["order", tensor([1, 2, 3, 4], { dtype: "int32" })]]); // biome-ignore format: pairs
    expect(seedsTable(random)).toMatchObject({ table: { rows: [["seed of the training", "7"], ["stream order", "1 2 3 4"]] } }); // biome-ignore format: a line
    const setup = { model: ["A", "0: B"], optimizer: null, data: "d", validation: null, batchSize: 4, accumulate: 2, shuffle: false, learningRate: 0 }; // biome-ignore format: a line
    const rows = (given: typeof setup) => (setupTable(given as never) as unknown as { table: { rows: string[][] } }).table.rows.map(([, value]) => value); // biome-ignore format: a line
    expect(rows(setup)).toEqual(["A, 0: B", "not known", "d", "not known", "4", "2", "no", "0"]);
    expect(rows({ ...setup, model: null as never, shuffle: true })).toEqual(["not known", "not known", "d", "not known", "4", "2", "yes", "0"]); // biome-ignore format: a line
    expect(weightsTable(new Map([["w", zeros([2, 3])], ["b", zeros([3])]]))).toEqual({
      table: {
        columns: ["weight", "dtype", "shape"],
        rows: [["w", "float32", "[2, 3]"], ["b", "float32", "[3]"]],
        caption: "9 numbers in all.",
      },
    }); // biome-ignore format: rows
  });
});
