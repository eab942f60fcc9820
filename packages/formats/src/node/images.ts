import { extname } from "node:path";
import type { Tensor, TensorLike } from "@gradiente/core";
import { checkArgument, declareOptions, optionsOf } from "@gradiente/core/arguments";
import { readRegularFile, writeFileAtomically } from "@gradiente/files";
import { FormatError } from "../format-error.ts";
import { decodeImage } from "../image/image.ts";
import { encodeJpeg, JPEG, type JpegWriteOptions } from "../image/jpeg-encode.ts";
import { DEFAULT_IMAGE_LIMIT, IMAGE, type ImageOptions } from "../image/options.ts";
import { encodePng, PNG, type PngWriteOptions } from "../image/png-encode.ts";
import { aPath } from "./paths.ts";

/** Options of {@link saveImage}. */
export interface SaveImageOptions extends PngWriteOptions, JpegWriteOptions {}

const SAVE = /* @__PURE__ */ declareOptions<SaveImageOptions>({ ...PNG.checks, ...JPEG.checks });

/**
 * Reads an image of a PNG or JPEG file, which is told by how it begins.
 *
 * @returns float32 `[channels, height, width]` in [0, 1].
 * @throws FileError of `@gradiente/files` if it cannot be read, or has more bytes than the limit; FormatError that names what
 * is wrong, if it is damaged, of another format, or its pixels take more bytes than the limit.
 * @example
 * await saveImage("out/grey.png", tensor([[0, 1], [1, 0]]));
 * (await loadImage("out/grey.png", { channels: 3 })).shape; // [3, 2, 2]
 */
export async function loadImage(path: string, options?: ImageOptions): Promise<Tensor> {
  checkArgument("loadImage", "the path", path, aPath);
  const { limit = DEFAULT_IMAGE_LIMIT } = optionsOf("loadImage", options, IMAGE);
  return decodeImage(await readRegularFile(path, { limit }), path, options);
}

/**
 * Writes an image whole, or not at all: as PNG with the ending `.png`, as JPEG with `.jpg` or `.jpeg`.
 *
 * @param x `[height, width]`, or `[channels, height, width]` with 1 or 3 channels, in PNG also 2 or 4, which are opacity.
 * Values are in [0, 1].
 * @throws FileError of `@gradiente/files` if it cannot be written; FormatError for another ending, another shape, or a value
 * outside of [0, 1].
 * @example await saveImage("out/red.jpg", tensor([[[1]], [[0]], [[0]]]), { quality: 95 })
 */
export async function saveImage(path: string, x: TensorLike, options?: SaveImageOptions): Promise<void> {
  checkArgument("saveImage", "the path", path, aPath);
  const { bitDepth, quality } = optionsOf("saveImage", options, SAVE);
  const ending = extname(path).toLowerCase();
  if (ending === ".png" && quality === undefined) {
    await writeFileAtomically(path, encodePng(x, bitDepth === undefined ? {} : { bitDepth }));
  } else if ((ending === ".jpg" || ending === ".jpeg") && bitDepth === undefined) {
    await writeFileAtomically(path, await encodeJpeg(x, quality === undefined ? {} : { quality }));
  } else {
    const problem =
      ending === ".png"
        ? "PNG keeps all, and has no quality: JPEG alone has"
        : ending === ".jpg" || ending === ".jpeg"
          ? "JPEG has 8 bits a channel, and no bitDepth: PNG alone has"
          : "its ending is none of .png, .jpg and .jpeg";
    throw new FormatError(path, problem);
  }
}
