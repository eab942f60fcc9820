import { FormatError } from "@gradiente/formats";
import { afterEach, describe, expect, it, vi } from "vitest";
import { urlSource } from "../src/url-source.ts";

/* Parts of a file from a server that answers as each test says. */

const ADDRESS = "https://a.example/m";

interface Answer {
  readonly status?: number;
  readonly range?: string | null;
  readonly etag?: string | null;
  readonly chunks?: readonly (readonly number[])[];
  readonly failsAfter?: Error;
  readonly hasBody?: boolean;
}

/** What was asked for, and what was let go of. */
interface Seen {
  readonly ranges: string[];
  cancelled: number;
}

/** A server whose answers come one after another, the last again and again. */
function serve(...answers: readonly Answer[]): Seen {
  const seen: Seen = { ranges: [], cancelled: 0 };
  const cancel = async () => void seen.cancelled++;
  let at = 0;
  vi.stubGlobal("fetch", async (_url: string, init: { headers: Record<string, string> }) => {
    seen.ranges.push(init.headers.range);
    const answer = answers[Math.min(at++, answers.length - 1)];
    const { status = 206, range = "bytes 0-0/100", etag = null, chunks = [[7]], failsAfter, hasBody = true } = answer;
    let next = 0;
    const read = async () => {
      if (next < chunks.length) return { value: Uint8Array.from(chunks[next++]), done: false };
      if (failsAfter !== undefined) throw failsAfter;
      return { value: undefined, done: true };
    };
    const headers: Record<string, string | null> = { "content-range": range, etag };
    return {
      ...{ status, ok: status >= 200 && status < 300, headers: { get: (name: string) => headers[name] } },
      body: hasBody ? { cancel, getReader: () => ({ read, cancel }) } : null,
    };
  });
  return seen;
} // biome-ignore format: defaults

afterEach(() => void vi.unstubAllGlobals());

describe("a server", () => {
  it("is asked for one byte at first, and then for what is needed", async () => {
    const seen = serve({ etag: '"1"' }, { range: "bytes 5-8/100", etag: '"1"', chunks: [[1, 2], [3], [4]] });
    const source = await urlSource(ADDRESS);
    expect([source.name, source.size]).toEqual([ADDRESS, 100]);
    expect([...(await source.read(5, 9))]).toEqual([1, 2, 3, 4]);
    expect(seen).toEqual({ ranges: ["bytes=0-0", "bytes=5-8"], cancelled: 0 });
    await source.close();
  });

  it("may have a file of one byte, and give fewer bytes, which others notice", async () => {
    serve({ range: "bytes 0-0/1", chunks: [] });
    expect((await urlSource(ADDRESS)).size).toBe(1);
    serve({ hasBody: false });
    expect((await urlSource(ADDRESS)).size).toBe(100);
  });

  const parts = "the server does not give parts of files; load it whole";
  it.each<[string, Answer, string, number]>([
    ["the whole file", { status: 200, range: null }, parts, 1],
    ["the whole file, with a range", { status: 200 }, parts, 1],
    ["no range", { range: null }, parts, 1],
    ["a range without a size", { range: "bytes 0-0/*" }, parts, 1],
    ["a range of other units", { range: "rows 0-0/100" }, parts, 1],
    ["a range with more behind", { range: "bytes 0-0/100 " }, parts, 1],
    ["no file", { status: 404, range: null }, "the server answers with status 404", 1],
    ["an error with a range", { status: 500 }, "the server answers with status 500", 1],
    ["a range that begins later", { range: "bytes 1-1/100" }, "the server gives bytes 1 to 1 where 0 to 0 were asked for", 1],
    ["a range that begins earlier, and ends as asked", { range: "bytes 1-0/100" }, "the server gives bytes 1 to 0 where 0 to 0 were asked for", 1],
    ["a range that ends later", { range: "bytes 0-1/100" }, "the server gives bytes 0 to 1 where 0 to 0 were asked for", 1],
    ["an empty file", { range: "bytes 0-0/0" }, "the server gives bytes 0 to 0 of a file of 0", 1],
    ["more bytes than there are numbers", { range: "bytes 0-0/9007199254740992" }, "the server gives bytes 0 to 0 of a file of 9007199254740992", 1],
    ["more than was asked for", { chunks: [[7], [8], [9]] }, "the server gives more than the 1 bytes that were asked for", 1],
    ["an end before the end", { chunks: [], failsAfter: new Error("cut") }, "the server has stopped after 0 of 1 bytes (Error: cut)", 0],
    ["an end after the end", { failsAfter: new Error("late", { cause: new TypeError("why") }) }, "the server has stopped after 1 of 1 bytes (Error: late: TypeError: why)", 0],
  ])("that gives %s is refused, and let go of", async (_name, answer, message, cancelled) => {
    const seen = serve(answer);
    await expect(urlSource(ADDRESS)).rejects.toThrow(new FormatError(ADDRESS, message));
    expect(seen.cancelled).toBe(cancelled);
  }); // biome-ignore format: a table

  it("may have as many bytes as there are numbers", async () => {
    serve({ range: "bytes 0-0/9007199254740991" });
    expect((await urlSource(ADDRESS)).size).toBe(Number.MAX_SAFE_INTEGER);
  });

  it.each<[string, Answer]>([
    ["a size", { range: "bytes 0-0/101", etag: '"1"' }],
    ["a state", { etag: '"2"' }],
    ["no state", {}],
  ])("that has another file now is told by %s", async (_name, then) => {
    serve({ etag: '"1"' }, then);
    const source = await urlSource(ADDRESS);
    await expect(source.read(0, 1)).rejects.toThrow(
      new FormatError(ADDRESS, "the server has another file now than when it was opened; open it again"),
    );
  });

  it("that is not there is told with all reasons", async () => {
    const cause = new Error("b", { cause: "c" });
    vi.stubGlobal("fetch", async () => Promise.reject(new TypeError("a", { cause })));
    const error = await urlSource(ADDRESS).catch((reason: unknown) => reason as Error);
    expect(error).toEqual(
      new FormatError(ADDRESS, "the server cannot be reached (TypeError: a: Error: b: c)"),
    );
    expect((error as Error).cause).toBeInstanceOf(TypeError);
    vi.stubGlobal("fetch", async () => Promise.reject(null));
    await expect(urlSource(ADDRESS)).rejects.toThrow("the server cannot be reached (null)");
  });
});
