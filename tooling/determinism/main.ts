// Trains 200 steps on every backend and number of threads, in several versions of Node, and shows whose bits are the same:
// pnpm determinism [--node 20,24,26]. The versions come from npm, into a temporary directory.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { arch, platform, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { machines } from "../runs/setups.ts";
import type { Hashes } from "./training.ts";

const { values } = parseArgs({ options: { node: { type: "string", default: "20,24,26" } } });
const versions = values.node.split(",");
const wrong = versions.find((version) => !/^\d+(\.\d+)*$/.test(version));
if (wrong !== undefined) throw new Error(`--node must be versions of Node, such as 20,24, not ${wrong}`);

// The package `node` is a script that installs one of these.
const archive = `node-${platform() === "win32" ? "win" : platform()}-${arch()}`;
const folder = mkdtempSync(join(tmpdir(), "gradiente-determinism-"));
try {
  const wanted = versions.map((version) => `node${version}@npm:${archive}@${version}`);
  execFileSync(
    "npm",
    ["install", "--prefix", folder, "--ignore-scripts", "--no-audit", "--no-fund", ...wanted],
    {
      stdio: ["ignore", "ignore", "inherit"],
    },
  );
  const program = fileURLToPath(new URL("./program.ts", import.meta.url));
  const conditions = ["--import", "tsx", "--conditions=@gradiente/source"];
  console.log(
    "| Node | backend | threads | losses | weights | large kernels |\n| --- | --- | --- | --- | --- | --- |",
  );
  for (const version of versions) {
    const node = join(folder, "node_modules", `node${version}`, "bin", "node");
    const exact = execFileSync(node, ["--version"], { encoding: "utf8" }).trim();
    const told = execFileSync(node, [...conditions, program, JSON.stringify(machines)], { encoding: "utf8" });
    for (const line of told.trim().split("\n")) {
      const { backend, threads, losses, weights, large } = JSON.parse(line) as (typeof machines)[number] &
        Hashes;
      console.log(`| ${exact} | ${backend} | ${threads} | ${losses} | ${weights} | ${large} |`);
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
