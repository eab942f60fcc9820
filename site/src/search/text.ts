import { alsoCalled } from "./also-called.ts";

/**
 * What of a page is searched. Of the API reference these are titles, names of members and first sentences: with all of
 * it, the index would be several times as large. Titles have what a name is called elsewhere: "Dense (nn.Linear)". Lists
 * and tables of the pages that link to everything are left out.
 */
export function searchText(text: string, page: string): string {
  if (!page.startsWith("api/")) return text;
  const body = text.replace(/^---\n[\s\S]*?\n---\n/, "");
  if (page.endsWith("index.md")) return /^# .*$/m.exec(body)?.[0] ?? "";
  const [head, ...rest] = body.split(/^(?=##)/m);
  const prose = head
    .replace(/^```[\s\S]*?^```$/gm, "")
    .split(/\n\n+/)
    .slice(2);
  const first = prose.find((paragraph) => /^[^|*#$\s]/.test(paragraph)) ?? "";
  const members = rest
    .map((section) => section.split("\n")[0])
    .filter((heading) => heading.startsWith("### ") || heading.includes("{#"));
  const title = body.split("\n").find((line) => line.startsWith("# "));
  const other = alsoCalled(page);
  const called = other === undefined ? title : title?.replace(/(?= \{#|$)/, ` (${other})`);
  return [called, first, ...members].join("\n\n");
}
