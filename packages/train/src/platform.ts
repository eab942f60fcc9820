/*
 * The parts of the platform that training uses. Node and browsers have all of them. They are declared here, so that the
 * types of neither are needed.
 */

/** The part of an `AbortSignal` that is needed. The signals of Node and of browsers fit. */
export interface AbortSignalLike {
  /** Whether the work is to end. */
  readonly aborted: boolean;
  /** Why it is to end. */
  readonly reason?: unknown;
  /** Throws the reason if the work is to end. */
  throwIfAborted(): void;
  /** Calls a function when the work is to end. */
  addEventListener(type: "abort", listener: () => void): void;
  /** Calls it no more. */
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
  /** Available in Node, not in browsers. */
  readonly setImmediate?: (callback: () => void) => void;
  /** Not available in jsdom. */
  readonly MessageChannel?: new () => { readonly port1: MessagePort; readonly port2: MessagePort };
  readonly setTimeout: (callback: () => void, milliseconds: number) => unknown;
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
 * Lets timers, signals and other promises run. In browsers, it waits for a message instead of a timer: browsers delay
 * timers by 4 ms when one follows another, and by a second in a page that is not visible.
 */
export function giveWay(): Promise<void> {
  return new Promise((resolve) => {
    if (host.setImmediate !== undefined) {
      host.setImmediate(resolve);
      return;
    }
    if (host.MessageChannel === undefined) {
      host.setTimeout(resolve, 0);
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
