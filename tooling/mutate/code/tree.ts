import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The files of the repository that are under version control, or would be. */
export function listFiles(root: string): string[] {
  const args = ["ls-files", "--cached", "--others", "--exclude-standard", "-z"];
  const output = execFileSync("git", args, { cwd: root, encoding: "utf8", maxBuffer: 2 ** 26 });
  return output.split("\0").filter((file) => file !== "");
}

/** What tests of `native` need, and only a build makes. */
export const NATIVE_ADDON = "packages/native/build/gradiente.node";

/** Copies the working tree into a temporary folder, where tests run as in the tree itself. Packages there use each other. */
export function copyTree(root: string): { readonly folder: string; readonly remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), "gradiente-mutants-"));
  for (const file of listFiles(root)) cpSync(join(root, file), join(folder, file), { force: true });
  // Links of a package to others are relative. All that is installed stays where it is.
  const packages = readdirSync(join(root, "packages")).map((name) => `packages/${name}`);
  for (const part of [".", "examples", "benchmarks", ...packages]) {
    const installed = join(part, "node_modules");
    if (existsSync(join(root, installed))) copyLinks(join(root, installed), join(folder, installed));
  }
  symlinkSync(join(root, "node_modules/.pnpm"), join(folder, "node_modules/.pnpm"));
  if (existsSync(join(root, NATIVE_ADDON))) cpSync(join(root, NATIVE_ADDON), join(folder, NATIVE_ADDON));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }) };
}

function copyLinks(from: string, to: string): void {
  cpSync(from, to, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (path) => !/node_modules\/\.(pnpm|vite|vite-temp|cache)$/.test(path),
  });
}
