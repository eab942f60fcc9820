import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EXIT, runProgram, UsageError } from "@gradiente/cli/program";
import { encodeSafetensors, ones, type Tensor, tensor } from "@gradiente/core";
import { TensorDataset } from "@gradiente/datasets";
import { decodeNpz } from "@gradiente/formats";
import { saveParquet, saveTensors } from "@gradiente/formats/files";
import { Dense, mseLoss } from "@gradiente/nn";
import { Adam } from "@gradiente/optim";
import { fit } from "@gradiente/train";
import { loadWeights, ModelCheckpoint, saveWeights } from "@gradiente/train/node";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { sparkline, statisticsOf } from "../src/show/statistics.ts";
import {
  bytesShown,
  columns,
  columnsWithin,
  json,
  paintFor,
  printable,
  roomIn,
  short,
} from "../src/show/text.ts";
import { run } from "./run.ts";

const folder = mkdtempSync(join(tmpdir(), "gradiente-cli-"));
const path = (name: string) => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true }));

const weights: [string, Tensor][] = [
  ["0.weight", tensor([[1, 2], [3, 4]])], // biome-ignore format: a matrix
  ["0.bias", tensor([Number.NaN, 0, 1])],
  ["steps", tensor(7, { dtype: "int32" })],
];

beforeAll(async () => {
  writeFileSync(
    path("a.safetensors"),
    encodeSafetensors(weights, { format: "gradiente-weights-1", by: "me\n" }),
  );
  await saveTensors(path("b.npz"), [["0.weight", tensor([[1, 2], [3, 4.5]])], ["steps", tensor(7, { dtype: "int32" })], ["more", tensor(1)]]); // biome-ignore format: pairs
});

describe("inspect", () => {
  it("shows what is in a file, without colours where there is no terminal", async () => {
    const { out, err, code } = await run("inspect", path("a.safetensors"));
    expect([err, code]).toEqual(["", EXIT.done]);
    const [, summary, , head, weight, bias] = out.split("\n");
    expect(summary).toMatch(/^safetensors, \d+ bytes, 3 tensors, 8 elements$/);
    expect(head.split(/ {2,}/)).toEqual([
      "name",
      "dtype",
      "shape",
      "min",
      "max",
      "mean",
      "std",
      "NaN",
      "histogram",
    ]);
    expect(weight).toMatch(/^0\.weight {2}float32 {2}\[2, 2\] +1 +4 +2\.500 +1\.118 +0 {2}█ +█ +█ +█$/);
    expect(bias).toMatch(/^0\.bias {4}float32 {2}\[3\] +0 +1 +0\.5000 +0\.5000 +1 {2}█ {14}█$/);
    expect(out).toContain('by      "me\\n"');
    expect(out).not.toContain("\x1b");
  });

  it("gives the same as JSON", async () => {
    const { out } = await run("inspect", path("a.safetensors"), "--json");
    const { tensors, format, values } = JSON.parse(out);
    expect([format, values]).toEqual(["safetensors", [{ name: "format", value: "gradiente-weights-1" }, { name: "by", value: "me\n" }]]); // biome-ignore format: a list
    expect(tensors[1]).toEqual({ name: "0.bias", dtype: "float32", shape: [3], min: 0, max: 1, mean: 0.5, deviation: 0.5, nan: 1, infinite: 0, zero: 1, histogram: [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1] }); // biome-ignore format: a row
  });

  it("shows texts of up to 60 characters whole, their quotes included, and the first 57 of longer ones", async () => {
    const values = { whole: "x".repeat(58), longer: "x".repeat(59) };
    writeFileSync(path("texts.safetensors"), encodeSafetensors([["a", tensor([1])]], values));
    const { out } = await run("inspect", path("texts.safetensors"));
    expect(out).toContain(`\nwhole   "${"x".repeat(58)}"\n`);
    expect(out).toContain(`\nlonger  "${"x".repeat(56)}...\n`);
  });

  it("shows of a file of PyTorch what PyTorch shows", async () => {
    const golden = JSON.parse(
      readFileSync(new URL("../../formats/test/golden/archives.json", import.meta.url), "utf8"),
    );
    writeFileSync(path("state.pt"), Buffer.from(golden.pytorch["state dict"].file, "base64"));
    const { format, tensors } = JSON.parse((await run("inspect", path("state.pt"), "--json")).out);
    expect(format).toBe("pytorch");
    expect(tensors.map(({ name }: { name: string }) => name)).toEqual(Object.keys(golden.shown));
    for (const { name, ...found } of tensors) {
      const { dtype, mean, deviation, ...exact } = golden.shown[name];
      expect(found).toMatchObject({ ...exact, dtype: dtype === "torch.int64" ? "int32" : dtype.slice(6) });
      expect(found.mean).toBeCloseTo(mean, 12);
      expect(found.deviation).toBeCloseTo(deviation, 12);
    }
  });

  it("shows the columns of a table, those of texts below", async () => {
    const words = Array.from({ length: 100 }, (_, n) => (n === 1 ? null : `word ${n}`));
    await saveParquet(path("table.parquet"), [
      ["n", tensor(Int32Array.from(words, (_, n) => n))],
      ["word", { kind: "text", values: words }],
    ]);
    const { out } = await run("inspect", path("table.parquet"));
    expect(out).toContain("\nparquet, 1.6 KiB, 1 tensors, 100 elements\n");
    expect(out).toMatch(/\nn {5}int32 {2}\[100\] {4}0 {3}99 /);
    expect(out).toMatch(/\nword {2}100 texts: "word 0", null, "word 2", .*\.\.\.\n$/);
    const { values } = JSON.parse((await run("inspect", path("table.parquet"), "--json")).out);
    expect(values).toEqual([{ name: "word", texts: 100, missing: 1 }]);
    const converted = await run("convert", path("table.parquet"), path("table.safetensors"));
    expect(converted.out).toBe(`${path("table.safetensors")}: 1 tensors\nleft out: word\n`);
    expect((await run("convert", path("table.safetensors"), path("again.parquet"))).code).toBe(EXIT.done);
    expect((await run("diff", path("again.parquet"), path("table.parquet"))).code).toBe(EXIT.done);
  });

  it("shows the columns of a table of text by its heading, and refuses two of one name", async () => {
    writeFileSync(path("table.csv"), "# measured\nheight,weight\n1,2\n3,4\n");
    const { tensors } = JSON.parse((await run("inspect", path("table.csv"), "--json")).out);
    expect(tensors).toMatchObject([
      { name: "height", shape: [2], min: 1, max: 3 },
      { name: "weight", shape: [2], min: 2, max: 4 },
    ]);
    await run("convert", path("table.csv"), path("table.npz"));
    expect(
      decodeNpz(readFileSync(path("table.npz")))
        .get("weight")
        ?.toArray(),
    ).toEqual([2, 4]);
    writeFileSync(path("twice.csv"), "a,a\n1,2\n");
    expect((await run("inspect", path("twice.csv"))).err).toMatch(/twice\.csv: two columns are called 'a'/);
    writeFileSync(path("words.csv"), "a,b\n1,x\n");
    expect((await run("inspect", path("words.csv"))).err).toMatch(/line 2, column 2 is 'x', no number\n$/);
  });

  it("shows lists that are no tensors, and bytes, by how long they are", async () => {
    await saveParquet(path("lists.parquet"), [
      ["vector", tensor([[1, 2], [3, 4]])],
      ["tokens", { kind: "list", offsets: [0, 3, 3], missing: [1], elements: tensor([1, 2, 3]) }],
      ["empty", { kind: "list", offsets: [0, 0, 0], elements: { kind: "text", values: [] } }],
      ["image", { kind: "bytes", values: [Uint8Array.of(255, 216), null] }],
    ]); // biome-ignore format: a table
    const { out } = await run("inspect", path("lists.parquet"));
    expect(out).toMatch(/\nvector {2}float32 {2}\[2, 2\] /);
    expect(out).toMatch(/\ntokens {2}2 lists of numbers, of 0 to 3 elements, 1 missing\n/);
    expect(out).toMatch(/\nempty {3}2 lists of texts, of 0 to 0 elements\n/);
    expect(out).toMatch(/\nimage {3}2 pieces of bytes: 2 bytes, null\n/);
    const { values } = JSON.parse((await run("inspect", path("lists.parquet"), "--json")).out);
    expect(values).toEqual([
      { name: "tokens", lists: 2, missing: 1, shortest: 0, longest: 3, of: "numbers" },
      { name: "empty", lists: 2, missing: 0, shortest: 0, longest: 0, of: "texts" },
      { name: "image", bytes: 2, missing: 1 },
    ]);
  });

  it("shows a table of text without a heading as a matrix, or as a list of one column", async () => {
    writeFileSync(path("bare.csv"), "1,2\n3,4\n");
    writeFileSync(path("column.tsv"), "1\n2\n3\n");
    const shown = async (name: string) => JSON.parse((await run("inspect", path(name), "--json")).out);
    expect((await shown("bare.csv")).tensors).toMatchObject([{ name: "array", shape: [2, 2], max: 4 }]);
    expect((await shown("column.tsv")).tensors).toMatchObject([{ name: "array", shape: [3], max: 3 }]);
    writeFileSync(path("headed.csv"), "a\n1\n2\n");
    expect((await shown("headed.csv")).tensors).toMatchObject([{ name: "a", shape: [2] }]);
  });

  it("shows a file of nothing, and lists of no rows", async () => {
    writeFileSync(path("nothing.safetensors"), encodeSafetensors([]));
    const { out } = await run("inspect", path("nothing.safetensors"));
    expect(out).toMatch(/nothing\.safetensors\nsafetensors, \d+ bytes, 0 tensors, 0 elements\n$/);
    await saveParquet(path("no rows.parquet"), [
      ["tokens", { kind: "list", offsets: [0], elements: { kind: "text", values: [] } }],
    ]);
    expect((await run("inspect", path("no rows.parquet"))).out).toMatch(/\ntokens {2}0 lists of texts, of 0 to 0 elements\n$/); // biome-ignore format: a line
  });

  it("shows how long a single list is", async () => {
    await saveParquet(path("one.parquet"), [["words", { kind: "list", offsets: [0, 3], elements: { kind: "text", values: ["a", "b", "c"] } }]]); // biome-ignore format: a table
    expect((await run("inspect", path("one.parquet"))).out).toMatch(
      /\nwords {2}1 lists of texts, of 3 to 3 elements\n$/,
    );
  });

  it("reads weights in several files by their index, as Hugging Face writes them", async () => {
    const weights = new Map([["a", tensor([1, 2])], ["b", tensor([[3]])]]); // biome-ignore format: pairs
    const index = await saveWeights(path("many.safetensors"), weights, { shardBytes: 8 });
    expect((await run("inspect", index)).out).toMatch(/\nsafetensors, .*2 tensors, 3 elements\n/);
    expect((await run("convert", index, path("one.npz"))).code).toBe(EXIT.done);
    expect((await run("diff", index, path("one.npz"))).out).toBe("2 tensors are equal, 0 differ\n");
    const { err, code } = await run("convert", index, path("one.npy"));
    expect(err).toBe(`error: --only NAME: ${path("one.npy")} holds one tensor, and ${index} has a, b\n`);
    expect(code).toBe(EXIT.usage);
    expect((await run("convert", index, path("one.npy"), "--only", "b")).code).toBe(EXIT.done);
  });

  it("shows a checkpoint in several files as it shows the same in one", async () => {
    const model = new Dense(3, 2);
    const [one, several] = [path("one"), path("several")];
    await fit(model, {
      data: new TensorDataset(ones([4, 3]), ones([4, 2])),
      loss: mseLoss,
      optimizer: new Adam(model.parameters(), { learningRate: 0.1 }),
      epochs: 1,
      callbacks: [
        new ModelCheckpoint({ directory: one }),
        new ModelCheckpoint({ directory: several, shardBytes: 24 }),
      ],
    });
    const shown = async (file: string) => {
      const { out, err, code } = await run("inspect", file, "--json");
      expect([err, code]).toEqual(["", EXIT.done]);
      const { tensors, values } = JSON.parse(out);
      return { tensors, values };
    };
    const expected = await shown(join(one, "epoch-000001.safetensors"));
    expect(expected.values.map(({ name }: { name: string }) => name)).toContain("format");
    expect(await shown(join(several, "epoch-000001.safetensors.index.json"))).toEqual(expected);
  });

  it("reads models of TensorFlow.js", async () => {
    const { tfjs } = JSON.parse(
      readFileSync(new URL("../../formats/test/golden/matrices.json", import.meta.url), "utf8"),
    );
    writeFileSync(path("model.json"), Buffer.from(tfjs.model, "base64"));
    for (const [name, shard] of Object.entries(tfjs.shards))
      writeFileSync(path(name), Buffer.from(String(shard), "base64"));
    expect((await run("inspect", path("model.json"))).out).toMatch(
      /\ntensorflow\.js, .* 7 tensors, 39 elements\n/,
    );
  });

  it("says in a line what is wrong", async () => {
    const none = await run("inspect", path("none.npy"));
    expect(none).toEqual({ out: "", code: EXIT.failure, err: expect.stringMatching(/^error: cannot read .*none\.npy: there is no such file.*\n$/) }); // biome-ignore format: one thing
    writeFileSync(path("bad.npz"), "PK no archive");
    expect((await run("inspect", path("bad.npz"))).err).toMatch(
      /^error: .*bad\.npz: it has no directory of a zip file/,
    );
    expect((await run("inspect", folder)).code).toBe(EXIT.failure);
  });
});

describe("convert", () => {
  it("writes another format, and says what it leaves out", async () => {
    const { out, code } = await run(
      "convert",
      path("a.safetensors"),
      path("c.npz"),
      "--dtype",
      "float16",
      "--compress",
    );
    expect([out, code]).toEqual([`${path("c.npz")}: 3 tensors\nleft out: format, by\n`, EXIT.done]);
    expect([...decodeNpz(readFileSync(path("c.npz"))).keys()]).toEqual(["0.weight", "0.bias", "steps"]);
    const told = JSON.parse(
      (await run("convert", path("a.safetensors"), path("d.csv"), "--only", "0.weight", "--json")).out,
    );
    expect(told).toMatchObject({ tensors: ["0.weight"], leftOut: ["format", "by"] });
    expect(readFileSync(path("d.csv"), "utf8")).toBe("1,2\n3,4\n");
  });

  it("keeps what stands beside the tensors where the format has room for it", async () => {
    const model = new Dense(2, 1);
    await saveWeights(path("own.safetensors"), model.stateDict());
    const whole = await run("convert", path("own.safetensors"), path("copy.safetensors"));
    expect(whole.out).toContain("\nkept as metadata: format, checksum\n");
    expect(await loadWeights(path("copy.safetensors"))).toEqual(await loadWeights(path("own.safetensors")));
    // With other numbers, the checksum would call the file damaged.
    const half = await run(
      "convert",
      path("own.safetensors"),
      path("half.safetensors"),
      "--dtype",
      "float16",
    );
    expect(half.out).toContain("\nleft out: format, checksum\n");
    expect([...(await loadWeights(path("half.safetensors"))).keys()]).toEqual(["weight", "bias"]);
    const golden = JSON.parse(
      readFileSync(new URL("../../formats/test/golden/archives.json", import.meta.url), "utf8"),
    );
    writeFileSync(path("all.pt"), Buffer.from(golden.pytorch.checkpoint.file, "base64"));
    const { values } = JSON.parse((await run("inspect", path("all.pt"), "--json")).out);
    expect(values.length).toBeGreaterThan(0);
    const shown = (await run("inspect", path("all.pt"))).out.split("\n").map((line) => line.split(/ {2,}/));
    for (const row of [["best", "0.25"], ["name", '"a ä"'], ["done", "false"], ["rest", "null"], ["huge", String(2n ** 62n)]]) {
      expect(shown).toContainEqual(row);
    } // biome-ignore format: rows
    await run("convert", path("all.pt"), path("all.safetensors"));
    const text = JSON.parse((await run("inspect", path("all.safetensors"), "--json")).out);
    expect(text.values).toEqual(
      values.map(({ name, value }: { name: string; value: unknown }) => ({ name, value: String(value) })),
    );
  });

  it("refuses what it cannot do", async () => {
    expect(await run("convert", path("b.npz"), path("x.npy"))).toMatchObject({ code: EXIT.usage, err: expect.stringContaining("npy holds one tensor, and ") }); // biome-ignore format: one thing
    expect(await run("convert", path("b.npz"), path("x.pt"))).toMatchObject({ code: EXIT.failure, err: expect.stringMatching(/its ending is none of \.safetensors, .*; give it one of them\n$/) }); // biome-ignore format: one thing
    expect(await run("convert", path("b.npz"), path("x.npy"), "--only", "w")).toMatchObject({ code: EXIT.usage, err: expect.stringContaining("--only w: ") }); // biome-ignore format: one thing
    expect(await run("convert", path("b.npz"), path("x.npz"), "--dtype", "int8")).toMatchObject({ code: EXIT.usage, err: expect.stringContaining("Allowed choices are float16, bfloat16") }); // biome-ignore format: one thing
  });
});

describe("diff", () => {
  it("says which tensors differ and by how much, by its exit code too", async () => {
    const { out, code } = await run("diff", path("a.safetensors"), path("b.npz"));
    expect(code).toBe(EXIT.failure);
    expect(out.split("\n")).toEqual([
      "0.weight  1 of 4 elements, by up to 0.5000 at [1, 1], 11.11 % at most",
      "0.bias    only in the first",
      "more      only in the second",
      "1 tensors are equal, 3 differ",
      "",
    ]);
    const same = await run("diff", path("b.npz"), path("b.npz"), "--json");
    expect([same.code, JSON.parse(same.out)]).toMatchObject([EXIT.done, { equal: 3, differences: [] }]);
  });

  it("takes NaN for equal to itself, and has tolerances", async () => {
    expect((await run("diff", path("a.safetensors"), path("a.safetensors"))).code).toBe(EXIT.done);
    await saveTensors(path("e.npz"), [["w", tensor([1, 100])]]);
    await saveTensors(path("f.npz"), [["w", tensor([1.0625, 101])]]);
    const code = async (...more: string[]) => (await run("diff", path("e.npz"), path("f.npz"), ...more)).code;
    expect(await code("--atol", "0.5")).toBe(EXIT.failure);
    expect(await code("--atol", "0.0625", "--rtol", "0.01")).toBe(EXIT.done);
    expect(await code("--atol", "-1")).toBe(EXIT.usage);
    expect(await code("--atol", "0", "--rtol", "0.07")).toBe(EXIT.done);
    for (const wrong of ["", " ", "x", "NaN"]) expect(await code("--rtol", wrong)).toBe(EXIT.usage);
  });

  it("names dtypes and shapes that differ, and numbers that one side alone has", async () => {
    await saveTensors(path("g.npz"), [["a", tensor([1])], ["b", tensor([1, 2])], ["c", tensor([1, 2])]]); // biome-ignore format: pairs
    await saveTensors(path("h.npz"), [["a", tensor([1], { dtype: "int32" })], ["b", tensor([[1, 2]])], ["c", tensor([Number.NaN, 2])]]); // biome-ignore format: pairs
    const { differences } = JSON.parse((await run("diff", path("g.npz"), path("h.npz"), "--json")).out);
    expect(differences).toEqual([
      { name: "a", kind: "dtype", first: "float32", second: "int32" },
      { name: "b", kind: "shape", first: "[2]", second: "[1, 2]" },
      {
        name: "c",
        kind: "values",
        differing: 1,
        size: 2,
        largest: "Infinity",
        relative: "Infinity",
        at: [0],
      },
    ]);
  });
});

describe("doctor", () => {
  it("says what there is, and that it computes as it should", async () => {
    const { out, code } = await run("doctor", "--json");
    expect(code).toBe(EXIT.done);
    expect(JSON.parse(out)).toMatchObject({ node: process.versions.node, backend: "wasm", simd: true, computes: true, native: expect.stringMatching(/^(available|unavailable|not installed)$/) }); // biome-ignore format: one thing
    expect((await run("doctor")).out).toMatch(/vector instructions +yes, relaxed ones (yes|no)\n/);
  });
});

describe("the command line", () => {
  it("takes what stands behind its own name", async () => {
    const { argv } = process;
    const said = vi.spyOn(process.stdout, "write").mockReturnValue(true);
    try {
      process.argv = ["node", "gradiente", "--version"];
      await import("../src/main.ts");
      expect(said.mock.calls.map(([text]) => text)).toEqual([expect.stringMatching(/^(\d+\.\d+\.\d+|from sources)\n$/)]); // biome-ignore format: a line
    } finally {
      process.argv = argv;
      process.exitCode = undefined;
      vi.restoreAllMocks();
      for (const stream of [process.stdout, process.stderr]) stream.removeAllListeners("error");
    }
  });

  it("ends with 2 for what it does not know, and with 0 for help", async () => {
    expect(await run("inspct", "a")).toMatchObject({ code: EXIT.usage, err: expect.stringContaining("Did you mean inspect?") }); // biome-ignore format: one thing
    expect((await run("inspect")).code).toBe(EXIT.usage);
    expect((await run("doctor", "--jsn")).err).toMatch(/^error: unknown option '--jsn' .*\n$/);
    expect(await run("--help")).toMatchObject({ code: EXIT.done, out: expect.stringContaining("inspect [options] <file>") }); // biome-ignore format: one thing
    expect((await run("--version")).out).toMatch(/^(\d+\.\d+\.\d+|from sources)\n$/);
  });

  it("says which argument is empty", async () => {
    for (const [args, name] of [[["inspect", ""], "file"], [["convert", path("b.npz"), ""], "to"], [["report", ""], "run"]] as const) // biome-ignore format: pairs
      expect(await run(...args)).toMatchObject({ code: EXIT.usage, err: expect.stringContaining(`error: ${name}: it is empty`) }); // biome-ignore format: one thing
  });

  it("says that it cannot go on, where nothing is left that could", async () => {
    const complain = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    void runProgram(() => new Promise(() => {}));
    const [end] = process.listeners("beforeExit").slice(-1);
    process.off("beforeExit", end);
    end(0);
    expect([process.exitCode, complain.mock.calls]).toEqual([EXIT.failure, [["error: it cannot go on: it waits for a promise that nothing fulfils\n"]]]); // biome-ignore format: one thing
    process.exitCode = undefined;
    vi.restoreAllMocks();
  });

  it("has stacks for bugs alone", async () => {
    const bug = new Error("a bug");
    await expect(runProgram(() => Promise.reject(bug))).rejects.toBe(bug);
    const complain = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    await runProgram(() => Promise.reject(new UsageError("wrong")));
    expect([process.exitCode, complain.mock.calls]).toEqual([EXIT.usage, [["error: wrong\n"]]]);
    process.exitCode = undefined;
    vi.restoreAllMocks();
  });
});

describe("what is shown", () => {
  it("counts what is not a number apart", () => {
    const { NaN: nan, POSITIVE_INFINITY: inf } = Number;
    const x = tensor([nan, inf, -inf, 0, 1e300, -1e300, 1.7e308, -1.7e308], { dtype: "float64" });
    expect(statisticsOf(x)).toMatchObject({ nan: 1, infinite: 2, zero: 1, min: -inf, max: inf });
    expect(statisticsOf(x).histogram.reduce((sum, count) => sum + count, 0)).toBe(5);
    expect(statisticsOf(tensor([], { shape: [0] }))).toMatchObject({ min: null, mean: null, histogram: [] });
    expect(statisticsOf(tensor([3, 3])).histogram[8]).toBe(2);
    expect(statisticsOf(tensor([-3, 0, 1, 13]))).toEqual({
      ...{
        min: -3,
        max: 13,
        mean: 2.75,
        deviation: expect.closeTo(Math.sqrt(37.1875), 12),
        nan: 0,
        infinite: 0,
        zero: 1,
      },
      // Spans of 1 from -3 on; the largest is in the last one.
      histogram: [1, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1],
    });
    expect(statisticsOf(tensor([nan, inf]))).toEqual({
      ...{ min: inf, max: inf, mean: null, deviation: null, nan: 1, infinite: 1, zero: 0, histogram: [] },
    });
    expect(statisticsOf(tensor([nan]))).toMatchObject({ min: null, max: null, nan: 1 });
    // The mean of what is far from zero keeps its digits.
    expect(statisticsOf(tensor([1e9, 1e9 + 1], { dtype: "float64" }))).toMatchObject({
      mean: 1e9 + 0.5,
      deviation: 0.5,
    });
  });

  it("shows every count that is not zero", () => {
    expect(sparkline([0, 1, 1000, 500])).toBe(" ▁█▄");
    expect(sparkline([])).toBe("");
    expect(sparkline([1, 2, 3, 4, 5, 6, 7, 8])).toBe("▁▂▃▄▅▆▇█");
    expect(sparkline([0, 0])).toBe("  ");
  });

  it("lets no name move the cursor", () => {
    expect(printable("a\x1b[2Jb\nc\u202e")).toBe("a\\u001b[2Jb\\nc\\u202e");
    expect(printable("ä 日本")).toBe("ä 日本");
    expect(printable("x".repeat(200))).toBe("x".repeat(200));
    expect(printable("x".repeat(201))).toBe(`${"x".repeat(197)}...`);
    // Both ends of each range, and their neighbours.
    for (const [first, last] of [[0, 0x1f], [0x7f, 0x9f], [0x2028, 0x2029], [0x202a, 0x202e], [0x2066, 0x2069]]) {
      for (const code of [first, last]) expect(printable(String.fromCharCode(code))).toMatch(/^\\./);
    } // biome-ignore format: ranges
    expect(printable(" ~\u00a0\u2027\u202f\u2065\u206a")).toBe(" ~\u00a0\u2027\u202f\u2065\u206a");
  });

  it("has colours for a terminal that wants them", () => {
    expect(paintFor({ isTTY: true }, {}).bold("x")).toBe("\x1b[1mx\x1b[22m");
    for (const [tty, env] of [
      [false, {}],
      [true, { NO_COLOR: "1" }],
      [true, { TERM: "dumb" }],
    ] as const) {
      // biome-ignore format: cases
      expect(paintFor({ isTTY: tty }, env).bold("x")).toBe("x");
    }
    expect(columns([["\x1b[1mab\x1b[22m", "x"], ["c", "yy"]], new Set([1]))).toEqual(["\x1b[1mab\x1b[22m   x", "c   yy"]); // biome-ignore format: rows
    expect([columns([["", "x"], ["", "yy"]]), columns([])]).toEqual([["  x", "  yy"], []]); // biome-ignore format: rows
    // More rows than a call can have arguments.
    expect(columns(new Array(150_000).fill(["a", "b"])).at(-1)).toBe("a  b");
  });

  it("leaves out the least needed columns where a terminal has no room for them", () => {
    const rows = [["name", "max", "\x1b[2mbars\x1b[22m"], ["w", "10", "███"]]; // biome-ignore format: rows
    const within = (room: number) => columnsWithin(room, rows, [2, 1], new Set([1]));
    expect(within(15)).toEqual(["name  max  \x1b[2mbars\x1b[22m", "w      10  ███"]);
    expect(within(14)).toEqual(["name  max", "w      10"]);
    expect(within(8)).toEqual(["name", "w"]);
    expect(within(1)).toEqual(["name", "w"]);
    expect([roomIn({ isTTY: true, columns: 80 }), roomIn({ columns: 80 }), roomIn({ isTTY: true, columns: 0 })]).toEqual([80, Infinity, Infinity]); // biome-ignore format: rooms
  });

  it("writes numbers short, and JSON that every reader takes", () => {
    expect([short(null), short(3), short(1 / 3), short(1e-9), short(Number.NaN), short(1e7)]).toEqual(["-", "3", "0.3333", "1.000e-9", "NaN", "1.000e+7"]); // biome-ignore format: a list
    expect([bytesShown(5), bytesShown(2048), bytesShown(5 * 2 ** 30)]).toEqual([
      "5 bytes",
      "2.0 KiB",
      "5.0 GiB",
    ]);
    expect([0, 1023, 1024, 1024 ** 2 - 1, 1024 ** 2, 1.5 * 1024 ** 4, 1024 ** 5].map(bytesShown)).toEqual(["0 bytes", "1023 bytes", "1.0 KiB", "1024.0 KiB", "1.0 MiB", "1.5 TiB", "1024.0 TiB"]); // biome-ignore format: a list
    expect([999_999, 1e6, -999_999, -1e6, 0, 0.5, Number.NEGATIVE_INFINITY].map(short)).toEqual(["999999", "1.000e+6", "-999999", "-1.000e+6", "0", "0.5000", "-Infinity"]); // biome-ignore format: a list
    expect(json([1, -0, Number.NEGATIVE_INFINITY])).toBe('[\n  1,\n  0,\n  "-Infinity"\n]');
    expect(JSON.parse(json({ a: Number.NaN, b: 2n ** 62n }))).toEqual({ a: "NaN", b: "4611686018427387904" });
  });
});
