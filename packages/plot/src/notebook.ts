import type { Figure } from "./figure.ts";

/** The name of the method that a notebook calls, of Deno's kernel and of others for JavaScript. */
export const DISPLAY: unique symbol = Symbol.for("Jupyter.display") as never;

/** What a notebook shows, by MIME type: it takes the richest that it can show. */
export type Displayed = Readonly<Record<string, string>>;

/** A figure as an image, with its title as text. */
export function displayedFigure(figure: Figure): Displayed {
  const svg = figure.toSVG();
  const title = /<title>([^<]*)<\/title>/.exec(svg)?.[1];
  return { "image/svg+xml": svg, "text/plain": title === undefined ? "Figure" : `Figure: ${title}` };
}
