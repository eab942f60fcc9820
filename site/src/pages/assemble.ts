import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { readComparison } from "../../../tooling/examples/comparisons.ts";
import { comparisons } from "../../data/comparisons.ts";
import { assembled, root, written } from "../places.ts";
import { withTables } from "./comparison.ts";
import { withSiteLinks } from "./links.ts";
import { repositoryPages } from "./repository-pages.ts";

/* All pages but those of the API reference, in one folder that VitePress reads. */

/** Writes the pages anew. Those of the API reference are left as they are. */
export function assemble(): void {
  mkdirSync(assembled, { recursive: true });
  for (const name of readdirSync(assembled)) {
    if (name !== "api") rmSync(join(assembled, name), { recursive: true });
  }
  cpSync(written, assembled, { recursive: true });
  for (const { file, page } of repositoryPages) {
    write(`${page}.md`, withSiteLinks(readFileSync(root + file, "utf8"), file, page));
  }
  for (const { name, page } of comparisons) {
    const file = join(assembled, `coming-from/${page}.md`);
    writeFileSync(file, withTables(readFileSync(file, "utf8"), name, readComparison(page)));
  }
  cpSync(`${root}docs/figures`, join(assembled, "docs/figures"), { recursive: true });
  checkPages();
}

function write(path: string, text: string): void {
  const file = join(assembled, path);
  if (existsSync(file)) throw new Error(`there are two pages ${path}`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** A page without a title is one that nobody finds. */
function checkPages(): void {
  const pages = readdirSync(assembled, { recursive: true, encoding: "utf8" }).filter(
    (path) => path.endsWith(".md") && !path.startsWith("api/"),
  );
  for (const path of pages) {
    const text = readFileSync(join(assembled, path), "utf8");
    if (!/^# /m.test(text) && !/^layout: home$/m.test(text)) throw new Error(`${path} has no title`);
  }
}
