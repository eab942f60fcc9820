// Trains 200,000 steps with checkpoints and logs, and says every 10,000 what memory and handles it holds:
// pnpm long-run [--steps 200000]. It ends with an error if they grow, and else by itself.
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Callback, fit as fitModel } from "@gradiente/train";
import { CsvLog, JsonLinesLog, ModelCheckpoint, TensorBoard } from "@gradiente/train/node";
import { setUp } from "./setups.ts";

/** The 96 samples of the setup in pairs. */
const BATCH = 2;
const UPDATES = 96 / BATCH;

/** How much the heap and the buffers may grow from the first tenth to the last: a history holds an entry an epoch. */
const MOST_GROWTH = 8 * 2 ** 20;

async function main(steps: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "gradiente-long-"));
  const handles = () => process.getActiveResourcesInfo().filter((name) => name !== "TTYWrap").length;
  const listeners = () => process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0);
  const before = [handles(), listeners()];
  const { model, options } = await setUp("Adam", { backend: "wasm", threads: 1 });
  const epochs = Math.ceil(steps / UPDATES);
  const every = Math.max(1, Math.round(epochs / 20));
  const held: number[] = [];
  const watch: Callback = {
    onEpochEnd: (run) => {
      if (run.epoch % every !== 0) return;
      globalThis.gc?.();
      const { heapUsed, arrayBuffers, rss } = process.memoryUsage();
      held.push(heapUsed + arrayBuffers);
      const mb = (bytes: number) => (bytes / 2 ** 20).toFixed(1);
      console.log(
        `${run.epoch * UPDATES} steps: heap ${mb(heapUsed)} MB, buffers ${mb(arrayBuffers)} MB, rss ${mb(rss)} MB`,
      );
    },
  };
  const directory = join(folder, "run");
  const logs = [
    new CsvLog(join(folder, "a.csv")),
    new JsonLinesLog(join(folder, "a.jsonl")),
    new TensorBoard(folder),
  ];
  const checkpoints = new ModelCheckpoint({ directory, every: 100 });
  await fitModel(model, {
    ...options,
    batchSize: BATCH,
    epochs,
    callbacks: [...logs, checkpoints, watch],
    resume: directory,
  });
  console.log(`files in the directory: ${(await readdir(directory)).length}`);
  await rm(folder, { recursive: true });
  const growth = (held.at(-1) ?? 0) - (held[1] ?? 0);
  const after = [handles(), listeners()];
  console.log(
    `growth ${(growth / 2 ** 20).toFixed(1)} MB; handles and listeners ${before} before, ${after} after`,
  );
  if (growth > MOST_GROWTH || after.some((count, i) => count > before[i])) process.exitCode = 1;
}

const { values } = parseArgs({ options: { steps: { type: "string", default: "200000" } } });
if (!/^\d{1,9}$/.test(values.steps)) throw new Error(`--steps must be a whole number, not ${values.steps}`);
await main(Number(values.steps));
