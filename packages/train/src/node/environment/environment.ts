import { execFile } from "node:child_process";
import { availableParallelism, cpus, totalmem } from "node:os";
import { dirname } from "node:path";
import { promisify } from "node:util";
import { getBackend, getThreads, Tensor } from "@gradiente/core";
import { PackageCopy } from "@gradiente/core/arguments";

/** What a program runs on, and the commit that it is of. */
export interface Environment {
  /** The version of Gradiente; empty where it runs from its sources. */
  readonly gradiente: string;
  /** The version of Node. */
  readonly node: string;
  /** The system and the kind of processor, such as `linux x64`. */
  readonly platform: string;
  /** The name of the processor. */
  readonly processor: string;
  /** How many threads run at once. */
  readonly cores: number;
  /** The memory of the machine, in bytes. */
  readonly memory: number;
  /** The backend that is in use. */
  readonly backend: string;
  /** The threads that it has. */
  readonly threads: number;
  /** The Git commit of the program; null where there is no Git or no checkout. */
  readonly commit: string | null;
  /** Whether files that Git knows were changed since; null without a commit. */
  readonly isChanged: boolean | null;
}

/**
 * What this program runs on now, and the Git commit of the folder that it was started from: that of the script, or the
 * working directory without one.
 *
 * @example
 * ```ts
 * const { node, backend, commit } = await environment();
 * console.log(`Node ${node}, ${backend}, commit ${commit ?? "not known"}`);
 * ```
 */
export async function environment(): Promise<Environment> {
  return {
    gradiente: PackageCopy.of(Tensor).version,
    node: process.versions.node,
    platform: `${process.platform} ${process.arch}`,
    processor: cpus()[0]?.model.trim() || "unknown",
    cores: availableParallelism(),
    memory: totalmem(),
    backend: getBackend(),
    threads: getThreads(),
    ...(await commitOf(process.argv[1] === undefined ? process.cwd() : dirname(process.argv[1]))),
  };
}

/** The commit that a folder is a checkout of. */
async function commitOf(folder: string): Promise<Pick<Environment, "commit" | "isChanged">> {
  const git = async (...args: string[]) => {
    // Without locks: Git would refresh its index, and a commit that is made meanwhile would fail.
    const all = ["--no-optional-locks", "-C", folder, ...args];
    return (await promisify(execFile)("git", all, { timeout: 10_000, windowsHide: true })).stdout.trim();
  };
  try {
    const [commit, changes] = await Promise.all([
      git("rev-parse", "HEAD"),
      git("status", "--porcelain", "-uno"),
    ]);
    return { commit, isChanged: changes !== "" };
  } catch {
    return { commit: null, isChanged: null };
  }
}
