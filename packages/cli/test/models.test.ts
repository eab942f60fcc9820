import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { EXIT } from "@gradiente/cli/program";
import { encodeSafetensors, seed, type Tensor, tensor } from "@gradiente/core";
import { moons } from "@gradiente/datasets";
import { saveParquet, saveTensors } from "@gradiente/formats/files";
import { crossEntropyLoss } from "@gradiente/nn";
import { Adam, Ema } from "@gradiente/optim";
import { accuracy, confusionMatrix, evaluate, fit, predict } from "@gradiente/train";
import { ModelCheckpoint, saveWeights } from "@gradiente/train/node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { objectivesOf } from "../src/model/objectives.ts";
import net from "./fixtures/net.ts";
import { run } from "./run.ts";

const folder = mkdtempSync(join(tmpdir(), "gradiente-models-"));
const path = (name: string) => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true }));
const fixture = (name: string) => fileURLToPath(new URL(`./fixtures/${name}.ts`, import.meta.url));

seed(3);
const model = net();
const test = moons({ samples: 60, noise: 0.1, seed: 2 });

beforeAll(async () => {
  await fit(model, {
    data: moons({ samples: 60, noise: 0.1, seed: 1 }),
    loss: crossEntropyLoss,
    optimizer: new Adam(model.parameters(), { learningRate: 0.03 }),
    epochs: 5,
    callbacks: [
      new ModelCheckpoint({ directory: path("run"), best: true, monitor: "loss" }),
      new ModelCheckpoint({ directory: path("sharded"), shardBytes: 256 }),
    ],
  });
  await saveWeights(path("weights.safetensors"), model.stateDict());
  await saveTensors(path("test.npz"), [["x", test.x.cast("float64")], ["y", test.y]]); // biome-ignore format: pairs
  const [x, y] = [test.x.toTypedArray(), test.y.toTypedArray()];
  const rows = Array.from(y, (label, i) => [x[2 * i], x[2 * i + 1], label].join(","));
  writeFileSync(path("test.csv"), ["a,b,class", ...rows].join("\n"));
});

const withTest = ["-x", path("test.npz"), "-y", path("test.npz")];

describe("evaluate", () => {
  it("gives what evaluate of @gradiente/train gives, whatever the weights and the data are written in", async () => {
    const expected = await evaluate(model, test, {
      loss: crossEntropyLoss,
      metrics: { accuracy: accuracy(), confusionMatrix: confusionMatrix() },
    });
    await saveTensors(path("weights.npz"), model.stateDict());
    await saveWeights(path("many.safetensors"), model.stateDict(), { shardBytes: 64 });
    const what = ["--loss", "crossEntropyLoss", "--metrics", "accuracy,confusionMatrix", "--json"];
    const weights = ["weights.safetensors", "weights.npz", "many.safetensors.index.json", "run", "run/epoch-000005.safetensors", "sharded/epoch-000005.safetensors.index.json"]; // biome-ignore format: a list
    for (const name of weights) {
      const { out, err, code } = await run(
        "evaluate",
        fixture("net"),
        "-w",
        path(name),
        ...withTest,
        ...what,
      );
      expect([err, code]).toEqual(["", EXIT.done]);
      const told = JSON.parse(out);
      expect(told).toMatchObject({ samples: 60, values: expected });
      expect(told.weights).toContain(name.startsWith("run") ? "epoch 5" : name);
    }
    const table = ["-x", path("test.csv"), "-y", `${path("test.csv")}#class`, "--batch-size", "7"];
    const { out } = await run("evaluate", fixture("net"), "-w", path("run"), ...table, ...what);
    expect(JSON.parse(out).values.confusionMatrix).toEqual(expected.confusionMatrix);
    expect(JSON.parse(out).values.loss).toBeCloseTo(expected.loss, 6);
    const [x, y] = [test.x.toTypedArray(), test.y];
    await saveParquet(path("test.parquet"), [
      ["a", tensor(x.filter((_, at) => at % 2 === 0))],
      ["b", tensor(x.filter((_, at) => at % 2 === 1))],
      ["class", y],
    ]);
    const columns = ["-x", path("test.parquet"), "-y", `${path("test.parquet")}#class`];
    const again = await run("evaluate", fixture("net"), "-w", path("run"), ...columns, ...what);
    expect(JSON.parse(again.out).values).toEqual(expected);
    await saveParquet(path("words.parquet"), [["word", { kind: "text", values: ["a"] }]]);
    const words = await run("evaluate", fixture("net"), "-x", path("words.parquet"), "-y", path("test.npz"), ...what); // biome-ignore format: a call
    expect(words.err).toMatch(/^error: .*words\.parquet: column 'word' holds texts, no numbers/);
  });

  it("takes columns of a Parquet table by their names beside texts, and lists as the columns that they are", async () => {
    const labels = [...test.y.toTypedArray()];
    const expected = await evaluate(model, test, { loss: crossEntropyLoss });
    const what = ["--loss", "crossEntropyLoss", "--json"];
    await saveParquet(path("mixed.parquet"), [
      ["word", { kind: "text", values: labels.map(String) }],
      ["point", test.x],
      ["class", test.y],
      ["raw", { kind: "bytes", values: labels.map(() => Uint8Array.of(255)) }],
      ["some", { kind: "list", offsets: [...Array(60).fill(0), 1], elements: tensor([1]) }],
    ]);
    const table = path("mixed.parquet");
    const evaluated = (x: string, y: string) =>
      run("evaluate", fixture("net"), "-w", path("run"), "-x", x, "-y", y, ...what);
    const { out, err } = await evaluated(`${table}#point`, `${table}#class`);
    expect([err, JSON.parse(out).values]).toEqual(["", expected]);
    // Which column a number means is not told where some hold no numbers.
    expect((await evaluated(`${table}#2`, `${table}#class`)).err).toContain("#2: there is no such column");
    expect((await evaluated(table, `${table}#class`)).err).toContain("column 'word' holds texts, no numbers");
    expect((await evaluated(`${table}#raw`, `${table}#class`)).err).toContain(
      "'raw' holds bytes, no numbers",
    );
    expect((await evaluated(`${table}#some`, `${table}#class`)).err).toContain(
      "'some' holds lists that differ",
    );
    await saveParquet(path("deep.parquet"), [
      ["deep", test.x.reshape([60, 2, 1])],
      ["point", test.x],
      ["class", test.y],
    ]);
    const deep = path("deep.parquet");
    expect((await evaluated(deep, `${deep}#class`)).err).toContain(
      "column 'deep' has lists of lists, which stand beside no other column; take it alone",
    );
  });

  it("prints numbers in columns, and matrices and reports below", async () => {
    const metrics = ["--metrics", "accuracy,confusionMatrix,classificationReport"];
    const { out } = await run("evaluate", fixture("net"), "-w", path("run"), ...withTest, ...metrics);
    expect(out).toMatch(/net\.ts with .*run, epoch 5: 60 samples\naccuracy {2}\S+\n\nconfusionMatrix\n *\d+ +\d+\n *\d+ +\d+\n\nclassificationReport\n +precision/); // biome-ignore format: a pattern
  });

  it("prints figures of every kind, and takes the only export that can be a model", async () => {
    await saveTensors(path("rows.npz"), [["x", tensor([[1, 2, 3, 4], [5, 6, 7, 8]])], ["y", tensor([1, 2])]]); // biome-ignore format: pairs
    const data = ["-x", path("rows.npz"), "-y", path("rows.npz")];
    const { out, code } = await run("evaluate", fixture("odd"), "--export", "Images", ...data);
    expect(code).toBe(EXIT.done);
    const [, ...parts] = out.split(/\n\n/);
    expect(out.split("\n").slice(1, 2)).toEqual(["number  0.2500"]);
    expect(parts).toEqual([
      "nothing\nnull",
      'text\n"good\\n\\nenough"',
      'record\n{\n  "a": 1,\n  "b": "NaN"\n}',
      "list\n1,2",
      "matrix\n  1  22\n333   4",
      "empty",
      "own\ntwo\nlines\n",
    ]);
    const alone = ["predict", fixture("alone"), "-x", path("rows.npz")];
    expect((await run(...alone)).out).toBe("1,2,3,4\n5,6,7,8\n");
    expect((await run("evaluate", fixture("alone"), ...data)).err).toContain("there is nothing to compute");
    mkdirSync(path("folder.js"));
    expect((await run("evaluate", path("folder.js"), ...data)).err).toMatch(
      /^error: .*folder\.js: it is no file\n$/,
    );
    writeFileSync(path("none.safetensors"), encodeSafetensors([]));
    expect((await run(...alone.slice(0, 3), path("none.safetensors"))).err).toMatch(/none\.safetensors: it has no tensor x, but none\n$/); // biome-ignore format: a line
    expect((await run(...alone.slice(0, 3), "#a")).err).toMatch(
      /^error: cannot read #a: there is no such file/,
    );
    writeFileSync(path("remarks.csv"), "# nothing\n\n");
    expect((await run(...alone.slice(0, 3), path("remarks.csv"))).err).toMatch(/^error: .*remarks\.csv.*\n$/);
  });

  it("takes the averages of a training that had them, and the best checkpoint if that is asked for", async () => {
    const other = net();
    const averages = new Ema(other.parameters(), { decay: 0.9 });
    await fit(other, {
      data: test,
      loss: crossEntropyLoss,
      optimizer: new Adam(other.parameters(), { learningRate: 0.05 }),
      ema: averages,
      epochs: 3,
      callbacks: [new ModelCheckpoint({ directory: path("averaged"), best: true, monitor: "loss", mode: "max" })], // biome-ignore format: a list
    });
    const { loss } = await averages.use(() => evaluate(other, test, { loss: crossEntropyLoss }));
    const what = [...withTest, "--loss", "crossEntropyLoss", "--json"];
    const newest = JSON.parse((await run("evaluate", fixture("net"), "-w", path("averaged"), ...what)).out);
    expect(newest.weights).toMatch(/averages of the weights, epoch 3$/);
    expect(newest.values.loss).toBe(loss);
    const best = JSON.parse((await run("evaluate", fixture("net"), "-w", path("averaged"), "--best", ...what)).out); // biome-ignore format: a line
    expect(best.weights).toMatch(/epoch 1$/);
  });

  it("takes loss and metrics from the file, classes of modules, and columns of one for columns of one", async () => {
    writeFileSync(path("line.csv"), "0,1\n1,3\n2,6\n");
    const data = ["-x", path("line.csv"), "-y", `${path("line.csv")}#2`, "--json"];
    for (const name of ["Line", "slow"]) {
      const { out } = await run("evaluate", fixture("several"), "--export", name, ...data);
      expect(JSON.parse(out).values).toEqual({ loss: Math.fround(1 / 3), off: 1 / 3 });
    }
  });

  it("says in a line what is missing", async () => {
    const complaint = async (...args: string[]) => {
      const { out, err, code } = await run("evaluate", ...args);
      expect(out).toBe("");
      expect(err).toMatch(/^error: [^\n]+\n$/);
      expect([EXIT.failure, EXIT.usage]).toContain(code);
      return err;
    };
    const several = fixture("several");
    const loss = ["--loss", "mseLoss"];
    mkdirSync(path("empty"));
    await saveTensors(path("two.npz"), [["a", tensor([1])], ["b", tensor([2])]]); // biome-ignore format: pairs
    writeFileSync(path("words.csv"), "a,kind\n1,cat\n");
    writeFileSync(path("twice.csv"), "a,b,a\n1,2,3\n");
    writeFileSync(path("uneven.csv"), "a,b\n1,2,3\n");
    await saveTensors(path("cursor.npz"), [["up\u001b[2A", tensor([1])]]);
    await saveTensors(path("y.npy"), [["y", tensor([1, 2, 3])]]);
    const cases: [string[], RegExp][] = [
      [[path("none.js"), ...withTest], /none\.js: there is no such file/],
      [[path("test.csv"), ...withTest], /is no module: its name must end in \.js/],
      [[several, ...withTest], /exports Line, Both, broken, .*say which one is the model, as in --export/],
      [[several, "--export", "lin", ...withTest], /--export lin: .*exports .*Line/],
      [[several, "--export", "none", ...withTest], /it exports no module, but 3/],
      [[several, "--export", "broken", ...withTest], /making the model failed at line \d+: RangeError: no weights here/], // biome-ignore format: a case
      [[several, "--export", "ofAnotherCopy", ...withTest], /several\.ts: making the model failed: .*from another copy of @gradiente\/core/], // biome-ignore format: a case
      [[fixture("net"), ...withTest], /there is nothing to compute: name a loss or metrics/],
      [
        [fixture("net"), ...withTest, "--loss", "mse"],
        /--loss mse: there is no such loss; there are bceLoss/,
      ],
      [[fixture("net"), ...withTest, "--metrics", "f2"], /--metrics f2: there is no such metric; there are accuracy/], // biome-ignore format: a case
      [[fixture("net"), ...withTest, ...loss, "-w", path("none.npz")], /none\.npz: there is no such file/],
      [[fixture("net"), ...withTest, ...loss, "-w", path("empty")], /empty: it has no checkpoint/],
      [[fixture("net"), ...withTest, ...loss, "-w", path("two.npz")], /two\.npz: the weights are not those of .*net\.ts: .*0\.weight/], // biome-ignore format: a case
      [[fixture("net"), ...withTest, ...loss, "-w", path("two.npz"), "--best"], /--best: .* is no directory of a run/], // biome-ignore format: a case
      [[fixture("net"), "-x", path("two.npz"), "-y", path("test.npz"), ...loss], /--x .*two\.npz: it has no tensor x, but a, b; name one, as in .*two\.npz#a/], // biome-ignore format: a case
      [
        [fixture("net"), "-x", `${path("test.npz")}#z`, "-y", path("test.npz"), ...loss],
        /no tensor z, but x, y/,
      ],
      [[fixture("net"), "-x", path("test.npz"), "-y", path("y.npy"), ...loss], /--y .*: it has the shape \[3\], and there are 60 samples/], // biome-ignore format: a case
      [[fixture("net"), "-x", path("test.csv"), "-y", path("test.csv"), ...loss], /say which column is the target, as in --y .*#class/], // biome-ignore format: a case
      [[fixture("net"), "-x", path("test.csv"), "-y", `${path("test.csv")}#clas`, ...loss], /no such column; there are a, b, class/], // biome-ignore format: a case
      [[fixture("net"), "-x", path("words.csv"), "-y", `${path("words.csv")}#kind`, ...loss], /line 2, column 2 is 'cat', no number/], // biome-ignore format: a case
      [[fixture("net"), "-x", path("y.npy"), "-y", path("y.npy"), ...loss], /computing the predictions failed: ShapeError: /], // biome-ignore format: a case
      [[several, "--export", "wrongForward", "-x", path("y.npy"), "-y", path("y.npy"), ...loss], /failed at line \d+: not today/], // biome-ignore format: a case
      [[fixture("net"), ...withTest, "--loss", "mseLoss"], /the evaluation failed: ShapeError: mseLoss/],
      [[fixture("net"), "-x", path("test.npz")], /required option '-y, --y <file>' not specified/],
      [[fixture("net"), ...withTest, "--batch-size", "0"], /It must be a whole number above 0/],
      [[fixture("net"), ...withTest, ...loss, "--best"], /--best goes with --weights/],
      [[fixture("net"), ...withTest, ...loss, "--threshold", "0"], /--threshold goes with --metrics that tell classes/], // biome-ignore format: a case
      [[fixture("net"), ...withTest, "--metrics", "r2", "--threshold", "0"], /--threshold goes with --metrics that tell classes/], // biome-ignore format: a case
      [[fixture("net"), ...withTest, "--loss="], /--loss: it is empty; is a variable of the shell not set\?/],
      [[fixture("net"), "-x", "", "-y", path("test.npz"), ...loss], /--x: it is empty/],
      [
        [fixture("net"), ...withTest, ...loss, "-w", path("cursor.npz")],
        /missing: .* unknown: up\\u001b\[2A/,
      ],
      [[fixture("net"), "-x", path("twice.csv"), "-y", `${path("twice.csv")}#a`, ...loss], /twice\.csv#a: two columns are called this; name one by its number, as in .*twice\.csv#1/], // biome-ignore format: a case
      [[fixture("net"), "-x", path("uneven.csv"), "-y", path("test.npz"), ...loss], /uneven\.csv: line 1 has 2 names, and the lines below have 3 numbers/], // biome-ignore format: a case
    ];
    for (const [args, expected] of cases) expect(await complaint(...args)).toMatch(expected);
  });

  it("says of a file that has a mistake which it is", async () => {
    const bad = path("bad.mjs");
    writeFileSync(bad, "export default () => undefined_thing.x;\n");
    expect((await run("evaluate", bad, ...withTest)).err).toMatch(/bad\.mjs: making the model failed at line 1: ReferenceError: undefined_thing is not defined/); // biome-ignore format: a line
    writeFileSync(path("null.mjs"), "throw null;\n");
    expect((await run("evaluate", path("null.mjs"), ...withTest)).err).toMatch(/null\.mjs: loading it failed: it threw null/); // biome-ignore format: a line
    writeFileSync(path("void.mjs"), "export const a = 1;\n");
    expect((await run("evaluate", path("void.mjs"), ...withTest)).err).toMatch(/void\.mjs exports no model, but a: export a module, or a function/); // biome-ignore format: a line
    writeFileSync(path("nothing.mjs"), "export default () => ({ a: 1 });\n");
    expect((await run("evaluate", path("nothing.mjs"), ...withTest)).err).toMatch(/gives no module, but an object of a; a model is a Module/); // biome-ignore format: a line
  });
});

describe("what a file exports beside its model", () => {
  const one = { update: () => {} };
  const of = (exports: Record<string, unknown>, options = {}) =>
    objectivesOf({ file: "net.js", exports } as never, { threshold: undefined, ...options } as never);

  it("is a loss, metrics, or both", () => {
    const loss = () => {};
    expect(of({ loss })).toEqual({ loss, metrics: {} });
    expect(of({ metrics: { one, two: one } })).toEqual({ metrics: { one, two: one } });
    expect(of({ loss, metrics: {} })).toEqual({ loss, metrics: {} });
    expect(Object.keys(of({ loss: 3, metrics: 3 }, { loss: "mseLoss", metrics: "accuracy, f1" }).metrics)).toEqual(["accuracy", "f1"]); // biome-ignore format: a line
  });

  it.each<[Record<string, unknown>, string]>([
    [{ loss: 3 }, "net.js: the loss that it exports is no function of prediction and target"],
    [{ loss: null }, "net.js: the loss that it exports is no function of prediction and target"],
    ...[3, null, () => 1, { a: null }, { a: { update: 1 } }, { a: one, b: 3 }, { a: 3, b: one }].map(
      (metrics): [Record<string, unknown>, string] => [{ metrics }, "net.js: the metrics that it exports are no object of metrics by name"],
    ),
    [{}, "or export loss or metrics from net.js"],
    [{ metrics: {} }, "or export loss or metrics from net.js"],
  ])("is refused: %o", (exports, message) => {
    expect(() => of(exports)).toThrow(message);
  }); // biome-ignore format: one row each
});

describe("predict", () => {
  const values = (x: Tensor) => [...x.toTypedArray()];

  it("prints a row for each sample, as scores or as classes", async () => {
    const expected = predict(model, test.x);
    const { out, code } = await run("predict", fixture("net"), "-w", path("run"), "-x", path("test.npz"));
    expect(code).toBe(EXIT.done);
    expect(out.trimEnd().split("\n").map((row) => row.split(",").map((text) => Math.fround(Number(text))))).toEqual(expected.toArray()); // biome-ignore format: rows
    const classes = await run("predict", fixture("net"), "-w", path("run"), "-x", path("test.npz"), "--classes"); // biome-ignore format: a line
    expect(classes.out.trimEnd().split("\n").map(Number)).toEqual(values(expected.argmax(1)));
    const told = JSON.parse((await run("predict", fixture("net"), "-w", path("run"), "-x", path("test.npz"), "--json")).out); // biome-ignore format: a line
    expect(told.predictions).toEqual([
      { name: "prediction", dtype: "float32", shape: [60, 2], values: expected.toArray() },
    ]);
  });

  it("writes them into a file, of several outputs each", async () => {
    const to = path("out.npz");
    const { out } = await run("predict", fixture("net"), "-w", path("run"), "-x", path("test.npz"), "-o", to);
    expect(out).toMatch(/out\.npz: 60 predictions of .*net\.ts with .*run, epoch 5\n/);
    expect(JSON.parse((await run("inspect", to, "--json")).out).tensors).toMatchObject([{ name: "prediction", shape: [60, 2] }]); // biome-ignore format: one thing
    await saveTensors(path("ab.npz"), [["a", tensor([3, 4])], ["b", tensor([1, 2])]]); // biome-ignore format: pairs
    const both = ["predict", fixture("several"), "--export", "Both", "-x", `${path("ab.npz")}#a`, "-x", `${path("ab.npz")}#b`]; // biome-ignore format: a list
    expect((await run(...both)).err).toMatch(
      /it gives prediction\.sum, prediction\.difference; write them to a file/,
    );
    const { output, predictions } = JSON.parse((await run(...both, "-o", to, "--json")).out);
    expect([output, predictions]).toEqual([to, [
      { name: "prediction.sum", dtype: "float32", shape: [2] },
      { name: "prediction.difference", dtype: "float32", shape: [2] },
    ]]); // biome-ignore format: a pair
    expect(JSON.parse((await run(...both, "--json")).out).output).toBe(null);
    const { tensors } = JSON.parse((await run("inspect", to, "--json")).out);
    expect(tensors.map(({ name, mean }: { name: string; mean: number }) => [name, mean])).toEqual([["prediction.sum", 5], ["prediction.difference", 2]]); // biome-ignore format: pairs
    expect((await run(...both, "-o", path("no/where.npy"))).err).toMatch(
      /npy holds one tensor, and there are 2/,
    );
    expect((await run(...both, "--threshold", "1")).code).toBe(EXIT.usage);
    expect(readFileSync(to).length).toBeGreaterThan(0);
  });

  it("tells one score by a threshold", async () => {
    writeFileSync(path("x.csv"), "-1\n0\n1\n");
    const line = ["predict", fixture("several"), "--export", "Line", "-x", path("x.csv"), "--classes"];
    expect((await run(...line)).out).toBe("0\n1\n1\n");
    expect((await run(...line, "--threshold", "1")).out).toBe("0\n0\n1\n");
  });
});
