import { execFile } from "node:child_process";
import { cpus } from "node:os";
import { promisify } from "node:util";
import { getBackend, getThreads } from "@gradiente/core";

/** On what a run was made, by name. */
export async function environment(): Promise<Readonly<Record<string, string>>> {
  return {
    commit: await commit(),
    Node: process.version,
    machine: `${process.platform} ${process.arch}, ${cpus()[0]?.model ?? "unknown processor"}`,
    backend: getBackend(),
    threads: String(getThreads()),
  };
}

/** The commit of the program's own folder, and whether its files were changed since. */
async function commit(): Promise<string> {
  const git = async (...args: string[]) =>
    (await promisify(execFile)("git", ["-C", import.meta.dirname, ...args])).stdout.trim();
  try {
    const [hash, changes] = await Promise.all([
      git("rev-parse", "HEAD"),
      git("status", "--porcelain", "-uno"),
    ]);
    return changes === "" ? hash : `${hash}, with changes`;
  } catch {
    return "not known: there is no git here, or no checkout";
  }
}
