import { setTimeout as sleep } from "node:timers/promises";
import { Worker } from "node:worker_threads";

/*
 * How near to each other the cores are. The host of a virtual machine may run two of them on parts of its processor that
 * share no cache: then each computes as fast as ever, but what one has written reaches the other late, and two threads that
 * share the work of small ops gain less. That may change from one minute to the next.
 */

/** Passes a number to and fro: each of the two adds one when it is its turn. */
const PASSING = `
const { parentPort } = require("node:worker_threads");
parentPort.on("message", ({ cell, first, batches, times }) => {
  let [i, least] = [0, Infinity];
  for (let batch = 1; batch <= batches; batch++) {
    const start = performance.now();
    for (; i < batch * times; i++) {
      while (Atomics.load(cell, 0) !== 2 * i + first) {}
      Atomics.store(cell, 0, 2 * i + first + 1);
    }
    least = Math.min(least, performance.now() - start);
  }
  parentPort.postMessage((least / times) * 1e-3);
});
`;

/** Both threads may begin on one core, so the fastest of several batches counts. */
const BATCHES = 10;
/** Round trips of a batch. */
const TIMES = 1000;
/**
 * Two cores that share a cache take some 0.1 microseconds on an AMD EPYC, and 0.22 to 0.31 on an Intel Xeon. Two of the EPYC
 * that share none take 0.36 or more.
 */
const NEAR_SECONDS = 0.33e-6;
const MOST_SECONDS = 60;
const PAUSE_SECONDS = 0.5;

/** Two threads that talk to each other. */
export class Cores {
  readonly #threads = [0, 1].map(() => new Worker(PASSING, { eval: true }));

  /** Waits until the cores are near to each other, but not for ever. */
  async near(): Promise<void> {
    const deadline = performance.now() + MOST_SECONDS * 1000;
    while ((await this.roundTrip()) > NEAR_SECONDS && performance.now() < deadline) {
      await sleep(PAUSE_SECONDS * 1000);
    }
  }

  /** Seconds from one core to the other and back. */
  async roundTrip(): Promise<number> {
    const cell = new Int32Array(new SharedArrayBuffer(4));
    const [seconds] = await Promise.all(
      this.#threads.map((thread, first) => {
        const found = new Promise<number>((resolve) => thread.once("message", resolve));
        thread.postMessage({ cell, first, batches: BATCHES, times: TIMES });
        return found;
      }),
    );
    return seconds;
  }

  async stop(): Promise<void> {
    for (const thread of this.#threads) await thread.terminate();
  }
}
