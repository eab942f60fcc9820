import { checkPath, described } from "./arguments.ts";
import { explained, FileError } from "./file-error.ts";
import { MOST_AT_ONCE, openForReading } from "./open-for-reading.ts";

/** An open file. Parts of it can be read. */
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

/**
 * Opens a file to read parts of it: not a directory, a FIFO, a socket or a device. Symbolic links are followed.
 *
 * @throws FileError that names the file, what is wrong and what helps, if it is no regular file, or cannot be opened.
 * @example
 * ```ts
 * import { openRegularFile, writeFileAtomically } from "@gradiente/files";
 *
 * await writeFileAtomically("numbers.bin", new Uint8Array([1, 2, 3, 4]));
 * const file = await openRegularFile("numbers.bin");
 * file.size; // 4
 * await file.close();
 * ```
 */
export async function openRegularFile(path: string): Promise<RegularFile> {
  checkPath("openRegularFile", "the path", path);
  const { handle, size } = await openForReading(path);
  return {
    name: path,
    size,
    read: async (begin, end) => {
      const isWithin = Number.isSafeInteger(begin) && Number.isSafeInteger(end) && begin >= 0 && begin <= end;
      if (!isWithin || end > size) {
        throw new RangeError(
          `RegularFile.read: bytes ${described(begin)} to ${described(end)} are not in the ${size} of ${path}`,
        );
      }
      const bytes = new Uint8Array(end - begin);
      for (let at = 0; at < bytes.length; ) {
        const length = Math.min(bytes.length - at, MOST_AT_ONCE);
        const { bytesRead } = await explained("read", path, handle.read(bytes, at, length, begin + at));
        if (bytesRead === 0) {
          throw new FileError("read", path, `it had ${size} bytes when it was opened, and has fewer now`);
        }
        at += bytesRead;
      }
      return bytes;
    },
    close: () => handle.close(),
  };
}
