import { dirname, join } from "node:path/posix";
import { relativeTo, withLinks } from "../pages/links.ts";
import { folderOfSpanish, isStale, type Translation } from "./state.ts";

/* A page in Spanish as it stands on the site. */

/**
 * The text with a banner if it may be out of date, and with its links turned. They are written as in the English page:
 * what they lead to is taken in Spanish if there is such a page, and in English otherwise.
 *
 * @param pages - The paths of all pages that are written by hand.
 */
export function asSpanishPage(text: string, translation: Translation, pages: ReadonlySet<string>): string {
  const { page } = translation;
  const linked = withLinks(text, (target) => {
    if (/^(\w+:|#)/.test(target)) return target;
    const [path, anchor = ""] = target.split(/(?=#)/);
    const wanted = join(dirname(page), path);
    if (!wanted.startsWith(`${folderOfSpanish}/`) || pages.has(wanted) || !wanted.endsWith(".md"))
      return target;
    return relativeTo(wanted.slice(folderOfSpanish.length + 1), page) + anchor;
  });
  return isStale(translation) ? withBanner(linked, translation) : linked;
}

function withBanner(text: string, { page, source }: Translation): string {
  const english = source.startsWith("../")
    ? ""
    : ` Si no coinciden, vale la [página en inglés](${relativeTo(source, page)}).`;
  const banner = `::: warning Esta página puede estar desactualizada\nEl original inglés ha cambiado desde que se tradujo.${english}\n:::`;
  const [head] = /^---\n(?:.*\n)*?---\n/.exec(text) ?? [""];
  const body = text.slice(head.length);
  const title = /^# .*\n/m.exec(body);
  const at = title === null ? 0 : title.index + title[0].length;
  return `${head}${body.slice(0, at)}\n${banner}\n${body.slice(at)}`;
}
