import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { readComparison } from "../../../tooling/examples/comparisons.ts";
import { type ComparisonPage, comparisons } from "../../data/comparisons.ts";
import { assembled, drawn, root, written } from "../places.ts";
import { asSpanishPage } from "../translation/page.ts";
import { findTranslations, folderOfSpanish } from "../translation/state.ts";
import { inSpanish } from "../translation/tables.ts";
import { withTables } from "./comparison.ts";
import { drawFigures, figureFiles, withFigures } from "./figures.ts";
import { withSiteLinks } from "./links.ts";
import { repositoryPages } from "./repository-pages.ts";

/* All pages but those of the API reference, in one folder that VitePress reads. */

/** Files by their path in the folder. */
type Files = ReadonlyMap<string, Buffer>;

/**
 * Brings the folder to what it must be. A file that is right is not touched, so that who watches sees what has changed.
 *
 * @throws Error for a page without a title, a dead link to a file, a table or a figure that no page has, or one that
 * cannot be drawn.
 */
export async function assemble(): Promise<void> {
  const pages = new Map(
    filesIn(written).map((path) => [path, readFileSync(join(written, path), "utf8")] as const),
  );
  await drawFigures(pages, drawn);
  const wanted = collect(pages);
  checkTitles(wanted);
  mkdirSync(assembled, { recursive: true });
  for (const path of filesIn(assembled)) {
    if (!path.startsWith("api/") && !wanted.has(path)) rmSync(join(assembled, path));
  }
  for (const [path, content] of wanted) {
    const file = join(assembled, path);
    if (existsSync(file) && readFileSync(file).equals(content)) continue;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
}

function collect(pages: ReadonlyMap<string, string>): Files {
  const files = new Map<string, Buffer>();
  const add = (path: string, content: Buffer | string) => {
    if (files.has(path)) throw new Error(`there are two pages ${path}`);
    files.set(path, Buffer.from(content));
  };
  const asItIs = (english: string) => english;
  const tables = new Map<string, ComparisonPage & { readonly say: (english: string) => string }>(
    comparisons.flatMap(({ name, page }) => [
      [`coming-from/${page}.md`, { name, page, say: asItIs }] as const,
      [`${folderOfSpanish}/coming-from/${page}.md`, { name, page, say: inSpanish }] as const,
    ]),
  );
  const translations = new Map(findTranslations().map((one) => [one.page, one]));
  const paths = new Set(pages.keys());
  for (const [path, text] of pages) {
    const table = tables.get(path);
    const whole =
      table === undefined ? text : withTables(text, table.name, readComparison(table.page), table.say);
    const translation = translations.get(path);
    const shown = withFigures(whole, path);
    add(path, translation === undefined ? shown : asSpanishPage(shown, translation, paths));
    for (const figure of figureFiles(text, path)) add(figure, readFileSync(join(drawn, figure)));
  }
  for (const { page } of comparisons) {
    if (!files.has(`coming-from/${page}.md`)) throw new Error(`there is no page coming-from/${page}.md`);
  }
  for (const { file, page } of repositoryPages) {
    add(`${page}.md`, withSiteLinks(readFileSync(root + file, "utf8"), file, page));
  }
  for (const path of filesIn(`${root}docs/figures`)) {
    add(`docs/figures/${path}`, readFileSync(`${root}docs/figures/${path}`));
  }
  return files;
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
}

/** A page without a title is one that nobody finds. */
function checkTitles(files: Files): void {
  for (const [path, content] of files) {
    if (!path.endsWith(".md") || /^(# |layout: home$)/m.test(content.toString())) continue;
    throw new Error(`${path} has no title`);
  }
}
