import { FormatError } from "./format-error.ts";
import type { ByteSource } from "./safetensors.ts";

/** What every engine here has of `fetch`: declared, so that no types of a platform are needed. */
interface Fetched {
  readonly ok: boolean;
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  arrayBuffer(): Promise<ArrayBuffer>;
}
type Fetch = (url: string, init: { headers: Record<string, string> }) => Promise<Fetched>;

/**
 * What a server has, read by ranges of bytes.
 *
 * @throws FormatError if it cannot be reached, or does not give ranges.
 */
export async function urlSource(url: string): Promise<ByteSource> {
  const { fetch } = globalThis as unknown as { readonly fetch: Fetch };
  const ask = async (begin: number, end: number): Promise<{ bytes: Uint8Array; size: number }> => {
    const fail = (problem: string, cause?: unknown) => new FormatError(url, problem, { cause });
    let answer: Fetched;
    try {
      answer = await fetch(url, { headers: { range: `bytes=${begin}-${end - 1}` } });
    } catch (cause) {
      throw fail(`the server cannot be reached (${String(cause)})`, cause);
    }
    if (!answer.ok) throw fail(`the server answers with status ${answer.status}`);
    const [, size] = /^bytes \d+-\d+\/(\d+)$/.exec(answer.headers.get("content-range") ?? "") ?? [];
    // A server that passes over the range would send the whole file each time.
    if (answer.status !== 206 || size === undefined)
      throw fail("the server does not give parts of files; load it whole");
    return { bytes: new Uint8Array(await answer.arrayBuffer()), size: Number(size) };
  };
  const { size } = await ask(0, 1);
  return {
    name: url,
    size,
    read: async (begin, end) => (await ask(begin, end)).bytes,
    close: async () => {},
  };
}
