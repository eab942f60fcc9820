import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { folderOf, type Manifest, platforms } from "./manifest.ts";
import { type Packed, pack, packed } from "./pack.ts";

/* The packages that hold compiled kernels, once `pnpm build:native --package` has put them there, for each processor. */

const ADDON = "gradiente.node";

/** The version of glibc that READMEs name. */
const NEWEST_GLIBC = 34;

/** Processors by their number in the header of a file in ELF, the format of programs on Linux. */
const processors: Readonly<Record<number, string>> = { 62: "x64", 183: "arm64" };

/** Packs them beside the others, and checks what their users get. Without kernels, it says so: a release refuses. */
export function checkPlatforms(native: Manifest): readonly Packed[] {
  const built = platforms.filter((name) => existsSync(join(folderOf(name), ADDON)));
  for (const name of platforms) {
    if (!built.includes(name))
      console.log(
        `${name}: not packed, has no kernels (pnpm build:native --package, with --arch for another processor)`,
      );
  }
  return built.map((name) => {
    const each = pack(name);
    const fail = (problem: string) => {
      throw new Error(`${each.tarball}: ${problem}`);
    };
    const files = readdirSync(each.files).sort().join();
    if (files !== `LICENSE,README.md,${ADDON},package.json`) fail(`holds ${files}`);
    if (native.optionalDependencies?.[each.manifest.name] !== each.manifest.version)
      fail(`is not the version that ${native.name} takes along`);
    const addon = readFileSync(join(each.files, ADDON));
    const processor = processors[addon.readUInt16LE(18)];
    const { os, cpu, libc } = each.manifest;
    const installedOn = [os, cpu, libc].map((names) => names?.join() ?? "any").join("-");
    if (installedOn !== `linux-${processor}-glibc`)
      fail(`is for ${installedOn}, and holds kernels for ${processor}`);
    const needed = addon.toString("latin1").matchAll(/GLIBC_2\.(\d+)/g);
    const newest = Math.max(...[...needed].map(([, minor]) => Number(minor)));
    if (newest > NEWEST_GLIBC) fail(`needs glibc 2.${newest}`);
    if (isHere(each.manifest)) checkKernels();
    return each;
  });
}

function isHere({ os, cpu }: Manifest): boolean {
  return os?.includes(process.platform) === true && cpu?.includes(process.arch) === true;
}

/** What an installation does: the register entry finds the package of the platform, and computes on it. */
function checkKernels(): void {
  const program = `const { getBackend, ones } = require("@gradiente/core");
  const found = getBackend() + " " + ones([99, 99]).matmul(ones([99, 99])).sum().item();
  if (found !== "native 970299") throw new Error("the packed kernels: " + found);
  console.log("the packed kernels: " + found);`;
  const args = ["--import", "@gradiente/native/register", "--input-type=commonjs", "--eval", program];
  execFileSync(process.execPath, args, { cwd: packed, stdio: "inherit" });
}
