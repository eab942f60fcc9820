import { type Fail, failing } from "../format-error.ts";
import { readJpegHeader } from "./jpeg-header.ts";
import { readPngHeader } from "./png-header.ts";

/** The formats of images. */
export type ImageFormat = "png" | "jpeg";

/** What the header of an image says. */
export interface ImageInfo {
  /** The format of the file. */
  readonly format: ImageFormat;
  /** The pixels of a row. */
  readonly width: number;
  /** The number of rows. */
  readonly height: number;
  /** 1 grey, 2 grey with opacity, 3 RGB, 4 RGB with opacity. */
  readonly channels: number;
  /** The bits of a channel as they are read: 16 for PNG files with 16, and else 8. */
  readonly bitDepth: 8 | 16;
}

/** The format of an image, by how it begins. */
export function imageFormatOf(bytes: Uint8Array, fail: Fail): ImageFormat {
  if (bytes[0] === 0x89 && bytes[1] === 0x50) return "png";
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return "jpeg";
  const text = String.fromCharCode(...bytes.subarray(0, 12));
  const other = text.startsWith("GIF8")
    ? "a GIF"
    : text.startsWith("BM")
      ? "a BMP"
      : text.startsWith("RIFF") && text.endsWith("WEBP")
        ? "a WebP"
        : /^(II\*\0|MM\0\*)/.test(text)
          ? "a TIFF"
          : undefined;
  throw fail(
    other === undefined
      ? "it begins neither as PNG nor as JPEG"
      : `it is ${other} file; PNG and JPEG can be read, so convert it first`,
  );
}

/** What the header of an image says; no pixel is read. */
export function headerOf(bytes: Uint8Array, file: string): ImageInfo {
  const fail = failing(file);
  const format = imageFormatOf(bytes, fail);
  const { width, height, channels, bitDepth } =
    format === "png" ? readPngHeader(bytes, fail) : readJpegHeader(bytes, fail);
  return { format, width, height, channels, bitDepth };
}
