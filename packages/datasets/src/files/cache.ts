import { join } from "node:path";
import { FileError, readRegularFile, writeFileAtomically } from "@gradiente/files";
import envPaths from "env-paths";
import { sha256 } from "./download.ts";
import type { PublishedFile } from "./file-set.ts";

/** The directory in which this user's operating system keeps what can be fetched again. */
export function defaultCacheDirectory(): string {
  return envPaths("gradiente", { suffix: "" }).cache;
}

/**
 * Reads a published file from the cache. A cached file is only as good as its checksum: one that a full disk cut short
 * is told apart here and fetched anew.
 *
 * @returns Its bytes, or in words why they cannot be used.
 */
export async function readCached(directory: string, file: PublishedFile): Promise<Uint8Array | string> {
  try {
    const bytes = await readRegularFile(join(directory, file.published), { limit: file.bytes });
    if (bytes.length !== file.bytes) return `it has ${bytes.length} bytes, not ${file.bytes}`;
    return sha256(bytes) === file.sha256 ? bytes : "its SHA-256 is wrong";
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    return error.code === "ENOENT" ? "not there" : error.problem;
  }
}

/**
 * Stores a published file, checked by the caller, in one step: whoever reads at the same time finds the old file, none,
 * or the whole new one. A cache that cannot be written costs a warning, not the data.
 */
export async function writeCached(directory: string, file: PublishedFile, bytes: Uint8Array): Promise<void> {
  try {
    await writeFileAtomically(join(directory, file.published), bytes);
  } catch (error) {
    process.emitWarning(`The download is used but cannot be kept in ${directory}: ${String(error)}`, {
      code: "GRADIENTE_CACHE",
    });
  }
}
