import { FormatError } from "./format-error.ts";
import { joined } from "./pieces.ts";
import type { ByteSource } from "./safetensors.ts";

/** What every engine here has of `fetch`: declared, so that no types of a platform are needed. */
interface Fetched {
  readonly ok: boolean;
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  readonly body: {
    cancel(): Promise<void>;
    getReader(): { read(): Promise<{ value?: Uint8Array; done: boolean }>; cancel(): Promise<void> };
  } | null;
}
type Fetch = (url: string, init: { headers: Record<string, string> }) => Promise<Fetched>;

/**
 * What a server has, read by ranges of bytes.
 *
 * @throws FormatError if it cannot be reached, does not give ranges or gives others than were asked for, or has another file
 * than at the beginning.
 */
export async function urlSource(url: string): Promise<ByteSource> {
  const { size, version } = await ask(url, 0, 1);
  return {
    name: url,
    size,
    read: async (begin, end) => {
      const part = await ask(url, begin, end);
      if (part.size === size && part.version === version) return part.bytes;
      throw new FormatError(url, "the server has another file now than when it was opened; open it again");
    },
    close: async () => {},
  };
}

interface Part {
  readonly bytes: Uint8Array;
  /** How many bytes the whole file has. */
  readonly size: number;
  /** What the server calls this state of the file, if it says so. */
  readonly version: string | null;
}

async function ask(url: string, begin: number, end: number): Promise<Part> {
  const { fetch } = globalThis as unknown as { readonly fetch: Fetch };
  const fail = (problem: string, cause?: unknown) => new FormatError(url, problem, { cause });
  let answer: Fetched;
  try {
    answer = await fetch(url, { headers: { range: `bytes=${begin}-${end - 1}` } });
  } catch (cause) {
    throw fail(`the server cannot be reached (${reasonsOf(cause)})`, cause);
  }
  const [, from, to, size] =
    /^bytes (\d+)-(\d+)\/(\d+)$/.exec(answer.headers.get("content-range") ?? "") ?? [];
  const isWrong = Number(from) !== begin || Number(to) !== end - 1;
  if (answer.status !== 206 || size === undefined || isWrong) {
    // Else the rest of what nobody reads would keep its connection.
    await answer.body?.cancel().catch(() => {});
    if (!answer.ok) throw fail(`the server answers with status ${answer.status}`);
    // A server that passes over the range would send the whole file each time.
    if (answer.status !== 206 || size === undefined)
      throw fail("the server does not give parts of files; load it whole");
    throw fail(`the server gives bytes ${from} to ${to} where ${begin} to ${end - 1} were asked for`);
  }
  if (!Number.isSafeInteger(Number(size)) || Number(size) < end) {
    await answer.body?.cancel().catch(() => {});
    throw fail(`the server gives bytes ${from} to ${to} of a file of ${size}`);
  }
  return {
    bytes: await bodyOf(answer, end - begin, fail),
    size: Number(size),
    version: answer.headers.get("etag"),
  };
}

/** The bytes of an answer, which may have up to `most`. */
async function bodyOf(
  { body }: Fetched,
  most: number,
  fail: (problem: string, cause?: unknown) => FormatError,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = body?.getReader();
  try {
    for (let next = await reader?.read(); next?.value !== undefined; next = await reader?.read()) {
      chunks.push(next.value);
      length += next.value.length;
      if (length > most) break;
    }
  } catch (cause) {
    throw fail(`the server has stopped after ${length} of ${most} bytes (${reasonsOf(cause)})`, cause);
  }
  if (length > most) {
    await reader?.cancel().catch(() => {});
    throw fail(`the server gives more than the ${most} bytes that were asked for`);
  }
  return joined(chunks);
}

/** An error with its causes: `fetch` says no more than that it failed. */
function reasonsOf(error: unknown): string {
  const { cause } = (error ?? {}) as { readonly cause?: unknown };
  return cause === undefined ? String(error) : `${String(error)}: ${reasonsOf(cause)}`;
}
