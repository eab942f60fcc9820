import { mkdir } from "node:fs/promises";
import { checkPath } from "./arguments.ts";
import { explained } from "./file-error.ts";

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
  await explained("write", path, mkdir(path, { recursive: true }));
}
