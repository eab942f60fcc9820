import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import { DatasetFormatError } from "../errors.ts";
import type { DecodedImage, DecodeSettings } from "./decode-file.ts";
import type { DecodeAnswer, DecodeRequest } from "./messages.ts";

/** The URL of this file. In the CommonJS build, `import.meta.url` is its path instead. */
const here = import.meta.url.startsWith("file:") ? import.meta.url : pathToFileURL(import.meta.url).href;

/** The program of the threads. It is next to this file, both in the sources and in the build. */
const program = here.endsWith(".ts")
  ? new URL("./decode-worker.ts", here)
  : new URL(here.endsWith(".cjs") ? "./decode-worker.cjs" : "./decode-worker.js", here);

/** From the sources, tsx reads the program, and the packages are their sources too. */
const start = `
import("node:worker_threads").then(async ({ workerData }) => {
  if (workerData.tsx !== undefined) (await import(workerData.tsx)).register();
  await import(workerData.program);
});
`;

function newWorker(): Worker {
  if (!here.endsWith(".ts")) return new Worker(program);
  const manifest = createRequire(here).resolve("tsx/package.json");
  const tsx = new URL("./dist/esm/api/index.mjs", pathToFileURL(manifest)).href;
  const workerData = { tsx, program: program.href };
  return new Worker(start, { eval: true, workerData, execArgv: ["--conditions=@gradiente/source"] });
}

interface Waiting {
  readonly path: string;
  readonly settings: DecodeSettings;
  readonly resolve: (image: DecodedImage) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Threads that decode files. They start with the first file, each decodes one at a time, and none of them keeps the process
 * alive while it has nothing to do.
 */
export class DecodePool {
  readonly #size: number;
  readonly #idle: Worker[] = [];
  readonly #busy = new Map<Worker, Waiting>();
  readonly #queue: Waiting[] = [];
  #last = 0;

  constructor(size: number) {
    this.#size = size;
  }

  /** The image in a file. @throws DatasetFormatError that names the file. */
  decode(path: string, settings: DecodeSettings): Promise<DecodedImage> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ path, settings, resolve, reject });
      this.#next();
    });
  }

  /** Ends the threads. What still waits fails. */
  async close(): Promise<void> {
    for (const { path, reject } of this.#queue.splice(0)) reject(closed(path));
    const all = [...this.#idle.splice(0), ...this.#busy.keys()];
    for (const { path, reject } of this.#busy.values()) reject(closed(path));
    this.#busy.clear();
    await Promise.all(all.map((worker) => worker.terminate()));
  }

  #next(): void {
    while (this.#queue.length > 0) {
      const worker = this.#idle.pop() ?? (this.#busy.size < this.#size ? this.#make() : undefined);
      if (worker === undefined) return;
      const waiting = this.#queue.shift() as Waiting;
      this.#busy.set(worker, waiting);
      worker.ref();
      const { path, settings } = waiting;
      worker.postMessage({ id: ++this.#last, path, settings } satisfies DecodeRequest);
    }
  }

  #make(): Worker {
    const worker = newWorker();
    worker.on("message", (answer: DecodeAnswer) => {
      const waiting = this.#busy.get(worker);
      if (waiting === undefined) return;
      this.#busy.delete(worker);
      this.#idle.push(worker);
      worker.unref();
      if ("image" in answer) waiting.resolve(answer.image);
      else waiting.reject(new DatasetFormatError(answer.file, answer.problem));
      this.#next();
    });
    worker.on("error", (error) => this.#lost(worker, error));
    worker.on("exit", () => this.#lost(worker, new Error("its thread ended")));
    return worker;
  }

  /** A thread that ends takes one file with it; another thread goes on. */
  #lost(worker: Worker, cause: unknown): void {
    const at = this.#idle.indexOf(worker);
    if (at >= 0) this.#idle.splice(at, 1);
    const waiting = this.#busy.get(worker);
    this.#busy.delete(worker);
    const message = cause instanceof Error ? cause.message : String(cause);
    waiting?.reject(
      new DatasetFormatError(waiting.path, `the thread that decoded it has failed: ${message}`, { cause }),
    );
    this.#next();
  }
}

function closed(path: string): DatasetFormatError {
  return new DatasetFormatError(path, "it was not decoded, because the data set was closed");
}
