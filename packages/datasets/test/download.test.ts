import { randomFillSync } from "node:crypto";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import {
  DownloadError,
  type DownloadOptions,
  type DownloadProgress,
  download,
  type Fetch,
} from "../src/files/download.ts";
import { loadTinyShakespeare } from "../src/sets/tiny-shakespeare.ts";
import { publish } from "./fixtures.ts";

/** Bytes that gzip cannot make fewer. */
const content = randomFillSync(new Uint8Array(5000));
const { set, stored } = publish({ thing: content });
const file = set.files[0];
const bytes = stored["thing.gz"];

/** The URL of a server of the running test's own. */
async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/thing.gz`;
}

async function failure(url: string, options: DownloadOptions = {}): Promise<string> {
  const error: unknown = await download(url, file, options).then(
    () => new Error("downloaded"),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(DownloadError);
  return (error as DownloadError).message;
}

describe("download", () => {
  test("delivers the file, asked for as stored, and reports each piece", async () => {
    const url = await serve((request, response) => {
      expect(request.headers["accept-encoding"]).toBe("identity");
      response.write(bytes.subarray(0, 1000));
      finish = () => response.end(bytes.subarray(1000));
    });
    // The second piece is sent when the first has been reported.
    let finish = (): void => {};
    const reports: DownloadProgress[] = [];
    const onProgress = (progress: DownloadProgress): void => {
      if (reports.push(progress) === 1) finish();
    };
    const received = await download(url, file, { onProgress });
    expect(Buffer.compare(received, bytes)).toBe(0);
    expect(reports.length).toBeGreaterThanOrEqual(2);
    expect(reports[0]).toEqual({ file: "thing.gz", receivedBytes: 1000, totalBytes: bytes.length });
    expect(reports.at(-1)?.receivedBytes).toBe(bytes.length);
  });

  test("refuses an HTTP error and another announced size, before the body", async () => {
    const missing = await serve((_, response) => response.writeHead(404).end("no"));
    expect(await failure(missing)).toBe("HTTP status 404");
    const portal = await serve((_, response) => response.end("<html>Please log in</html>"));
    expect(await failure(portal)).toBe(`announces 26 bytes, not ${bytes.length}`);
  });

  test("takes in no more bytes than the file has", async () => {
    let sent = 0;
    const url = await serve((_, response) => {
      const more = (): void => {
        while (!response.destroyed && response.write(bytes)) sent += bytes.length;
      };
      response.on("drain", more);
      more();
    });
    expect(await failure(url)).toBe(`sends more than the ${bytes.length} bytes of the file`);
    expect(sent).toBeLessThan(10_000_000);
  });

  test("refuses a body that ends early", async () => {
    const url = await serve((_, response) => {
      response.write(bytes.subarray(0, 100));
      response.end();
    });
    expect(await failure(url)).toBe(`ended after 100 of ${bytes.length} bytes`);
  });

  test("tells a connection that breaks off", async () => {
    const url = await serve((_, response) => {
      response.writeHead(200, { "content-length": bytes.length });
      response.write(bytes.subarray(0, 100), () => response.destroy());
    });
    expect(await failure(url)).toMatch(/terminated/);
  });

  test("names what lies behind `fetch failed`", async () => {
    expect(await failure("http://127.0.0.1:1/thing.gz")).toMatch(/^fetch failed \(.+\)/);
  });

  test("refuses other bytes of the same number", async () => {
    const other = bytes.slice();
    other[50] = other[50] ^ 1;
    const url = await serve((_, response) => response.end(other));
    expect(await failure(url)).toMatch(new RegExp(`^its SHA-256 is [0-9a-f]{64}, not ${file.sha256}$`));
  });

  test("gives up a server that stops sending", async () => {
    const url = await serve((_, response) => void response.write(bytes.subarray(0, 100)));
    expect(await failure(url, { stallTimeout: 60 })).toBe("no data for 0.06 s");
  });

  test("gives up a server that sends for ever, a little at a time", async () => {
    const url = await serve((_, response) => {
      const timer = setInterval(() => response.write(bytes.subarray(0, 1)), 5);
      response.once("close", () => clearInterval(timer));
    });
    expect(await failure(url, { stallTimeout: 1000, timeout: 60 })).toBe("not there after 0.06 s");
  });

  test.each([
    [
      { stallTimeout: 0 },
      "loadTinyShakespeare: stallTimeout must be a whole number from 1 to 2147483647, not 0",
    ],
    [{ stallTimeout: Number.NaN }, "stallTimeout must be a whole number"],
    // A timer would take these for 1 ms.
    [{ stallTimeout: 2 ** 31 }, "stallTimeout must be a whole number"],
    [{ timeout: Number.POSITIVE_INFINITY }, "timeout must be a whole number"],
    [{ timeout: "30" as never }, 'timeout must be a whole number from 1 to 2147483647, not "30"'],
  ])("refuses the times %j", async (options, message) => {
    const fetch = vi.fn<Fetch>();
    await expect(loadTinyShakespeare({ directory: "none", fetch, ...options })).rejects.toThrow(message);
    expect(fetch).not.toHaveBeenCalled();
  });

  test.each([
    ["throws at once", () => { throw new Error("no proxy"); }, "no proxy"],
    ["gives nothing", () => undefined, "fetch gave no Response"],
    ["gives something else", async () => ({ ok: true }), "fetch gave no Response"],
  ])("is an error of that mirror if a fetch of the user's own %s", async (_, fetch, message) => {
    expect(await failure("https://one.example/", { fetch: fetch as never })).toBe(message);
  }); // biome-ignore format: a table

  test("gives up a server that never answers, even if fetch heeds no signal", async () => {
    const fetch = (): Promise<Response> => new Promise(() => {});
    expect(await failure("https://one.example/", { fetch, stallTimeout: 20 })).toBe("no data for 0.02 s");
  });

  test("waits for a slow server as long as something comes", async () => {
    const url = await serve((_, response) => {
      const pieces = [0, 1, 2, 3, 4].map((piece) => bytes.subarray(piece * 1100, (piece + 1) * 1100));
      const next = (): void => {
        const piece = pieces.shift();
        if (piece === undefined) response.end();
        else response.write(piece, () => setTimeout(next, 110));
      };
      next();
    });
    await expect(download(url, file, { stallTimeout: 400 })).resolves.toHaveLength(bytes.length);
  });

  test("rejects with the reason of the signal, before and during the transfer", async () => {
    const reason = new Error("enough");
    const url = await serve((_, response) => void response.write(bytes.subarray(0, 100)));
    await expect(download(url, file, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);

    const controller = new AbortController();
    const transfer = download(url, file, {
      signal: controller.signal,
      onProgress: () => controller.abort(reason),
    });
    await expect(transfer).rejects.toBe(reason);
  });

  test("lets an error of onProgress through", async () => {
    const bug = new TypeError("bar is not a function");
    const url = await serve((_, response) => response.end(bytes));
    const onProgress = (): void => {
      throw bug;
    };
    await expect(download(url, file, { onProgress })).rejects.toBe(bug);
  });

  test("leaves no timer and no listener behind", async () => {
    const url = await serve((_, response) => response.end(bytes));
    // An odd delay tells the download's timers from those of fetch and of the server.
    const [stallTimeout, timeout] = [12_345, 54_321];
    const set = vi.spyOn(globalThis, "setTimeout");
    const clear = vi.spyOn(globalThis, "clearTimeout");
    onTestFinished(() => [set, clear].forEach((spy) => void spy.mockRestore()));
    // fetch adds listeners too, on signals of its own, so only those put on the signal that it gets are counted.
    let [added, removed] = [0, 0];
    const fetch: Fetch = (target, init) => {
      const add = vi.spyOn(init.signal, "addEventListener").mockImplementation(() => void added++);
      const remove = vi.spyOn(init.signal, "removeEventListener").mockImplementation(() => void removed++);
      onTestFinished(() => [add, remove].forEach((spy) => void spy.mockRestore()));
      return globalThis.fetch(target);
    };
    await download(url, file, { fetch, stallTimeout, timeout });
    const timers = set.mock.results.filter(
      (_, call) => set.mock.calls[call][1] === stallTimeout || set.mock.calls[call][1] === timeout,
    );
    expect(timers.length).toBeGreaterThan(2);
    for (const { value } of timers) expect(clear).toHaveBeenCalledWith(value);
    expect(added).toBeGreaterThan(0);
    expect(removed).toBe(added);
  });
});

describe("a transfer that breaks off", () => {
  /** Serves the bytes, at most so many a request, then breaks the connection; knows ranges if there is a tag. */
  async function breaking(pieces: readonly number[], tag?: string, other: Uint8Array = bytes) {
    const asked: (string | undefined)[] = [];
    const url = await serve((request, response) => {
      asked.push(request.headers.range);
      const from =
        tag === undefined ? 0 : Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0);
      if (from > 0) {
        expect(request.headers["if-range"]).toBe(tag);
        response.writeHead(206, {
          "content-range": `bytes ${from}-${bytes.length - 1}/${bytes.length}`,
          "content-length": bytes.length - from,
        });
      } else {
        response.writeHead(200, {
          "content-length": bytes.length,
          ...(tag === undefined ? {} : { etag: tag }),
        });
      }
      const length = pieces[asked.length - 1] ?? bytes.length;
      const part = (from > 0 ? other : bytes).subarray(from, from + length);
      // What is written has to be on its way before the connection goes.
      response.write(part, () =>
        setTimeout(() => (from + length < bytes.length ? response.destroy() : response.end()), 20),
      );
    });
    return { url, asked };
  }

  test("goes on where it ended, and checks the whole", async () => {
    const { url, asked } = await breaking([1000, 1500], '"v1"');
    const reports: number[] = [];
    const received = await download(url, file, {
      onProgress: ({ receivedBytes }) => reports.push(receivedBytes),
    });
    expect(Buffer.compare(received, bytes)).toBe(0);
    expect(asked).toEqual([undefined, "bytes=1000-", "bytes=2500-"]);
    expect(reports).toEqual([...reports].sort((a, b) => a - b));
  });

  test("starts again where the server knows no ranges, and is given up once it comes no further", async () => {
    const { url, asked } = await breaking([1000, 3000]);
    expect(Buffer.compare(await download(url, file, {}), bytes)).toBe(0);
    expect(asked).toEqual([undefined, "bytes=1000-", "bytes=3000-"]);
    const stuck = await breaking([1000, 1000, 1000]);
    expect(await failure(stuck.url)).toMatch(/terminated/);
    expect(stuck.asked).toHaveLength(2);
  });

  test("starts once more from the first byte if the pieces do not make the file", async () => {
    const { url, asked } = await breaking(
      [1000],
      '"v1"',
      bytes.map((byte) => byte ^ 1),
    );
    expect(Buffer.compare(await download(url, file, {}), bytes)).toBe(0);
    expect(asked).toEqual([undefined, "bytes=1000-", undefined]);
  });

  test("refuses a range that was not asked for", async () => {
    let requests = 0;
    const url = await serve((_, response) => {
      if (requests++ === 0) {
        response.writeHead(200, { "content-length": bytes.length });
        response.write(bytes.subarray(0, 1000), () => setTimeout(() => response.destroy(), 20));
      } else {
        response.writeHead(206, { "content-range": `bytes 0-10/${bytes.length}` }).end();
      }
    });
    expect(await failure(url)).toBe(
      `sends the range "bytes 0-10/${bytes.length}", not "bytes 1000-${bytes.length - 1}/${bytes.length}"`,
    );
  });
});
