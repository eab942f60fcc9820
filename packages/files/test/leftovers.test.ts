import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFile, symlink, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { FileError, removeLeftovers, writeFileAtomically } from "@gradiente/files";
import { expect, test } from "vitest";
import { entries, temporaryFolder } from "./fixtures.ts";

/** The number of a process that is over. */
const dead = spawnSync(process.execPath, ["--eval", ""]).pid;

const HOURS = 3_600_000;

/** Puts a file by that name there, last written to so many hours ago. */
async function put(folder: string, name: string, hours: number): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, "half");
  const then = new Date(Date.now() - hours * HOURS);
  await utimes(path, then, then);
  return path;
}

const temporary = (pid: number, mark = "0123456789abcdef") => `.gradiente-${pid}-${mark}.tmp`;

test("what a dead process has left is removed when it is old, and nothing else", async () => {
  const folder = await temporaryFolder();
  const left = await put(folder, temporary(dead), 2);
  const hour = await put(folder, temporary(dead, "0000000000000001"), 61 / 60);
  const kept = [
    await put(folder, temporary(dead, "0000000000000002"), 59 / 60),
    await put(folder, temporary(dead, "00000000000000aa"), 0.5),
    await put(folder, temporary(process.ppid), 2),
    await put(folder, `${temporary(dead)}x`, 2),
    await put(folder, "model.tmp", 2),
  ];
  expect((await removeLeftovers(folder)).sort()).toEqual([hour, left].sort());
  expect(await entries(folder)).toEqual(kept.map((path) => path.slice(folder.length + 1)).sort());
});

test("a file that bears our own number and is older than we are is a leftover: containers count from 1", async () => {
  const folder = await temporaryFolder();
  const left = await put(folder, temporary(process.pid), 24 * 365);
  await put(folder, temporary(process.pid, "00000000000000aa"), 0);
  expect(await removeLeftovers(folder)).toEqual([left]);
});

test("writing a file removes leftovers beside it", async () => {
  const folder = await temporaryFolder();
  await put(folder, temporary(dead), 2);
  await writeFileAtomically(join(folder, "file"), "new");
  expect(await entries(folder)).toEqual(["file"]);
});

test("a process that is killed while it writes leaves the old file, and what else it leaves is found", async () => {
  const folder = await temporaryFolder();
  const file = join(folder, "file");
  await writeFile(file, "old");
  const program = fileURLToPath(new URL("fixtures/write-for-ever.ts", import.meta.url));
  const child = spawn(
    process.execPath,
    ["--import", "tsx", "--conditions=@gradiente/source", program, file],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  await once(child.stdout, "data");
  child.kill("SIGKILL");
  await once(child, "exit");
  expect(await readFile(file, "utf8")).toBe("old");
  const [left, ...rest] = await entries(folder);
  expect([left.startsWith(`.gradiente-${child.pid}-`), rest]).toEqual([true, ["file"]]);

  expect(await removeLeftovers(folder)).toEqual([]);
  const then = new Date(Date.now() - 2 * HOURS);
  await utimes(join(folder, left), then, then);
  expect(await removeLeftovers(folder)).toEqual([join(folder, left)]);
  expect(await entries(folder)).toEqual(["file"]);
});

test("a link by such a name is left alone, and a folder that is not there is an error", async () => {
  const folder = await temporaryFolder();
  await symlink("nowhere", join(folder, temporary(dead)));
  expect(await removeLeftovers(folder)).toEqual([]);
  const failure = removeLeftovers(join(folder, "none"));
  await expect(failure).rejects.toThrow(FileError);
  await expect(failure).rejects.toThrow(/cannot read .*none: there is no such file/);
});
