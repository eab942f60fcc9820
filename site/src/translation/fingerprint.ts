import { createHash } from "node:crypto";
import { slug } from "../slug.ts";

/**
 * A short hash of what a translation must follow: headings, blocks of code and whether they are folded away, and the
 * first column of tables, which says what each row is about. Prose may change without it.
 *
 * @param section - The anchor of a heading, for a translation of its section alone.
 * @throws Error if there is no such heading.
 */
export function fingerprint(text: string, section?: string): string {
  const lines = section === undefined ? skeleton(text) : sectionOf(skeleton(text), section);
  return createHash("sha256").update(lines.join("\n")).digest("hex").slice(0, 12);
}

/** The lines that count. Those of code keep the spaces before them, so that none of them looks like a heading. */
function skeleton(text: string): string[] {
  const lines: string[] = [];
  let part: "front matter" | "code" | "prose" = text.startsWith("---\n") ? "front matter" : "prose";
  for (const line of text.split("\n").slice(part === "prose" ? 0 : 1)) {
    if (part === "front matter") {
      if (line === "---") part = "prose";
      // The headings of a first page.
      else if (/^ *(- )?title: /.test(line)) lines.push(line.trim());
    } else if (line.trimStart().startsWith("```")) {
      part = part === "code" ? "prose" : "code";
      lines.push(` ${line}`);
    } else if (part === "code") {
      lines.push(` ${line}`);
    } else if (/^#+ /.test(line)) {
      lines.push(line);
    } else if (line.startsWith(":::")) {
      // What kind of container it is, without its title.
      lines.push(` ${line.split(" ").slice(0, 2).join(" ")}`);
    } else if (line.startsWith("|")) {
      lines.push(` | ${line.split("|")[1].trim()}`);
    }
  }
  return lines.map((line) => line.trimEnd());
}

function sectionOf(lines: readonly string[], section: string): string[] {
  const level = (line: string) => /^#+/.exec(line)?.[0].length ?? Number.POSITIVE_INFINITY;
  const first = lines.findIndex((line) => line.startsWith("#") && slug(line.replace(/^#+ /, "")) === section);
  if (first === -1) throw new Error(`there is no heading #${section}`);
  const rest = lines.slice(first + 1);
  const end = rest.findIndex((line) => level(line) <= level(lines[first]));
  return lines.slice(first, end === -1 ? undefined : first + 1 + end);
}
