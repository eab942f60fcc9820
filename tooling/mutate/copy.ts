import {
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";

/*
 * A copy of core and testing in which gradients can be broken by a switch, and whose tests are collected instead of
 * run by Vitest. The sources themselves are never touched.
 */

/** Makes the copy, and gives the folder of its tests of core. */
export function makeCopy(root: string, copy: string, texts: ReadonlyMap<string, string>): string {
  rmSync(copy, { recursive: true, force: true });
  for (const name of ["core", "testing"]) {
    const from = join(root, "packages", name);
    for (const part of ["src", "test", "package.json"]) {
      cpSync(join(from, part), join(copy, "packages", name, part), { recursive: true });
    }
    link(join(copy, "packages/core"), join(copy, "packages", name, "node_modules/@gradiente/core"));
    link(join(copy, "packages/testing"), join(copy, "packages", name, "node_modules/@gradiente/testing"));
    const check = realpathSync(join(root, "packages/testing/node_modules/fast-check"));
    link(check, join(copy, "packages", name, "node_modules/fast-check"));
  }

  const core = join(copy, "packages/core");
  for (const [file, text] of texts) writeFileSync(join(core, "src", file), text);
  const tests = join(core, "test");
  const collector = join(root, "tooling/mutate/collector.ts");
  for (const entry of readdirSync(tests, { recursive: true, encoding: "utf8" })) {
    if (!entry.endsWith(".ts")) continue;
    const path = join(tests, entry);
    writeFileSync(
      path,
      readFileSync(path, "utf8").replace('from "vitest"', `from ${JSON.stringify(collector)}`),
    );
  }
  // What tests take for the ops are the ops with gradients that can be broken.
  renameSync(join(tests, "samples/ops.ts"), join(tests, "samples/right-ops.ts"));
  cpSync(join(root, "tooling/mutate/breakable.ts"), join(tests, "samples/ops.ts"));
  return tests;
}

function link(target: string, path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(target, path);
}
