import type { Fail } from "../format-error.ts";
import type { PngChunks } from "./png-chunks.ts";
import type { PngHeader } from "./png-header.ts";

type Samples = Uint8Array | Uint16Array;

/** Samples as levels of their depth: palettes, transparent colours and fewer bits than 8 are resolved. */
export function resolveColours(samples: Samples, header: PngHeader, chunks: PngChunks, fail: Fail): Samples {
  if (header.isPalette) return fromPalette(samples, header, chunks, fail);
  const { channels, bits } = header.stored;
  // The colour is compared as it is stored, before it is scaled.
  const clear = header.channels > channels ? transparentColour(channels, bits, chunks, fail) : undefined;
  const scale = bits < 8 ? 255 / (2 ** bits - 1) : 1;
  if (clear === undefined) return scale === 1 ? samples : samples.map((level) => level * scale);
  const size = samples.length / channels;
  const opaque = bits === 16 ? 65535 : 255;
  const resolved =
    bits === 16 ? new Uint16Array(size * header.channels) : new Uint8Array(size * header.channels);
  for (let pixel = 0; pixel < size; pixel++) {
    let isClear = true;
    for (let channel = 0; channel < channels; channel++) {
      const level = samples[pixel * channels + channel];
      if (level !== clear[channel]) isClear = false;
      resolved[pixel * header.channels + channel] = level * scale;
    }
    resolved[pixel * header.channels + channels] = isClear ? 0 : opaque;
  }
  return resolved;
}

/** The one colour that is transparent. */
function transparentColour(
  channels: number,
  bits: number,
  { transparency }: PngChunks,
  fail: Fail,
): number[] {
  if (transparency?.length !== 2 * channels) {
    throw fail(`its transparent colour (tRNS) has ${transparency?.length ?? 0} bytes, not ${2 * channels}`);
  }
  const mask = 2 ** bits - 1;
  return Array.from(
    { length: channels },
    (_, at) => (transparency[2 * at] * 256 + transparency[2 * at + 1]) & mask,
  );
}

function fromPalette(
  samples: Samples,
  header: PngHeader,
  { palette, transparency }: PngChunks,
  fail: Fail,
): Samples {
  if (palette === undefined || palette.length % 3 !== 0 || palette.length === 0 || palette.length > 768) {
    throw fail(
      `its palette (PLTE) has ${palette?.length ?? 0} bytes, and 3 for each of 1 to 256 colours are due`,
    );
  }
  const colours = palette.length / 3;
  const resolved = new Uint8Array(samples.length * header.channels);
  for (let pixel = 0; pixel < samples.length; pixel++) {
    const index = samples[pixel];
    if (index >= colours)
      throw fail(`a pixel has the colour ${index} of a palette of ${colours}; it is damaged`);
    for (let channel = 0; channel < 3; channel++) {
      resolved[pixel * header.channels + channel] = palette[3 * index + channel];
    }
    if (header.channels === 4) resolved[pixel * 4 + 3] = transparency?.[index] ?? 255;
  }
  return resolved;
}
