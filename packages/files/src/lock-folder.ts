import { randomBytes } from "node:crypto";
import { link, open, stat, unlink, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { checkPath } from "./arguments.ts";
import { codeOf, explained, FileError } from "./file-error.ts";
import { temporaryName } from "./leftovers.ts";
import { makeMissing } from "./make-folder.ts";
import { readRegularFile } from "./read-regular-file.ts";

const LOCK_FILE = "gradiente.lock";

/** The most bytes of a lock: it has a few hundred. */
const MOST_BYTES = 2 ** 16;

/** Who holds a folder, as its lock file says. */
interface Holder {
  readonly pid: number;
  readonly host: string;
  /** When, in milliseconds since 1970. */
  readonly since: number;
  /** What no other lock has. */
  readonly token: string;
}

/**
 * Locks a folder for this process, by a file `gradiente.lock` in it that names the process and its machine: nobody else who
 * asks gets the folder until then. A lock whose process is gone from this machine is taken over. Missing folders are made.
 *
 * @returns a function that gives the folder back; a second call does nothing.
 * @throws FileError if the folder is held: it says by whom, and which file to remove should that process no longer run. Also
 * if the lock file cannot be written.
 * @example
 * ```ts
 * import { lockFolder } from "@gradiente/files";
 *
 * const unlock = await lockFolder("runs/moons");
 * await unlock();
 * ```
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  checkPath("lockFolder", "the folder", folder);
  const file = join(folder, LOCK_FILE);
  const writing = <T>(step: Promise<T>): Promise<T> => explained("write", file, step);
  await writing(makeMissing(folder));
  const own: Holder = {
    pid: process.pid,
    host: hostname(),
    since: Date.now(),
    token: randomBytes(8).toString("hex"),
  };
  while (!(await writing(placed(folder, file, own)))) {
    const holder = await writing(holderOf(file));
    if (holder === undefined) continue;
    if (holder === "unknown" || !isGone(holder)) throw held(folder, file, holder);
    await writing(takeFrom(file, holder));
  }
  return async () => {
    const holder = await holderOf(file);
    if (typeof holder === "object" && holder.token === own.token) await unlink(file).catch(() => {});
  };
}

/** File systems that have no second names for a file say one of these. */
const CANNOT_LINK = new Set(["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK"]);

/** Puts the lock in place, whole, unless there is one. */
async function placed(folder: string, file: string, own: Holder): Promise<boolean> {
  const content = `${JSON.stringify(own)}\n`;
  const temporary = join(folder, temporaryName());
  try {
    // A name for what is written already: a lock of a process that was killed midway would be nobody's.
    await writeFile(temporary, content, { flag: "wx" });
    await link(temporary, file).catch((error) => {
      if (!CANNOT_LINK.has(codeOf(error) ?? "")) throw error;
      return writeFile(file, content, { flag: "wx" });
    });
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  } finally {
    await unlink(temporary).catch(() => {});
  }
}

/** Who holds the lock; undefined if it has been given back meanwhile, and unknown if it is no lock of ours. */
async function holderOf(file: string): Promise<Holder | "unknown" | undefined> {
  let text: string;
  try {
    text = Buffer.from(await readRegularFile(file, { limit: MOST_BYTES })).toString("utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
  try {
    const { pid, host, since, token } = JSON.parse(text);
    const isWhole = Number.isSafeInteger(pid) && pid > 0 && Number.isFinite(since);
    const isNamed = typeof host === "string" && /^[0-9a-f]{16}$/.test(token);
    return isWhole && isNamed ? { pid, host, since, token } : "unknown";
  } catch {
    return "unknown";
  }
}

function isGone({ pid, host, since }: Holder): boolean {
  // What runs on another machine cannot be asked.
  if (host !== hostname()) return false;
  // In a container each run may have the same number: what is older than this process is not its own.
  if (pid === process.pid) return since < Date.now() - process.uptime() * 1000;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return codeOf(error) === "ESRCH";
  }
}

/** How long nobody takes to take over a lock. */
const TAKING_MS = 2000;

/**
 * Removes a lock whose process is gone. Of several who find it, one does: else the second could remove the new lock of the
 * first.
 */
async function takeFrom(file: string, gone: Holder): Promise<void> {
  const guard = `${file}.${gone.token}`;
  try {
    await (await open(guard, "wx")).close();
  } catch (error) {
    if (codeOf(error) !== "EEXIST") throw error;
    const stats = await stat(guard).catch(() => undefined);
    // Whoever made it was killed before it could remove it.
    if (stats !== undefined && Date.now() - stats.mtimeMs > TAKING_MS) await unlink(guard).catch(() => {});
    else await sleep(20);
    return;
  }
  try {
    const holder = await holderOf(file);
    if (typeof holder === "object" && holder.token === gone.token) await unlink(file);
  } finally {
    await unlink(guard).catch(() => {});
  }
}

function held(folder: string, file: string, holder: Holder | "unknown"): FileError {
  const who = holder === "unknown" ? "a process that its lock does not name holds it" : `${named(holder)}`;
  const problem = `${who}; wait for it, or name another folder. If that process no longer runs, remove ${file}`;
  return new FileError("write", folder, problem);
}

function named({ pid, host, since }: Holder): string {
  const which = pid === process.pid && host === hostname() ? "this process" : `process ${pid}`;
  const where = host === hostname() ? "" : ` on ${host}`;
  return `${which}${where} has held it since ${new Date(since).toISOString()}`;
}
