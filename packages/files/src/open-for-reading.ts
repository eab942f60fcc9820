import { constants } from "node:fs";
import { type FileHandle, open, stat } from "node:fs/promises";
import { explained } from "./file-error.ts";
import { checkRegular } from "./file-kind.ts";

/** The most bytes in one call of the system, which gives less than 2 GiB. */
export const MOST_AT_ONCE = 2 ** 26;

/**
 * Opens a regular file, without waiting for anybody. The caller closes the handle.
 *
 * @returns the handle, and the number of bytes that the file has now.
 * @throws FileError if it is no regular file, or cannot be opened.
 */
export async function openForReading(path: string): Promise<{ handle: FileHandle; size: number }> {
  const reading = <T>(step: Promise<T>): Promise<T> => explained("read", path, step);
  // To open some devices does something already, so this is known before.
  checkRegular("read", path, await reading(stat(path)));
  // Should it have become a FIFO by now, nobody waits for its other end.
  const handle = await reading(open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)));
  try {
    const stats = await reading(handle.stat());
    checkRegular("read", path, stats);
    return { handle, size: stats.size };
  } catch (error) {
    await handle.close();
    throw error;
  }
}
