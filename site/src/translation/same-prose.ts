import { dirname, join } from "node:path/posix";
import { withLinks } from "../pages/links.ts";
import { folderOfSpanish } from "./state.ts";

/* Whether the prose of a page says the same in two languages, as far as a program can tell: a hash does not heed it. */

/** A page of text, from the folder of pages. */
export interface Prose {
  readonly page: string;
  readonly text: string;
}

/**
 * What one of two pages leads to, or has as a number in digits, and the other one does not: a line for each.
 *
 * @param pages - The English pages that have a translation.
 */
export function proseDifferences(
  original: Prose,
  translated: Prose,
  pages: ReadonlySet<string>,
): readonly string[] {
  const [wanted, found] = [original, translated].map((prose) => linksOf(prose, pages));
  return [
    ...missing(wanted, found).map((link) => `it does not lead to ${link}`),
    ...missing(found, wanted).map((link) => `it leads to ${link}, and the original does not`),
    ...missing(numbersOf(original.text), numbersOf(translated.text)).map((number) => `it lacks ${number}`),
    ...missing(numbersOf(translated.text), numbersOf(original.text)).map(
      (number) => `it has ${number}, and the original does not`,
    ),
  ];
}

/** What is in the first list more often than in the second. */
function missing(wanted: readonly string[], found: readonly string[]): string[] {
  const left = [...found];
  return wanted.filter((one) => {
    const at = left.indexOf(one);
    if (at !== -1) left.splice(at, 1);
    return at === -1;
  });
}

/** Where links lead, from the folder of English pages. The glossary is in Spanish alone. */
function linksOf(prose: Prose, pages: ReadonlySet<string>): string[] {
  const links: string[] = [];
  withLinks(withoutHead(prose.text), (target) => {
    links.push(placeOf(target, prose.page, pages));
    return target;
  });
  return links.filter((link) => link !== "glosario.md");
}

/** What a link leads to, whichever language it stands in. Headings that are translated have other anchors. */
function placeOf(target: string, page: string, pages: ReadonlySet<string>): string {
  if (/^\w+:/.test(target)) return target;
  const [, path, anchor] = /^([^#]*)(.*)$/.exec(target) as RegExpExecArray;
  const from = path === "" ? page : join(dirname(page), path);
  const place = from.startsWith(`${folderOfSpanish}/`) ? from.slice(folderOfSpanish.length + 1) : from;
  return place + (pages.has(place) && anchor !== "" ? "#…" : anchor);
}

/** Numbers in digits, without what separates thousands, and without dates, whose months have names in Spanish. */
function numbersOf(text: string): string[] {
  const prose = withLinks(withoutHead(text), () => "")
    .replace(/^```[\s\S]*?^```$/gm, "")
    .replace(/\d{4}-\d\d-\d\d|\d+ de \p{L}+ de \d{4}/gu, "")
    .replace(/(?<=\d)(?:,|\{,\}|\\,|[\u00a0\u202f])(?=\d{3}(?!\d))/g, "");
  return prose.match(/\d+(?:\.\d+)?(?:e-?\d+)?/g) ?? [];
}

const withoutHead = (text: string) => text.replace(/^---\n(?:.*\n)*?---\n/, "");
