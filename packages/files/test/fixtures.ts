import { execFileSync } from "node:child_process";
import { chmod, type FileHandle, mkdtemp, open, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished, vi } from "vitest";

/** A folder of the running test's own, removed when it ends. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "gradiente-files-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

type Write = (bytes: Uint8Array, at: number, length: number) => Promise<{ bytesWritten: number }>;

/** Until the test ends, files are written by the given function, which gets the system's own. */
export async function writingBy(
  write: (own: Write, bytes: Uint8Array, at: number, length: number) => ReturnType<Write>,
): Promise<void> {
  const handles = await handlePrototype();
  const own = handles.write as unknown as (this: FileHandle, ...args: Parameters<Write>) => ReturnType<Write>;
  const spy = vi.spyOn(handles, "write").mockImplementation(function (this: FileHandle, ...args: unknown[]) {
    const [bytes, at, length] = args as Parameters<Write>;
    return write((...rest) => own.apply(this, rest), bytes, at, length);
  } as never);
  onTestFinished(() => spy.mockRestore());
}

/** What all open files share. */
export async function handlePrototype(): Promise<FileHandle> {
  const handle = await open(process.execPath);
  await handle.close();
  return Object.getPrototypeOf(handle) as FileHandle;
}

/** The error of a disk that has no room left, as Node gives it: without a path. */
export function noSpace(): Error {
  const error = new Error("ENOSPC: no space left on device, write");
  return Object.assign(error, { code: "ENOSPC", errno: -28, syscall: "write" });
}

/** What is in a folder, sorted: a temporary file that was left behind shows here. */
export async function entries(folder: string): Promise<string[]> {
  return (await readdir(folder)).sort();
}

/** A disk of 64 KiB of the test's own, or why there can be none here. */
export async function smallDisk(options = "size=64k"): Promise<{ folder: string } | { reason: string }> {
  const folder = await temporaryFolder();
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", folder], { stdio: "pipe" });
  } catch (error) {
    return { reason: `a tmpfs cannot be mounted here: ${(error as Error).message.trim()}` };
  }
  onTestFinished(() => void execFileSync("umount", [folder]));
  return { folder };
}

/** Does work as a user who is not the administrator, to whom permissions apply. */
export async function asOrdinaryUser<T>(folder: string, work: () => Promise<T>): Promise<T> {
  if (process.geteuid?.() !== 0) return work();
  await chmod(folder, 0o777);
  process.seteuid?.(65534);
  try {
    return await work();
  } finally {
    process.seteuid?.(0);
  }
}
