import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** What a path of a package, or a condition of one, leads to. */
export type Target = string | { readonly [condition: string]: Target };

/** A `package.json` of this repository. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly keywords: readonly string[];
  readonly engines: { readonly node: string };
  readonly exports: Readonly<Record<string, Target>>;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** The folders of the published packages: each stands behind those that it depends on. */
export const published = [
  "core",
  "nn",
  "optim",
  "files",
  "formats",
  "datasets",
  "train",
  "plot",
  "testing",
  "cli",
  "native",
] as const;

/** The folders of packages that hold the compiled kernels of one platform, and nothing else. */
export const platforms = ["native-linux-x64-gnu", "native-linux-arm64-gnu"] as const;

/** The folder of a package. */
export function folderOf(name: string): string {
  return fileURLToPath(new URL(`../../packages/${name}`, import.meta.url));
}

export function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
}

/** All that a path of `exports` leads to under one condition, such as `require`, wherever it stands. */
export function targetsOf(target: Target, condition: string): Target[] {
  if (typeof target === "string") return [];
  return Object.entries(target).flatMap(([key, inner]) => [
    ...(key === condition ? [inner] : []),
    ...targetsOf(inner, condition),
  ]);
}

/** What programs import of a package: `@gradiente/train` and `@gradiente/train/node`. */
export function namesOf({ name, exports }: Manifest): string[] {
  return Object.keys(exports).map((path) => name + path.slice(1));
}
