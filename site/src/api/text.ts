import type { Comment, CommentDisplayPart, Reflection } from "typedoc";
import { Reflection as SomeReflection } from "typedoc";
import { sourceAddress } from "../places.ts";
import type { Addresses } from "./addresses.ts";

/** How a page refers to others. */
export interface Context {
  readonly addresses: Addresses;
  /** The page that is written, from the root of the site. */
  readonly page: string;
}

/** Text as Markdown with nothing in it that Vue, HTML or KaTeX would take for theirs. */
export function escapeText(text: string): string {
  return text.replaceAll("<", "&lt;").replaceAll("{{", "&#123;&#123;").replaceAll("$", "&#36;");
}

export function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** The parts of a comment as Markdown. */
export function partsToText(parts: readonly CommentDisplayPart[], context: Context): string {
  return parts.map((part) => partToText(part, context)).join("");
}

function partToText(part: CommentDisplayPart, context: Context): string {
  if (part.kind === "code") return part.text;
  if (part.kind !== "inline-tag") return escapeText(part.text);
  const { target, text } = part;
  if (typeof target === "string") return `[${text}](${target})`;
  return target instanceof SomeReflection ? linked(target, text, context) : `\`${text}\``;
}

function linked(target: Reflection, text: string, { addresses, page }: Context): string {
  const link = addresses.link(target, page);
  return link === undefined ? `\`${text}\`` : `[\`${text}\`](${link})`;
}

/** What a comment says before its tags. */
export function summaryOf(comment: Comment | undefined, context: Context): string {
  return comment === undefined ? "" : partsToText(comment.summary, context).trim();
}

/** The texts of all tags of one kind. */
export function tagsOf(comment: Comment | undefined, tag: `@${string}`, context: Context): string[] {
  return comment?.getTags(tag).map(({ content }) => partsToText(content, context).trim()) ?? [];
}

/** A text in one line, for a cell of a table. */
export function inCell(text: string): string {
  return text.replace(/\s*\n\s*/g, " ").replaceAll("|", "\\|");
}

/** Where a name is declared, as a link. */
export function sourceLink({ sources }: { sources?: readonly { fileName: string; line: number }[] }): string {
  const [source] = sources ?? [];
  return source === undefined ? "" : `[source](${sourceAddress(source.fileName, source.line)})`;
}
