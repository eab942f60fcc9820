import { Tensor, Variable } from "@gradiente/core";
import type { Figure } from "./figure.ts";
import { colours } from "./parts/style.ts";

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

/**
 * Makes tensors and Variables show themselves as tables in notebooks (`Symbol.for("Jupyter.display")`), from then on.
 * Figures do so without it. Long axes are abridged, as in the text of a tensor. One of more than two axes is shown as
 * this text.
 *
 * @example
 * ```ts
 * import { tensor } from "@gradiente/core";
 * import { showTensorsInNotebooks } from "@gradiente/plot";
 *
 * showTensorsInNotebooks();
 * tensor([[1, 2], [3, 4]]); // the last line of a cell: a table
 * ```
 */
export function showTensorsInNotebooks(): void {
  for (const { prototype } of [Tensor, Variable]) {
    Object.defineProperty(prototype, DISPLAY, {
      configurable: true,
      writable: true,
      value(this: Tensor | Variable) {
        return displayedTensor(this);
      },
    });
  }
}

function displayedTensor(x: Tensor | Variable): Displayed {
  const text = String(x);
  const [head, ...rows] = text.split("\n");
  if (x.ndim === 0 || x.ndim > 2 || x.size === 0) {
    return { "text/html": `<pre>${text}</pre>`, "text/plain": text };
  }
  const cell = `padding: 2px 8px; text-align: right; border: 1px solid ${colours.rule}`;
  const table = rows.map((row) => {
    const cells = row
      .replace(/[[\]]/g, "")
      .split(",")
      .map((value) => value.trim());
    return `<tr>${cells
      .filter((value) => value !== "")
      .map((value) => `<td style="${cell}">${value}</td>`)
      .join("")}</tr>`;
  });
  return {
    "text/html": `<table style="border-collapse: collapse"><caption style="text-align: left">${head}</caption>${table.join("")}</table>`,
    "text/plain": text,
  };
}
