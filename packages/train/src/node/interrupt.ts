/**
 * Runs work that Ctrl-C ends through a signal: the first one aborts it, so that an epoch ends cleanly and the
 * history is kept; another one ends the process, as usual. The handler is there only while the work runs.
 *
 * @example
 * ```ts
 * const history = await untilInterrupted((signal) => fit(model, { ...options, signal }));
 * ```
 */
export async function untilInterrupted<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const interrupt = () => controller.abort(new Error("interrupted (SIGINT)"));
  process.once("SIGINT", interrupt);
  try {
    return await work(controller.signal);
  } finally {
    process.off("SIGINT", interrupt);
  }
}
