import type { Scope } from "vega";
import { platformFor } from "./platform.ts";
import { renderSvg } from "./render/svg.ts";

/** Options of {@link Figure.toPNG}. */
export interface PngOptions {
  /** Pixels of the image for each pixel of the figure. Default 2. */
  readonly scale?: number;
}

/** A picture, not drawn yet. Figures are values: drawing one twice gives the same text and the same bytes. */
export class Figure {
  /** What is drawn: a specification of Vega (https://vega.github.io/vega), without its configuration. */
  readonly scope: Scope;

  /** @param scope - A specification of Vega; the functions of this package write them. */
  constructor(scope: Scope) {
    this.scope = scope;
  }

  /** The figure as an SVG document. */
  toSVG(): string {
    return renderSvg(this.scope);
  }

  /**
   * The figure as a PNG file, on white. Text needs no fonts of the machine. In Node only.
   *
   * @throws RangeError if `scale` is not a positive number.
   * @throws Error in a browser.
   */
  async toPNG({ scale = 2 }: PngOptions = {}): Promise<Uint8Array> {
    if (!(scale > 0 && Number.isFinite(scale))) {
      throw new RangeError(`toPNG: scale is a positive number, not ${scale}`);
    }
    return platformFor("toPNG").renderPng(this.toSVG(), scale);
  }

  /**
   * Writes the figure to a file, `.svg` or `.png`. Folders are made; the file is there whole or not at all.
   * In Node only.
   *
   * @throws RangeError for another extension.
   * @throws Error which names the path if it cannot be written; in a browser.
   */
  async save(path: string): Promise<void> {
    await platformFor("save").save(path, { ".svg": () => this.toSVG(), ".png": () => this.toPNG() });
  }
}
