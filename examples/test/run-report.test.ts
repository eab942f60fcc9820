import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { rand, seed } from "@gradiente/core";
import { moons } from "@gradiente/datasets";
import { crossEntropyLoss, Dense, ReLU, Sequential } from "@gradiente/nn";
import { Adam } from "@gradiente/optim";
import { confusionMatrixChart, imageGrid, learningCurves } from "@gradiente/plot";
import { confusionMatrix, evaluate, fit } from "@gradiente/train";
import { expect, test } from "vitest";
import { environment } from "../src/kit/environment.ts";
import type { Experiment } from "../src/kit/experiment.ts";
import { pageOf } from "../src/kit/page.ts";
import type { Result } from "../src/kit/perform.ts";

const run = promisify(execFile);

test("a run is one page: figures of what was measured, settings, environment, commit; a browser shows all of it", async ({
  skip,
}) => {
  seed(0);
  const model = new Sequential(new Dense(2, 8), new ReLU(), new Dense(8, 2));
  const data = moons({ samples: 60, noise: 0.1, seed: 0 });
  const optimizer = new Adam(model.parameters(), { learningRate: 0.02 });
  const history = await fit(model, { data, loss: crossEntropyLoss, optimizer, epochs: 3 });
  const { confusion } = await evaluate(model, data, { metrics: { confusion: confusionMatrix() } });
  const found = await environment();
  expect(found.commit).toMatch(/^[0-9a-f]{40}(, with changes)?$|^not known/);
  expect(found).toMatchObject({
    Node: process.version,
    backend: expect.stringMatching(/^(wasm|reference)$/),
  });
  const experiment: Experiment = {
    id: "moons",
    title: "Moons <&>",
    data: "two moons (generated)",
    reference: "none",
    measures: { accuracy: { label: "accuracy", target: { atLeast: 0.9 } } },
    illustration: "curves",
    run: () => Promise.reject(new Error("it has been run")),
  };
  const result: Result = {
    ...{ experiment: "moons", title: "Moons <&>", seed: 0, epochs: 3, quick: false, interrupted: false },
    ...{ seconds: 1, backend: found.backend, measured: { accuracy: 0.97 }, verdicts: { accuracy: "met" } },
    ...{ notes: ["A note."], figures: [] },
  };
  const figures = {
    curves: { figure: learningCurves(history.curves), see: "How the loss falls." },
    confusion: { figure: confusionMatrixChart(confusion), see: "Which are mistaken." },
    images: { figure: imageGrid(rand([4, 8, 8])), see: "Noise." },
  };
  const page = pageOf(experiment, result, figures, found);
  const folder = await mkdtemp(join(tmpdir(), "gradiente-report-"));
  try {
    const file = join(folder, "report.html");
    await page.save(file);
    const html = await readFile(file, "utf8");
    expect(html.match(/<svg/g)).toHaveLength(3);
    expect(html).toContain("Moons &lt;&amp;&gt;");
    const browser = await run("chromium", ["--version"]).catch(() => undefined);
    if (browser === undefined) return skip("there is no chromium on the path");
    const flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"];
    const address = pathToFileURL(file).href;
    const { stdout: dom } = await run(
      "chromium",
      [...flags, `--user-data-dir=${folder}/profile`, "--dump-dom", address],
      {
        maxBuffer: 2 ** 26,
      },
    );
    const shown = ["Moons &lt;&amp;&gt;", "A note.", "accuracy", "0.97", process.version, found.commit];
    for (const text of shown) expect(dom).toContain(text);
    // Drawn, and not as text: the parser has made elements of it.
    expect(dom.match(/<svg /g)?.length).toBe(3);
    expect(dom).not.toMatch(/https?:\/\/(?!www\.w3\.org)/);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}, 600_000);
