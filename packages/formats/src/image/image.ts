import type { Tensor } from "@gradiente/core";
import { checkArgument, optionsOf } from "@gradiente/core/arguments";
import { aFileName, someBytes } from "@gradiente/core/elements";
import { type Fail, failing } from "../format-error.ts";
import { headerOf, type ImageInfo, imageFormatOf } from "./header.ts";
import { readJpeg } from "./jpeg-decode.ts";
import { DEFAULT_IMAGE_LIMIT, IMAGE, type ImageOptions } from "./options.ts";
import { type Pixels, toImageTensor } from "./pixels.ts";
import { readPng } from "./png-decode.ts";

/**
 * What the header of a PNG or JPEG file says: its format, size and channels. No pixel is read, so that this is quick and
 * takes no memory. The bytes must be those of the whole file.
 *
 * @param file the name of the file, for errors. Default: "image".
 * @throws FormatError if it is neither, or its header is damaged.
 * @example imageInfo(encodePng(zeros([3, 2, 5]))) // { format: "png", width: 5, height: 2, channels: 3, bitDepth: 8 }
 */
export function imageInfo(bytes: Uint8Array, file = "image"): ImageInfo {
  checkArgument("imageInfo", "the bytes", bytes, someBytes);
  checkArgument("imageInfo", "the file", file, aFileName);
  return headerOf(bytes, file);
}

function readPixels(bytes: Uint8Array, limit: number, fail: Fail): Pixels | Promise<Pixels> {
  const read = imageFormatOf(bytes, fail) === "png" ? readPng : readJpeg;
  return read(bytes, limit, fail);
}

/**
 * The image in the bytes of a PNG or JPEG file, which is told by how it begins.
 *
 * @param file the name of the file, for errors. Default: "image".
 * @returns float32 `[channels, height, width]` in [0, 1].
 * @throws FormatError as of `decodePng` and `decodeJpeg`, and for files of other formats, which it names.
 * @example (await decodeImage(encodePng(zeros([2, 5])), "a.png", { channels: 3 })).shape // [3, 2, 5]
 */
export async function decodeImage(
  bytes: Uint8Array,
  file = "image",
  options?: ImageOptions,
): Promise<Tensor> {
  checkArgument("decodeImage", "the bytes", bytes, someBytes);
  checkArgument("decodeImage", "the file", file, aFileName);
  const { channels, limit = DEFAULT_IMAGE_LIMIT } = optionsOf("decodeImage", options, IMAGE);
  return toImageTensor(await readPixels(bytes, limit, failing(file)), channels);
}
