import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "tsup";
import { afterAll, beforeAll, expect, test } from "vitest";
import { root } from "../program.ts";

/* What a page loads that wants gradients and nothing else. */

const BUDGET = 60_000;

const folder = join(root, "out", "bundle-size");
const entry = join(folder, "entry.ts");
const bundle = join(folder, "dist", "entry.mjs");

beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(entry, 'export { tensor, grad } from "@gradiente/core";\n');
  await build({
    config: false,
    entry: [entry],
    outDir: join(folder, "dist"),
    format: "esm",
    platform: "neutral",
    target: "es2022",
    tsconfig: join(root, "tsconfig.json"),
    noExternal: [/^@gradiente\//],
    outExtension: () => ({ js: ".mjs" }),
    minify: true,
    silent: true,
    esbuildOptions: (options) => {
      options.conditions = ["@gradiente/source"];
    },
  });
});

afterAll(() => rmSync(folder, { recursive: true }));

test("tensor and grad, minified and gzipped, take at most 60 KB", () => {
  const size = gzipSync(readFileSync(bundle), { level: 9 }).length;
  expect(size, `tensor and grad of core take ${size} bytes, of ${BUDGET}`).toBeLessThanOrEqual(BUDGET);
  expect(size, `tensor and grad of core take ${size} bytes: that cannot be all`).toBeGreaterThan(10_000);
});

test("the bundle works", async () => {
  const { grad, tensor } = (await import(bundle)) as typeof import("@gradiente/core");
  const gradient = grad((x) => x.square().sum())(tensor([1, 2]));
  expect(gradient.toArray()).toEqual([2, 4]);
});
