import { encode } from "fast-png";
import type { Rgb } from "../parts/style.ts";
import { base64 } from "./base64.ts";

/** An image for a mark of type "image". It is loaded already, so that drawing does not have to wait. */
export interface Picture {
  readonly src: string;
  readonly width: number;
  readonly height: number;
  readonly complete: true;
}

/** A PNG file in a data URI. It is a grey PNG if all its pixels are grey. */
export function picture(width: number, height: number, pixel: (x: number, y: number) => Rgb): Picture {
  const colour = new Uint8Array(width * height * 3);
  let isGrey = true;
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 3) {
      const rgb = pixel(x, y);
      colour.set(rgb, at);
      isGrey &&= rgb[0] === rgb[1] && rgb[1] === rgb[2];
    }
  }
  const data = isGrey ? colour.filter((_, i) => i % 3 === 0) : colour;
  const png = encode({ width, height, data, channels: isGrey ? 1 : 3 }, { zlib: { level: 9 } });
  return {
    src: `data:image/png;base64,${base64(png)}`,
    width,
    height,
    complete: true,
  };
}
