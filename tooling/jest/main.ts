// Runs jest, in its two environments, on the built packages: they are installed in a temporary directory, as users have
// them. `pnpm build` comes first.
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { root } from "../program.ts";

const JEST = "30.5.2";
/** What the tests load. What these depend on is installed with them. */
const packages = ["core", "nn", "optim", "train"];
const installed = new Set<string>();

const folder = mkdtempSync(join(tmpdir(), "gradiente-jest-"));
const modules = join(folder, "node_modules");
const shell = process.platform === "win32";
const inherit = { cwd: folder, stdio: "inherit", shell } as const;

try {
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true }));
  const tools = [`jest@${JEST}`, `jest-environment-jsdom@${JEST}`];
  execFileSync("npm", ["install", "--no-audit", "--no-fund", "--ignore-scripts", ...tools], inherit);
  for (const name of packages) install(name);
  for (const environment of ["node", "jsdom"]) {
    const body = readFileSync(join(root, "tooling/jest/packages.cjs"), "utf8");
    writeFileSync(join(folder, `${environment}.test.js`), `/** @jest-environment ${environment} */\n${body}`);
  }
  execFileSync("npx", ["jest"], inherit);
} finally {
  rmSync(folder, { recursive: true });
}

/** Copies a built package, with the manifest that is published, and what it depends on. */
function install(name: string): void {
  if (installed.has(name)) return;
  installed.add(name);
  const source = join(root, "packages", name);
  const target = join(modules, "@gradiente", name);
  cpSync(join(source, "dist"), join(target, "dist"), { recursive: true });
  const manifest = JSON.parse(readFileSync(join(source, "package.json"), "utf8"));
  writeFileSync(
    join(target, "package.json"),
    JSON.stringify({ ...manifest, ...manifest.publishConfig, publishConfig: undefined }),
  );
  for (const dependency of Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })) {
    if (dependency.startsWith("@gradiente/")) install(dependency.slice("@gradiente/".length));
    else copyDependency(dependency, join(source, "node_modules"));
  }
}

/** A dependency, and those of its own, which pnpm keeps beside it. */
function copyDependency(name: string, from: string): void {
  const found = realpathSync(join(from, name));
  const target = join(modules, name);
  mkdirSync(dirname(target), { recursive: true });
  cpSync(found, target, { recursive: true });
  const { dependencies = {} } = JSON.parse(readFileSync(join(found, "package.json"), "utf8"));
  const beside = name.startsWith("@") ? dirname(dirname(found)) : dirname(found);
  for (const inner of Object.keys(dependencies)) copyDependency(inner, beside);
}
