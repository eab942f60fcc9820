import { open, rename, unlink } from "node:fs/promises";
import { dirname } from "node:path";
import { checkPath, described } from "./arguments.ts";
import { codeOf, explained } from "./file-error.ts";
import { type StagedFile, stageFile } from "./stage-file.ts";
import { encoded, toBytes } from "./write-in-full.ts";

/** What a file is to hold: text as UTF-8, bytes, or chunks of either one after another. */
export type FileContent =
  | string
  | Uint8Array
  | Iterable<string | Uint8Array>
  | AsyncIterable<string | Uint8Array>;

/**
 * Writes a file whole, or not at all. The content goes in full into a temporary file beside the target; when its size
 * is right and the disk has it, it is renamed. Who reads meanwhile, or after a crash, has the old file or the new one.
 *
 * Missing folders are made. An existing file keeps its permissions, and its owner where the system lets it. A symbolic
 * link stays, and what it points at is written.
 *
 * @throws FileError that names the file, what is wrong and what helps; the old file is then as it was, and nothing is
 * left beside it. Whatever the chunks throw goes through unchanged, with the same promise.
 * @example
 * ```ts
 * import { readFile } from "node:fs/promises";
 * import { writeFileAtomically } from "@gradiente/files";
 *
 * await writeFileAtomically("out/result.txt", "whole or not at all");
 * await readFile("out/result.txt", "utf8"); // "whole or not at all"
 * ```
 */
export async function writeFileAtomically(path: string, content: FileContent): Promise<void> {
  await writeAll("writeFileAtomically", [[path, content]]);
}

/**
 * Writes several files that belong together, each as {@link writeFileAtomically} does. The first takes its place only when
 * all are written in full, so that a disk that fills up leaves the old ones as they were, all of them. It needs room
 * for the old and the new ones. A crash while they take their places, in the order given, can leave some of both.
 *
 * @param files each a path and what the file is to hold. The paths are different.
 * @throws FileError that names the file, what is wrong and what helps; nothing is left beside the files. Whatever the
 * chunks throw goes through unchanged.
 * @example
 * ```ts
 * import { readFile } from "node:fs/promises";
 * import { writeFilesTogether } from "@gradiente/files";
 *
 * await writeFilesTogether([["out/a.txt", "one"], ["out/b.txt", "two"]]); // both or neither
 * await readFile("out/b.txt", "utf8"); // "two"
 * ```
 */
export async function writeFilesTogether(
  files: readonly (readonly [path: string, content: FileContent])[],
): Promise<void> {
  checkPairs("writeFilesTogether", files);
  await writeAll("writeFilesTogether", files);
}

async function writeAll(
  owner: string,
  files: readonly (readonly [path: string, content: FileContent])[],
): Promise<void> {
  for (const [path] of files) checkPath(owner, "the path", path);
  const contents = files.map(([path, content]) => [path, chunksOf(owner, content)] as const);
  const staged: StagedFile[] = [];
  try {
    for (const [path, chunks] of contents) staged.push(await stageFile(path, encoded(owner, chunks)));
    for (const { path, temporary, target } of staged) {
      await explained("write", path, rename(temporary, target));
    }
  } catch (error) {
    // Those that have taken their places have no other name any more.
    for (const { temporary } of staged) await unlink(temporary).catch(() => {});
    throw error;
  }
  const folders = new Map(staged.map(({ target, path }) => [dirname(target), path]));
  for (const [folder, path] of folders) await explained("write", path, syncFolder(folder));
}

function checkPairs(owner: string, files: unknown): void {
  const isPair = (pair: unknown) => Array.isArray(pair) && pair.length === 2;
  if (Array.isArray(files) && Array.from(files).every(isPair)) return;
  throw new TypeError(`${owner}: files are a list of [path, content], not ${described(files)}`);
}

function chunksOf(
  owner: string,
  content: FileContent,
): Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array> {
  const isChunks =
    typeof content === "object" &&
    content !== null &&
    !ArrayBuffer.isView(content) &&
    (typeof (content as Partial<Iterable<string>>)[Symbol.iterator] === "function" ||
      typeof (content as Partial<AsyncIterable<string>>)[Symbol.asyncIterator] === "function");
  return isChunks ? content : [toBytes(owner, content as string | Uint8Array)];
}

/** What systems say that cannot sync a folder: the rename is then as safe as it gets. */
const CANNOT_SYNC = new Set(["EISDIR", "EINVAL", "EPERM", "EACCES", "ENOTSUP"]);

async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, "r");
    await handle.sync().finally(() => handle.close());
  } catch (error) {
    if (!CANNOT_SYNC.has(codeOf(error) ?? "")) throw error;
  }
}
