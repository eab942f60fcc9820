import { execFileSync } from "node:child_process";
import { appendFileSync, truncateSync } from "node:fs";
import { chmod, readdir, symlink, truncate, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { FileError, openRegularFile, type ReadOptions, readRegularFile } from "@gradiente/files";
import { describe, expect, test, vi } from "vitest";
import { asOrdinaryUser, handlePrototype, temporaryFolder } from "./fixtures.ts";

const posix = process.platform !== "win32";

async function failure(path: string, options?: ReadOptions): Promise<FileError> {
  const error = await readRegularFile(path, options).then(
    () => expect.fail("read"),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(FileError);
  expect((error as FileError).file).toBe(path);
  return error as FileError;
}

async function withFile(content: string) {
  const folder = await temporaryFolder();
  const file = join(folder, "file");
  await writeFile(file, content);
  return { folder, file };
}

test("gives the bytes of a file, and of one behind links, in memory of their own", async () => {
  const { folder, file } = await withFile("äb\n");
  await symlink("file", join(folder, "link"));
  for (const path of [file, join(folder, "link")]) {
    const bytes = await readRegularFile(path);
    expect([...bytes]).toEqual([0xc3, 0xa4, 98, 10]);
    // A Buffer of a pool would begin anywhere, and its slice would be no copy.
    expect([bytes.constructor, bytes.byteOffset, bytes.buffer.byteLength]).toEqual([Uint8Array, 0, 4]);
  }
  await writeFile(file, "");
  expect((await readRegularFile(file, { limit: 0 })).length).toBe(0);
});

test("options are an object of known names", async () => {
  const { file } = await withFile("12345");
  for (const options of [null, 5, [1], "limit", new Map()]) {
    await expect(readRegularFile(file, options as never)).rejects.toThrow(
      /^readRegularFile: options are an object, \{ limit: \.\.\. \}, not /,
    );
  }
  await expect(readRegularFile(file, { limt: 3 } as never)).rejects.toThrow(
    'readRegularFile: there is no option "limt"; options are limit',
  );
});

describe("the limit", () => {
  test("is the most bytes that a file may have", async () => {
    const { file } = await withFile("12345");
    for (const limit of [5, 6, Number.POSITIVE_INFINITY]) {
      expect((await readRegularFile(file, { limit })).length).toBe(5);
    }
    expect(await failure(file, { limit: 4 })).toMatchObject({
      message: `cannot read ${file}: it has 5 bytes, more than the 4 that it may have; is it the right file?`,
      code: "EFBIG",
    });
  });

  test("is a number from 0", async () => {
    const { file } = await withFile("1");
    for (const limit of [-1, Number.NaN]) {
      await expect(readRegularFile(file, { limit })).rejects.toThrow(
        new RangeError(`readRegularFile: limit must be a number of bytes, not ${limit}`),
      );
    }
    await expect(readRegularFile(file, { limit: "5" as never })).rejects.toThrow(
      new TypeError('readRegularFile: limit must be a number of bytes, not "5"'),
    );
    expect((await readRegularFile(file, { limit: undefined as never })).length).toBe(1);
  });

  test("is looked at before memory is taken, and so is the size where there is none", async () => {
    const { file } = await withFile("");
    await truncate(file, 2 ** 43);
    expect((await failure(file, { limit: 2 ** 20 })).problem).toMatch(
      /it has 8796093022208 bytes, more than/,
    );
    expect((await failure(file)).problem).toMatch(
      /its 8796093022208 bytes are more than there is memory for/,
    );
  });
});

test("a large file is read in parts, which any system gives", async () => {
  const { file } = await withFile("");
  await truncate(file, 2 ** 26 + 5);
  const handles = await handlePrototype();
  const own = handles.read;
  const lengths: unknown[] = [];
  const spy = vi.spyOn(handles, "read").mockImplementation(function (this: unknown, ...args: unknown[]) {
    lengths.push(args[2]);
    return own.apply(this as never, args as never);
  } as never);
  const bytes = await readRegularFile(file);
  const part = await openRegularFile(file);
  const again = await part.read(0, part.size);
  await part.close();
  spy.mockRestore();
  // The last one of the first reading finds that there is no more.
  expect(lengths).toEqual([2 ** 26, 5, 1, 2 ** 26, 5]);
  expect([bytes.length, again.length]).toEqual([2 ** 26 + 5, 2 ** 26 + 5]);
});

describe.runIf(posix)("what is no regular file is refused by name, and nobody waits", () => {
  const inTime = { timeout: 5000 };

  test("a directory", inTime, async () => {
    const folder = await temporaryFolder();
    expect(await failure(folder)).toMatchObject({
      problem: "it is a directory, not a regular file; name a file",
      code: "EISDIR",
    });
  });

  test("a FIFO, and a link to one", inTime, async () => {
    const folder = await temporaryFolder();
    execFileSync("mkfifo", [join(folder, "fifo")]);
    await symlink("fifo", join(folder, "link"));
    for (const name of ["fifo", "link"]) {
      expect((await failure(join(folder, name))).problem).toMatch(/^it is a FIFO, not a regular file/);
    }
  });

  test("a device without an end, and a link to one", inTime, async () => {
    const folder = await temporaryFolder();
    await symlink("/dev/zero", join(folder, "link"));
    for (const path of ["/dev/zero", join(folder, "link")]) {
      expect((await failure(path, { limit: 10 })).problem).toMatch(/^it is a device, not a regular file/);
    }
  });

  test("a socket", inTime, async () => {
    const path = join(await temporaryFolder(), "socket");
    const server = createServer();
    await new Promise<void>((listening) => server.listen(path, listening));
    expect((await failure(path)).problem).toMatch(/^it is a socket, not a regular file/);
    await new Promise((closed) => server.close(closed));
  });
});

describe("a file that is changed while it is read is an error", () => {
  /** Does something just before the first bytes are read. */
  async function beforeReading(change: () => void): Promise<() => void> {
    const handles = await handlePrototype();
    const own = handles.read;
    const spy = vi.spyOn(handles, "read").mockImplementationOnce(function (
      this: unknown,
      ...args: unknown[]
    ) {
      change();
      return own.apply(this as never, args as never);
    } as never);
    return () => spy.mockRestore();
  }

  test("when it grows", async () => {
    const { file } = await withFile("12345");
    const restore = await beforeReading(() => appendFileSync(file, "6"));
    expect((await failure(file)).problem).toMatch(
      /it had 5 bytes when it was opened, and has more now; read it/,
    );
    restore();
  });

  test("when it shrinks", async () => {
    const { file } = await withFile("12345");
    const restore = await beforeReading(() => truncateSync(file, 2));
    expect((await failure(file)).problem).toMatch(/it ended after 2 of its 5 bytes; read it again/);
    restore();
  });
});

test("says what is wrong with a path, and how to go on", async () => {
  const { folder, file } = await withFile("1");
  expect(await failure(join(folder, "none"))).toMatchObject({
    message: expect.stringMatching(/^cannot read .*none: there is no such file; check the path \(ENOENT/),
    code: "ENOENT",
  });
  expect((await failure(join(file, "x"))).problem).toMatch(/a folder in its path is a file/);
  if (!posix) return;
  await chmod(file, 0o000);
  await asOrdinaryUser(folder, async () => {
    expect((await failure(file)).problem).toMatch(/there is no permission; name a file that you may read/);
  });
});

test.runIf(process.platform === "linux")("leaves no file open, whatever happens", async () => {
  const { folder, file } = await withFile("12345");
  const open = async () => (await readdir("/proc/self/fd")).length;
  await readRegularFile(file);
  const before = await open();
  for (let i = 0; i < 20; i++) {
    await readRegularFile(file);
    await failure(file, { limit: 1 });
    await failure(folder);
  }
  expect(await open()).toBeLessThan(before + 10);
});
