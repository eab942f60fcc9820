import { existsSync, readdirSync, readFileSync } from "node:fs";
import { root } from "../program.ts";
import type { Example } from "./find.ts";

/* The tables of the site's pages "Coming from": what Gradiente's side of each row gives is what the other side gave. */

const folder = "site/data";

/** What is compared of `it`, which a row gives, where `it` is no value itself: an expression in each language. */
interface Compared {
  readonly theirs: string;
  readonly ours: string;
}

/** What another library does and how it is done here; null where nothing is needed. `runs` are not compared. */
export type Row = readonly [theirs: string, ours: string | null, remark?: string, mark?: "runs" | Compared];

export interface Comparison {
  /** Of the other library. */
  readonly version: string;
  /** How the rows were checked, for the reader. */
  readonly checked: string;
  /** What stands before the rows, in either language. */
  readonly theirs: readonly string[];
  readonly ours: readonly string[];
  /** What stands before the rows too, and only where they are compared. */
  readonly comparing?: { readonly theirs: readonly string[]; readonly ours: readonly string[] };
  readonly sections: Readonly<Record<string, readonly Row[]>>;
}

/** The table in `site/data/` for a page. */
export function readComparison(page: string): Comparison {
  return JSON.parse(readFileSync(`${root}${folder}/${page}.json`, "utf8"));
}

/** What the other side of each row gave, where it was run: written by the scripts beside the tables. */
function readValues(page: string): Readonly<Record<string, unknown>> | undefined {
  const file = `${root}${folder}/${page}.values.json`;
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
}

/** The names of the pages with tables. */
export function comparedPages(): string[] {
  return readdirSync(root + folder)
    .filter((name) => name.endsWith(".json") && !name.endsWith(".values.json"))
    .map((name) => name.replace(/\.json$/, ""))
    .sort();
}

/**
 * A program for each section of each table: a line for each row, which ends in the value of the other side.
 *
 * @throws Error if the other side of a row was not run, though that of others was.
 */
export function comparisonExamples(): Example[] {
  return comparedPages().flatMap((page) => {
    const file = `${folder}/${page}.json`;
    const text = readFileSync(root + file, "utf8").split("\n");
    const { ours, comparing, sections } = readComparison(page);
    const before = [...ours, ...(comparing?.ours ?? [])].join(" ");
    const values = readValues(page);
    return Object.entries(sections).map(([title, rows]): Example => {
      const line = text.findIndex((one) => one.includes(`${JSON.stringify(title)}: [`)) + 1;
      const code = [before, ...rows.map((row) => programOf(row, values, file))].join("\n");
      return { file, line, code, mode: "run" };
    });
  });
}

function programOf(
  [theirs, ours, , mark]: Row,
  values: Readonly<Record<string, unknown>> | undefined,
  file: string,
): string {
  if (ours === null) return "";
  if (values !== undefined && !(theirs in values)) {
    throw new Error(`${file}: ${theirs} was not run; run the script beside the table again`);
  }
  const value = values?.[theirs] ?? null;
  if (value === null) return `${ours};`;
  const compared = typeof mark === "object" ? `((it) => ${mark.ours})(${ours})` : ours;
  return `${compared}; // ${JSON.stringify(value)}`;
}
