/** What a file of an extension holds. */
export type Formats = Readonly<Record<string, () => string | Promise<Uint8Array>>>;

/** What figures and reports ask of the platform, beyond text. */
export interface Platform {
  /** Turns an SVG text into a PNG file of `scale` times its size, with fonts of our own. */
  renderPng(svg: string, scale: number): Promise<Uint8Array>;
  /** Writes the format that the path's extension names. */
  save(path: string, formats: Formats): Promise<void>;
}

let platform: Platform | undefined;

/** Node's entry says what to use; that of browsers has nothing to say. */
export function usePlatform(found: Platform): void {
  platform = found;
}

/**
 * @param method - For the error.
 * @throws Error in a browser.
 */
export function platformFor(method: string): Platform {
  if (platform !== undefined) return platform;
  throw new Error(
    `${method}: browsers have neither files nor the converter for PNG; put the text of toSVG() or toHTML() into the page, ` +
      "or offer it as a download",
  );
}
