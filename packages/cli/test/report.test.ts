import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { EXIT } from "@gradiente/cli/program";
import { tensor } from "@gradiente/core";
import { saveTensors } from "@gradiente/formats/files";
import { confusionMatrix, measure, predict } from "@gradiente/train";
import { loadCheckpoint, loadEnvironmentLog, loadTensorBoardImages } from "@gradiente/train/node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import pictures from "./fixtures/pictures.ts";
import { run } from "./run.ts";
import { trainRun } from "./trained-run.ts";

const folder = mkdtempSync(join(tmpdir(), "gradiente-report-"));
const path = (name: string) => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true }));

const model = fileURLToPath(new URL("./fixtures/pictures.ts", import.meta.url));
const withTest = ["--model", model, "-x", path("test.npz"), "-y", path("test.npz")];
let data: Awaited<ReturnType<typeof trainRun>>;
beforeAll(async () => {
  await trainRun(folder, 2);
  data = await trainRun(folder, 4);
});

const rowsOf = (html: string) =>
  [...html.matchAll(/<tr>(.*?)<\/tr>/g)].map(([, row]) =>
    [...row.matchAll(/<t[dh][^>]*>(.*?)<\/t[dh]>/g)].map(([, cell]) => cell),
  );

describe("report", () => {
  it("has curves, figures, environment, commit and seeds of a run, in its directory", async () => {
    const { out, err, code } = await run("report", path("run"));
    const file = path("run/report.html");
    expect([out, err, code]).toEqual([`${file}: 4 epochs\n`, "", EXIT.done]);
    const html = readFileSync(file, "utf8");
    expect(html).toContain("<h1>run</h1>");
    expect(html).toMatch(/<p>4 epochs, [\d.]+ seconds of training\.<\/p>/);
    expect(html.match(/<svg/g)).toHaveLength(1);
    const headings = [...html.matchAll(/<h2>(.*?)<\/h2>/g)].map(([, heading]) => heading);
    expect(headings).not.toContain("Predictions");
    expect(headings).toEqual(expect.arrayContaining(["Images", "Environment", "Seeds", "Set-up", "Weights"]));
    const rows = new Map(rowsOf(html).map(([name, ...cells]) => [name, cells]));
    const { history } = await loadCheckpoint(path("run"));
    const losses = history.series("loss");
    const at = losses.indexOf(Math.min(...losses));
    expect(rows.get("loss")?.[1]).toBe(`${losses[at].toPrecision(4)} (epoch ${at + 1})`);
    const starts = await loadEnvironmentLog(path("run/environment.json"));
    expect(starts).toHaveLength(2);
    expect(rows.get("begun")).toEqual(starts.map(({ begun }) => begun));
    expect(rows.get("from epoch")).toEqual(["1", "3"]);
    expect(rows.get("Git commit")?.[0]).toContain(starts[0].commit ?? "not known");
    expect(rows.get("Node")?.[0]).toContain(process.versions.node);
    expect(rows.get("seed of the training")).toEqual(["7"]);
    expect(rows.get("batch size")).toEqual(["32"]);
    expect(rows.get("1.weight")).toEqual(["float32", "[8, 16]"]);
    // What TensorBoard has, of both starts.
    expect(html).toContain("<h2>Images</h2>\n<p>first &lt;image&gt;</p>");
    const images = await loadTensorBoardImages(path("run"));
    const shown = [...html.matchAll(/<img src="data:image\/png;base64,([^"]*)" alt="(.*?)">/g)];
    expect(shown.map(([, png, caption]) => [png, caption])).toEqual(
      images.map(({ png, step }) => [Buffer.from(png).toString("base64"), `step ${step}`]),
    );
    expect(images.map(({ step }) => step)).toEqual([1, 2, 3, 4]);
  });

  it("shows what is confused with what, and the images that are, where it is given a model and data", async () => {
    const file = path("out/page.html");
    const names = ["--class-names", "left,right <b>"];
    const { out, code } = await run("report", path("run"), "-o", file, ...withTest, ...names, "--json");
    expect([JSON.parse(out), code]).toEqual([
      { run: path("run"), output: file, epochs: 4, predictions: true, environment: true },
      EXIT.done,
    ]);
    const own = pictures();
    own.loadStateDict((await loadCheckpoint(path("run"))).model);
    const counts = measure(confusionMatrix(), predict(own, data.x), data.y);
    const right = counts[0][0] + counts[1][1];
    const html = readFileSync(file, "utf8");
    expect(html.match(/<svg/g)).toHaveLength(3);
    expect(html).toContain("<h2>Predictions</h2>");
    expect(html).toContain(`(${right} of 40)`);
    expect(html).toContain(`${40 - right} whose class is mistaken.`);
    expect(html).toMatch(/>(left, said right &lt;b&gt;|right &lt;b&gt;, said left)</);
  });

  it("is of one checkpoint too, and of a run that nobody has written an environment down for", async () => {
    const checkpoint = path("alone.safetensors");
    writeFileSync(checkpoint, readFileSync(path("run/epoch-000003.safetensors")));
    const { out } = await run("report", checkpoint, "-o", path("alone.html"));
    expect(out).toMatch(/3 epochs\nwhat it ran on was not written down; EnvironmentLog/);
    expect(readFileSync(path("alone.html"), "utf8")).toContain(
      "What the training ran on was not written down",
    );
    const told = JSON.parse((await run("report", checkpoint, "-o", path("alone.html"), "--json")).out);
    expect(told).toEqual({ run: checkpoint, output: path("alone.html"), epochs: 3, predictions: false, environment: false }); // biome-ignore format: a line
  });

  it("gives errors of values instead of a matrix where targets are no classes, and takes flat images", async () => {
    const flat = data.x.reshape([40, 16]);
    await saveTensors(path("values.npz"), [["x", flat], ["y", tensor(new Float32Array(80).fill(0.5), { shape: [40, 2] })]]); // biome-ignore format: pairs
    const given = [
      "--model",
      model,
      "-x",
      path("values.npz"),
      "-y",
      path("values.npz"),
      "--image-shape",
      "4x4",
    ];
    await run("report", path("run"), "-o", path("values.html"), ...given);
    const html = readFileSync(path("values.html"), "utf8");
    expect(rowsOf(html).map(([name]) => name)).toContain("meanAbsoluteError");
    expect(html).toContain("The first 32 of the 40 inputs.");
    expect(html.match(/<svg/g)).toHaveLength(2);
  });

  it("is of the threshold that is given, and of predictions in one tensor", async () => {
    await saveTensors(path("one.npz"), [["x", data.x], ["y", tensor(new Float32Array(80).fill(1), { shape: [40, 2] })]]); // biome-ignore format: pairs
    const odd = fileURLToPath(new URL("./fixtures/odd.ts", import.meta.url));
    const several = ["--model", odd, "--export", "twice", "-x", path("one.npz"), "-y", path("one.npz")];
    expect((await run("report", path("run"), ...several)).err).toBe(
      `error: ${odd}: it gives several tensors, and a report is of the predictions in one\n`,
    );
  });

  it("says in a line what is missing", async () => {
    writeFileSync(path("damaged.safetensors"), "no");
    const cases: [string[], RegExp, number][] = [
      [[path("none")], /none: there is no such file/, EXIT.failure],
      [[folder], /it has no checkpoint/, EXIT.failure],
      [[path("damaged.safetensors")], /damaged\.safetensors: 2 bytes are too few/, EXIT.failure],
      [[path("run"), "--best"], /it keeps no best checkpoint/, EXIT.failure],
      [[path("test.npz"), "--best"], /--best: .*test\.npz is no directory of a run/, EXIT.usage],
      [[path("run"), "--model", model], /--model: its predictions need --x and --y too/, EXIT.usage],
      [[path("run"), "-x", path("test.npz")], /--x goes with --model/, EXIT.usage],
      [[path("run"), "-o", path("page.pdf")], /the name of a page ends in \.html/, EXIT.usage],
      [[path("run"), ...withTest, "--image-shape", "28"], /must be height x width, as in 28x28/, EXIT.usage],
      [[path("run"), ...withTest, "--image-shape", "9x9"], /an input has 16 numbers/, EXIT.usage],
      [[path("run"), ...withTest, "--class-names", "a"], /1 names, and there are 2 classes/, EXIT.usage],
      [[path("run"), "-o", path("test.npz/page.html")], /page\.html/, EXIT.failure],
    ];
    for (const [args, expected, code] of cases) {
      const ending = await run("report", ...args);
      expect(ending).toMatchObject({ out: "", code, err: expect.stringMatching(/^error: [^\n]+\n$/) });
      expect(ending.err).toMatch(expected);
    }
    writeFileSync(path("run/environment.json"), "{}");
    expect((await run("report", path("run"))).err).toMatch(/^error: .*environment\.json: .*\n$/);
    expect(existsSync(path("page.pdf"))).toBe(false);
  });
});
