import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";

/* The programs in the README run as they are written there. */

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
const programs = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code);
const folder = join(import.meta.dirname, "..", "out", "readme");

beforeAll(() => mkdirSync(folder, { recursive: true }));
afterAll(() => rmSync(folder, { recursive: true }));

/** What a program prints, line by line. */
async function run(part: string): Promise<string[]> {
  const number = programs.findIndex((code) => code.includes(part));
  const file = join(folder, `program-${number}.ts`);
  writeFileSync(file, programs[number]);
  const printed = vi.spyOn(console, "log").mockReturnValue();
  const progress = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  try {
    await import(file);
    return printed.mock.calls.map((values) => values.join(" "));
  } finally {
    printed.mockRestore();
    progress.mockRestore();
  }
}

test("a classifier in thirty lines", async () => {
  const [line, report] = await run("classificationReport()");
  expect(Number(line.split(" ")[0])).toBeGreaterThan(0.9);
  const [, accuracy] = /accuracy +([\d.]+)/.exec(report) as RegExpExecArray;
  expect(Number(accuracy)).toBeGreaterThan(0.9);
});

test("a denoising autoencoder with a penalty", async () => {
  expect(await run("l2Penalty")).toEqual(["true"]);
});

test("a loop of one's own", async () => {
  expect(await run("stopping.update")).toEqual(["true"]);
});

test("cross-validation and search", async () => {
  expect(await run("gridSearch")).toEqual(["true true", "10 2"]);
});

test("there is no program that is not run here", () => {
  expect(programs.length).toBe(4);
});
