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

interface TextEncoder {
  encode(text: string): Uint8Array;
}

interface Host {
  readonly TextEncoder: new () => TextEncoder;
  readonly performance: { now(): number };
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
