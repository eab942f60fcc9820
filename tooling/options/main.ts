// Runs tests and says which options none of them gives away from its default: pnpm options [arguments of vitest ...]
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { listFiles } from "../mutate/code/tree.ts";
import { root } from "../program.ts";
import type { Seen } from "./collect.ts";
import { defaultsIn, isAway } from "./defaults.ts";

const folder = mkdtempSync(join(tmpdir(), "options-"));
try {
  const program = join(root, "node_modules/vitest/vitest.mjs");
  const { status } = spawnSync(
    process.execPath,
    [program, "run", "--exclude", "tooling/test/abuse.test.ts", ...process.argv.slice(2)],
    { cwd: root, stdio: "inherit", env: { ...process.env, GRADIENTE_OPTIONS: folder } },
  );
  const sources = listFiles(root)
    .filter((file) => /^packages\/\w+\/src\/.*\.ts$/.test(file))
    .map((file) => readFileSync(join(root, file), "utf8"));
  const defaults = defaultsIn(sources);
  const seen = new Map<string, Set<string>>();
  for (const file of readdirSync(folder)) {
    const ops = Object.entries(JSON.parse(readFileSync(join(folder, file), "utf8")) as Seen);
    for (const [op, options] of ops) {
      for (const [name, values] of Object.entries(options)) {
        const key = `${op}.${name}`;
        seen.set(key, new Set([...(seen.get(key) ?? []), ...values]));
      }
    }
  }
  const unused = [...seen].filter(([key, values]) => {
    return ![...values].some((value) => isAway(value, defaults.get(key.split(".").at(-1) as string)));
  });
  for (const [key, values] of unused.sort())
    console.log(`${key}: ${[...values].join(", ") || "never given"}`);
  console.log(
    `${seen.size} options of functions that were called, ${unused.length} never away from their default`,
  );
  process.exitCode = status === 0 && unused.length === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true });
}
