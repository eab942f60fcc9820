import { execFile } from "node:child_process";
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

test("200 steps give the same bits again, on every number of threads, and in another process", async () => {
  const first = await trainOn(wasm);
  expect(await trainOn(wasm)).toEqual(first);
  expect(await trainOn(threaded)).toEqual(first);
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

/** What Node 20, 24 and 26 have given on x64, by `pnpm determinism`. */
const onX64 = { losses: "6f61960b304201fe", weights: "8b9470087ca1c670", large: "95865215eea4ca74" };

test("the plain loops give the same bits again, on x64 those of every version of Node, and others than the vectors", async () => {
  const first = await trainOn(reference);
  expect(await trainOn(reference)).toEqual(first);
  if (process.arch === "x64") expect(first).toEqual(onX64);
  expect((await trainOn(wasm)).losses).not.toBe(first.losses);
}, 600_000);
