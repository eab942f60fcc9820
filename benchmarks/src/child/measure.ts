import Benchmark from "benchmark";
import { SHORTEST_SAMPLE } from "../protocol.ts";

/** Times one function, several times over. */
export class Timer {
  readonly #run: () => unknown;
  /** How many runs fill a sample, as found out last time. */
  #runs = 1;
  /** Whether the function computes asynchronously; the first run tells. */
  #defer: boolean | undefined;

  constructor(run: () => unknown) {
    this.#run = run;
  }

  /** Seconds a run: samples taken for about `seconds`, at least one. */
  async measure(seconds: number): Promise<number[]> {
    this.#defer ??= await this.#isAsynchronous();
    const defer = this.#defer;
    const benchmark = new Benchmark({
      defer,
      fn: defer ? this.#deferred : this.#run,
      initCount: this.#runs,
      minTime: SHORTEST_SAMPLE,
      maxTime: seconds,
      minSamples: 1,
    } as Benchmark.Options);
    await new Promise<void>((resolve, reject) => {
      benchmark.on("complete", () => resolve());
      benchmark.on("error", () => reject(benchmark.error as unknown));
      this.#fail = reject;
      benchmark.run({ async: false });
    });
    this.#runs = benchmark.count;
    return benchmark.stats.sample as number[];
  }

  async #isAsynchronous(): Promise<boolean> {
    const outcome = this.#run();
    await outcome;
    return outcome instanceof Promise;
  }

  #fail: (error: unknown) => void = () => {};

  readonly #deferred = (deferred: Benchmark.Deferred): void => {
    (this.#run() as Promise<unknown>).then(() => deferred.resolve(), this.#fail);
  };
}
