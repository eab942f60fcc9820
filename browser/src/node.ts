import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { out } from "./bundle.ts";
import type { Outcome } from "./program.ts";

/** Runs the program in a Node of its own; `flags` are Node's. */
export function runInNode(flags: readonly string[] = []): Outcome {
  const text = execFileSync(process.execPath, [...flags, join(out, "child.js")], { encoding: "utf8" });
  return JSON.parse(text) as Outcome;
}
