import { setImmediate } from "node:timers/promises";

/** Call it once per epoch in a training loop: it lets Ctrl-C take effect, and then throws, as `trainIn` does. */
export async function checkInterrupt(signal: AbortSignal): Promise<void> {
  await setImmediate();
  signal.throwIfAborted();
}
