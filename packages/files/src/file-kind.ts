import type { Stats } from "node:fs";
import { type Action, FileError } from "./file-error.ts";

/** @throws FileError for all but regular files, which says what it is instead. */
export function checkRegular(action: Action, path: string, stats: Stats): void {
  if (stats.isFile()) return;
  const problem = `it is a ${kindOf(stats)}, not a regular file; name a file`;
  throw new FileError(action, path, problem, stats.isDirectory() ? { code: "EISDIR" } : {});
}

function kindOf(stats: Stats): string {
  if (stats.isDirectory()) return "directory";
  if (stats.isFIFO()) return "FIFO";
  if (stats.isSocket()) return "socket";
  return "device";
}
