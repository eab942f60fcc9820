import { mkdir } from "node:fs/promises";
import { checkPath } from "./arguments.ts";
import { explained } from "./file-error.ts";

/**
 * Makes a folder, and those that it is in. One that is there already stays as it is.
 *
 * @throws FileError that names the folder, what is wrong and what helps.
 */
export async function makeFolder(path: string): Promise<void> {
  checkPath("makeFolder", "the folder", path);
  await explained("write", path, mkdir(path, { recursive: true }));
}
