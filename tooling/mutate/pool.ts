import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Order, Verdict } from "./worker.ts";

/** A mutant may make a loop that never ends; all tests together do not take nearly as long. */
const PATIENCE = 240_000;

/** What is said of a mutant whose tests did not end in time. */
export const NO_END = "no end";

/** Has all orders judged by a number of processes. What takes too long counts as killed. */
export async function judgeAll(
  orders: readonly Order[],
  folder: string,
  processes: number,
  onVerdict: (verdict: Verdict) => void,
): Promise<void> {
  const waiting = [...orders];
  const work = async () => {
    let worker: ChildProcess | null = null;
    for (let order = waiting.shift(); order !== undefined; order = waiting.shift()) {
      worker ??= await start(folder);
      const verdict = await judged(worker, order);
      if (verdict === null) {
        worker.kill("SIGKILL");
        worker = null;
      }
      onVerdict(verdict ?? { number: order.number, killers: [{ test: "none ended", message: NO_END }] });
    }
    worker?.kill();
  };
  await Promise.all(Array.from({ length: processes }, work));
}

async function start(folder: string): Promise<ChildProcess> {
  const script = fileURLToPath(new URL("./worker.ts", import.meta.url));
  const worker = fork(script, [folder], {
    execArgv: ["--import", "tsx", "--conditions=@gradiente/source"],
  });
  await new Promise<void>((resolve, reject) => {
    worker.once("message", () => resolve());
    worker.once("exit", (code) =>
      reject(new Error(`a worker ended with ${code} before it had loaded the tests`)),
    );
  });
  return worker;
}

/** Null if there is no verdict: the time is over, or the process has died. */
function judged(worker: ChildProcess, order: Order): Promise<Verdict | null> {
  return new Promise((resolve) => {
    const settle = (verdict: Verdict | null) => {
      clearTimeout(timer);
      worker.removeAllListeners("message").removeAllListeners("exit");
      resolve(verdict);
    };
    const timer = setTimeout(() => settle(null), PATIENCE);
    worker.once("message", (verdict: Verdict) => settle(verdict));
    worker.once("exit", () => settle(null));
    worker.send(order);
  });
}
