import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Bad } from "./outcome.ts";
import type { Order, Report } from "./worker.ts";

/** A wrong call that takes longer hangs. */
const PATIENCE = 30_000;

/** What became of all faults of a valid call. */
export interface Result {
  readonly count: number;
  readonly bad: readonly Bad[];
}

async function start(): Promise<ChildProcess> {
  const script = fileURLToPath(new URL("./worker.ts", import.meta.url));
  const worker = fork(script, {
    execArgv: ["--import", "tsx", "--conditions=@gradiente/source", "--max-old-space-size=1024"],
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  worker.stderr?.resume();
  await new Promise<void>((resolve, reject) => {
    worker.once("message", () => resolve());
    worker.once("exit", (code) => reject(new Error(`a worker ended with ${code} before it began`)));
  });
  return worker;
}

type Ending =
  | { readonly kind: "done"; readonly count: number }
  | { readonly kind: "hang" | "crash"; readonly at: number; readonly name: string; readonly fault: string };

/** Has a worker make the calls of an order, and says how it ended: with a report, or at which call. */
function followed(worker: ChildProcess, order: Order, onBad: (bad: Bad) => void): Promise<Ending> {
  return new Promise((resolve) => {
    let last = { at: order.from, name: "", fault: "the valid call" };
    const settle = (ending: Ending) => {
      clearTimeout(timer);
      worker.removeAllListeners("message").removeAllListeners("exit");
      resolve(ending);
    };
    const late = () => settle({ kind: "hang", ...last });
    let timer = setTimeout(late, PATIENCE);
    worker.on("message", (report: Report) => {
      if ("count" in report) return settle({ kind: "done", count: report.count });
      if ("bad" in report) return onBad(report.bad);
      last = report;
      clearTimeout(timer);
      timer = setTimeout(late, PATIENCE);
    });
    worker.once("exit", () => settle({ kind: "crash", ...last }));
    worker.send(order);
  });
}

/** Makes all wrong calls, in processes of their own, and hands over what became of each valid call's. */
export async function abuseAll(
  orders: readonly Omit<Order, "from">[],
  processes: number,
  onResult: (result: Result) => void,
): Promise<void> {
  const waiting = [...orders];
  const work = async () => {
    let worker: ChildProcess | null = null;
    for (let order = waiting.shift(); order !== undefined; order = waiting.shift()) {
      const bad: Bad[] = [];
      let count: number | null = null;
      for (let from = 0; count === null; ) {
        worker ??= await start();
        const ending = await followed(worker, { ...order, from }, (found) => bad.push(found));
        if (ending.kind === "done") {
          count = ending.count;
          continue;
        }
        const { kind, name, fault, at } = ending;
        bad.push({ name, fault, kind, what: kind === "hang" ? "it does not come back" : "the process ends" });
        worker.kill("SIGKILL");
        worker = null;
        from = at + 1;
      }
      onResult({ count, bad });
    }
    worker?.kill();
  };
  await Promise.all(Array.from({ length: processes }, work));
}
