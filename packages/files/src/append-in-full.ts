import { type FileHandle, open, stat } from "node:fs/promises";
import { checkPath } from "./arguments.ts";
import { explained } from "./file-error.ts";
import { checkRegular } from "./file-kind.ts";
import { toBytes, writeInFull } from "./write-in-full.ts";

/**
 * Adds text or bytes to the end of a file, in full or not at all; a file that is not there is made. For logs with one
 * writer.
 *
 * @throws FileError that names the file, what is wrong and what helps; the file then ends where it ended before.
 * @example
 * ```ts
 * import { readFile } from "node:fs/promises";
 * import { appendInFull } from "@gradiente/files";
 *
 * await appendInFull("log.txt", "one line\n");
 * await appendInFull("log.txt", "another\n");
 * await readFile("log.txt", "utf8"); // "one line\nanother\n"
 * ```
 */
export async function appendInFull(path: string, content: string | Uint8Array): Promise<void> {
  checkPath("appendInFull", "the path", path);
  const bytes = toBytes("appendInFull", content);
  await refusePipe(path);
  const handle = await explained("write", path, open(path, "a"));
  try {
    await explained("write", path, append(handle, bytes));
  } finally {
    await handle.close();
  }
}

/** To open a FIFO waits for its reader, for ever if there is none. Devices such as a terminal take what they are given. */
async function refusePipe(path: string): Promise<void> {
  const stats = await stat(path).catch(() => undefined);
  if (stats?.isFIFO() || stats?.isSocket()) checkRegular("write", path, stats);
}

async function append(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  const stats = await handle.stat();
  try {
    await writeInFull(handle, bytes);
  } catch (error) {
    // Half a line would be read as a whole one. Only a regular file has an end to go back to.
    if (stats.isFile()) await handle.truncate(stats.size).catch(() => {});
    throw error;
  }
}
