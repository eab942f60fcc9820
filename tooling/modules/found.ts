import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../program.ts";

/** What a golden case told: see `found` in `tooling/agreement.ts`. */
export interface Found {
  readonly ours: string;
  /** A name in PyTorch, or a paper. */
  readonly theirs: string;
  /** The worst error, relative to the larger of 0.01 and the number. */
  readonly worst: number;
}

/** Runs the tests against golden values, and collects what they found. */
export function findAll(): readonly Found[] {
  const folder = mkdtempSync(join(tmpdir(), "gradiente-agreement-"));
  const file = join(folder, "found.jsonl");
  try {
    execFileSync("npx", ["vitest", "run", "--project", "wasm", "packages/nn/test", "packages/optim/test"], {
      cwd: root,
      env: { ...process.env, GRADIENTE_AGREEMENT: file },
      stdio: ["ignore", "ignore", "inherit"],
    });
    return readFileSync(file, "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Found);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
