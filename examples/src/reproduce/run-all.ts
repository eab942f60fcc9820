import { spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { print } from "@gradiente/cli/program";
import type { Experiment } from "../kit/experiment.ts";
import { folderOf } from "./results.ts";

const example = fileURLToPath(new URL("../example.ts", import.meta.url));

/** Runs every experiment with every seed, each in its own process. The result has one line per failure. */
export async function runAll(
  experiments: readonly Experiment[],
  seeds: readonly number[],
  jobs: number,
): Promise<string[]> {
  const queue = experiments.flatMap(({ id }) => seeds.map((seed) => ({ id, seed })));
  const total = queue.length;
  const failures: string[] = [];
  let done = 0;
  const work = async (signal: AbortSignal) => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const { id, seed } = next;
      const start = performance.now();
      const code = await runOne(id, seed, signal);
      const seconds = ((performance.now() - start) / 1000).toFixed(0);
      print(`${++done}/${total}  ${id}, seed ${seed}: ${code === 0 ? "done" : "FAILED"} in ${seconds} s`);
      if (code !== 0)
        failures.push(`${id}, seed ${seed}: exit code ${code}; see ${join(folderOf(id, seed), "log.txt")}`);
    }
  };
  const ending = new AbortController();
  const end = () => ending.abort();
  // The experiments would go on alone if this process ended, because the reader of its output has gone for instance.
  process.once("exit", end);
  try {
    await Promise.all(Array.from({ length: jobs }, () => work(ending.signal)));
  } finally {
    process.off("exit", end);
    end();
  }
  return failures;
}

async function runOne(id: string, seed: number, signal: AbortSignal): Promise<number | null> {
  const folder = folderOf(id, seed);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const log = createWriteStream(join(folder, "log.txt"));
  const child = spawn(
    process.execPath,
    [...process.execArgv, example, id, "--seed", String(seed), "--out", folder],
    { stdio: ["ignore", "pipe", "pipe"], signal },
  );
  for (const stream of [child.stdout, child.stderr]) stream.pipe(log, { end: false });
  const [code] = (await Promise.race([once(child, "close"), failureOf(log)])) as [number | null];
  await Promise.race([new Promise((resolve) => log.end(resolve)), failureOf(log)]);
  return code;
}

/** Rejects when a stream fails; it never resolves. */
function failureOf(stream: Writable): Promise<never> {
  return new Promise((_, reject) => stream.once("error", reject));
}
