import type { Stats } from "node:fs";
import { type FileHandle, open, readlink, realpath, stat, unlink } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { codeOf, explained } from "./file-error.ts";
import { checkRegular } from "./file-kind.ts";
import { removeLeftovers, temporaryName } from "./leftovers.ts";
import { makeMissing } from "./make-folder.ts";
import { writeInFull } from "./write-in-full.ts";

/** A file that the disk has in full, under a temporary name beside its place. */
export interface StagedFile {
  /** The path as it was given. */
  readonly path: string;
  readonly temporary: string;
  /** The path that it is to have, which is no symbolic link. */
  readonly target: string;
}

/** Writes a file beside its place, with the permissions and the owner that it is to have. After an error, nothing is left. */
export async function stageFile(path: string, chunks: AsyncIterable<Uint8Array>): Promise<StagedFile> {
  const writing = <T>(step: Promise<T>): Promise<T> => explained("write", path, step);
  const target = await writing(targetOf(path));
  const before = await writing(existing(path, target));
  const folder = dirname(target);
  await writing(makeMissing(folder));
  await clear(folder);
  const temporary = join(folder, temporaryName());
  // Nobody else may look into a file whose permissions are not set yet.
  const handle = await writing(open(temporary, "wx", before === undefined ? 0o666 : 0o600));
  try {
    let size = 0;
    for await (const bytes of chunks) {
      await writing(writeInFull(handle, bytes));
      size += bytes.length;
    }
    await writing(finish(handle, size, before));
    await writing(handle.close());
  } catch (error) {
    await handle.close().catch(() => {});
    await unlink(temporary).catch(() => {});
    throw error;
  }
  return { path, temporary, target };
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

const cleared = new Set<string>();

/** Once a process: a folder may hold very many files. */
async function clear(folder: string): Promise<void> {
  if (cleared.has(folder)) return;
  cleared.add(folder);
  // Leftovers that stay are no reason not to write.
  await removeLeftovers(folder).catch(() => {});
}
