import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, readdir, readFile, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { FileError, lockFolder } from "@gradiente/files";
import { describe, expect, test } from "vitest";
import { asOrdinaryUser, entries, temporaryFolder } from "./fixtures.ts";

/** The number of a process that has ended. */
const gone = (): number =>
  Number(execFileSync(process.execPath, ["-p", "process.pid"], { encoding: "utf8" }));

const lockOf = (holder: object) =>
  JSON.stringify({
    pid: process.pid,
    host: hostname(),
    since: Date.now(),
    token: "0123456789abcdef",
    ...holder,
  });

describe("lockFolder", () => {
  test("makes the folder, names who holds it, and gives it back", async () => {
    const folder = join(await temporaryFolder(), "runs", "a");
    const before = Date.now();
    const release = await lockFolder(folder);
    expect(await entries(folder)).toEqual(["gradiente.lock"]);
    const holder = JSON.parse(await readFile(join(folder, "gradiente.lock"), "utf8"));
    expect(holder).toMatchObject({ pid: process.pid, host: hostname() });
    expect(holder.since).toBeGreaterThanOrEqual(before);
    await release();
    await release();
    expect(await entries(folder)).toEqual([]);
  });

  test("refuses a folder that is held, and says by whom and what to remove", async () => {
    const folder = await temporaryFolder();
    const release = await lockFolder(folder);
    const refused = await lockFolder(folder).catch((error) => error);
    expect(refused).toBeInstanceOf(FileError);
    const file = join(folder, "gradiente.lock");
    expect(refused.message).toMatch(/^cannot write .*: this process has held it since \d{4}-.*; wait for it/);
    expect(refused.message).toContain(`no longer runs, remove ${file}`);
    await release();
    // Given back, it is free for the next.
    await (await lockFolder(folder))();
  });

  test("refuses that of a living process, of another machine, and what is no lock", async () => {
    const folder = await temporaryFolder();
    const file = join(folder, "gradiente.lock");
    const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
    try {
      await writeFile(file, lockOf({ pid: child.pid }));
      await expect(lockFolder(folder)).rejects.toThrow(`process ${child.pid} has held it since`);
    } finally {
      child.kill("SIGKILL");
      await once(child, "exit");
    }
    await writeFile(file, lockOf({ pid: gone(), host: "elsewhere" }));
    await expect(lockFolder(folder)).rejects.toThrow(/process \d+ on elsewhere has held it since/);
    const wrong = [{ token: 7 }, { host: 7 }, { pid: 0 }, { pid: 1.5 }, { since: "now" }];
    for (const text of ["", "{", '{"pid":1}', ...wrong.map(lockOf)]) {
      await writeFile(file, text);
      await expect(lockFolder(folder), text).rejects.toThrow(
        /a process that its lock does not name holds it/,
      );
      expect(await readFile(file, "utf8")).toBe(text);
    }
  });

  test("takes over the lock of a process that is gone, and of one before that had this number", async () => {
    for (const holder of [{ pid: gone() }, { since: Date.now() - 1e9 }]) {
      const folder = await temporaryFolder();
      await writeFile(join(folder, "gradiente.lock"), lockOf(holder));
      const release = await lockFolder(folder);
      expect(JSON.parse(await readFile(join(folder, "gradiente.lock"), "utf8")).since).toBeGreaterThan(
        Date.now() - 60_000,
      );
      expect(await entries(folder)).toEqual(["gradiente.lock"]);
      await release();
    }
  });

  test("of many that find such a lock at once, one gets the folder", async () => {
    const pid = gone();
    for (let round = 0; round < 8; round++) {
      const folder = await temporaryFolder();
      await writeFile(join(folder, "gradiente.lock"), lockOf({ pid }));
      const results = await Promise.allSettled(Array.from({ length: 8 }, () => lockFolder(folder)));
      expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
      for (const result of results) if (result.status === "fulfilled") await result.value();
      expect(await readdir(folder)).toEqual([]);
    }
  });

  test("goes on where one was killed that was taking a lock over", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "gradiente.lock"), lockOf({ pid: gone() }));
    const guard = join(folder, "gradiente.lock.0123456789abcdef");
    await writeFile(guard, "");
    await utimes(guard, 1, 1);
    await (await lockFolder(folder))();
    expect(await entries(folder)).toEqual([]);
  });

  test("a lock that somebody else has put there meanwhile stays", async () => {
    const folder = await temporaryFolder();
    const release = await lockFolder(folder);
    await writeFile(join(folder, "gradiente.lock"), lockOf({ host: "elsewhere" }));
    await release();
    expect(await entries(folder)).toEqual(["gradiente.lock"]);
  });

  test.skipIf(process.platform === "win32")(
    "does not wait for the writer of a FIFO in place of its lock",
    async () => {
      const folder = await temporaryFolder();
      execFileSync("mkfifo", [join(folder, "gradiente.lock")]);
      await expect(lockFolder(folder)).rejects.toThrow(/gradiente\.lock: it is a FIFO, not a regular file/);
    },
  );

  test("says what is wrong with a folder that cannot be written", async () => {
    const parent = await temporaryFolder();
    const folder = join(parent, "read-only");
    await mkdir(folder);
    await asOrdinaryUser(parent, async () => {
      await chmod(folder, 0o555).catch(() => {});
      await expect(lockFolder(folder)).rejects.toThrow(
        /cannot write .*gradiente\.lock: there is no permission/,
      );
    });
    await expect(lockFolder("")).rejects.toThrow(/lockFolder: the folder must be a path/);
  });
});
