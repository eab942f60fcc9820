import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { root } from "../program.ts";
import { folderOf, type Manifest, published, readManifest } from "./manifest.ts";

/** A package as it would be published. */
export interface Packed {
  /** Its folder in this repository. */
  readonly folder: string;
  readonly tarball: string;
  /** Where the tarball is unpacked. */
  readonly files: string;
  /** The manifest of the tarball. */
  readonly manifest: Manifest;
}

/** Where packages are packed: tarballs, and beside them `node_modules` with what is in them. */
export const packed = join(root, "out/packages");

/** Packs all packages, which must be built, each behind those that it depends on. */
export function packAll(): Packed[] {
  rmSync(packed, { recursive: true, force: true });
  return published.map(pack);
}

/** Packs one package, and unpacks it beside the others. */
export function pack(name: string): Packed {
  const folder = folderOf(name);
  const answer = execFileSync("pnpm", ["pack", "--json", "--pack-destination", packed], {
    cwd: folder,
    encoding: "utf8",
  });
  const tarball = (JSON.parse(answer) as { filename: string }).filename;
  const files = join(packed, "node_modules/@gradiente", name);
  mkdirSync(files, { recursive: true });
  execFileSync("tar", ["-xzf", tarball, "-C", files, "--strip-components=1"]);
  return { folder, tarball, files, manifest: readManifest(files) };
}
