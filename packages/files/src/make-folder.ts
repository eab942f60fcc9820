import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { checkPath } from "./arguments.ts";
import { codeOf, explained } from "./file-error.ts";

/**
 * Makes a folder, and those that it is in. One that is there already stays as it is.
 *
 * @throws FileError that names the folder, what is wrong and what helps.
 * @example
 * ```ts
 * import { readdir } from "node:fs/promises";
 * import { makeFolder } from "@gradiente/files";
 *
 * await makeFolder("out/runs/a");
 * await readdir("out/runs/a"); // []
 * ```
 */
export async function makeFolder(path: string): Promise<void> {
  checkPath("makeFolder", "the folder", path);
  await explained("write", path, makeMissing(path));
}

/**
 * Makes a folder, and those above it that are missing. The system's own way (`recursive`) goes round for ever where a folder
 * is there that takes no new one, as in /proc.
 */
export async function makeMissing(folder: string): Promise<void> {
  const problem = await reasonAgainst(folder);
  if (codeOf(problem) === "ENOENT" && dirname(folder) !== folder) {
    await makeMissing(dirname(folder));
    const again = await reasonAgainst(folder);
    if (again !== undefined) throw again;
  } else if (problem !== undefined) throw problem;
}

/** Makes one folder. @returns what the system says against it; undefined if it is there now. */
async function reasonAgainst(folder: string): Promise<unknown> {
  try {
    await mkdir(folder);
    return undefined;
  } catch (error) {
    const stats = await stat(folder).catch(() => undefined);
    return stats?.isDirectory() ? undefined : error;
  }
}
