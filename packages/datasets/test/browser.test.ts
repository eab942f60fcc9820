import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import * as browser from "../src/browser.ts";
import * as datasets from "../src/index.ts";

/** All modules that a file of ours leads to, and the packages that they import. */
function imports(entry: string, seen = new Map<string, string[]>()): Map<string, string[]> {
  if (seen.has(entry)) return seen;
  const text = readFileSync(entry, "utf8");
  const found = [...text.matchAll(/^(?:import|export)\b[^;]*?\bfrom "([^"]+)"/gm)].map(([, name]) => name);
  seen.set(
    entry,
    found.filter((name) => !name.startsWith(".")),
  );
  for (const name of found) if (name.startsWith(".")) imports(join(dirname(entry), name), seen);
  return seen;
}

const source = (name: string): string => fileURLToPath(new URL(`../src/${name}`, import.meta.url));

test("what browsers get imports core and valibot, which runs anywhere, and nothing else", () => {
  const modules = imports(source("browser.ts"));
  expect(modules.size).toBeGreaterThan(30);
  expect(new Set([...modules.values()].flat())).toEqual(
    new Set(["@gradiente/core", "@gradiente/core/arguments", "@gradiente/core/elements", "valibot"]),
  );
  // The same search finds what Node's entry needs.
  expect(new Set([...imports(source("index.ts")).values()].flat())).toContain("node:fs/promises");
});

test("what browsers get is all that needs no file", () => {
  const missing = Object.keys(datasets)
    .filter((name) => !Object.hasOwn(browser, name))
    .sort();
  expect(missing).toEqual([
    "imageFolder",
    "loadCifar10",
    "loadDiabetes",
    "loadFashionMnist",
    "loadLifeExpectancy",
    "loadMnist",
    "loadStudentPerformance",
    "loadTinyShakespeare",
    "loadTitanic",
    "loadWineQuality",
    "parseCsv",
  ]);
});
