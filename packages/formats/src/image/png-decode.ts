import type { Tensor } from "@gradiente/core";
import { checkArgument, optionsOf } from "@gradiente/core/arguments";
import { aFileName, someBytes } from "@gradiente/core/elements";
import { type Fail, failing } from "../format-error.ts";
import { DEFAULT_IMAGE_LIMIT, IMAGE, type ImageOptions } from "./options.ts";
import { type Pixels, toImageTensor } from "./pixels.ts";
import { inflateRows, readChunks } from "./png-chunks.ts";
import { resolveColours } from "./png-colours.ts";
import { type PngHeader, readPngHeader } from "./png-header.ts";
import { unfilter } from "./png-rows.ts";

/** The first pixel of each pass of Adam7, and the steps to the next: across and down. */
const ADAM7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

/** A part of the image whose rows are stored one after another. */
interface Pass {
  readonly x: number;
  readonly y: number;
  readonly stepX: number;
  readonly stepY: number;
  readonly width: number;
  readonly height: number;
}

function passesOf({ width, height, isInterlaced }: PngHeader): Pass[] {
  const steps = isInterlaced ? ADAM7 : ([[0, 0, 1, 1]] as const);
  return steps
    .map(([x, y, stepX, stepY]) => ({
      x,
      y,
      stepX,
      stepY,
      width: Math.ceil((width - x) / stepX),
      height: Math.ceil((height - y) / stepY),
    }))
    .filter((pass) => pass.width > 0 && pass.height > 0);
}

/** The bytes of a row, without that of its filter. */
const rowBytes = (width: number, { channels, bits }: PngHeader["stored"]) =>
  Math.ceil((width * channels * bits) / 8);

/** @throws what `fail` makes, for an image of more bytes than the limit. */
export function checkImageSize(
  info: {
    readonly width: number;
    readonly height: number;
    readonly channels: number;
    readonly bitDepth: number;
  },
  limit: number,
  fail: Fail,
): void {
  const bytes = (info.width * info.height * info.channels * info.bitDepth) / 8;
  if (bytes <= limit) return;
  throw fail(
    `its ${info.width} x ${info.height} pixels take ${bytes} bytes, more than the ${limit} that they may; set a limit`,
  );
}

/** The pixels of a PNG file. @throws what `fail` makes. */
export function readPng(bytes: Uint8Array, limit: number, fail: Fail): Pixels {
  const header = readPngHeader(bytes, fail);
  checkImageSize(header, limit, fail);
  const chunks = readChunks(bytes, fail);
  const { width, height, stored } = header;
  const passes = passesOf(header);
  const size = passes.reduce((sum, pass) => sum + pass.height * (1 + rowBytes(pass.width, stored)), 0);
  const rows = inflateRows(chunks.data, size, fail);
  const samples = new (stored.bits === 16 ? Uint16Array : Uint8Array)(width * height * stored.channels);
  let at = 0;
  for (const pass of passes) {
    const length = rowBytes(pass.width, stored);
    const part = rows.subarray(at, at + pass.height * (1 + length));
    at += part.length;
    unfilter(part, length, Math.max(1, (stored.channels * stored.bits) / 8), fail);
    place(part, length, pass, header, samples);
  }
  return { width, height, channels: header.channels, data: resolveColours(samples, header, chunks, fail) };
}

/** Puts the samples of a pass where they belong. */
function place(
  part: Uint8Array,
  length: number,
  pass: Pass,
  { width, stored: { channels, bits } }: PngHeader,
  samples: Uint8Array | Uint16Array,
): void {
  const mask = 2 ** bits - 1;
  for (let row = 0; row < pass.height; row++) {
    const from = row * (1 + length) + 1;
    for (let column = 0; column < pass.width; column++) {
      const to = ((pass.y + row * pass.stepY) * width + pass.x + column * pass.stepX) * channels;
      for (let channel = 0; channel < channels; channel++) {
        const sample = column * channels + channel;
        if (bits === 8) samples[to + channel] = part[from + sample];
        else if (bits === 16) {
          samples[to + channel] = part[from + 2 * sample] * 256 + part[from + 2 * sample + 1];
        } else {
          const bit = sample * bits;
          samples[to + channel] = (part[from + (bit >> 3)] >> (8 - bits - (bit & 7))) & mask;
        }
      }
    }
  }
}

/**
 * The image in the bytes of a PNG file: grey, RGB, a palette, with opacity or without, 1 to 16 bits a channel, interlaced or
 * not. Of an animated one, it is the first picture. Gamma and colour profiles are not applied.
 *
 * @param file the name of the file, for errors. Default: "png".
 * @returns float32 `[channels, height, width]` in [0, 1].
 * @throws FormatError that names what is wrong: the file is damaged (all checksums are compared), it is cut off, or its
 * pixels take more bytes than the limit, which is known before anything is allocated.
 * @example
 * const bytes = encodePng(tensor([[0, 1], [1, 0]]));
 * decodePng(bytes).toArray(); // [[[0, 1], [1, 0]]]
 */
export function decodePng(bytes: Uint8Array, file = "png", options?: ImageOptions): Tensor {
  checkArgument("decodePng", "the bytes", bytes, someBytes);
  checkArgument("decodePng", "the file", file, aFileName);
  const { channels, limit = DEFAULT_IMAGE_LIMIT } = optionsOf("decodePng", options, IMAGE);
  return toImageTensor(readPng(bytes, limit, failing(file)), channels);
}
