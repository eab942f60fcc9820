/*
 * The parts of the platform that training uses. Node and browsers have all of them. They are declared here, so that the
 * types of neither are needed.
 */

/** The part of an `AbortSignal` that is needed. The signals of Node and of browsers fit. */
export interface AbortSignalLike {
  readonly aborted: boolean;
  readonly reason?: unknown;
  throwIfAborted(): void;
  addEventListener(type: "abort", listener: () => void): void;
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
