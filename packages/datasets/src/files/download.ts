import { createHash } from "node:crypto";
import { aFunction, check, type OptionChecks, whole } from "@gradiente/core/arguments";
import { isObject } from "../checks.ts";
import type { PublishedFile } from "./file-set.ts";
import type { OfGlobal } from "./of-global.ts";

/** The part of the global `fetch` that downloads use. Pass your own to use a proxy or to test. */
export type Fetch = (
  url: string,
  init: { readonly signal: OfGlobal<"AbortSignal", object>; readonly headers: Record<string, string> },
) => Promise<OfGlobal<"Response", object>>;

/** The progress of a download. */
export interface DownloadProgress {
  /** The published name of the file. */
  readonly file: string;
  /** The number of bytes that have arrived. */
  readonly receivedBytes: number;
  /** The number of bytes of the file. */
  readonly totalBytes: number;
}

/** Options of downloads. */
export interface DownloadOptions {
  /** Called after each piece of data that arrives. Default: nothing is called. */
  readonly onProgress?: (progress: DownloadProgress) => void;
  /** The function that fetches a URL. Default: the global `fetch`. */
  readonly fetch?: Fetch;
  /** A signal that ends the download. The promise then rejects with the reason of the signal. */
  readonly signal?: OfGlobal<"AbortSignal", object>;
  /** The longest wait for the next piece of data, in milliseconds. After it, the next mirror is tried. Default: 30,000. */
  readonly stallTimeout?: number;
  /**
   * The longest time that one mirror may take for one file, in milliseconds, however steadily it sends. After it, the next
   * mirror is tried. Default: 1,800,000, half an hour.
   */
  readonly timeout?: number;
}

/** The longest time that a timer can wait. It would take a longer one for none. */
const LONGEST = 2 ** 31 - 1;

const aTime = whole(1, LONGEST);

/** Checks of the options of downloads. */
export const DOWNLOAD: OptionChecks<DownloadOptions> = {
  onProgress: aFunction(),
  fetch: aFunction(),
  signal: check("an AbortSignal", (value) => isObject(value) && "aborted" in value),
  stallTimeout: aTime,
  timeout: aTime,
};

/** Thrown when a mirror cannot deliver a file. Then the next mirror is tried. */
export class DownloadError extends Error {
  static {
    this.prototype.name = "DownloadError";
  }
}

/** The SHA-256 of bytes, in lower-case hexadecimal. */
export function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** Thrown when a transfer broke off after it had begun. It can continue from there. */
class Interruption extends DownloadError {}

/** The part of a file that has arrived. */
interface Transfer {
  readonly bytes: Uint8Array;
  received: number;
  /** The server's name of the version of the file that the first bytes came from. */
  version: string | null;
}

/**
 * Fetches one published file into memory and checks it. Its size and checksum are known, so the result is always the
 * published file, and never more bytes than it has are read.
 *
 * A transfer that breaks off continues where it ended (RFC 9110, range requests), as long as each attempt gets further
 * than all earlier ones. If a server does not support ranges, or has another version of the file by then, the transfer
 * starts again from the first byte. If a file from several pieces has a wrong checksum, it is fetched once more.
 *
 * @throws DownloadError if this URL cannot deliver the file, or not in time. RangeError or TypeError for a timeout that no
 * timer can wait. Errors of `onProgress` and the reason of `signal` are thrown
 * unchanged.
 */
export async function download(
  url: string,
  file: PublishedFile,
  options: DownloadOptions,
): Promise<Uint8Array> {
  const { signal, timeout = 1_800_000 } = options;
  const limit = new AbortController();
  const late = () => limit.abort(new DownloadError(`not there after ${timeout / 1000} s`));
  const timer = setTimeout(late, timeout);
  try {
    return await verified(url, file, { ...options, signal: either(signal, limit.signal) });
  } finally {
    clearTimeout(timer);
  }
}

/** A signal that aborts when one of the two does. */
function either(signal: AbortSignal | undefined, own: AbortSignal): AbortSignal {
  return signal === undefined ? own : AbortSignal.any([signal, own]);
}

async function verified(url: string, file: PublishedFile, options: DownloadOptions): Promise<Uint8Array> {
  const pieced = await transferred(url, file, options);
  if (pieced.pieces === 1 || sha256(pieced.bytes) === file.sha256) return checked(pieced.bytes, file);
  return checked((await transferred(url, file, options)).bytes, file);
}

function checked(bytes: Uint8Array, file: PublishedFile): Uint8Array {
  const digest = sha256(bytes);
  if (digest !== file.sha256) throw new DownloadError(`its SHA-256 is ${digest}, not ${file.sha256}`);
  return bytes;
}

/** The whole file, and the number of pieces in which it came. */
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

/** One request, for the whole file or for its missing part. */
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
  const ended = either(signal, watchdog.signal);

  rearm();
  try {
    // Asynchronous, so that a fetch of the user's own that throws at once is one that fails.
    const asked = async () => fetch(url, { signal: ended, headers: headersFor(transfer) });
    const response = await attempt(asked(), ended);
    const body = checkedBody(response, file, transfer);
    const reader = body.getReader();
    try {
      for (;;) {
        rearm();
        const { done, value } = await attempt(reader.read(), ended, Interruption);
        if (done) break;
        if (transfer.received + value.length > file.bytes) {
          throw new DownloadError(`sends more than the ${file.bytes} bytes of the file`);
        }
        transfer.bytes.set(value, transfer.received);
        transfer.received += value.length;
        onProgress?.({ file: file.published, receivedBytes: transfer.received, totalBytes: file.bytes });
      }
    } finally {
      // This frees the connection if the loop was left early. After the last byte it does nothing.
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
  // This requests the stored bytes. Otherwise a server may call gzip an encoding, and fetch would unpack the file.
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
    response?.body?.cancel().catch(() => {});
    throw new DownloadError(problem);
  };
  // Not by its class: that of a fetch of another package is another.
  if (typeof response?.headers?.get !== "function") refuse("fetch gave no Response");
  if (!response.ok) refuse(`HTTP status ${response.status}`);
  if (response.status === 206) {
    const range = response.headers.get("content-range");
    const expected = `bytes ${transfer.received}-${file.bytes - 1}/${file.bytes}`;
    if (range !== expected) refuse(`sends the range "${range}", not "${expected}"`);
  } else {
    transfer.received = 0;
    const tag = response.headers.get("etag");
    // A weak tag names equivalent content, not the same bytes.
    transfer.version = tag?.startsWith("W/") ? null : tag;
  }
  const announced = response.headers.get("content-length");
  // This recognises the login page of, say, a hotel network before any of its bytes are read.
  const comparable = announced !== null && !response.headers.has("content-encoding");
  const expected = file.bytes - transfer.received;
  if (comparable && Number(announced) !== expected) refuse(`announces ${announced} bytes, not ${expected}`);
  return response.body ?? refuse("the response has no body");
}

/** Waits for a step of the transfer. Rejects when the signal aborts, even if the step ignores the signal. */
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

/** The message of an error with those of its causes: `fetch` only says "fetch failed". */
function describe(error: unknown): string {
  const { message, cause } = (error ?? {}) as Partial<Error>;
  if (message === undefined) return String(error);
  return cause === undefined ? message : `${message} (${describe(cause)})`;
}
