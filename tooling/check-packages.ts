// Packs every built package as it would be published, then checks what its users would get.
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

interface Manifest {
  readonly name: string;
  /** By path: ".", and "./node" where there is such an entry. */
  readonly exports: Readonly<Record<string, object>>;
  readonly dependencies?: Record<string, string>;
  readonly peerDependencies?: Record<string, string>;
}

const root = fileURLToPath(new URL("..", import.meta.url));
const out = join(root, "out/packages");
const modules = join(out, "node_modules");
/** Names by the ways in which Node loads them: "both", or "import" alone. */
const names = { both: [] as string[], import: [] as string[] };

rmSync(out, { recursive: true, force: true });
for (const folder of ["core", "nn", "optim", "files", "datasets", "train", "plot", "testing"]) {
  const source = join(root, "packages", folder);
  const tarball = pack(source);
  const manifest = unpack(tarball, source);
  const ways = "require" in manifest.exports["."] ? "both" : "import";
  const profile = ways === "both" ? "strict" : "esm-only";
  run("publint", "run", "--strict", tarball);
  run("pnpm", "--silent", "dlx", "@arethetypeswrong/cli@0.18.5", "--no-emoji", "--profile", profile, tarball);
  for (const path of Object.keys(manifest.exports)) names[ways].push(manifest.name + path.slice(1));
}

// The published files, side by side as an installation has them: plain Node loads them, both ways where there are two.
// By the condition `module-sync`, require gives the ES module, so that a program has one copy. Older tools, and Node with
// the flag below, get the CommonJS file, and two copies.
const load = `(async () => {
  const { both, import: modules } = JSON.parse(process.argv[1]);
  const keys = (all) => Object.keys(all).sort().join();
  for (const name of both) {
    const [imported, required] = [await import(name), require(name)].map(keys);
    if (imported === "" || imported !== required) throw new Error(name + ": import and require differ");
    console.log(name + ": the same names by import and by require");
  }
  // The entries of core share one copy of everything, whichever way they are loaded.
  const ways = [[await import("@gradiente/core"), await import("@gradiente/core/backend")]];
  ways.push([require("@gradiente/core"), require("@gradiente/core/backend")]);
  for (const [core, { reference, Layout }] of ways) {
    const x = core.tensor(1).to("reference");
    if (x.backend !== reference || !(x.layout instanceof Layout)) throw new Error("@gradiente/core/backend: a copy of core");
  }
  console.log("@gradiente/core/backend: one copy of core, by import and by require");
  for (const name of modules) {
    if (keys(await import(name)) === "") throw new Error(name + ": import gives nothing");
    console.log(name + ": names by import");
  }
})();`;
/** What one part of a program imports and another requires is one thing. */
const oneCopy = `(async () => {
  for (const name of ${JSON.stringify(["core", "nn", "optim", "datasets", "train"])}) {
    if (require("@gradiente/" + name) !== await import("@gradiente/" + name)) throw new Error(name + ": two copies");
  }
  console.log("import and require give one copy");
})();`;
for (const flags of [[], ["--no-experimental-require-module"]]) {
  execFileSync(process.execPath, [...flags, "--input-type=commonjs", "--eval", load, JSON.stringify(names)], {
    cwd: out,
    stdio: "inherit",
  });
}
execFileSync(process.execPath, ["--input-type=commonjs", "--eval", oneCopy], { cwd: out, stdio: "inherit" });

// Worker threads of the published train, from a module and from a CommonJS file.
for (const kind of ["mjs", "cjs"]) {
  for (const part of ["main", "trial"]) {
    const name = `${part}.${kind}`;
    copyFileSync(join(root, "tooling/worker-check", name), join(out, name));
  }
  execFileSync(process.execPath, [`main.${kind}`], { cwd: out, stdio: "inherit" });
}

function pack(source: string): string {
  const options = { cwd: source, encoding: "utf8" } as const;
  const answer = execFileSync("pnpm", ["pack", "--json", "--pack-destination", out], options);
  return (JSON.parse(answer) as { filename: string }).filename;
}

/** Unpacks into node_modules, next to links to what the package depends on. */
function unpack(tarball: string, source: string): Manifest {
  const folder = join(modules, "@gradiente", tarball.replace(/^.*gradiente-(\w+)-.*$/, "$1"));
  mkdirSync(folder, { recursive: true });
  execFileSync("tar", ["-xzf", tarball, "-C", folder, "--strip-components=1"]);
  const text = readFileSync(join(folder, "package.json"), "utf8");
  if (/workspace:|@gradiente\/source/.test(text))
    throw new Error(`${tarball}: the manifest is not fit to publish`);
  const manifest = JSON.parse(text) as Manifest;
  for (const name of Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })) {
    if (name.startsWith("@gradiente/")) continue;
    const link = join(modules, name);
    mkdirSync(dirname(link), { recursive: true });
    rmSync(link, { force: true });
    symlinkSync(join(source, "node_modules", name), link);
  }
  return manifest;
}

function run(command: string, ...args: string[]): void {
  execFileSync(command, args, { cwd: root, stdio: "inherit" });
}
