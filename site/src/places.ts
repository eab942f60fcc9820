import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The root of the repository. */
export const root = fileURLToPath(new URL("../..", import.meta.url));

/** What the site is made of and what comes out; nothing of it is kept. */
export const out = fileURLToPath(new URL("../out", import.meta.url));

/** All pages as VitePress reads them: those written by hand, those of docs/, and the API reference. */
export const assembled = `${out}/pages`;

/** Figures that blocks of code in pages draw. */
export const drawn = `${out}/figures`;

/** The site, ready to be served from anywhere. */
export const built = `${out}/site`;

/** Pages written by hand. */
export const written = fileURLToPath(new URL("../pages", import.meta.url));

const { repository } = JSON.parse(readFileSync(`${root}packages/core/package.json`, "utf8"));

/** Where the sources are published. */
export const repositoryAddress: string = repository.url.replace(/^git\+|\.git$/g, "");

/** The address of a file of the repository. */
export function sourceAddress(path: string, line?: number): string {
  return `${repositoryAddress}/blob/main/${path}${line === undefined ? "" : `#L${line}`}`;
}
