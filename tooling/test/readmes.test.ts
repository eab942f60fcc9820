import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { folderOf, platforms, published, readManifest } from "../packages/manifest.ts";
import { typescriptVersions } from "../packages/supported.ts";

/* What a user of a package reads first is there, and true. */

const github = "https://github.com/gradiente/gradiente";
const changesets = JSON.parse(readFileSync(new URL("../../.changeset/config.json", import.meta.url), "utf8"));

test("the packages have one version", () => {
  expect(changesets.fixed).toEqual([[...published, ...platforms].map((name) => `@gradiente/${name}`)]);
});

describe.each(published)("%s", (name) => {
  const folder = folderOf(name);
  const manifest = readManifest(folder);
  const readme = readFileSync(join(folder, "README.md"), "utf8");

  test("says how it is installed, with what it must be beside", () => {
    const install = /^npm install (.*)$/m.exec(readme)?.[1].split(" ") ?? [];
    expect(install).toEqual(
      expect.arrayContaining([manifest.name, ...Object.keys(manifest.peerDependencies ?? {})]),
    );
  });

  test("begins with an example", () => {
    expect(readme).toMatch(/^```ts/m);
  });

  test("says which Node and which TypeScript it needs", () => {
    const [, node] = /^>=(\d+\.\d+)\.0$/.exec(manifest.engines.node) ?? [];
    expect(readme).toContain(`Node ${node} or later`);
    expect(readme).toContain(`TypeScript ${typescriptVersions[0]} or later`);
  });

  test("names its home, its source and where to report", () => {
    expect(manifest).toMatchObject({
      homepage: `${github}/tree/main/packages/${name}#readme`,
      bugs: `${github}/issues`,
      repository: { type: "git", url: `git+${github}.git`, directory: `packages/${name}` },
    });
  });

  test("has keywords of its own", () => {
    const others = published
      .filter((other) => other !== name)
      .map((other) => readManifest(folderOf(other)).keywords);
    const own = manifest.keywords.filter((keyword) => !others.some((keywords) => keywords.includes(keyword)));
    expect(own.length).toBeGreaterThanOrEqual(3);
  });
});
