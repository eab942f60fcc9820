import { checkArgument, whole } from "@gradiente/core/arguments";
import { limits } from "./backend.ts";
import { addon } from "./border.ts";

/*
 * Threads of the addon, which share the work of large calls. They have no part in JavaScript: they sleep while there is
 * nothing to share, and end with the environment that they belong to.
 */

const shared = { threads: 1 };

/**
 * On how many threads large kernels of the backend `native` run here.
 *
 * @example
 * ```ts no-run
 * getNativeThreads();
 * ```
 */
export function getNativeThreads(): number {
  return shared.threads;
}

/**
 * Shares the work of large kernels of the backend `native` among this many threads: products, functions of elements and
 * programs of them, folds, softmax, normalisation, copies and random numbers. 1, the default, uses none but the one that
 * calls. Results are the same to the last bit. The others do not keep the process alive. Each worker thread of Node has its
 * own. What runs on the backend `wasm` is not touched: `setThreads` of `@gradiente/core` is for that.
 *
 * @throws RangeError unless the number is a whole number from 1 to 64.
 * @throws Error if the system gives no more threads.
 * @throws NativeUnavailableError if there is no compiled addon for this platform, or if it does not load.
 * @example
 * if (isNativeAvailable()) setNativeThreads(2);
 */
export function setNativeThreads(threads: number): void {
  checkArgument("setNativeThreads", "the number of threads", threads, whole(1, 64));
  if (threads === shared.threads) return;
  const { awake, asleep } = limits.smallestShared;
  const started = addon().setThreads(threads, awake, asleep);
  shared.threads = started ? threads : 1;
  if (!started) {
    throw new Error(
      `setNativeThreads: the system does not start ${threads - 1} more threads; there is one now`,
    );
  }
}
