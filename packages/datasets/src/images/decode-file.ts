import { readRegularFile } from "@gradiente/files";
import { decodeImage, type ImageChannels } from "@gradiente/formats/image";
import { coveringBox, resize } from "./resize.ts";

/** How the files of a folder become images of one shape. */
export interface DecodeSettings {
  readonly channels: ImageChannels;
  /** Height and width of the results; undefined for those of the file. */
  readonly imageShape: readonly [height: number, width: number] | undefined;
  /** The most bytes of a file, and of its pixels. */
  readonly limit: number;
}

/** An image, `[channels, height, width]` in [0, 1]. */
export interface DecodedImage {
  readonly height: number;
  readonly width: number;
  readonly planes: Float32Array<ArrayBuffer>;
}

/** The image in a file. @throws FileError or FormatError that names the file. */
export async function decodeFile(path: string, settings: DecodeSettings): Promise<DecodedImage> {
  const { channels, imageShape, limit } = settings;
  const x = await decodeImage(await readRegularFile(path, { limit }), path, { channels, limit });
  const [, height, width] = x.shape;
  const planes = x.toTypedArray() as Float32Array<ArrayBuffer>;
  const isSame = imageShape === undefined || (imageShape[0] === height && imageShape[1] === width);
  if (isSame) return { height, width, planes };
  const box = coveringBox([height, width], imageShape);
  return {
    height: imageShape[0],
    width: imageShape[1],
    planes: resize(planes, [channels, height, width], imageShape, box) as Float32Array<ArrayBuffer>,
  };
}
