/** Functions that make the content of a file, by its extension. */
export type Formats = Readonly<Record<string, () => string | Promise<Uint8Array>>>;

/** The functions of the platform that figures and reports need to make files. */
export interface Platform {
  /** Turns an SVG text into a PNG file of `scale` times its size, with the fonts of this package. */
  renderPng(svg: string, scale: number): Promise<Uint8Array>;
  /** Writes a file in the format of its extension. */
  save(path: string, formats: Formats): Promise<void>;
}

let platform: Platform | undefined;

/** Sets the platform. The entry for Node calls it; the entry for browsers does not. */
export function usePlatform(found: Platform): void {
  platform = found;
}

/**
 * The platform.
 *
 * @param method - The name of the calling method, for the error.
 * @throws Error in a browser.
 */
export function platformFor(method: string): Platform {
  if (platform !== undefined) return platform;
  throw new Error(
    `${method}: browsers have neither files nor the converter for PNG; put the text of toSVG() or toHTML() into the page, ` +
      "or offer it as a download",
  );
}
