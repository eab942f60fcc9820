import type { FileHandle } from "node:fs/promises";
import { checkOptions, checkPath, described } from "./arguments.ts";
import { explained, FileError } from "./file-error.ts";
import { MOST_AT_ONCE, openForReading } from "./open-for-reading.ts";

/** How much is read. */
export interface ReadOptions {
  /** The most bytes that the file may have. Default: as many as it has when it is opened. */
  readonly limit?: number;
}

/**
 * Reads a file whole, as it was when it was opened: not a directory, a FIFO, a socket or a device, which have no end
 * or make their readers wait for ever. Symbolic links are followed.
 *
 * @throws FileError that names the file, what is wrong and what helps, if it is no regular file, has more bytes than
 * the limit, or is changed in size while it is read; RangeError for a limit that is no number from 0.
 * @example
 * ```ts
 * import { readRegularFile, writeFileAtomically } from "@gradiente/files";
 *
 * await writeFileAtomically("numbers.bin", new Uint8Array([1, 2, 3]));
 * await readRegularFile("numbers.bin"); // [1, 2, 3]
 * ```
 */
export async function readRegularFile(path: string, options: ReadOptions = {}): Promise<Uint8Array> {
  checkPath("readRegularFile", "the path", path);
  checkOptions("readRegularFile", options, ["limit"]);
  const { limit } = options;
  if (limit !== undefined && !(typeof limit === "number" && limit >= 0)) {
    const Kind = typeof limit === "number" ? RangeError : TypeError;
    throw new Kind(`readRegularFile: limit must be a number of bytes, not ${described(limit)}`);
  }
  const { handle, size } = await openForReading(path);
  try {
    if (limit !== undefined && size > limit) throw tooLarge(path, size, limit);
    return await explained("read", path, readWhole(handle, path, size));
  } finally {
    await handle.close();
  }
}

async function readWhole(handle: FileHandle, path: string, size: number): Promise<Uint8Array> {
  const bytes = allocate(path, size);
  for (let at = 0; at < size; ) {
    const { bytesRead } = await handle.read(bytes, at, Math.min(size - at, MOST_AT_ONCE), null);
    if (bytesRead === 0) throw changed(path, `it ended after ${at} of its ${size} bytes`);
    at += bytesRead;
  }
  const { bytesRead } = await handle.read(new Uint8Array(1), 0, 1, null);
  if (bytesRead > 0) throw changed(path, `it had ${size} bytes when it was opened, and has more now`);
  return bytes;
}

function allocate(path: string, size: number): Uint8Array {
  try {
    return new Uint8Array(size);
  } catch (cause) {
    const problem = `its ${size} bytes are more than there is memory for; is it the right file?`;
    throw new FileError("read", path, problem, { cause });
  }
}

function tooLarge(path: string, size: number, limit: number): FileError {
  const problem = `it has ${size} bytes, more than the ${limit} that it may have; is it the right file?`;
  return new FileError("read", path, problem, { code: "EFBIG" });
}

function changed(path: string, how: string): FileError {
  return new FileError("read", path, `${how}; read it again when nobody writes it`);
}
