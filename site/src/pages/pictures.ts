import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { MarkdownRenderer } from "vitepress";

/*
 * Figures are drawn on white. In the dark, figures of lines and text are inverted by the style sheet; a figure with an
 * image in it is not: a digit would become its negative, and what a text calls white or dark would not be.
 */

/** Gives each figure that has an image in it the class `picture`. */
export function markPictures(md: MarkdownRenderer): void {
  const { image } = md.renderer.rules;
  if (image === undefined) throw new Error("there is no rule for images");
  md.renderer.rules.image = (tokens, at, options, env: { readonly path?: string }, self) => {
    const token = tokens[at];
    if (isPicture(token.attrGet("src") ?? "", env.path)) token.attrJoin("class", "picture");
    return image(tokens, at, options, env, self);
  };
}

/** @param page - The file that shows the figure. */
export function isPicture(source: string, page: string | undefined): boolean {
  if (page === undefined || !/^\.{1,2}\/.*\.svg$|^[\w/-]+\.svg$/.test(source)) return false;
  const file = join(dirname(page), decodeURI(source));
  return existsSync(file) && readFileSync(file, "utf8").includes("<image ");
}
