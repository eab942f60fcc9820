import { readdirSync } from "node:fs";
import { published } from "../../../tooling/packages/manifest.ts";
import { root } from "../places.ts";

/** A text of the repository that is a page of the site, too. */
export interface RepositoryPage {
  /** From the root of the repository. */
  readonly file: string;
  /** From the root of the site, without an ending. */
  readonly page: string;
}

/** What is written for the repository and stands on the site as it is: docs/, the packages' READMEs, how to contribute. */
export const repositoryPages: readonly RepositoryPage[] = [
  ...readdirSync(`${root}docs`)
    .filter((name) => name.endsWith(".md"))
    .map((name) => ({ file: `docs/${name}`, page: `docs/${name.replace(/\.md$/, "")}` })),
  ...published.map((name) => ({ file: `packages/${name}/README.md`, page: `packages/${name}/README` })),
  { file: "CONTRIBUTING.md", page: "contributing" },
];
