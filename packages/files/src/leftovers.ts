import { randomBytes } from "node:crypto";
import { lstat, readdir, unlink } from "node:fs/promises";
import { join } from "node:path";
import { checkPath } from "./arguments.ts";
import { codeOf, explained } from "./file-error.ts";

const NAME = /^\.gradiente-(\d+)-[0-9a-f]{16}\.tmp$/;

/** How long a temporary file has not been written to when it may be a leftover: another machine may share the folder. */
const OLD_MS = 3_600_000;

/** A name for a temporary file, which says whose it is and which nobody else has. */
export function temporaryName(): string {
  return `.gradiente-${process.pid}-${randomBytes(8).toString("hex")}.tmp`;
}

/**
 * Removes the temporary files that dead processes have left in a folder: those whose process is gone, and to which
 * nothing was written for an hour. {@link writeFileAtomically} does so by itself, for each folder once a process.
 *
 * @returns The paths of what was removed.
 * @throws FileError if the folder cannot be read.
 * @example
 * ```ts
 * import { removeLeftovers, writeFileAtomically } from "@gradiente/files";
 *
 * await writeFileAtomically("runs/result.txt", "done");
 * await removeLeftovers("runs"); // []
 * ```
 */
export async function removeLeftovers(folder: string): Promise<string[]> {
  checkPath("removeLeftovers", "the folder", folder);
  const removed: string[] = [];
  for (const name of await explained("read", folder, readdir(folder))) {
    const pid = NAME.exec(name)?.[1];
    if (pid === undefined) continue;
    const path = join(folder, name);
    try {
      const stats = await lstat(path);
      if (!stats.isFile() || !isAbandoned(Number(pid), stats.mtimeMs)) continue;
      await unlink(path);
      removed.push(path);
    } catch {
      // Another process was faster, or it is not ours to remove.
    }
  }
  return removed;
}

function isAbandoned(pid: number, written: number): boolean {
  if (Date.now() - written < OLD_MS) return false;
  // In a container each run may have the same number: what is older than this process is not its own.
  if (pid === process.pid) return written < Date.now() - process.uptime() * 1000;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return codeOf(error) === "ESRCH";
  }
}
