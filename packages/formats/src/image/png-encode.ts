import type { TensorLike } from "@gradiente/core";
import { check, declareOptions, optionsOf } from "@gradiente/core/arguments";
import { zlibSync } from "fflate";
import { joined } from "../pieces.ts";
import { crc32 } from "../zip/crc32.ts";
import { type Pixels, toPixels } from "./pixels.ts";
import { codeOf } from "./png-header.ts";
import { paeth } from "./png-rows.ts";

/** Options of {@link encodePng}. */
export interface PngWriteOptions {
  /** The bits of a channel: 8 for 256 levels, 16 for 65,536. Default: 8. */
  readonly bitDepth?: 8 | 16;
}

export const PNG = /* @__PURE__ */ declareOptions<PngWriteOptions>({
  bitDepth: /* @__PURE__ */ check<8 | 16>("8 or 16", (value) => value === 8 || value === 16),
});

const COLOUR_TYPES = [0, 4, 2, 6];

function chunk(name: string, content: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(12 + content.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, content.length);
  view.setUint32(4, codeOf(name));
  bytes.set(content, 8);
  view.setUint32(8 + content.length, crc32(bytes.subarray(4, 8 + content.length)));
  return bytes;
}

/** The bytes of the pixels, row by row, 16 bits with the higher byte in front. */
function bytesOf({ data }: Pixels): Uint8Array {
  if (data instanceof Uint8Array) return data;
  const bytes = new Uint8Array(2 * data.length);
  const view = new DataView(bytes.buffer);
  for (let at = 0; at < data.length; at++) view.setUint16(2 * at, data[at]);
  return bytes;
}

/** The rows with the filter that leaves the smallest sum, which packs best as a rule (section 12.7). */
function filtered(pixels: Pixels): Uint8Array {
  const step = pixels.channels * pixels.data.BYTES_PER_ELEMENT;
  const length = pixels.width * step;
  const bytes = bytesOf(pixels);
  const rows = new Uint8Array(pixels.height * (1 + length));
  const tries = Array.from({ length: 5 }, () => new Uint8Array(length));
  for (let row = 0; row < pixels.height; row++) {
    const from = row * length;
    const sums = [0, 0, 0, 0, 0];
    for (let at = 0; at < length; at++) {
      const own = bytes[from + at];
      const left = at >= step ? bytes[from + at - step] : 0;
      const up = row > 0 ? bytes[from - length + at] : 0;
      const upLeft = row > 0 && at >= step ? bytes[from - length + at - step] : 0;
      const predictions = [0, left, up, (left + up) >> 1, paeth(left, up, upLeft)];
      for (let kind = 0; kind < 5; kind++) {
        const rest = (own - predictions[kind]) & 0xff;
        tries[kind][at] = rest;
        sums[kind] += rest < 128 ? rest : 256 - rest;
      }
    }
    const kind = sums.indexOf(Math.min(...sums));
    rows[row * (1 + length)] = kind;
    rows.set(tries[kind], row * (1 + length) + 1);
  }
  return rows;
}

/**
 * The bytes of a PNG file, which keeps every level. The same tensor gives the same bytes.
 *
 * @param x `[height, width]`, or `[channels, height, width]` with 1 to 4 channels: grey, grey with opacity, RGB, RGB with
 * opacity. Values are in [0, 1], and become the nearest level.
 * @throws FormatError for another shape, or a value outside of [0, 1], which it names.
 * @throws Error if the backend cannot be read synchronously.
 * @example
 * ```ts
 * import { tensor } from "@gradiente/core";
 * import { decodePng, encodePng } from "@gradiente/formats/image";
 *
 * const bytes = encodePng(tensor([[0, 0.2, 1]]));
 * decodePng(bytes, "a.png").mul(255).round().toArray(); // [[[0, 51, 255]]]
 * ```
 */
export function encodePng(x: TensorLike, options?: PngWriteOptions): Uint8Array {
  const { bitDepth = 8 } = optionsOf("encodePng", options, PNG);
  const pixels = toPixels("encodePng", x, bitDepth);
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, pixels.width);
  view.setUint32(4, pixels.height);
  header.set([bitDepth, COLOUR_TYPES[pixels.channels - 1]], 8);
  return joined([
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    chunk("IHDR", header),
    chunk("IDAT", zlibSync(filtered(pixels))),
    chunk("IEND", new Uint8Array()),
  ]);
}
