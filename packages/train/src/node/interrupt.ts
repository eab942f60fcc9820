import { aFunction, checkArgument } from "@gradiente/core/arguments";
import type { AbortSignalLike } from "@gradiente/train";
import type { OfGlobal } from "./of-global.ts";

/**
 * Runs work that Ctrl-C can end through a signal. The first Ctrl-C aborts the signal, so that the training ends cleanly
 * and its history is kept. The second one ends the process, as usual. The handler exists only while the work runs.
 *
 * @example
 * ```ts
 * const model = new Dense(4, 3);
 * const optimizer = new Adam(model.parameters());
 * const options = { data: loadIris(), loss: crossEntropyLoss, optimizer, epochs: 5 };
 * const history = await untilInterrupted((signal) => fit(model, { ...options, signal }));
 * ```
 */
export async function untilInterrupted<T>(
  work: (signal: OfGlobal<"AbortSignal", AbortSignalLike>) => Promise<T>,
): Promise<T> {
  checkArgument("untilInterrupted", "the work", work, aFunction());
  const controller = new AbortController();
  const interrupt = () => controller.abort(new Error("interrupted (SIGINT)"));
  process.once("SIGINT", interrupt);
  try {
    return await work(controller.signal);
  } finally {
    process.off("SIGINT", interrupt);
  }
}
