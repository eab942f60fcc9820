import { readFileSync } from "node:fs";
import { root } from "./program.ts";

/** What a package can be imported by. */
export interface Entry {
  /** As programs import it: `@gradiente/train/node`; what bundlers for browsers get has ` (browser)` behind it. */
  readonly name: string;
  /** The source file. */
  readonly file: string;
}

type Target = string | { readonly [condition: string]: Target };

const packages = ["core", "nn", "optim", "formats", "datasets", "train", "plot", "testing", "cli", "native"];

/** All entries of all packages, as their manifests list them. */
export const entries: readonly Entry[] = packages.flatMap((folder) => {
  const manifest = JSON.parse(readFileSync(`${root}packages/${folder}/package.json`, "utf8"));
  return Object.entries(manifest.exports as Record<string, Target>).flatMap(([path, target]) => {
    const name = `@gradiente/${folder}${path.slice(1)}`;
    const at = (found: Target | undefined) =>
      typeof found === "object" && typeof found["@gradiente/source"] === "string"
        ? `${root}packages/${folder}/${found["@gradiente/source"].slice(2)}`
        : undefined;
    const browser = typeof target === "object" ? at(target.browser) : undefined;
    return [
      { name, file: at(target) },
      { name: `${name} (browser)`, file: browser },
    ].filter((entry): entry is Entry => entry.file !== undefined);
  });
});
