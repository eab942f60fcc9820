import { found } from "../../arguments/found.ts";
import { type Memory, newMemory } from "./engine.ts";
import type { Arguments, Fixed, Signature } from "./kernel.ts";
import { type Compiled, forgetShared } from "./kernels.ts";
import { type Scope, shareScratch } from "./scratch.ts";
import {
  CONTROL_WORDS,
  COUNT,
  DONE,
  FAILED,
  KERNEL,
  PARAMETERS,
  PATIENCE,
  READY,
  STATE,
  TURN,
  workerSource,
} from "./worker.ts";

/** The parts of Node that are used, so that core needs no types of a platform. */
interface WorkerThreads {
  readonly Worker: new (source: string, options: object) => { unref(): void; terminate(): void };
  readonly MessageChannel: new () => { readonly port1: Port; readonly port2: Port };
}

interface Port {
  postMessage(message: object): void;
  unref(): void;
}

interface Host {
  readonly process?: { getBuiltinModule?(name: string): unknown };
}

const host = globalThis as unknown as Host;

/** One other thread, and how to talk to it. */
class Helper {
  readonly #words = new Int32Array(new SharedArrayBuffer(CONTROL_WORDS * 4));
  readonly #port: Port;
  readonly #worker: { terminate(): void };
  readonly #sent = new Set<number>();
  #turn = 0;

  constructor({ Worker, MessageChannel }: WorkerThreads, memory: Memory) {
    const { port1, port2 } = new MessageChannel();
    const workerData = { memory, control: this.#words.buffer, port: port2 };
    // Options of the main thread, such as loaders, do not apply to this source text.
    const options = { eval: true, execArgv: [], workerData, transferList: [port2] };
    const worker = new Worker(workerSource, options);
    // A worker that waits for work must not keep the process alive.
    worker.unref();
    port1.unref();
    this.#port = port1;
    this.#worker = worker;
  }

  start<S extends Signature>({ id, bytes }: Compiled<S>, { positional }: Arguments<S>): void {
    if (!this.#sent.has(id)) {
      this.#port.postMessage({ id, bytes });
      this.#sent.add(id);
    }
    this.#words[KERNEL] = id;
    this.#words[COUNT] = positional.length;
    this.#words.set(positional, PARAMETERS);
    this.#turn = (this.#turn + 1) | 0;
    Atomics.store(this.#words, TURN, this.#turn);
    Atomics.notify(this.#words, TURN);
  }

  /** Waits until the worker listens. */
  ready(): boolean {
    Atomics.wait(this.#words, STATE, 0, START_MS);
    return Atomics.load(this.#words, STATE) === READY;
  }

  finish(): void {
    for (let i = 0; i < PATIENCE && Atomics.load(this.#words, DONE) !== this.#turn; i++);
    for (let waited = 0; waited < FINISH_MS; waited += SLICE_MS) {
      const done = Atomics.load(this.#words, DONE);
      if (done === this.#turn) return;
      if (Atomics.load(this.#words, STATE) === FAILED) break;
      Atomics.wait(this.#words, DONE, done, SLICE_MS);
    }
    throw new Error("setThreads: a worker thread has died or hangs; call setThreads(1) to go on without");
  }

  stop(): void {
    this.#worker.terminate();
  }
}

/** The longest times that a worker may take to start, and to finish its part after this thread has finished. */
const START_MS = 20_000;
const FINISH_MS = 120_000;
const SLICE_MS = 500;

let helpers: readonly Helper[] = [];

/**
 * The number of threads on which large kernels run.
 *
 * @example getThreads(); // 1
 */
export function getThreads(): number {
  return helpers.length + 1;
}

/**
 * Splits large kernels over this many threads: matrix products, and so convolutions, functions that cost more than
 * copying their operands, such as `exp`, softmax, and copies of what lies far apart. 1, the default, uses none but the
 * one that calls. Results are the same to the last bit. The others wait for work without keeping the process alive. In
 * Node only: a browser does not let its main thread wait.
 *
 * @throws RangeError unless the number is a whole number from 1 to 64; Error where there are no worker threads.
 * @example
 * ```ts
 * setThreads(2);
 * getThreads(); // 2
 * setThreads(1);
 * ```
 */
export function setThreads(threads: number): void {
  if (!Number.isInteger(threads) || threads < 1 || threads > 64) {
    throw new RangeError(`setThreads: expected a whole number from 1 to 64, got ${found(threads)}`);
  }
  if (threads === getThreads()) return;
  const node = host.process?.getBuiltinModule?.("node:worker_threads") as WorkerThreads | undefined;
  if (node === undefined && threads > 1) {
    throw new Error("setThreads: there are no worker threads here; they need Node 20.16 or later");
  }
  // Nothing changes until all new workers are ready.
  const memory = threads > 1 ? newMemory(true) : undefined;
  const started: Helper[] = [];
  try {
    while (started.length < threads - 1) started.push(new Helper(node as WorkerThreads, memory as Memory));
    if (!started.every((helper) => helper.ready()))
      throw new Error("setThreads: a worker thread does not start");
  } catch (error) {
    for (const helper of started) helper.stop();
    throw error;
  }
  const stopped = helpers;
  helpers = started;
  shareScratch(memory);
  forgetShared();
  for (const helper of stopped) helper.stop();
}

/** The number of elements from which it pays to wake other threads, and the number that each takes at a time. */
const SMALLEST_SPLIT = 2 ** 18;
export const SHARE = 32_768;

/** The number of threads for work of a size (by default in elements), and the memory that they use. */
export function chooseThreads(
  size: number,
  smallest = SMALLEST_SPLIT,
): { readonly threads: number; readonly scope: Scope } {
  const threads = size < smallest ? 1 : getThreads();
  return { threads, scope: threads === 1 ? "own" : "shared" };
}

/** A range of the items that a kernel works on. */
export type Part = readonly [from: number, to: number];

/** Cuts a size, a multiple of `unit`, into at most `most` parts of about the same number of units. */
export function partsOf(size: number, unit: number, most: number): Part[] {
  if (most === 1) return [[0, size]];
  const units = size / unit;
  const count = Math.min(most, units);
  const edge = (i: number) => Math.round((i * units) / count) * unit;
  return Array.from({ length: count }, (_, i) => [edge(i), edge(i + 1)] as const);
}

/** Arguments of a kernel without groups and lists, one for each thread. */
export function tasksOf<S extends Signature>(kernel: Compiled<S>, threads: number): readonly Arguments<S>[] {
  const tasks: Arguments<S>[] = [];
  while (tasks.length < threads) tasks.push(kernel.arguments({} as Fixed<S>));
  return tasks;
}

/** Runs a kernel on some arguments, each in its own thread, after `set` has set their fields. Waits for all. */
export function runAll<S extends Signature>(
  kernel: Compiled<S>,
  tasks: readonly Arguments<S>[],
  set: (task: Arguments<S>, index: number) => void,
  count = tasks.length,
): void {
  for (let i = 1; i < count; i++) {
    set(tasks[i], i);
    helpers[i - 1].start(kernel, tasks[i]);
  }
  try {
    set(tasks[0], 0);
    kernel.run(tasks[0]);
  } finally {
    for (let i = 1; i < count; i++) helpers[i - 1].finish();
  }
}

/** Cuts a size like {@link partsOf}, into at most one part per task, and runs a kernel on all. Returns their number. */
export function runParts<S extends Signature>(
  kernel: Compiled<S>,
  tasks: readonly Arguments<S>[],
  size: number,
  unit: number,
  set: (task: Arguments<S>, from: number, to: number) => void,
): number {
  if (tasks.length === 1) {
    set(tasks[0], 0, size);
    kernel.run(tasks[0]);
    return 1;
  }
  const parts = partsOf(size, unit, tasks.length);
  runAll(kernel, tasks, (task, i) => set(task, parts[i][0], parts[i][1]), parts.length);
  return parts.length;
}
