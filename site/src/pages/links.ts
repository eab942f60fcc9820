import { existsSync } from "node:fs";
import { dirname, join, relative } from "node:path/posix";
import { root, sourceAddress } from "../places.ts";
import { repositoryPages } from "./repository-pages.ts";

/** Where on the site a file of the repository is. */
const pages = new Map([
  ...repositoryPages.map(({ file, page }) => [file, page] as const),
  ["README.md", "index"] as const,
]);

/**
 * A text of the repository with its links as they are on the site: to pages where there are some, else to the source.
 *
 * @throws Error for a link to a file that is not there.
 */
export function withSiteLinks(text: string, file: string, page: string): string {
  return withLinks(text, (target) => siteLink(target, file, page));
}

/** A text with the targets of its links changed. What stands in blocks of code is no link. */
export function withLinks(text: string, change: (target: string) => string): string {
  return text
    .split(/(^```[\s\S]*?^```$)/m)
    .map((part, i) =>
      i % 2 === 1
        ? part
        : part.replace(/(\]\()([^)\s]+)(\))/g, (_, open, target, close) => open + change(target) + close),
    )
    .join("");
}

function siteLink(target: string, file: string, page: string): string {
  if (/^(\w+:|#)/.test(target)) return target;
  const [path, anchor = ""] = target.split(/(?=#)/);
  const wanted = join(dirname(file), path).replace(/\/$/, "");
  if (!existsSync(root + wanted)) throw new Error(`${file} links to ${target}, which is not there`);
  // Figures are copied to the same place.
  if (wanted.startsWith("docs/figures/")) return relativeTo(wanted, page) + anchor;
  const found = pages.get(wanted) ?? /^site\/pages\/(.+)\.md$/.exec(wanted)?.[1];
  return found === undefined ? sourceAddress(wanted) + anchor : `${relativeTo(found, page)}.md${anchor}`;
}

/** The way from a page to another one. */
export function relativeTo(wanted: string, page: string): string {
  const path = relative(dirname(page), wanted);
  return path.startsWith(".") ? path : `./${path}`;
}
