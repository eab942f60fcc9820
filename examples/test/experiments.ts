import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { experiments } from "../src/experiments/index.ts";
import type { Experiment } from "../src/kit/experiment.ts";
import { perform, type Result } from "../src/kit/perform.ts";

/** What runs on data that the library carries or makes. */
const EMBEDDED = ["a1", "b1", "b2", "c1", "c2", "c3", "e3"];

/** Runs the experiments of a project in quick mode: they give every measure, and every figure that they name. */
export function testExperiments(project: string): void {
  describe(`experiments of project ${project.toUpperCase()}, quick`, () => {
    let folder: string;
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), "gradiente-experiments-"));
    });
    afterAll(() => rm(folder, { recursive: true, force: true }));

    for (const experiment of experiments.filter(({ id }) => id.startsWith(project))) {
      const { id, title, data } = experiment;
      const ready = EMBEDDED.includes(id) || process.env.GRADIENTE_DATA !== undefined;
      const needs = ready ? "" : ` (needs ${data}: set GRADIENTE_DATA)`;
      it.skipIf(!ready)(`${id}: ${title}${needs}`, () => check(experiment, join(folder, id)), 120_000);
      it.skipIf(!ready)(`${id}, interrupted at once, ends by it or has a result${needs}`, () =>
        checkInterrupted(experiment, join(folder, `${id}-interrupted`)),
      );
    }
  });
}

function quickly(experiment: Experiment, out: string, signal: AbortSignal): Promise<Result> {
  return perform(experiment, {
    seed: 1,
    quick: true,
    epochs: experiment.epochs?.quick ?? 1,
    out,
    options: Object.fromEntries(
      (experiment.options ?? []).map(({ flags, default: usual }) => [optionName(flags), usual]),
    ),
    signal,
    progress: false,
    log: () => {},
    ask: async () => null,
  });
}

/** What trains has nothing to tell yet; it must not fail over that by drawing no epochs. */
async function checkInterrupted(experiment: Experiment, out: string): Promise<void> {
  const reason = new Error("interrupted");
  const running = quickly(experiment, out, AbortSignal.abort(reason));
  if (experiment.epochs === undefined) expect((await running).interrupted).toBe(true);
  else await expect(running).rejects.toBe(reason);
}

async function check(experiment: Experiment, out: string): Promise<void> {
  const result = await quickly(experiment, out, new AbortController().signal);
  expect(result.interrupted).toBe(false);
  expect(JSON.parse(await readFile(join(out, "result.json"), "utf8")) as Result).toEqual(result);
  expect(Object.keys(result.measured).sort()).toEqual(Object.keys(experiment.measures).sort());
  for (const [name, value] of Object.entries(result.measured)) {
    expect(value === null || Number.isFinite(value), `${name} is ${value}`).toBe(true);
  }
  const page = await readFile(join(out, "report.html"), "utf8");
  expect(page.match(/<figure>/g)).toHaveLength(result.figures.length);
  for (const { file, see } of result.figures) {
    const svg = await readFile(join(out, file), "utf8");
    expect(svg, file).toMatch(/^<svg[\s\S]*<\/svg>\s*$/);
    // A note alone stands where a title does, but it is not bold.
    expect(svg, `${file} has a title`).toMatch(/role-title-text[^>]*><text[^>]* font-weight="bold"/);
    expect(see, `${file}: what to see in it`).toMatch(/^[A-Z].*\.$/s);
  }
  expect(result.figures.map(({ file }) => file)).toContain(`${experiment.illustration}.svg`);
}

/** As commander names the value of `--learning-rate <number>`: learningRate. */
function optionName(flags: string): string {
  const [, name] = /--([\w-]+)/.exec(flags) as RegExpExecArray;
  return name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}
