import { readFileSync } from "node:fs";
import { basename } from "node:path/posix";
import { comparedPages, readComparison } from "../../../tooling/examples/comparisons.ts";
import { textsOf } from "../pages/comparison.ts";

/* What the tables of the pages "Coming from" say beside code, in Spanish. */

/** The Spanish of each text, by the English one. */
const spanish: Readonly<Record<string, string>> = JSON.parse(
  readFileSync(new URL("./tables.json", import.meta.url), "utf8"),
);

/** A text of a table in Spanish; in English if it is not translated. */
export const inSpanish = (text: string): string => spanish[text] ?? text;

/** What the tables of a page say, and only in English. @param source - The English page. */
export function untranslatedTexts(source: string): string[] {
  const page = basename(source, ".md");
  const isCompared = source === `coming-from/${page}.md` && comparedPages().includes(page);
  return isCompared ? textsOf(readComparison(page)).filter((text) => spanish[text] === undefined) : [];
}

/** Translations of what no table says any more. */
export function unusedTexts(): string[] {
  const used = new Set(comparedPages().flatMap((page) => textsOf(readComparison(page))));
  return Object.keys(spanish).filter((text) => !used.has(text));
}
