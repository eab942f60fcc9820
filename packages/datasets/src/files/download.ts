import { createHash } from "node:crypto";
import type { PublishedFile } from "./file-set.ts";

/** What {@link download} needs of the global `fetch`: pass your own to go through a proxy or to test. */
export type Fetch = (
  url: string,
  init: { readonly signal: AbortSignal; readonly headers: Record<string, string> },
) => Promise<Response>;

/** How far a download has come. */
export interface DownloadProgress {
  /** The name of the file as published. */
  readonly file: string;
  readonly receivedBytes: number;
  readonly totalBytes: number;
}

/** How files are fetched. */
export interface DownloadOptions {
  /** Called with each piece that arrives. */
  readonly onProgress?: (progress: DownloadProgress) => void;
  /** Stands in for the global `fetch`. */
  readonly fetch?: Fetch;
  /** Ends the download; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** The longest wait for the next piece of data, in milliseconds, before a mirror is given up. Default 30,000. */
  readonly stallTimeout?: number;
}

/** A mirror's failure to deliver a file, to be followed by the next mirror. */
export class DownloadError extends Error {
  static {
    this.prototype.name = "DownloadError";
  }
}

/** SHA-256 in lower-case hexadecimal. */
export function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/**
 * Fetches one published file into memory and checks it. Size and checksum are known beforehand, so that nothing but the
 * very file comes back, and no more bytes are taken in than it has.
 *
 * @throws DownloadError if this URL cannot deliver it. Whatever `onProgress` throws, and the reason of
 * `signal`, go through unchanged.
 */
export async function download(
  url: string,
  file: PublishedFile,
  options: DownloadOptions,
): Promise<Uint8Array> {
  const { onProgress, fetch = globalThis.fetch, signal, stallTimeout = 30_000 } = options;
  const watchdog = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const rearm = (): void => {
    clearTimeout(timer);
    const stalled = (): void => watchdog.abort(new DownloadError(`no data for ${stallTimeout / 1000} s`));
    timer = setTimeout(stalled, stallTimeout);
  };
  const either = signal === undefined ? watchdog.signal : AbortSignal.any([signal, watchdog.signal]);

  rearm();
  try {
    // Asked for as stored: a server may otherwise label gzip as an encoding, and fetch would unpack it.
    const response = await attempt(
      fetch(url, { signal: either, headers: { "accept-encoding": "identity" } }),
      either,
    );
    const body = checkedBody(response, file);
    const reader = body.getReader();
    const bytes = new Uint8Array(file.bytes);
    let received = 0;
    try {
      for (;;) {
        rearm();
        const { done, value } = await attempt(reader.read(), either);
        if (done) break;
        if (received + value.length > file.bytes) {
          throw new DownloadError(`sends more than the ${file.bytes} bytes of the file`);
        }
        bytes.set(value, received);
        received += value.length;
        onProgress?.({ file: file.published, receivedBytes: received, totalBytes: file.bytes });
      }
    } finally {
      // Frees the connection if the loop was left early; after the last byte it does nothing.
      reader.cancel().catch(() => {});
    }
    if (received < file.bytes) throw new DownloadError(`ended after ${received} of ${file.bytes} bytes`);
    const digest = sha256(bytes);
    if (digest !== file.sha256) throw new DownloadError(`its SHA-256 is ${digest}, not ${file.sha256}`);
    return bytes;
  } finally {
    clearTimeout(timer);
  }
}

function checkedBody(response: Response, file: PublishedFile): ReadableStream<Uint8Array> {
  const refuse = (problem: string): never => {
    response.body?.cancel().catch(() => {});
    throw new DownloadError(problem);
  };
  if (!response.ok) refuse(`HTTP status ${response.status}`);
  const announced = response.headers.get("content-length");
  // A login page of a hotel network is caught here, before a byte of it is taken in.
  const comparable = announced !== null && !response.headers.has("content-encoding");
  if (comparable && Number(announced) !== file.bytes)
    refuse(`announces ${announced} bytes, not ${file.bytes}`);
  return response.body ?? refuse("the response has no body");
}

/** Awaits a step of the transfer, or its abortion even when the step does not heed the signal. */
async function attempt<T>(step: Promise<T>, signal: AbortSignal): Promise<T> {
  let abort = (): void => {};
  const aborted = new Promise<never>((_, reject) => {
    abort = (): void => reject(signal.reason);
    if (signal.aborted) abort();
    else signal.addEventListener("abort", abort, { once: true });
  });
  try {
    return await Promise.race([step, aborted]);
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    throw new DownloadError(describe(error), { cause: error });
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

/** `fetch` says only "fetch failed"; what failed is in its cause. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message} (${describe(error.cause)})` : error.message;
}
