import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { written } from "../places.ts";
import { fingerprint } from "./fingerprint.ts";
import { untranslatedTexts } from "./tables.ts";

/*
 * Which pages are translated, and which translations have fallen behind. A page in Spanish lies in es/ and says in its
 * front matter what it translates, and what hash that had:
 *
 *     source: guide/tensors.md
 *     sourceHash: 0123456789ab
 */

/** The folder of the pages in Spanish. */
export const folderOfSpanish = "es";

/** What there must be in Spanish. */
const required = /^(index|install|quick-start|idioms|not-here-yet|guide\/.+|coming-from\/.+)\.md$/;

export interface Translation {
  /** From the folder of pages: `es/guide/tensors.md`. */
  readonly page: string;
  /** What it translates, from the folder of pages. A section has its anchor behind it. */
  readonly source: string;
  /** The hash of the source at the time of the translation. */
  readonly noted: string;
  /** The hash of the source today. */
  readonly current: string;
}

export const isStale = ({ noted, current }: Translation): boolean => noted !== current;

/**
 * All translations.
 *
 * @param folder - With the pages of both languages.
 * @throws Error for a page without a source, with one that is not there, or with one of another name.
 */
export function findTranslations(folder: string = written): Translation[] {
  return pagesIn(folder)
    .filter((page) => page.startsWith(`${folderOfSpanish}/`))
    .map((page) => readTranslation(page, folder));
}

/** The pages of which there must be a translation, and is none. */
export function findMissing(folder: string = written): string[] {
  const there = new Set(findTranslations(folder).map(({ source }) => source));
  return pagesIn(folder).filter((page) => required.test(page) && !there.has(page));
}

/** What is to do for a complete translation, a line for each page. */
export function findProblems(
  folder: string = written,
): { readonly page: string; readonly problem: string }[] {
  return [
    ...findTranslations(folder)
      .filter(isStale)
      .map(({ page, source }) => ({ page, problem: `may be out of date: ${source} has changed` })),
    ...findTranslations(folder).flatMap(({ page, source }) =>
      untranslatedTexts(source).map((text) => ({
        page,
        problem: `says in English: "${text}"; its Spanish goes to site/src/translation/tables.json`,
      })),
    ),
    ...findMissing(folder).map((page) => ({ page, problem: "has no translation into Spanish" })),
  ];
}

/**
 * Refuses to go on with a translation that has fallen behind.
 *
 * @throws Error that lists what is to do.
 */
export function checkTranslations(folder: string = written): void {
  const problems = findProblems(folder);
  if (problems.length === 0) return;
  const list = problems.map(({ page, problem }) => `  site/pages/${page} ${problem}`);
  throw new Error(
    `the translation is not complete:\n${list.join("\n")}\nTranslate what has changed, then say so with pnpm translations <page>.`,
  );
}

/** Notes that a translation is as its source is now. */
export function noteHash({ page, current }: Translation, folder: string = written): void {
  const file = join(folder, page);
  const text = readFileSync(file, "utf8");
  writeFileSync(
    file,
    text.replace(/^(---\n(?:.*\n)*?sourceHash: ).*$/m, (_, open) => open + current),
  );
}

function readTranslation(page: string, folder: string): Translation {
  const text = readFileSync(join(folder, page), "utf8");
  const [head] = /^---\n(?:.*\n)*?---\n/.exec(text) ?? [""];
  const [source, noted] = ["source", "sourceHash"].map((key) => {
    const value = new RegExp(`^${key}: (.+)$`, "m").exec(head)?.[1];
    if (value === undefined) throw new Error(`${page} has no ${key} in its front matter`);
    return value;
  });
  const [path, section] = source.split("#");
  if (!existsSync(join(folder, path))) throw new Error(`${page} translates ${path}, which is not there`);
  // The switch of languages finds pages by their names.
  if (!path.startsWith("../") && page !== `${folderOfSpanish}/${path}`)
    throw new Error(`${page} translates ${path}: it must be called ${folderOfSpanish}/${path}`);
  return { page, source, noted, current: fingerprint(readFileSync(join(folder, path), "utf8"), section) };
}

function pagesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".md"))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}
