import type { Tensor } from "@gradiente/core";
import { checkArgument, optionsOf } from "@gradiente/core/arguments";
import { aFileName, someBytes } from "@gradiente/core/elements";
import { type Fail, failing } from "../format-error.ts";
import { jpegDecoder } from "./jpeg-codec.ts";
import { checkJpeg, readJpegHeader } from "./jpeg-header.ts";
import { DEFAULT_IMAGE_LIMIT, IMAGE, type ImageOptions } from "./options.ts";
import { type Pixels, toImageTensor } from "./pixels.ts";
import { checkImageSize } from "./png-decode.ts";

/** The pixels of a JPEG file. @throws what `fail` makes. */
export async function readJpeg(bytes: Uint8Array, limit: number, fail: Fail): Promise<Pixels> {
  const header = readJpegHeader(bytes, fail);
  checkImageSize(header, limit, fail);
  checkJpeg(bytes, header, fail);
  const { width, height, channels } = header;
  const { picture, said } = await jpegDecoder.use((codec, messages) => {
    try {
      return { picture: codec.decode(bytes, false), said: [...messages] };
    } catch (cause) {
      throw fail(`it cannot be decoded (${messages.at(-1) ?? String(cause)}); it is damaged`, cause);
    }
  });
  // The decoder goes on after warnings, and fills in what is missing.
  if (said.length > 0) throw fail(`it is damaged: ${said[0]}`);
  if (picture?.width !== width || picture.height !== height) {
    throw fail("its pixels are others than its header says; it is damaged");
  }
  return { width, height, channels, data: withChannels(picture.data, channels) };
}

/** The first channels of pixels that have four. */
function withChannels(data: Uint8ClampedArray, channels: number): Uint8Array {
  const levels = new Uint8Array((data.length / 4) * channels);
  for (let at = 0, from = 0; at < levels.length; from += 4) {
    for (let channel = 0; channel < channels; channel++) levels[at++] = data[from + channel];
  }
  return levels;
}

/**
 * The image in the bytes of a JPEG file: grey or colour, baseline or progressive, 8 bits a channel. CMYK, arithmetic coding
 * and lossless JPEG are refused. What a camera says of how it was held (EXIF) is not applied, and neither are colour
 * profiles. The decoder is mozjpeg's, as WebAssembly, whose levels are those of libjpeg.
 *
 * @param file the name of the file, for errors. Default: "jpeg".
 * @returns float32 `[channels, height, width]` in [0, 1], with 1 or 3 channels.
 * @throws FormatError that names what is wrong: the file is damaged or cut off, it is of a kind that is not read, or its
 * pixels take more bytes than the limit, which is known before anything is allocated. JPEG has no checksums: not every
 * change of the data can be noticed.
 * @example
 * const bytes = await encodeJpeg(zeros([3, 8, 8]));
 * (await decodeJpeg(bytes)).shape; // [3, 8, 8]
 */
export async function decodeJpeg(bytes: Uint8Array, file = "jpeg", options?: ImageOptions): Promise<Tensor> {
  checkArgument("decodeJpeg", "the bytes", bytes, someBytes);
  checkArgument("decodeJpeg", "the file", file, aFileName);
  const { channels, limit = DEFAULT_IMAGE_LIMIT } = optionsOf("decodeJpeg", options, IMAGE);
  return toImageTensor(await readJpeg(bytes, limit, failing(file)), channels);
}
