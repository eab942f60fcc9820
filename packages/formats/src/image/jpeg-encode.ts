import type { TensorLike } from "@gradiente/core";
import { declareOptions, numeric, optionsOf } from "@gradiente/core/arguments";
import { FormatError } from "../format-error.ts";
import { jpegEncoder } from "./jpeg-codec.ts";
import { toPixels } from "./pixels.ts";

/** Options of {@link encodeJpeg}. */
export interface JpegWriteOptions {
  /** How much is kept, from 0 to 100. From 90 on, colours are kept at the resolution of brightness. Default: 90. */
  readonly quality?: number;
}

export const JPEG = /* @__PURE__ */ declareOptions<JpegWriteOptions>({
  quality: /* @__PURE__ */ numeric("a number from 0 to 100", (value) => value >= 0 && value <= 100),
});

/** The longest side that the encoder takes: a little less than the format can tell. */
const LONGEST = 65500;

/** What mozjpeg calls grey, and colours as brightness and two differences. */
const [GREY, YCBCR] = [1, 3];

/** From this quality on, colours have the resolution of brightness. */
const FINE = 90;

/**
 * The bytes of a JPEG file, baseline, with the encoder of mozjpeg as WebAssembly. The same tensor gives the same bytes.
 *
 * @param x `[height, width]`, or `[channels, height, width]` with 1 or 3 channels: grey or RGB. Values are in [0, 1].
 * @throws FormatError for another shape, sides beyond 65,500, or a value outside of [0, 1], which it names.
 * @throws Error if the backend cannot be read synchronously.
 * @example (await encodeJpeg(zeros([3, 16, 16]), { quality: 80 })).length > 100 // true
 */
export async function encodeJpeg(x: TensorLike, options?: JpegWriteOptions): Promise<Uint8Array> {
  const { quality = 90 } = optionsOf("encodeJpeg", options, JPEG);
  const { width, height, channels, data } = toPixels("encodeJpeg", x, 8, [1, 3]);
  if (width > LONGEST || height > LONGEST) {
    throw new FormatError("encodeJpeg", `${width} x ${height} pixels are more than 65,500 a side; write PNG`);
  }
  // The encoder takes RGB with opacity.
  const levels = new Uint8Array(width * height * 4).fill(255);
  for (let pixel = 0; pixel < width * height; pixel++) {
    for (let channel = 0; channel < 3; channel++) {
      levels[4 * pixel + channel] = data[pixel * channels + Math.min(channel, channels - 1)];
    }
  }
  const isFine = quality >= FINE;
  return jpegEncoder.use((codec) => {
    const settings = {
      ...{ quality, chroma_quality: quality, separate_chroma_quality: false },
      ...{ baseline: true, progressive: false, arithmetic: false, optimize_coding: true },
      ...{
        color_space: channels === 1 ? GREY : YCBCR,
        auto_subsample: false,
        chroma_subsample: isFine ? 1 : 2,
      },
      ...{ smoothing: 0, quant_table: 0, trellis_loops: 1 },
      ...{ trellis_multipass: false, trellis_opt_zero: false, trellis_opt_table: false },
    };
    // A copy: the memory is the encoder's.
    return codec.encode(levels, width, height, settings).slice();
  });
}
