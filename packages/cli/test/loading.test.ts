import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

/** What is loaded with a file, of packages: `import type` and `import()` load nothing. */
function packagesOf(file: string, seen = new Set<string>(), found = new Set<string>()): Set<string> {
  if (seen.has(file)) return found;
  seen.add(file);
  const source = readFileSync(file, "utf8");
  for (const [, name] of source.matchAll(/^(?:import|export) (?!type\b)[^;]*?from "([^"]+)";/gm)) {
    if (name.startsWith(".")) packagesOf(join(dirname(file), name), seen, found);
    else found.add(name);
  }
  return found;
}

it("no command but those of models loads trainings and figures, which take longer than all else", () => {
  const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));
  expect([...packagesOf(main)].filter((name) => !name.startsWith("node:")).sort()).toEqual([
    "@gradiente/core",
    "@gradiente/core/arguments",
    "@gradiente/files",
    "@gradiente/formats",
    "@gradiente/formats/files",
    "commander",
  ]);
});
