/*
 * What training asks of the platform. Node and browsers have all of it. It is described here, so that neither's
 * types are needed.
 */

/** As much of an `AbortSignal` as is needed. Those of Node and of browsers fit. */
export interface AbortSignalLike {
  readonly aborted: boolean;
  readonly reason?: unknown;
  throwIfAborted(): void;
  addEventListener(type: "abort", listener: () => void): void;
  removeEventListener(type: "abort", listener: () => void): void;
}

interface MessagePort {
  onmessage: (() => void) | null;
  postMessage(message: unknown): void;
  close(): void;
}

interface TextEncoder {
  encode(text: string): Uint8Array;
}

interface Host {
  readonly TextEncoder: new () => TextEncoder;
  readonly performance: { now(): number };
  /** Node has it, browsers do not. */
  readonly setImmediate?: (callback: () => void) => void;
  readonly MessageChannel: new () => { readonly port1: MessagePort; readonly port2: MessagePort };
}

const host = globalThis as unknown as Host;

/** Text in UTF-8. */
export function encodeText(text: string): Uint8Array {
  return new host.TextEncoder().encode(text);
}

/** Milliseconds on a clock that never goes back. */
export function now(): number {
  return host.performance.now();
}

/**
 * Lets timers, signals and other promises have their turn. Browsers get a message to themselves: they hold timers back
 * by 4 ms when one follows another, and by a second in a page that is not shown.
 */
export function giveWay(): Promise<void> {
  return new Promise((resolve) => {
    if (host.setImmediate !== undefined) {
      host.setImmediate(resolve);
      return;
    }
    const { port1, port2 } = new host.MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
