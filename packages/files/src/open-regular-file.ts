import { constants } from "node:fs";
import { open, stat } from "node:fs/promises";
import { checkPath, described } from "./arguments.ts";
import { explained, FileError } from "./file-error.ts";
import { checkRegular } from "./file-kind.ts";

/** A file that is open, and of which parts are read. */
export interface RegularFile {
  /** The path as it was given. */
  readonly name: string;
  /** The number of bytes that it had when it was opened. */
  readonly size: number;
  /**
   * The bytes from `begin` up to `end`, which is not included.
   *
   * @throws FileError if they cannot be read, or the file has become shorter; RangeError if there are no such bytes.
   */
  read(begin: number, end: number): Promise<Uint8Array>;
  /** Lets go of the file. */
  close(): Promise<void>;
}

/** The most bytes in one call of the system, which gives less than 2 GiB. */
const MOST = 2 ** 26;

/**
 * Opens a file of which parts are to be read: not a directory, a FIFO, a socket or a device. Symbolic links are followed.
 *
 * @throws FileError that names the file, what is wrong and what helps, if it is no regular file, or cannot be opened.
 */
export async function openRegularFile(path: string): Promise<RegularFile> {
  checkPath("openRegularFile", "the path", path);
  const reading = <T>(step: Promise<T>): Promise<T> => explained("read", path, step);
  // To open some devices does something already, so this is known before.
  checkRegular("read", path, await reading(stat(path)));
  const handle = await reading(open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)));
  try {
    const stats = await reading(handle.stat());
    checkRegular("read", path, stats);
    const { size } = stats;
    return {
      name: path,
      size,
      read: async (begin, end) => {
        const isWithin =
          Number.isSafeInteger(begin) && Number.isSafeInteger(end) && begin >= 0 && begin <= end;
        if (!isWithin || end > size) {
          throw new RangeError(
            `RegularFile.read: bytes ${described(begin)} to ${described(end)} are not in the ${size} of ${path}`,
          );
        }
        const bytes = new Uint8Array(end - begin);
        for (let at = 0; at < bytes.length; ) {
          const length = Math.min(bytes.length - at, MOST);
          const { bytesRead } = await reading(handle.read(bytes, at, length, begin + at));
          if (bytesRead === 0) {
            throw new FileError("read", path, `it had ${size} bytes when it was opened, and has fewer now`);
          }
          at += bytesRead;
        }
        return bytes;
      },
      close: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}
