import { setImmediate } from "node:timers/promises";

/** For loops of one's own, once an epoch: lets Ctrl-C be heard, and ends the loop by it, as `trainIn` does. */
export async function heed(signal: AbortSignal): Promise<void> {
  await setImmediate();
  signal.throwIfAborted();
}
