import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { readRun } from "../../packages/train/test/fixtures/tfevents.ts";
import { Random } from "../fuzz/random.ts";
import type { Machine, OptimizerName } from "./setups.ts";
import type { Task } from "./trainee.ts";

/** The most epochs that a trainee sees begin before it is killed. */
const MOST_EPOCHS = 4;

/** The longest time from there to the kill: some epochs with their checkpoints. */
const MOST_MS = 40;

/** What is compared of two runs. */
export interface Outcome {
  readonly result: unknown;
  readonly csv: readonly string[];
  readonly jsonLines: readonly unknown[];
  readonly board: Readonly<Record<string, readonly unknown[]>>;
}

/** What a killed run has come to, and what one that nobody has killed. */
export interface Comparison {
  readonly kills: number;
  readonly killed: Outcome;
  readonly whole: Outcome;
}

/** Trains twice: once undisturbed, and once killed at random moments, each time to be started again. */
export async function killed(
  optimizer: OptimizerName,
  machine: Machine,
  kills: number,
  seed: number,
): Promise<Comparison> {
  const folders = await Promise.all([0, 1].map(() => mkdtemp(join(tmpdir(), "gradiente-kills-"))));
  const [folder, other] = folders;
  try {
    const epochs = kills * (MOST_EPOCHS + 4) + 3;
    const task = (where: string): Task => ({ folder: where, optimizer, machine, epochs });
    await live(task(other));
    const random = new Random(seed);
    let count = 0;
    while (count < kills) {
      if (await live(task(folder), 1 + random.below(MOST_EPOCHS), MOST_MS * random.next())) count++;
      else if (existsSync(join(folder, "result.json"))) break;
    }
    if (count === kills) await live(task(folder));
    return { kills: count, killed: await outcomeIn(folder), whole: await outcomeIn(other) };
  } finally {
    for (const each of folders) await rm(each, { recursive: true, force: true });
  }
}

/**
 * One life of a trainee. It is killed some milliseconds after it has begun this many epochs; the result is whether it was.
 *
 * @throws Error if it ends with another error.
 */
async function live(task: Task, epochs = Number.POSITIVE_INFINITY, delay = 0): Promise<boolean> {
  const program = fileURLToPath(new URL("./trainee.ts", import.meta.url));
  const conditions = ["--import", "tsx", "--conditions=@gradiente/source"];
  const child = spawn(process.execPath, [...conditions, program, JSON.stringify(task)]);
  let [lines, errors] = [0, ""];
  child.stderr.on("data", (text) => {
    errors += text;
  });
  child.stdout.on("data", async (text: Buffer) => {
    const before = lines;
    lines += text.toString().split("\n").length - 1;
    if (before >= epochs || lines < epochs) return;
    await sleep(delay);
    child.kill("SIGKILL");
  });
  const [code, signal] = await once(child, "exit");
  if (signal === "SIGKILL") return true;
  if (code === 0) return false;
  throw new Error(`${task.optimizer} on ${task.machine.backend}: the training ended with ${code}: ${errors}`);
}

async function outcomeIn(folder: string): Promise<Outcome> {
  const text = (name: string) => readFile(join(folder, name), "utf8");
  const lines = async (name: string) => (await text(name)).trimEnd().split("\n");
  const runs = (await readdir(join(folder, "board"))).sort();
  return {
    result: JSON.parse(await text("result.json")),
    // How long an epoch took is another number each time.
    csv: (await lines("log.csv")).map((line) => line.replace(/^(\d+),[^,]*/, "$1")),
    jsonLines: (await lines("log.jsonl")).map((line) => ({ ...JSON.parse(line), seconds: undefined })),
    board: Object.fromEntries(
      await Promise.all(runs.map(async (run) => [run, await readRun(join(folder, "board", run))])),
    ),
  };
}
