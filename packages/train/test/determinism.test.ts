import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { getBackend, setBackend } from "@gradiente/core";
import { afterAll, expect, test } from "vitest";
import { trainOn } from "../../../tooling/determinism/training.ts";

// What docs/reproducibility.md says of one machine. `pnpm determinism` compares versions of Node.

const before = getBackend();
afterAll(() => setBackend(before));

const [wasm, threaded, reference] = [
  { backend: "wasm", threads: 1 },
  { backend: "wasm", threads: 2 },
  { backend: "reference", threads: 1 },
] as const;

/** What `pnpm determinism` has given on x64, as docs/reproducibility.md says, by the version of Node and the backend. */
async function documented(node: string, backend: string) {
  const text = await readFile(new URL("../../../docs/reproducibility.md", import.meta.url), "utf8");
  const row = text
    .split("\n")
    .find((line) => line.startsWith(`| v${node}.`) && line.includes(` ${backend} `));
  const [losses, weights, large] = row?.match(/\b[0-9a-f]{16}\b/g) ?? [];
  return { losses, weights, large };
}

const isX64 = process.arch === "x64";

test("200 steps give the same bits again, on every number of threads, and in another process", async () => {
  const first = await trainOn(wasm);
  expect(await trainOn(wasm)).toEqual(first);
  expect(await trainOn(threaded)).toEqual(first);
  // Later versions have an instruction that the processor may round in another way.
  const isPlain = isX64 && process.version.startsWith("v20.");
  if (isPlain) expect(first, "the hashes in docs/reproducibility.md").toEqual(await documented("20", "wasm"));
  const program = fileURLToPath(new URL("../../../tooling/determinism/program.ts", import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [
    "--import",
    "tsx",
    "--conditions=@gradiente/source",
    program,
    JSON.stringify([wasm]),
  ]);
  expect(JSON.parse(stdout)).toEqual({ ...wasm, ...first });
}, 600_000);

test("the plain loops give the same bits again, on x64 those of every version of Node, and others than the vectors", async () => {
  const first = await trainOn(reference);
  expect(await trainOn(reference)).toEqual(first);
  if (isX64) expect(first).toEqual(await documented("20", "reference"));
  expect((await trainOn(wasm)).losses).not.toBe(first.losses);
}, 600_000);
