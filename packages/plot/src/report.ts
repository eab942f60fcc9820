import { check, checkArgument, declareOptions, optionsOf } from "@gradiente/core/arguments";
import { Figure } from "./figure.ts";
import { aText } from "./input/options.ts";
import { colours, fontFamily } from "./parts/style.ts";
import { platformFor } from "./platform.ts";
import { base64 } from "./render/base64.ts";

/** A table of a report. */
export interface TableBlock {
  /** The names of the columns. */
  readonly columns: readonly string[];
  /** The rows, each with one cell per column. */
  readonly rows: readonly (readonly (string | number)[])[];
  /** The caption of the table. Default: none. */
  readonly caption?: string;
}

/** An image of a report, as a PNG file. */
export interface ReportImage {
  /** The bytes of the file. */
  readonly png: Uint8Array;
  /** The line under it. */
  readonly caption: string;
}

/**
 * A part of a report: a figure, a paragraph (a string), a heading, a table, text that keeps its spaces and lines, or images
 * beside one another.
 */
export type Block =
  | Figure
  | string
  | { readonly heading: string }
  | { readonly figure: Figure; readonly caption: string }
  | { readonly table: TableBlock }
  | { readonly preformatted: string }
  | { readonly images: readonly ReportImage[] };

/** Options of {@link report}. */
export interface ReportOptions {
  /** The title of the page. */
  readonly title: string;
  /** A paragraph under the title. Default: none. */
  readonly summary?: string;
}

const REPORT = declareOptions<ReportOptions>({ title: aText, summary: aText }, "title");

type Parts = Readonly<Record<string, unknown>>;

const isText = (value: unknown) => typeof value === "string";
const isObject = (value: unknown): value is Parts => typeof value === "object" && value !== null;
const isListOf = (value: unknown, accepts: (each: unknown) => boolean) =>
  Array.isArray(value) && Array.from(value).every(accepts);

const isTable = (table: unknown) =>
  isObject(table) &&
  isListOf(table.columns, isText) &&
  isListOf(table.rows, (row) => isListOf(row, (cell) => isText(cell) || typeof cell === "number")) &&
  (table.caption === undefined || isText(table.caption));

/** Other bytes would be no picture, and a browser shows nothing in their place. */
const isPng = (value: unknown) =>
  ArrayBuffer.isView(value) && PNG.every((byte, at) => (value as Uint8Array)[at] === byte);
/** How PNG files begin. */
const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

const isImage = (image: unknown) => isObject(image) && isPng(image.png) && isText(image.caption);

function isBlock(block: unknown): boolean {
  if (isText(block) || block instanceof Figure) return true;
  if (!isObject(block)) return false;
  if ("figure" in block) return block.figure instanceof Figure && isText(block.caption);
  if ("images" in block) return isListOf(block.images, isImage);
  return "table" in block ? isTable(block.table) : isText(block.heading) || isText(block.preformatted);
}

const someBlocks = check<readonly Block[]>(
  "a list of figures, texts, { heading }, { figure, caption }, { table: { columns, rows } }, { preformatted } and { images: [{ png, caption }] }",
  (value) => isListOf(value, isBlock),
);

/** As that of a tensor: `structuredClone` and `postMessage` would copy next to nothing, and succeed. */
const NOT_CLONEABLE = Symbol("a Report; send report.toHTML()");

/**
 * A page of HTML, written when it is asked for.
 *
 * @example
 * ```ts
 * const page = report([{ heading: "Result" }, { figure: line({ loss: [0.9, 0.5] }), caption: "It falls." }], {
 *   title: "A run",
 * });
 * await page.save("out/report.html");
 * ```
 */
export class Report {
  readonly #blocks: readonly Block[];
  readonly #options: ReportOptions;
  /** @internal */
  readonly notCloneable = NOT_CLONEABLE;

  /** Use {@link report} to make one. @internal */
  constructor(blocks: readonly Block[], options: ReportOptions) {
    this.#blocks = blocks;
    this.#options = options;
  }

  /** The page as an HTML document that needs no other file. */
  toHTML(): string {
    const { title, summary } = this.#options;
    const parts = [
      `<h1>${escaped(title)}</h1>`,
      ...(summary === undefined ? [] : [`<p>${escaped(summary)}</p>`]),
      ...this.#blocks.map(htmlOf),
    ];
    return [
      "<!doctype html>",
      '<html lang="en">',
      "<head>",
      '<meta charset="utf-8">',
      '<meta name="viewport" content="width=device-width, initial-scale=1">',
      `<title>${escaped(title)}</title>`,
      `<style>${style}</style>`,
      "</head>",
      "<body>",
      ...parts,
      "</body>",
      "</html>",
      "",
    ].join("\n");
  }

  /**
   * Writes the page to a file with the extension `.html`. Folders are created. An incomplete file is never left. Only in
   * Node.
   *
   * @throws RangeError for another extension.
   * @throws Error if the file cannot be written; it names the path. In a browser: always.
   */
  async save(path: string): Promise<void> {
    await platformFor("save").save(path, { ".html": () => this.toHTML() });
  }
}

/**
 * Makes one page of HTML from figures, text and tables. The page needs no other file.
 *
 * @throws RangeError if there are no blocks, or if a row of a table has more or fewer cells than columns.
 * @example
 * ```ts
 * import { line, report } from "@gradiente/plot";
 *
 * const table = { columns: ["seed", "accuracy"], rows: [[0, 0.976], [1, 0.974]] };
 * const page = report(["Two seeds.", { table }, line({ loss: [0.9, 0.5, 0.3] })], { title: "MNIST" });
 * page.toHTML(); // in Node also: await page.save("out/mnist.html")
 * ```
 */
export function report(blocks: readonly Block[], options: ReportOptions): Report {
  optionsOf("report", options, REPORT);
  checkArgument("report", "the blocks", blocks, someBlocks);
  if (blocks.length === 0) throw new RangeError("report: there is nothing to show; give at least one block");
  for (const block of blocks) {
    if (typeof block !== "object" || !("table" in block)) continue;
    const { columns, rows } = block.table;
    const at = rows.findIndex((row) => row.length !== columns.length);
    if (at < 0) continue;
    throw new RangeError(
      `report: row ${at} of a table has ${rows[at].length} cells for ${columns.length} columns`,
    );
  }
  return new Report(blocks, options);
}

function htmlOf(block: Block): string {
  if (typeof block === "string") return `<p>${escaped(block)}</p>`;
  if ("toSVG" in block) return figureHtml(block);
  if ("figure" in block) return figureHtml(block.figure, block.caption);
  if ("heading" in block) return `<h2>${escaped(block.heading)}</h2>`;
  if ("preformatted" in block) return `<pre>${escaped(block.preformatted)}</pre>`;
  if ("images" in block) return `<div class="images">${block.images.map(imageHtml).join("\n")}</div>`;
  return tableHtml(block.table);
}

function imageHtml({ png, caption }: ReportImage): string {
  const text = escaped(caption);
  const source = `data:image/png;base64,${base64(png)}`;
  return `<figure><img src="${source}" alt="${text}"><figcaption>${text}</figcaption></figure>`;
}

function figureHtml(figure: Figure, caption?: string): string {
  const text = caption === undefined ? "" : `<figcaption>${escaped(caption)}</figcaption>`;
  return `<figure>${figure.toSVG()}${text}</figure>`;
}

function tableHtml({ columns, rows, caption }: TableBlock): string {
  const head = columns.map((column) => `<th scope="col">${escaped(column)}</th>`).join("");
  const body = rows.map((row) => `<tr>${row.map(cellHtml).join("")}</tr>`).join("\n");
  const text = caption === undefined ? "" : `<caption>${escaped(caption)}</caption>`;
  return `<table>${text}\n<thead><tr>${head}</tr></thead>\n<tbody>\n${body}\n</tbody></table>`;
}

function cellHtml(cell: string | number): string {
  return typeof cell === "number" ? `<td class="number">${cell}</td>` : `<td>${escaped(cell)}</td>`;
}

function escaped(text: string): string {
  const entities: Record<string, string> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&#39;",
  };
  return text.replace(/[&<>"']/g, (character) => entities[character]);
}

const style = `
body { font: 16px/1.5 ${fontFamily}; color: ${colours.ink}; background: #fff; max-width: 1100px; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.7rem; } h2 { font-size: 1.25rem; margin-top: 2rem; }
p { max-width: 44rem; }
figure { margin: 1.5rem 0; } figure svg { max-width: 100%; height: auto; overflow: visible; }
.images { display: flex; flex-wrap: wrap; gap: 1rem; } .images figure { margin: 0; max-width: 100%; }
img { min-width: 112px; max-width: 100%; image-rendering: pixelated; }
figcaption, caption { color: ${colours.muted}; font-size: 0.9rem; text-align: left; }
table { border-collapse: collapse; margin: 1rem 0; } th, td { padding: 0.3rem 0.8rem; border-bottom: 1px solid ${colours.grid}; text-align: left; }
td.number { text-align: right; font-variant-numeric: tabular-nums; }
pre { background: #f6f6f6; padding: 0.8rem; overflow-x: auto; font-size: 0.85rem; }
`;
