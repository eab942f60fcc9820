import { spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
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
  const work = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const { id, seed } = next;
      const start = performance.now();
      const code = await runOne(id, seed);
      const seconds = ((performance.now() - start) / 1000).toFixed(0);
      console.log(
        `${++done}/${total}  ${id}, seed ${seed}: ${code === 0 ? "done" : "FAILED"} in ${seconds} s`,
      );
      if (code !== 0)
        failures.push(`${id}, seed ${seed}: exit code ${code}; see ${join(folderOf(id, seed), "log.txt")}`);
    }
  };
  await Promise.all(Array.from({ length: jobs }, work));
  return failures;
}

async function runOne(id: string, seed: number): Promise<number | null> {
  const folder = folderOf(id, seed);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const log = createWriteStream(join(folder, "log.txt"));
  const child = spawn(
    process.execPath,
    [...process.execArgv, example, id, "--seed", String(seed), "--out", folder],
    {
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  for (const stream of [child.stdout, child.stderr]) stream.pipe(log, { end: false });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  log.end();
  return code;
}
