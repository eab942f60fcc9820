// Publishes the tarballs that `pnpm check:packages` has checked, and tags the version. What the registry has already is
// left out, so that a release which broke off can go on. `pnpm release --dry-run` shows what would be published. While a
// page of the guide has changed and its translation has not, there is no release.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { checkTranslations } from "../../site/src/translation/state.ts";
import { folderOf, platforms, published, readManifest } from "./manifest.ts";
import { packed } from "./pack.ts";

checkTranslations();
const isDryRun = process.argv.includes("--dry-run");
// Provenance says which workflow built a package: only a workflow can have it signed.
const provenance = process.env.GITHUB_ACTIONS === "true" ? ["--provenance"] : [];
const flags = isDryRun ? ["--dry-run"] : provenance;
// The kernels first: whoever installs what takes them along finds them.
for (const folder of [...platforms, ...published]) {
  const { name, version } = readManifest(folderOf(folder));
  const tarball = join(packed, `${name.slice(1).replace("/", "-")}-${version}.tgz`);
  if (!existsSync(tarball))
    throw new Error(
      `${tarball} is not there; run pnpm build, pnpm build:native --package (for each processor, with --arch) and pnpm check:packages first`,
    );
  if (isPublished(name, version)) {
    console.log(`${name}@${version} is published already`);
    continue;
  }
  execFileSync("npm", ["publish", tarball, "--access", "public", ...flags], { stdio: "inherit" });
}
if (!isDryRun) execFileSync("pnpm", ["changeset", "tag"], { stdio: "inherit" });

/** Whether the registry has a version. An error other than that there is none ends the release. */
function isPublished(name: string, version: string): boolean {
  const { status, stdout } = spawnSync("npm", ["view", `${name}@${version}`, "version", "--json"], {
    encoding: "utf8",
  });
  if (status === 0) return stdout.trim() !== "";
  if (stdout.includes("E404")) return false;
  throw new Error(`npm view ${name}@${version}: ${stdout}`);
}
