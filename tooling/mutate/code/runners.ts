import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import type { FileKey, Order, Results } from "./runner.ts";

/* Processes that run tests in the copy. */

/** Time enough for tests that are known to end. */
export const AN_HOUR = 3_600_000;

/** One of them. It is started again once its tests have not ended in time. */
export class Runner {
  readonly #folder: string;
  readonly #mode: string;
  #process: ChildProcess | null = null;
  #files: readonly FileKey[] = [];

  constructor(folder: string, mode: "test" | "full") {
    this.#folder = folder;
    this.#mode = mode;
  }

  /** All test files. */
  async files(): Promise<readonly FileKey[]> {
    await this.#started();
    return this.#files;
  }

  /** What comes of an order within some milliseconds; null if it has not ended by then, or the process has. */
  async run(order: Order, time: number): Promise<Results | null> {
    const runner = await this.#started();
    const results = await new Promise<Results | null>((resolve) => {
      const settle = (value: Results | null) => {
        clearTimeout(timer);
        runner.removeAllListeners("message").removeAllListeners("exit");
        resolve(value);
      };
      const timer = setTimeout(() => settle(null), time);
      runner.once("message", (value: Results) => settle(value));
      runner.once("exit", () => settle(null));
      runner.send(order);
    });
    if (results === null) this.stop();
    return results;
  }

  /** Ends the process and all that it has started. */
  stop(): void {
    const { pid } = this.#process ?? {};
    this.#process = null;
    try {
      if (pid !== undefined) process.kill(-pid, "SIGKILL");
    } catch {
      // It has ended.
    }
  }

  async #started(): Promise<ChildProcess> {
    if (this.#process !== null) return this.#process;
    const runner = fork(join(this.#folder, "tooling/mutate/code/runner.ts"), [this.#mode], {
      cwd: this.#folder,
      execArgv: ["--import", "tsx"],
      env: { ...process.env, GRADIENTE_MUTANTS: "1" },
      stdio: ["ignore", "ignore", "inherit", "ipc"],
      detached: true,
    });
    this.#process = runner;
    this.#files = await new Promise((resolve, reject) => {
      runner.once("message", resolve);
      runner.once("exit", (code) => reject(new Error(`a runner of tests ended with ${code} at its start`)));
    });
    runner.removeAllListeners("exit");
    return runner;
  }
}

/** Has some runners work through a list, each at one item at a time. */
export async function sharedOut<T>(
  runners: readonly Runner[],
  items: readonly T[],
  work: (runner: Runner, item: T) => Promise<void>,
): Promise<void> {
  const waiting = [...items];
  const one = async (runner: Runner) => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(runner, item);
  };
  await Promise.all(runners.map(one));
}
