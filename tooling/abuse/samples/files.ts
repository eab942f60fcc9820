import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as files from "@gradiente/files";
import { closed } from "../closed.ts";
import type { SamplesOf } from "../sample.ts";

/** A folder of its own for each process. */
const folder = mkdtempSync(join(tmpdir(), "gradiente-abuse-"));
writeFileSync(join(folder, "there.txt"), "text");

/** The package, with relative paths in that folder: a wrong path must not write here. */
export const filesInFolder = Object.fromEntries(
  Object.entries(files).map(([name, f]) => [name, "prototype" in f ? f : inFolder(f as never)]),
);

function inFolder(f: (path: unknown, ...rest: readonly unknown[]) => unknown) {
  const placed = (path: unknown) =>
    typeof path === "string" && path !== "" && !path.startsWith("/") ? join(folder, path) : path;
  const placedPair = (pair: unknown) => (Array.isArray(pair) ? [placed(pair[0]), ...pair.slice(1)] : pair);
  return (given: unknown, ...rest: readonly unknown[]) =>
    closed(f(Array.isArray(given) ? given.map(placedPair) : placed(given), ...rest));
}

let locked = 0;

export const filesSamples = {
  appendInFull: () => ["log.txt", "line\n"],
  // Each call must find the folder free.
  lockFolder: () => [`locked-${locked++}`],
  makeFolder: () => ["made/inside"],
  openRegularFile: () => ["there.txt"],
  readRegularFile: () => ["there.txt", { limit: 100 }],
  removeLeftovers: () => [folder],
  writeFileAtomically: { several: [() => ["a/b.txt", "text"], () => ["c.txt", ["some ", "text"]]] },
  writeFilesTogether: () => [
    [
      [join(folder, "d.txt"), "text"],
      [join(folder, "e.txt"), ["some ", "text"]],
    ],
  ],
} satisfies SamplesOf<typeof files>;
