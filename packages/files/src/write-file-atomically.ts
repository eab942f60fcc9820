import type { Stats } from "node:fs";
import { type FileHandle, mkdir, open, readlink, realpath, rename, stat, unlink } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { checkPath } from "./arguments.ts";
import { codeOf, explained } from "./file-error.ts";
import { checkRegular } from "./file-kind.ts";
import { removeLeftovers, temporaryName } from "./leftovers.ts";
import { toBytes, writeInFull } from "./write-in-full.ts";

/** What a file is to hold: text as UTF-8, bytes, or chunks of either one after another. */
export type FileContent =
  | string
  | Uint8Array
  | Iterable<string | Uint8Array>
  | AsyncIterable<string | Uint8Array>;

/**
 * Writes a file whole, or not at all. The content goes in full into a temporary file beside the target; when its size
 * is right and the disk has it, it is renamed. Who reads meanwhile, or after a crash, has the old file or the new one.
 *
 * Missing folders are made. An existing file keeps its permissions, and its owner where the system lets it. A symbolic
 * link stays, and what it points at is written.
 *
 * @throws FileError that names the file, what is wrong and what helps; the old file is then as it was, and nothing is
 * left beside it. Whatever the chunks throw goes through unchanged, with the same promise.
 * @example
 * ```ts
 * import { readFile } from "node:fs/promises";
 * import { writeFileAtomically } from "@gradiente/files";
 *
 * await writeFileAtomically("out/result.txt", "whole or not at all");
 * await readFile("out/result.txt", "utf8"); // "whole or not at all"
 * ```
 */
export async function writeFileAtomically(path: string, content: FileContent): Promise<void> {
  checkPath("writeFileAtomically", "the path", path);
  const chunks = chunksOf(content);
  const writing = <T>(step: Promise<T>): Promise<T> => explained("write", path, step);
  const target = await writing(targetOf(path));
  const before = await writing(existing(path, target));
  const folder = dirname(target);
  await writing(mkdir(folder, { recursive: true }));
  await clear(folder);
  const temporary = join(folder, temporaryName());
  // Nobody else may look into a file whose permissions are not set yet.
  const handle = await writing(open(temporary, "wx", before === undefined ? 0o666 : 0o600));
  try {
    let size = 0;
    for await (const chunk of chunks) {
      const bytes = toBytes("writeFileAtomically", chunk);
      await writing(writeInFull(handle, bytes));
      size += bytes.length;
    }
    await writing(finish(handle, size, before));
    await writing(handle.close());
    await writing(rename(temporary, target));
  } catch (error) {
    await handle.close().catch(() => {});
    await unlink(temporary).catch(() => {});
    throw error;
  }
  await writing(syncFolder(folder));
}

function chunksOf(content: FileContent): Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array> {
  const isChunks =
    typeof content === "object" &&
    content !== null &&
    !ArrayBuffer.isView(content) &&
    (typeof (content as Partial<Iterable<string>>)[Symbol.iterator] === "function" ||
      typeof (content as Partial<AsyncIterable<string>>)[Symbol.asyncIterator] === "function");
  return isChunks ? content : [toBytes("writeFileAtomically", content as string | Uint8Array)];
}

/** The path at the end of all symbolic links, whether or not there is a file. */
async function targetOf(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if (codeOf(error) !== "ENOENT") throw error;
  }
  const link = await readlink(path).catch(() => undefined);
  // Links that lead round in a circle have failed above.
  return link === undefined ? resolve(path) : targetOf(resolve(await realpath(dirname(path)), link));
}

/** The file that is there already, if one is. */
async function existing(path: string, target: string): Promise<Stats | undefined> {
  const stats = await stat(target).catch((error: unknown) => {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  });
  if (stats === undefined) return undefined;
  checkRegular("write", path, stats);
  // A rename asks for no permission of the file that it replaces; who took that away wants to keep the file.
  await (await open(target, "r+")).close();
  return stats;
}

/** Sets owner and permissions, and sees to it that the disk has every byte. */
async function finish(handle: FileHandle, size: number, before: Stats | undefined): Promise<void> {
  const { size: found, uid, gid } = await handle.stat();
  if (found !== size) throw new Error(`the disk has ${found} of its ${size} bytes`);
  if (before !== undefined) {
    if (uid !== before.uid || gid !== before.gid) {
      // Only the administrator may give files away; to others the file belongs from now on.
      await handle.chown(before.uid, before.gid).catch(() => {});
    }
    await handle.chmod(before.mode & 0o7777);
  }
  await handle.sync();
}

/** What systems say that cannot sync a folder: the rename is then as safe as it gets. */
const CANNOT_SYNC = new Set(["EISDIR", "EINVAL", "EPERM", "EACCES", "ENOTSUP"]);

async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, "r");
    await handle.sync().finally(() => handle.close());
  } catch (error) {
    if (!CANNOT_SYNC.has(codeOf(error) ?? "")) throw error;
  }
}

const cleared = new Set<string>();

/** Once a process: a folder may hold very many files. */
async function clear(folder: string): Promise<void> {
  if (cleared.has(folder)) return;
  cleared.add(folder);
  // Leftovers that stay are no reason not to write.
  await removeLeftovers(folder).catch(() => {});
}
