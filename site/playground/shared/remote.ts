/* A page asks, a worker answers. What is slow runs in the worker, so that the page always listens. */

/** What a worker does, by name. Arguments and results are plain data. */
export type Handlers = Readonly<Record<string, (argument: never) => unknown>>;

interface Question {
  readonly id: number;
  readonly name: string;
  readonly argument: unknown;
}

interface Answer {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: string;
}

/** What is used of the scope of a worker: its types and those of a page exclude each other. */
interface WorkerScope {
  onmessage: (event: { readonly data: Question }) => void;
  postMessage(answer: Answer): void;
}

/** Answers the questions of the page; called once, in the worker. */
export function answer(handlers: Handlers): void {
  const scope = globalThis as unknown as WorkerScope;
  scope.onmessage = async ({ data: { id, name, argument } }) => {
    try {
      scope.postMessage({ id, result: await handlers[name](argument as never) });
    } catch (error) {
      scope.postMessage({ id, error: error instanceof Error ? error.message : String(error) });
    }
  };
}

interface Waiting {
  readonly resolve: (result: never) => void;
  readonly reject: (error: Error) => void;
}

/** A worker, as the page sees it. */
export class Remote<Served extends Handlers> {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #asked = 0;

  /** @param worker one that calls {@link answer}. */
  constructor(worker: Worker) {
    this.#worker = worker;
    worker.onmessage = ({ data: { id, result, error } }: MessageEvent<Answer>) => {
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (error === undefined) waiting?.resolve(result as never);
      else waiting?.reject(new Error(error));
    };
    worker.onerror = ({ message }) => {
      for (const { reject } of this.#waiting.values())
        reject(new Error(message || "the worker did not start"));
      this.#waiting.clear();
    };
  }

  /** Asks for one thing. Questions are answered in their order. */
  call<Name extends keyof Served & string>(
    name: Name,
    argument: Parameters<Served[Name]>[0],
  ): Promise<Awaited<ReturnType<Served[Name]>>> {
    const id = this.#asked++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve: resolve as (result: never) => void, reject });
      this.#worker.postMessage({ id, name, argument } satisfies Question);
    });
  }

  /** Ends the worker. What was asked is not answered. */
  close(): void {
    this.#worker.terminate();
  }
}
