import { giveWay } from "@gradiente/core";

/** Call it once per epoch in a training loop: it lets Ctrl-C take effect, and then throws, as `trainIn` does. */
export async function checkInterrupt(signal: AbortSignal): Promise<void> {
  await giveWay();
  signal.throwIfAborted();
}
