import type { Worker } from "node:worker_threads";
import type { AbortSignalLike } from "../../platform.ts";
import type { Call, ErrorReport, Outcome } from "../../search/job.ts";
import { describeError, isError } from "../../search/job.ts";
import type { CallMessage, WorkerMessage, WorkerSettings } from "./messages.ts";
import { startWorker } from "./start-worker.ts";

/**
 * Thrown when the module of a trial cannot be loaded, or does not export the function.
 *
 * @example
 * ```ts no-run
 * declare const search: () => Promise<void>;
 * try {
 *   await search();
 * } catch (error) {
 *   if (error instanceof JobError) console.error(error.message); // which job failed, and why
 * }
 * ```
 */
export class JobError extends Error {
  override readonly name = "JobError";
}

function jobError(error: ErrorReport): JobError {
  return new JobError(`the trial cannot be loaded in a worker thread: ${error.name}: ${error.message}`, {
    cause: error,
  });
}

/**
 * Worker threads for one job. Each thread does one call after another. If a thread dies, only its present call fails, and
 * a new thread continues.
 */
export class WorkerPool {
  readonly #settings: WorkerSettings;
  readonly #size: number;
  readonly #signal: AbortSignalLike | undefined;
  readonly #idle: Thread[] = [];

  constructor(settings: WorkerSettings, size: number, signal: AbortSignalLike | undefined) {
    this.#settings = settings;
    this.#size = size;
    this.#signal = signal;
  }

  /**
   * The outcomes of calls, in their order.
   *
   * @throws JobError if the module cannot be loaded.
   */
  async run(calls: readonly Call<unknown>[]): Promise<Outcome<unknown>[]> {
    const outcomes = calls.map((): Outcome<unknown> => ({ status: "cancelled" }));
    const next = calls.keys();
    const lanes = Array.from({ length: Math.min(this.#size, calls.length) }, () =>
      this.#workOff(calls, next, outcomes),
    );
    // Waits for all of them, so that none goes on after an error.
    for (const lane of await Promise.allSettled(lanes)) if (lane.status === "rejected") throw lane.reason;
    return outcomes;
  }

  /** Ends the threads. */
  async close(): Promise<void> {
    await Promise.all(this.#idle.splice(0).map((thread) => thread.stop()));
  }

  /** Does one call after another until there are no more. */
  async #workOff(
    calls: readonly Call<unknown>[],
    next: Iterator<number>,
    outcomes: Outcome<unknown>[],
  ): Promise<void> {
    for (let step = next.next(); !step.done; step = next.next()) {
      const thread = this.#takeIdle() ?? (await Thread.start(this.#settings, this.#signal));
      if (thread === undefined) return;
      const outcome = await thread.call({ index: step.value, ...calls[step.value] });
      outcomes[step.value] = outcome;
      if (outcome.status === "cancelled") return thread.stop();
      this.#idle.push(thread);
    }
  }

  /** An idle thread that is alive. A thread can die after its last answer. */
  #takeIdle(): Thread | undefined {
    let thread = this.#idle.pop();
    while (thread?.isDead) thread = this.#idle.pop();
    return thread;
  }
}

/** A message of a thread, or its end. */
type Event =
  | WorkerMessage
  | { readonly kind: "died"; readonly error: ErrorReport }
  | { readonly kind: "cancelled" };

/** Adds the way out to the error for a parameter that cannot be sent to a thread. */
function withWay(error: unknown): unknown {
  if (!isError(error)) return error;
  const way =
    "Parameters are copied to worker threads; pass a name instead, and choose the value by it in the trial";
  return Object.assign(new Error(`${error.message} ${way}`, { cause: error }), { name: error.name });
}

/** A worker thread, and the answer that the pool waits for. */
class Thread {
  readonly #worker: Worker;
  readonly #signal: AbortSignalLike | undefined;
  #settle: (event: Event) => void = () => {};
  isDead = false;

  private constructor(worker: Worker, signal: AbortSignalLike | undefined) {
    this.#worker = worker;
    this.#signal = signal;
    worker.on("message", (message: WorkerMessage) => this.#settle(message));
    worker.on("error", (error) => this.#die(describeError(error)));
    worker.on("exit", (code) => {
      const message = `the worker thread ended in the middle of the trial, with exit code ${code}`;
      this.#die({ name: "Error", message });
    });
  }

  /** Starts a thread that has loaded the module of the job; undefined if the signal aborted first. */
  static async start(
    settings: WorkerSettings,
    signal: AbortSignalLike | undefined,
  ): Promise<Thread | undefined> {
    const thread = new Thread(startWorker(settings), signal);
    const event = await thread.#next();
    if (event.kind === "ready") return thread;
    await thread.stop();
    if (event.kind === "unusable" || event.kind === "died") throw jobError(event.error);
    return undefined;
  }

  #die(error: ErrorReport): void {
    this.isDead = true;
    this.#settle({ kind: "died", error });
  }

  async call(message: CallMessage): Promise<Outcome<unknown>> {
    const started = performance.now();
    try {
      this.#worker.postMessage(message);
    } catch (error) {
      return { status: "failed", error: describeError(withWay(error)), seconds: 0 };
    }
    const event = await this.#next();
    if (event.kind === "done") return { status: "done", value: event.value, seconds: event.seconds };
    if (event.kind === "failed") return { status: "failed", error: event.error, seconds: event.seconds };
    if (event.kind !== "died") return { status: "cancelled" };
    return { status: "failed", error: event.error, seconds: (performance.now() - started) / 1000 };
  }

  async stop(): Promise<void> {
    await this.#worker.terminate();
  }

  /** The next event of the thread; `cancelled` as soon as the signal aborts. */
  #next(): Promise<Event> {
    return new Promise((resolve) => {
      const cancel = () => this.#settle({ kind: "cancelled" });
      this.#settle = (event) => {
        this.#signal?.removeEventListener("abort", cancel);
        this.#settle = () => {};
        resolve(event);
      };
      if (this.#signal?.aborted) cancel();
      else this.#signal?.addEventListener("abort", cancel);
    });
  }
}
