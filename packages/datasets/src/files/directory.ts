import type { Dirent } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { FileError, readRegularFile } from "@gradiente/files";
import { DatasetFormatError } from "../errors.ts";
import type { FileSet, FoundFile, FoundFiles, PublishedFile } from "./file-set.ts";
import { errorCode, unpack } from "./unpack.ts";

/** The files of a set that are in a directory. */
export interface Listing {
  /** The paths of the files that are present, by file name. */
  readonly present: ReadonlyMap<string, string>;
  /** Why the directory cannot be used; null if every file is present. */
  readonly problem: string | null;
}

/**
 * Lists the files of a set in a directory, gzipped or unpacked. A gzipped file comes first, because it has a checksum.
 *
 * @throws DatasetFormatError if the only entry with the name of a file is a directory.
 */
export async function listDirectory(directory: string, set: FileSet): Promise<Listing> {
  const entries = await entriesOf(directory);
  if (typeof entries === "string") return { present: new Map(), problem: entries };
  const isFolder = new Map(entries.map((entry) => [entry.name, entry.isDirectory()]));
  const present = new Map<string, string>();
  for (const { name, aliases = [] } of set.files) {
    const candidates = [name, ...aliases].flatMap((known) => [`${known}.gz`, known]);
    const stored = candidates.find((candidate) => isFolder.get(candidate) === false);
    if (stored !== undefined) {
      present.set(name, join(directory, stored));
      continue;
    }
    const folder = candidates.find((candidate) => isFolder.get(candidate) === true);
    if (folder === undefined) continue;
    throw directoryInstead(join(directory, folder));
  }
  const missing = set.files.filter(({ name }) => !present.has(name)).map(({ name }) => name);
  return {
    present,
    problem: missing.length === 0 ? null : `no file ${missing.join(", ")} (with or without .gz)`,
  };
}

/**
 * Reads and unpacks the files that {@link listDirectory} has found. They are not compared with the published checksums, so
 * that data sets of the same layout, such as Fashion-MNIST, can be read. The checksum in a gzipped file is compared.
 *
 * @throws DatasetFormatError if a file is damaged, larger than the published one, or no regular file: a FIFO or a
 * device, say.
 */
export async function readListed(present: ReadonlyMap<string, string>, set: FileSet): Promise<FoundFiles> {
  const found = new Map<string, FoundFile>();
  for (const file of set.files) {
    const path = present.get(file.name);
    if (path !== undefined) found.set(file.name, { path, content: await readUnpacked(path, file) });
  }
  return found;
}

async function readUnpacked(path: string, file: PublishedFile): Promise<Uint8Array> {
  // Gzip adds less than a hundredth to what it cannot pack, so one bound serves packed and unpacked files alike.
  const limit = Math.floor(1.01 * file.unpackedBytes) + 1024;
  try {
    return await unpack(await readRegularFile(path, { limit }), path, file.unpackedBytes);
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    if (error.code === "EISDIR") throw directoryInstead(path);
    throw new DatasetFormatError(path, error.problem, { cause: error });
  }
}

function directoryInstead(path: string): DatasetFormatError {
  const problem =
    "it is a directory, not a file; some archives unpack to a folder that holds the file of that name";
  return new DatasetFormatError(path, problem);
}

async function entriesOf(directory: string): Promise<Dirent[] | string> {
  try {
    return await readdir(directory, { withFileTypes: true });
  } catch (error) {
    const code = errorCode(error);
    if (code === "ENOENT") return "no such directory";
    if (code === "ENOTDIR") return "not a directory";
    throw error;
  }
}
