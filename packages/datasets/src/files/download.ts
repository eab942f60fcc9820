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

/** A transfer that broke off after it had begun, and may go on from there. */
class Interruption extends DownloadError {}

/** What has come of a file. */
interface Transfer {
  readonly bytes: Uint8Array;
  received: number;
  /** The version of the file that the first bytes came from, as the server names it. */
  version: string | null;
}

/**
 * Fetches one published file into memory and checks it. Size and checksum are known beforehand, so that nothing but the
 * very file comes back, and no more bytes are taken in than it has.
 *
 * A transfer that breaks off is taken up where it ended (RFC 9110, range requests), as long as each attempt comes
 * further than those before. A server that knows no ranges, or has another version of the file by now, starts again
 * from the first byte; so does, once, a file put together from several pieces that is not the right one.
 *
 * @throws DownloadError if this URL cannot deliver it. Whatever `onProgress` throws, and the reason of
 * `signal`, go through unchanged.
 */
export async function download(
  url: string,
  file: PublishedFile,
  options: DownloadOptions,
): Promise<Uint8Array> {
  const pieced = await transferred(url, file, options);
  if (pieced.pieces === 1 || sha256(pieced.bytes) === file.sha256) return checked(pieced.bytes, file);
  return checked((await transferred(url, file, options)).bytes, file);
}

function checked(bytes: Uint8Array, file: PublishedFile): Uint8Array {
  const digest = sha256(bytes);
  if (digest !== file.sha256) throw new DownloadError(`its SHA-256 is ${digest}, not ${file.sha256}`);
  return bytes;
}

/** The whole file, in as many pieces as it takes. */
async function transferred(url: string, file: PublishedFile, options: DownloadOptions) {
  const transfer: Transfer = { bytes: new Uint8Array(file.bytes), received: 0, version: null };
  let furthest = 0;
  for (let pieces = 1; ; pieces++) {
    try {
      await receive(url, file, transfer, options);
      return { bytes: transfer.bytes, pieces };
    } catch (error) {
      if (!(error instanceof Interruption) || transfer.received <= furthest) throw error;
      furthest = transfer.received;
    }
  }
}

/** One request: for the whole file, or for what is lacking. */
async function receive(
  url: string,
  file: PublishedFile,
  transfer: Transfer,
  options: DownloadOptions,
): Promise<void> {
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
    const response = await attempt(fetch(url, { signal: either, headers: headersFor(transfer) }), either);
    const body = checkedBody(response, file, transfer);
    const reader = body.getReader();
    try {
      for (;;) {
        rearm();
        const { done, value } = await attempt(reader.read(), either, Interruption);
        if (done) break;
        if (transfer.received + value.length > file.bytes) {
          throw new DownloadError(`sends more than the ${file.bytes} bytes of the file`);
        }
        transfer.bytes.set(value, transfer.received);
        transfer.received += value.length;
        onProgress?.({ file: file.published, receivedBytes: transfer.received, totalBytes: file.bytes });
      }
    } finally {
      // Frees the connection if the loop was left early; after the last byte it does nothing.
      reader.cancel().catch(() => {});
    }
    if (transfer.received < file.bytes) {
      throw new Interruption(`ended after ${transfer.received} of ${file.bytes} bytes`);
    }
  } finally {
    clearTimeout(timer);
  }
}

function headersFor({ received, version }: Transfer): Record<string, string> {
  // Asked for as stored: a server may otherwise label gzip as an encoding, and fetch would unpack it.
  const headers: Record<string, string> = { "accept-encoding": "identity" };
  if (received === 0) return headers;
  headers.range = `bytes=${received}-`;
  if (version !== null) headers["if-range"] = version;
  return headers;
}

function checkedBody(
  response: Response,
  file: PublishedFile,
  transfer: Transfer,
): ReadableStream<Uint8Array> {
  const refuse = (problem: string): never => {
    response.body?.cancel().catch(() => {});
    throw new DownloadError(problem);
  };
  if (!response.ok) refuse(`HTTP status ${response.status}`);
  if (response.status === 206) {
    const range = response.headers.get("content-range");
    const expected = `bytes ${transfer.received}-${file.bytes - 1}/${file.bytes}`;
    if (range !== expected) refuse(`sends the range "${range}", not "${expected}"`);
  } else {
    transfer.received = 0;
    const tag = response.headers.get("etag");
    // A weak tag names what means the same, not the same bytes.
    transfer.version = tag?.startsWith("W/") ? null : tag;
  }
  const announced = response.headers.get("content-length");
  // A login page of a hotel network is caught here, before a byte of it is taken in.
  const comparable = announced !== null && !response.headers.has("content-encoding");
  const expected = file.bytes - transfer.received;
  if (comparable && Number(announced) !== expected) refuse(`announces ${announced} bytes, not ${expected}`);
  return response.body ?? refuse("the response has no body");
}

/** Awaits a step of the transfer, or its abortion even when the step does not heed the signal. */
async function attempt<T>(
  step: Promise<T>,
  signal: AbortSignal,
  Failure: typeof DownloadError = DownloadError,
): Promise<T> {
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
    throw new Failure(describe(error), { cause: error });
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

/** `fetch` says only "fetch failed"; what failed is in its cause. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message} (${describe(error.cause)})` : error.message;
}
