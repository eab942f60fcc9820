import { execFileSync } from "node:child_process";
import { chmod, mkdir, open, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { onWarning, type WarningHandler } from "@gradiente/core";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type AcquireOptions, acquire } from "../src/files/acquire.ts";
import { defaultCacheDirectory } from "../src/files/cache.ts";
import type { Fetch } from "../src/files/download.ts";
import type { FoundFiles } from "../src/files/file-set.ts";
import { unpack } from "../src/files/unpack.ts";
import { DatasetFormatError, DatasetNotFoundError } from "../src/index.ts";
import { gzipped, publish, temporaryDirectory, writeFiles } from "./fixtures.ts";

const plain = {
  first: Uint8Array.from({ length: 300 }, (_, index) => index % 7),
  second: Uint8Array.from({ length: 50 }, (_, index) => index),
};
const { set, stored } = publish(plain);
const urls = set.mirrors.flatMap((mirror) => set.files.map(({ name }) => `${mirror}${name}.gz`));

/** A `fetch` that answers some URLs with bytes and the others with an error, and keeps what it was asked. */
function network(answers: Record<string, Uint8Array | number> = {}): { fetch: Fetch; asked: string[] } {
  const asked: string[] = [];
  const fetch: Fetch = async (url) => {
    asked.push(url);
    const answer = answers[url];
    if (answer === undefined)
      throw new TypeError("fetch failed", { cause: new Error("getaddrinfo ENOTFOUND") });
    return typeof answer === "number" ? new Response("", { status: answer }) : new Response(answer.slice());
  };
  return { fetch, asked };
}

/** What the given mirrors answer when they hold the whole set. */
function mirrored(...mirrors: readonly string[]): Record<string, Uint8Array> {
  const answers = mirrors.flatMap((mirror) =>
    Object.entries(stored).map(([name, bytes]) => [mirror + name, bytes]),
  );
  return Object.fromEntries(answers);
}

async function failure(options: AcquireOptions): Promise<Error> {
  return acquire(set, options).then(
    () => expect.fail("acquired"),
    (reason: Error) => reason,
  );
}

function expectWhole(found: FoundFiles): void {
  expect([...found.keys()].sort()).toEqual(["first", "second"]);
  for (const [name, bytes] of Object.entries(plain)) {
    expect(Buffer.compare(found.get(name)?.content as Uint8Array, bytes)).toBe(0);
  }
}

let cacheDirectory: string;
beforeEach(async () => {
  cacheDirectory = await temporaryDirectory();
  vi.stubEnv("GRADIENTE_DATA", undefined);
});
afterEach(() => {
  vi.unstubAllEnvs();
});

describe("a directory", () => {
  test("may hold gzipped or unpacked files, or some of either", async () => {
    const directory = await temporaryDirectory();
    await writeFiles(directory, { ...gzipped({ first: plain.first }), second: plain.second });
    expectWhole(await acquire(set, { directory }));
    // Browsers unpack, and keep the name.
    await writeFiles(directory, { "first.gz": plain.first });
    expectWhole(await acquire(set, { directory }));
  });

  test("needs not hold the published bytes, but the gzipped file goes before the unpacked one", async () => {
    const directory = await temporaryDirectory();
    const other = Uint8Array.of(1, 2, 3);
    await writeFiles(directory, { ...plain, "second.gz": gzipSync(other) });
    expect([...((await acquire(set, { directory })).get("second")?.content ?? [])]).toEqual([1, 2, 3]);
  });

  test("that lacks files is an error which names them, and nothing else is tried", async () => {
    const directory = await temporaryDirectory();
    await writeFiles(directory, { first: plain.first });
    const { fetch, asked } = network(mirrored(...set.mirrors));
    const error = await failure({ directory, cacheDirectory, fetch });
    expect(error).toBeInstanceOf(DatasetNotFoundError);
    expect(error.message).toContain(`${directory}: no file second (with or without .gz)`);
    expect(asked).toEqual([]);
  });

  test("that is not there, or is a file, is an error", async () => {
    const directory = await temporaryDirectory();
    expect((await failure({ directory: join(directory, "none") })).message).toContain(
      "none: no such directory",
    );
    await writeFiles(directory, { note: Uint8Array.of(1) });
    expect((await failure({ directory: join(directory, "note") })).message).toContain(
      "note: not a directory",
    );
  });

  test("a folder by the name of a file does not count as the file", async () => {
    const directory = await temporaryDirectory();
    await writeFiles(directory, plain);
    await mkdir(join(directory, "first.gz"));
    expectWhole(await acquire(set, { directory }));
  });

  test("a link to a folder by the name of a file is an error that names it", async () => {
    const directory = await temporaryDirectory();
    await writeFiles(directory, { second: plain.second });
    await symlink(await temporaryDirectory(), join(directory, "first"), "junction");
    const error = await failure({ directory });
    expect(error).toBeInstanceOf(DatasetFormatError);
    expect(error.message).toContain(`${join(directory, "first")}: it is a directory, not a file`);
  });

  test.runIf(process.platform !== "win32")(
    "what is no regular file is an error that names it, and nobody waits or reads for ever",
    { timeout: 5000 },
    async () => {
      const specials: Record<string, (path: string) => unknown> = {
        FIFO: (path) => execFileSync("mkfifo", [path]),
        device: (path) => symlink("/dev/zero", path),
      };
      for (const [kind, make] of Object.entries(specials)) {
        for (const name of ["second", "second.gz"]) {
          const directory = await temporaryDirectory();
          await writeFiles(directory, { first: plain.first });
          await make(join(directory, name));
          const error = await failure({ directory });
          expect(error).toBeInstanceOf(DatasetFormatError);
          expect(error.message).toContain(`${join(directory, name)}: it is a ${kind}, not a regular file`);
          vi.stubEnv("GRADIENTE_DATA", directory);
          expect((await failure({})).message).toBe(error.message);
        }
      }
    },
  );

  test("truncated gzip data are an error that names the file, wherever they end", async () => {
    const directory = await temporaryDirectory();
    const whole = stored["second.gz"];
    for (let length = 2; length < whole.length; length++) {
      await writeFiles(directory, { ...stored, "second.gz": whole.subarray(0, length) });
      const error = await failure({ directory });
      expect(error).toBeInstanceOf(DatasetFormatError);
      expect(error.message).toContain(`${join(directory, "second.gz")}: the gzip data are damaged`);
    }
  });

  test("a damaged byte anywhere behind the gzip header is told", async () => {
    const directory = await temporaryDirectory();
    const whole = stored["second.gz"];
    for (let at = 10; at < whole.length; at++) {
      const damaged = whole.slice();
      damaged[at] = damaged[at] ^ 0x55;
      await writeFiles(directory, { ...stored, "second.gz": damaged });
      expect((await failure({ directory })).message).toMatch(
        /second\.gz: (the gzip data are damaged|it holds more)/,
      );
    }
  });

  test("a gzip bomb ends at the size of the published file", async () => {
    const directory = await temporaryDirectory();
    await writeFiles(directory, { ...stored, "second.gz": gzipSync(new Uint8Array(1 << 20)) });
    const error = await failure({ directory });
    expect(error).toBeInstanceOf(DatasetFormatError);
    expect(error.message).toContain("second.gz: it holds more than the 50 bytes of the original");
  });

  test("an unpacked file that is too large is told, and not read if far too large", async () => {
    const directory = await temporaryDirectory();
    await writeFiles(directory, { ...plain, second: new Uint8Array(51) });
    expect((await failure({ directory })).message).toContain("second: it holds more than the 50 bytes");
    await writeFiles(directory, { second: new Uint8Array(5000) });
    expect((await failure({ directory })).message).toContain(
      "second: it has 5000 bytes, more than the 1074 that it may have; is it the right file?",
    );
  });
});

describe("GRADIENTE_DATA", () => {
  test("leads to its folder for the set, or is that folder", async () => {
    const root = await temporaryDirectory();
    const { fetch, asked } = network();
    vi.stubEnv("GRADIENTE_DATA", root);
    await writeFiles(root, stored);
    expectWhole(await acquire(set, { cacheDirectory, fetch }));
    // The folder goes first.
    await writeFiles(join(root, "toy"), { ...plain, first: Uint8Array.of(9) });
    expect((await acquire(set, { cacheDirectory, fetch })).get("first")?.path).toBe(
      join(root, "toy", "first"),
    );
    expect(asked).toEqual([]);
    expect(await readdir(cacheDirectory)).toEqual([]);
  });

  test("is passed over when it holds none of the files, and the error says so", async () => {
    const root = await temporaryDirectory();
    vi.stubEnv("GRADIENTE_DATA", root);
    expectWhole(await acquire(set, { cacheDirectory, ...network(mirrored(...set.mirrors)) }));
    const error = await failure({ cacheDirectory: await temporaryDirectory(), download: false });
    expect(error.message).toContain(`GRADIENTE_DATA, ${join(root, "toy")}: no such directory`);
    expect(error.message).toContain(`GRADIENTE_DATA, ${root}: no file first, second`);
  });

  test("is an error when it holds some of the files", async () => {
    const root = await temporaryDirectory();
    vi.stubEnv("GRADIENTE_DATA", root);
    await writeFiles(root, { first: plain.first });
    const { fetch, asked } = network(mirrored(...set.mirrors));
    const error = await failure({ cacheDirectory, fetch });
    expect(error).toBeInstanceOf(DatasetNotFoundError);
    expect(error.message).toContain("no file second");
    expect(asked).toEqual([]);
  });

  test("is an error when a file in it is damaged", async () => {
    const root = await temporaryDirectory();
    vi.stubEnv("GRADIENTE_DATA", root);
    await writeFiles(join(root, "toy"), { ...stored, "first.gz": stored["first.gz"].subarray(0, 20) });
    const { fetch, asked } = network(mirrored(...set.mirrors));
    expect(await failure({ cacheDirectory, fetch })).toBeInstanceOf(DatasetFormatError);
    expect(asked).toEqual([]);
  });

  test("does not count when empty", async () => {
    vi.stubEnv("GRADIENTE_DATA", "");
    expect((await failure({ cacheDirectory, download: false })).message).toContain("GRADIENTE_DATA: not set");
  });
});

describe("the mirrors", () => {
  test("are asked in turn for each file, and what they deliver is cached", async () => {
    const { fetch, asked } = network(mirrored("https://two.example/"));
    expectWhole(await acquire(set, { cacheDirectory, fetch }));
    expect(asked).toEqual([urls[0], urls[2], urls[1], urls[3]]);
    expect((await readdir(join(cacheDirectory, "toy"))).sort()).toEqual(["first.gz", "second.gz"]);

    const offline = network();
    expectWhole(await acquire(set, { cacheDirectory, fetch: offline.fetch }));
    expect(offline.asked).toEqual([]);
  });

  test("the second one serves when the first delivers something else", async () => {
    const answers = { ...mirrored("https://two.example/"), [urls[0]]: Uint8Array.of(1, 2, 3) };
    expectWhole(await acquire(set, { cacheDirectory, ...network({ ...answers, [urls[1]]: 503 }) }));
  });

  test("nothing that fails its checksum is written", async () => {
    const forged = stored["first.gz"].slice().reverse();
    const { fetch } = network({ [urls[0]]: forged, [urls[2]]: forged });
    const error = await failure({ cacheDirectory, fetch });
    expect(error).toBeInstanceOf(DatasetNotFoundError);
    expect(error.message.match(/its SHA-256 is/g)).toHaveLength(2);
    expect(await readdir(cacheDirectory)).toEqual([]);
  });

  test("when all fail, the error lists every place, every reason, and the ways out", async () => {
    const { fetch } = network({ [urls[0]]: 503 });
    const error = (await failure({ cacheDirectory, fetch })) as DatasetNotFoundError;
    expect(error).toBeInstanceOf(DatasetNotFoundError);
    expect(error.name).toBe("DatasetNotFoundError");
    expect(error.message.replaceAll(cacheDirectory, "CACHE")).toMatchInlineSnapshot(`
      "The toy set was not found. Tried:
        - GRADIENTE_DATA: not set
        - cache, CACHE/toy/first.gz: not there
        - cache, CACHE/toy/second.gz: not there
        - https://one.example/first.gz: HTTP status 503
        - https://two.example/first.gz: fetch failed (getaddrinfo ENOTFOUND)
      What helps:
        - download first.gz, second.gz from https://one.example/ or https://two.example/ by hand into a folder "toy" (unpacked files work too), and set GRADIENTE_DATA to the directory that holds that folder
        - or pass that folder as the option \`directory\`"
    `);
    expect(error.attempts).toHaveLength(5);
    expect(error.attempts[3]).toEqual({ place: urls[0], reason: "HTTP status 503" });
  });

  test("are left alone with `download: false`", async () => {
    const { fetch, asked } = network(mirrored(...set.mirrors));
    const error = await failure({ cacheDirectory, fetch, download: false });
    expect(error.message).toContain("download: turned off by the option `download: false`");
    expect(asked).toEqual([]);
  });

  test("the reason of the signal comes through, and no other mirror is tried", async () => {
    const controller = new AbortController();
    const reason = new Error("enough");
    const asked: string[] = [];
    const fetch: Fetch = (url) => {
      asked.push(url);
      controller.abort(reason);
      return new Promise(() => {});
    };
    expect(await failure({ cacheDirectory, fetch, signal: controller.signal })).toBe(reason);
    expect(asked).toHaveLength(1);
    expect(await failure({ directory: cacheDirectory, signal: controller.signal })).toBe(reason);
  });
});

describe("the cache", () => {
  const path = (name: string): string => join(cacheDirectory, "toy", name);

  test.each([
    ["cut short", (bytes: Uint8Array) => bytes.subarray(0, 10)],
    ["changed", (bytes: Uint8Array) => bytes.slice().reverse()],
  ])("a file that is %s is fetched anew, and only it", async (_, damage) => {
    const first = stored["first.gz"];
    await writeFiles(join(cacheDirectory, "toy"), { ...stored, "first.gz": damage(first) });
    const { fetch, asked } = network(mirrored(...set.mirrors));
    expectWhole(await acquire(set, { cacheDirectory, fetch }));
    expect(asked).toEqual([urls[0]]);
    expect(Buffer.compare(await readFile(path("first.gz")), first)).toBe(0);
  });

  test("without a network, a file that fails its checksum is told, not used", async () => {
    await writeFiles(join(cacheDirectory, "toy"), {
      ...stored,
      "first.gz": stored["first.gz"].slice().reverse(),
    });
    const error = await failure({ cacheDirectory, download: false });
    expect(error.message).toContain(`cache, ${path("first.gz")}: its SHA-256 is wrong`);
  });

  test("that cannot be written costs a warning, not the data", async () => {
    const warn = vi.fn<WarningHandler>();
    const restore = onWarning(warn);
    await writeFile(join(cacheDirectory, "toy"), "a file where the folder should be");
    expectWhole(await acquire(set, { cacheDirectory, ...network(mirrored(...set.mirrors)) }));
    // Two files, and one warning.
    expect(warn.mock.calls).toEqual([["GRADIENTE_CACHE", expect.stringMatching(/cannot be kept in .*toy/)]]);
    restore();
  });

  test("serves when it cannot be written, only read", async () => {
    await writeFiles(join(cacheDirectory, "toy"), stored);
    await chmod(join(cacheDirectory, "toy"), 0o555);
    expectWhole(await acquire(set, { cacheDirectory, ...network() }));
    await chmod(join(cacheDirectory, "toy"), 0o755);
  });

  test.runIf(process.platform !== "win32")(
    "that holds a FIFO or a device in place of a file is told, and nobody waits or reads for ever",
    { timeout: 5000 },
    async () => {
      await writeFiles(join(cacheDirectory, "toy"), {});
      execFileSync("mkfifo", [path("first.gz")]);
      await symlink("/dev/zero", path("second.gz"));
      const { attempts } = (await failure({ cacheDirectory, download: false })) as DatasetNotFoundError;
      expect(attempts.find(({ place }) => place.includes("first.gz"))?.reason).toMatch(/^it is a FIFO/);
      expect(attempts.find(({ place }) => place.includes("second.gz"))?.reason).toMatch(/^it is a device/);

      const warn = vi.fn<WarningHandler>();
      const restore = onWarning(warn);
      expectWhole(await acquire(set, { cacheDirectory, ...network(mirrored(...set.mirrors)) }));
      expect(warn.mock.calls).toEqual([
        ["GRADIENTE_CACHE", expect.stringMatching(/first\.gz: it is a FIFO/)],
      ]);
      restore();
    },
  );

  test("a full disk costs a warning, and no half file is left in it", async () => {
    const handle = await open(process.execPath);
    const disk = Object.getPrototypeOf(handle) as typeof handle;
    await handle.close();
    const full = Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
    const write = vi.spyOn(disk, "write").mockRejectedValue(full);
    const warn = vi.fn<WarningHandler>();
    const restore = onWarning(warn);
    expectWhole(await acquire(set, { cacheDirectory, ...network(mirrored(...set.mirrors)) }));
    expect(warn.mock.calls[0]?.[1]).toMatch(/cannot be kept in .*toy: .*first\.gz: the disk is full/);
    expect(await readdir(join(cacheDirectory, "toy"))).toEqual([]);
    write.mockRestore();
    restore();
  });

  test("many downloads at once do no harm, and no reader sees half a file", async () => {
    const { fetch } = network(mirrored("https://two.example/"));
    let running = true;
    const seen = new Set<number>();
    const reader = (async () => {
      while (running)
        seen.add(
          await readFile(path("first.gz")).then(
            (bytes) => bytes.length,
            () => -1,
          ),
        );
    })();
    const all = await Promise.all(Array.from({ length: 8 }, () => acquire(set, { cacheDirectory, fetch })));
    running = false;
    await reader;
    for (const found of all) expectWhole(found);
    for (const length of seen) expect([-1, stored["first.gz"]?.length]).toContain(length);
    expect((await readdir(join(cacheDirectory, "toy"))).sort()).toEqual(["first.gz", "second.gz"]);
  });

  test("is by default a folder of the user's cache directory", () => {
    vi.stubEnv("XDG_CACHE_HOME", join(cacheDirectory, "user"));
    const expected = process.platform === "linux" ? join(cacheDirectory, "user", "gradiente") : "gradiente";
    expect(defaultCacheDirectory()).toContain(expected);
  });
});

test("bytes that begin like gzip by half are taken as they are", async () => {
  for (const start of [[0x1f, 0x8c], [0x1e, 0x8b], [0x1f], []]) {
    const bytes = Uint8Array.from(start);
    expect(await unpack(bytes, "f", 2)).toBe(bytes);
  } // biome-ignore format: a list
  await expect(unpack(Uint8Array.of(1, 2, 3), "f", 2)).rejects.toThrow(
    "f: it holds more than the 2 bytes of the original",
  );
  const packed = new Uint8Array(gzipSync(Uint8Array.of(1, 2, 3)));
  expect([...(await unpack(packed, "f", 3))]).toEqual([1, 2, 3]);
  await expect(unpack(packed, "f", 2)).rejects.toThrow("f: it holds more than the 2 bytes of the original");
  await expect(unpack(packed.subarray(0, 15), "f", 9)).rejects.toThrow(/^f: the gzip data are damaged \(.*\); download the file again/); // biome-ignore format: a line
});

test("what a fetch throws that is no error is told as it is", async () => {
  const fetch: Fetch = () => Promise.reject("no network today");
  const { attempts } = (await failure({ cacheDirectory, fetch })) as DatasetNotFoundError;
  expect(attempts.at(-1)?.reason).toBe("no network today");
});
