import { mkdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import envPaths from "env-paths";
import writeFileAtomic from "write-file-atomic";
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
  const path = join(directory, file.published);
  try {
    const { size } = await stat(path);
    if (size !== file.bytes) return `it has ${size} bytes, not ${file.bytes}`;
    const bytes = await readFile(path);
    return sha256(bytes) === file.sha256 ? bytes : "its SHA-256 is wrong";
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    return code === "ENOENT" ? "not there" : String(error);
  }
}

/**
 * Stores a published file, checked by the caller, in one step: whoever reads at the same time finds the old file, none,
 * or the whole new one. A cache that cannot be written costs a warning, not the data.
 */
export async function writeCached(directory: string, file: PublishedFile, bytes: Uint8Array): Promise<void> {
  try {
    await mkdir(directory, { recursive: true });
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    await writeFileAtomic(join(directory, file.published), buffer);
  } catch (error) {
    process.emitWarning(`The download is used but cannot be kept in ${directory}: ${String(error)}`, {
      code: "GRADIENTE_CACHE",
    });
  }
}
