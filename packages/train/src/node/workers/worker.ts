import { parentPort, workerData } from "node:worker_threads";
import { seed } from "@gradiente/core";
import { kFold, TensorDataset } from "@gradiente/datasets";
import { type FoldNumber, foldOf } from "../../search/fold.ts";
import { describeError } from "../../search/job.ts";
import type { CallMessage, WorkerMessage, WorkerSettings } from "./messages.ts";
import { receiveBundle } from "./shared-tensor.ts";

/* The program of a worker thread. It calls the function of a module with each input that it receives. */

const port = parentPort;
if (port === null) throw new Error("node/workers/worker runs in a worker thread only");
const { module, name, folds } = workerData as WorkerSettings;
const splits =
  folds && kFold(new TensorDataset(receiveBundle(folds.x), receiveBundle(folds.y)), folds.options);

type Job = (input: unknown) => unknown;

async function load(): Promise<Job> {
  const names = (await import(module)) as Record<string, unknown>;
  // The exports of a CommonJS module are also properties of its default export.
  const found = names[name] ?? (names.default as Record<string, unknown> | undefined)?.[name];
  if (typeof found === "function") return found as Job;
  throw new TypeError(
    `${module} exports no function ${name}; it exports ${Object.keys(names).join(", ") || "nothing"}`,
  );
}

const say = (message: WorkerMessage): void => port.postMessage(message);

async function answer(job: Job, { index, input, seed: start }: CallMessage): Promise<void> {
  const started = performance.now();
  const seconds = () => (performance.now() - started) / 1000;
  try {
    seed(start);
    const value = await job(splits === undefined ? input : foldOf(splits, input as FoldNumber));
    say({ kind: "done", index, value, seconds: seconds() });
  } catch (error) {
    say({ kind: "failed", index, error: describeError(error), seconds: seconds() });
  }
}

load().then(
  (job) => {
    port.on("message", (call: CallMessage) => void answer(job, call));
    say({ kind: "ready" });
  },
  (error: unknown) => say({ kind: "unusable", error: describeError(error) }),
);
