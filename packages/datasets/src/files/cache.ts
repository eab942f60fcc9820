import { join } from "node:path";
import { warn } from "@gradiente/core";
import { FileError, readRegularFile, writeFileAtomically } from "@gradiente/files";
import envPaths from "env-paths";
import { sha256 } from "./download.ts";
import type { PublishedFile } from "./file-set.ts";

/** The cache directory of Gradiente for this user, as the operating system defines it. */
export function defaultCacheDirectory(): string {
  return envPaths("gradiente", { suffix: "" }).cache;
}

/**
 * Reads a published file from the cache and checks its checksum. A file that a full disk has cut short is recognised here
 * and fetched again.
 *
 * @returns The bytes of the file, or the reason why they cannot be used.
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
 * Stores a published file, which the caller has checked, in one step. A reader at the same time finds the old file, no
 * file, or the whole new file. If the cache cannot be written, there is a warning, and the data can still be used.
 */
export async function writeCached(directory: string, file: PublishedFile, bytes: Uint8Array): Promise<void> {
  try {
    await writeFileAtomically(join(directory, file.published), bytes);
  } catch (error) {
    warn(
      "GRADIENTE_CACHE",
      `The download is used, but it cannot be kept in ${directory}: ${String(error)}`,
      directory,
    );
  }
}
