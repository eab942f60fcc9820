import { check, checkArgument, declareOptions, isPlain, numeric, optionsOf } from "@gradiente/core/arguments";
import type { Scope } from "vega";
import { DISPLAY, type Displayed, displayedFigure } from "./notebook.ts";
import { platformFor } from "./platform.ts";
import { renderSvg } from "./render/svg.ts";

/** Options of {@link Figure.toPNG}. */
export interface PngOptions {
  /** The number of pixels of the image per pixel of the figure, in each direction. Default: 2. */
  readonly scale?: number;
}

const PNG = declareOptions<PngOptions>({
  scale: numeric("above 0, at most 20", (value) => value > 0 && value <= 20),
});

const aScope = check<object>("a specification of Vega, an object", (value) => {
  return typeof value === "object" && value !== null && isPlain(value);
});

const aPathName = check<string>('a text, such as "out/loss.svg"', (value) => typeof value === "string");

/**
 * A figure, drawn when it is asked for. It is a value: drawing it twice gives the same text and the same bytes.
 *
 * @example
 * ```ts
 * const figure = line({ loss: [0.9, 0.5, 0.3] }, { title: "Loss", xLabel: "epoch" });
 * figure.toSVG().startsWith("<svg"); // true
 * await figure.save("out/loss.svg");
 * ```
 */
export class Figure {
  /** The specification of the figure in Vega (https://vega.github.io/vega), without its configuration. */
  readonly scope: Readonly<Record<string, unknown>>;

  /**
   * A figure of a specification of Vega.
   *
   * @param scope - A specification of Vega, a `Scope`. The functions of this package make them.
   */
  constructor(scope: object) {
    checkArgument("Figure", "the specification", scope, aScope);
    this.scope = { ...scope };
  }

  /** The figure as an SVG document. */
  toSVG(): string {
    return renderSvg(this.scope as Scope);
  }

  /**
   * The figure as the bytes of a PNG file, on white. It uses no fonts of the machine. Only in Node.
   *
   * @throws RangeError if `scale` is not a positive number.
   * @throws Error in a browser.
   */
  async toPNG(options?: PngOptions): Promise<Uint8Array> {
    const { scale = 2 } = optionsOf("toPNG", options, PNG);
    return platformFor("toPNG").renderPng(this.toSVG(), scale);
  }

  /**
   * Writes the figure to a file with the extension `.svg` or `.png`. Folders are created. An incomplete file is never
   * left. Only in Node.
   *
   * @throws TypeError if the path is not a text; RangeError for another extension.
   * @throws Error if the file cannot be written; it names the path. In a browser: always.
   */
  async save(path: string): Promise<void> {
    checkArgument("save", "the path", path, aPathName);
    await platformFor("save").save(path, { ".svg": () => this.toSVG(), ".png": () => this.toPNG() });
  }

  /** What a notebook shows: Deno's kernel for Jupyter calls it where a figure is the value of a cell. */
  [DISPLAY](): Displayed {
    return displayedFigure(this);
  }
}
