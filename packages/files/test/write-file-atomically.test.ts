import {
  chmod,
  chown,
  lstat,
  mkdir,
  readdir,
  readFile,
  readlink,
  stat,
  symlink,
  writeFile,
} from "node:fs/promises";
import { join } from "node:path";
import { FileError, writeFileAtomically, writeFilesTogether } from "@gradiente/files";
import { describe, expect, test, vi } from "vitest";
import {
  asOrdinaryUser,
  entries,
  handlePrototype,
  noSpace,
  smallDisk,
  temporaryFolder,
  writingBy,
} from "./fixtures.ts";

const posix = process.platform !== "win32";

/** The error with which writing ends. */
async function failure(path: string, content: Parameters<typeof writeFileAtomically>[1] = "new") {
  const error = await writeFileAtomically(path, content).then(
    () => expect.fail("written"),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(FileError);
  return error as FileError;
}

/** A folder with a file `kept` that holds "old". */
async function withOldFile() {
  const folder = await temporaryFolder();
  const file = join(folder, "kept");
  await writeFile(file, "old");
  return { folder, file };
}

describe("what is written", () => {
  test("may be text, bytes or chunks of both", async () => {
    const folder = await temporaryFolder();
    async function* later() {
      yield "ä";
      yield Uint8Array.of(98, 10);
    }
    const contents = {
      text: "äb\n",
      bytes: new Uint8Array([0, 0xc3, 0xa4, 98, 10, 0]).subarray(1, 5),
      chunks: ["ä", Uint8Array.of(98), "\n"],
      later: later(),
    };
    for (const [name, content] of Object.entries(contents)) {
      await writeFileAtomically(join(folder, name), content);
      expect(await readFile(join(folder, name), "utf8")).toBe("äb\n");
    }
    await writeFileAtomically(join(folder, "empty"), "");
    expect((await stat(join(folder, "empty"))).size).toBe(0);
    expect(await entries(folder)).toEqual(["bytes", "chunks", "empty", "later", "text"]);
  });

  test("goes into folders that are made", async () => {
    const folder = await temporaryFolder();
    await writeFileAtomically(join(folder, "a/b/c"), "x");
    expect(await readFile(join(folder, "a/b/c"), "utf8")).toBe("x");
  });

  test("arrives whole although the system takes a few bytes at a time", async () => {
    const { folder, file } = await withOldFile();
    await writingBy((own, bytes, at, length) => own(bytes, at, Math.min(length, 7)));
    await writeFileAtomically(file, "0123456789".repeat(50));
    expect(await readFile(file, "utf8")).toBe("0123456789".repeat(50));
    expect(await entries(folder)).toEqual(["kept"]);
  });

  test("is handed over in parts below 2 GiB, which no call of the system takes", async () => {
    const folder = await temporaryFolder();
    const lengths: number[] = [];
    // Of nothing, which no disk sees.
    const bytes = new Uint8Array(2 ** 31 + 5);
    await writingBy(async (_own, _bytes, _at, length) => {
      lengths.push(length);
      return { bytesWritten: length };
    });
    expect((await failure(join(folder, "large"), bytes)).problem).toMatch(
      /the disk has 0 of its 2147483653 bytes/,
    );
    expect(Math.max(...lengths)).toBeLessThan(2 ** 31);
    expect(lengths.reduce((a, b) => a + b)).toBe(bytes.length);
  });

  test("may cut a character between two chunks", async () => {
    const file = join(await temporaryFolder(), "x");
    await writeFileAtomically(file, ["a\ud83d", "", "\ude00b\ud83d", Uint8Array.of(99), "\ud83d"]);
    // Halves that meet nothing are as in any text: the replacement character.
    expect(await readFile(file, "utf8")).toBe("a\u{1f600}b\ufffdc\ufffd");
  });

  test("is neither a number nor a list of numbers", async () => {
    const { folder, file } = await withOldFile();
    for (const content of [7, undefined, null, [1, 2], {}]) {
      await expect(writeFileAtomically(file, content as never)).rejects.toThrow(
        /a file is made of strings and Uint8Arrays, not of/,
      );
    }
    expect(await readFile(file, "utf8")).toBe("old");
    expect(await entries(folder)).toEqual(["kept"]);
  });
});

describe("files that belong together", () => {
  test("take their places only when the disk has all of them", async () => {
    const folder = await temporaryFolder();
    const paths = ["a", "b", "sub/c"].map((name) => join(folder, name));
    await writeFilesTogether(paths.map((path, at) => [path, ["old ", String(at)]]));
    let room = 10;
    await writingBy(async (own, bytes, at, length) => {
      if (room < length) throw noSpace();
      room -= length;
      return own(bytes, at, length);
    });
    await expect(writeFilesTogether(paths.map((path) => [path, "new4"]))).rejects.toThrow(
      `cannot write ${paths[2]}: the disk is full`,
    );
    for (const [at, path] of paths.entries()) expect(await readFile(path, "utf8")).toBe(`old ${at}`);
    expect(await entries(folder)).toEqual(["a", "b", "sub"]);
    expect(await entries(join(folder, "sub"))).toEqual(["c"]);
  });

  test("are not written where the content of one ends in an error, which goes through", async () => {
    const { folder, file } = await withOldFile();
    function* broken() {
      yield "x";
      throw new Error("mine");
    }
    const writing = writeFilesTogether([[file, "new"], [join(folder, "b"), broken()]]); // biome-ignore format: a line
    await expect(writing).rejects.toThrow(/^mine$/);
    expect(await readFile(file, "utf8")).toBe("old");
    expect(await entries(folder)).toEqual(["kept"]);
  });

  test("are pairs of a path and a content", async () => {
    const { folder, file } = await withOldFile();
    for (const [files, message] of [
      ["x", 'writeFilesTogether: files are a list of [path, content], not "x"'],
      [[file], "writeFilesTogether: files are a list of [path, content]"],
      [[[file, 7]], "writeFilesTogether: a file is made of strings and Uint8Arrays, not of 7"],
      [
        [
          [file, "new"],
          ["", "x"],
        ],
        "writeFilesTogether: the path must be a path",
      ],
    ] as const) {
      await expect(writeFilesTogether(files as never)).rejects.toThrow(message);
    }
    expect(await readFile(file, "utf8")).toBe("old");
    expect(await entries(folder)).toEqual(["kept"]);
  });
});

describe("a file that cannot be written leaves the old one as it was, and nothing beside it", () => {
  test("on a disk that fills up", async () => {
    const { folder, file } = await withOldFile();
    let room = 10;
    await writingBy(async (own, bytes, at, length) => {
      if (room === 0) throw noSpace();
      const taken = Math.min(room, length);
      room -= taken;
      return own(bytes, at, taken);
    });
    const error = await failure(file, "0123456789".repeat(10));
    expect(error.message).toBe(
      `cannot write ${file}: the disk is full; free some space, or name a file on another disk ` +
        "(ENOSPC: no space left on device, write)",
    );
    expect([error.file, error.code]).toEqual([file, "ENOSPC"]);
    expect(error.cause).toMatchObject({ code: "ENOSPC" });
    expect(await readFile(file, "utf8")).toBe("old");
    expect(await entries(folder)).toEqual(["kept"]);
  });

  test("on a real disk that fills up", async ({ skip }) => {
    const disk = await smallDisk();
    if ("reason" in disk) return skip(disk.reason);
    const file = join(disk.folder, "kept");
    await writeFileAtomically(file, "x".repeat(20_000));
    expect((await failure(file, "y".repeat(60_000))).code).toBe("ENOSPC");
    expect(await readFile(file, "utf8")).toBe("x".repeat(20_000));
    expect(await entries(disk.folder)).toEqual(["kept"]);
    // With the temporary file gone there is room again.
    await writeFileAtomically(file, "z".repeat(30_000));
    expect((await stat(file)).size).toBe(30_000);
  });

  test("where the system takes nothing, or says that it took more than it did", async () => {
    const { folder, file } = await withOldFile();
    let taken: (length: number) => number = () => 0;
    await writingBy(async (own, bytes, at, length) => {
      await own(bytes, at, Math.min(length, 2));
      return { bytesWritten: taken(length) };
    });
    expect((await failure(file, "12345")).problem).toMatch(/took 0 of 5 bytes, and no more/);
    taken = (length) => length;
    expect((await failure(file, "12345")).problem).toMatch(/the disk has 2 of its 5 bytes/);
    expect(await readFile(file, "utf8")).toBe("old");
    expect(await entries(folder)).toEqual(["kept"]);
  });

  test("where the disk fails when it is told to keep it", async () => {
    const { folder, file } = await withOldFile();
    const fault = Object.assign(new Error("EIO: i/o error, fsync"), { code: "EIO" });
    const sync = vi.spyOn(await handlePrototype(), "sync").mockRejectedValueOnce(fault);
    expect((await failure(file)).problem).toMatch(/the disk reports a fault/);
    sync.mockRestore();
    expect(await readFile(file, "utf8")).toBe("old");
    expect(await entries(folder)).toEqual(["kept"]);
  });

  test("but where the disk fails to keep its place, the new one has it already", async () => {
    const { folder, file } = await withOldFile();
    const handles = await handlePrototype();
    const own = handles.sync;
    const failing = async (code: string) => {
      let calls = 0;
      const sync = vi.spyOn(handles, "sync").mockImplementation(function (this: typeof handles) {
        // First the file, then its folder.
        return ++calls === 1 ? own.call(this) : Promise.reject(Object.assign(new Error(code), { code }));
      });
      await writeFileAtomically(file, code).finally(() => sync.mockRestore());
      expect(calls).toBe(2);
    };
    // Systems that cannot do that say so.
    for (const code of ["EINVAL", "EISDIR", "EPERM", "EACCES", "ENOTSUP"]) await failing(code);
    await expect(failing("EIO")).rejects.toThrow(`cannot write ${file}: the disk reports a fault`);
    expect(await readFile(file, "utf8")).toBe("EIO");
    expect(await entries(folder)).toEqual(["kept"]);
  });

  test("where its chunks end in an error, which goes through", async () => {
    const { folder, file } = await withOldFile();
    const reason = new Error("no more");
    async function* chunks() {
      yield "half";
      // Meanwhile, readers have the old file.
      expect(await readFile(file, "utf8")).toBe("old");
      throw reason;
    }
    await expect(writeFileAtomically(file, chunks())).rejects.toBe(reason);
    expect(await readFile(file, "utf8")).toBe("old");
    expect(await entries(folder)).toEqual(["kept"]);
  });

  test.runIf(posix)("where there is no permission, of the folder or of the file", async () => {
    const { folder, file } = await withOldFile();
    await asOrdinaryUser(folder, async () => {
      const closed = join(folder, "closed");
      await mkdir(closed);
      await chmod(closed, 0o555);
      expect((await failure(join(closed, "x"))).problem).toMatch(/there is no permission; name a file that/);
      const mine = join(folder, "mine");
      await writeFile(mine, "old");
      await chmod(mine, 0o444);
      expect((await failure(mine)).code).toBe("EACCES");
      expect(await readFile(mine, "utf8")).toBe("old");
    });
    expect(await readFile(file, "utf8")).toBe("old");
    expect(await entries(folder)).toEqual(["closed", "kept", "mine"]);
  });

  test("on a file system that is read-only", async ({ skip }) => {
    const disk = await smallDisk("ro");
    if ("reason" in disk) return skip(disk.reason);
    expect((await failure(join(disk.folder, "x"))).problem).toMatch(
      /the file system is read-only; name a file/,
    );
  });

  test("where the name is that of something else, or of nothing that can be", async () => {
    const { folder, file } = await withOldFile();
    expect((await failure(folder)).problem).toBe("it is a directory, not a regular file; name a file");
    expect((await failure(join(file, "x"))).problem).toMatch(/a folder in its path is a file/);
    if (posix) {
      expect((await failure(join(folder, "n".repeat(300)))).problem).toMatch(/its name is too long; give it/);
      expect((await failure("/dev/null")).problem).toMatch(/it is a device, not a regular file/);
    }
    expect(await entries(folder)).toEqual(["kept"]);
    // The longest name there can be, with no room for anything to be added to it.
    await writeFileAtomically(join(folder, "n".repeat(255)), "x");
  });
});

describe.runIf(posix)("an existing file", () => {
  test("keeps its permissions, and shows nothing before they are set", async () => {
    const { folder, file } = await withOldFile();
    const modes: number[] = [];
    async function* chunks() {
      yield "secret";
      const [temporary] = (await readdir(folder)).filter((name) => name.endsWith(".tmp"));
      modes.push((await stat(join(folder, temporary))).mode & 0o777);
    }
    for (const mode of [0o600, 0o640, 0o755]) {
      await chmod(file, mode);
      await writeFileAtomically(file, chunks());
      expect((await stat(file)).mode & 0o7777).toBe(mode);
    }
    expect(modes).toEqual([0o600, 0o600, 0o600]);
  });

  test("keeps its owner if an administrator writes it", async ({ skip }) => {
    if (process.geteuid?.() !== 0) return skip("only an administrator can give files away");
    const { file } = await withOldFile();
    for (const [uid, gid] of [[65534, 65534], [0, 65534], [65534, 0], [0, 0]]) {
      await chown(file, uid, gid);
      await writeFileAtomically(file, "new");
      expect(await stat(file)).toMatchObject({ uid, gid });
    } // biome-ignore format: pairs
  });

  test("and a new one has the permissions that all new files have", async () => {
    const { folder } = await withOldFile();
    await writeFile(join(folder, "plain"), "");
    await writeFileAtomically(join(folder, "new"), "");
    const [plain, ours] = await Promise.all(["plain", "new"].map((name) => stat(join(folder, name))));
    expect(ours.mode).toBe(plain.mode);
  });
});

describe.runIf(posix)("a symbolic link stays, and what it points at is written", () => {
  test("over several links, relative or not, and where there is no file yet", async () => {
    const { folder, file } = await withOldFile();
    await mkdir(join(folder, "links"));
    await symlink("../kept", join(folder, "links", "first"));
    await symlink(join(folder, "links", "first"), join(folder, "second"));
    await writeFileAtomically(join(folder, "second"), "new");
    expect(await readFile(file, "utf8")).toBe("new");
    expect(await readlink(join(folder, "second"))).toBe(join(folder, "links", "first"));

    await symlink("../not-yet", join(folder, "links", "dangling"));
    await writeFileAtomically(join(folder, "links", "dangling"), "made");
    expect(await readFile(join(folder, "not-yet"), "utf8")).toBe("made");
    expect((await lstat(join(folder, "links", "dangling"))).isSymbolicLink()).toBe(true);
    expect(await entries(join(folder, "links"))).toEqual(["dangling", "first"]);
  });

  test("links that lead round in a circle are an error", async () => {
    const folder = await temporaryFolder();
    await symlink("b", join(folder, "a"));
    await symlink("a", join(folder, "b"));
    expect((await failure(join(folder, "a"))).problem).toMatch(/lead round in a circle/);
  });
});

test("of many who write a file at once, each reader sees one of them whole", async () => {
  const { folder, file } = await withOldFile();
  const contents = Array.from({ length: 8 }, (_, i) => String(i).repeat(10_000));
  let isWriting = true;
  const seen = new Set<string>();
  const reader = (async () => {
    while (isWriting) seen.add(await readFile(file, "utf8"));
  })();
  await Promise.all(contents.map((content) => writeFileAtomically(file, content)));
  isWriting = false;
  await reader;
  for (const text of seen) expect(["old", ...contents]).toContain(text);
  expect(await entries(folder)).toEqual(["kept"]);
});
