export type { ImageFormat, ImageInfo } from "./header.ts";
export { decodeImage, imageInfo } from "./image.ts";
export {
  type FromImageDataOptions,
  fromImageData,
  type ImageDataLike,
  type PlatformImageData,
  toImageData,
} from "./image-data.ts";
export { decodeJpeg } from "./jpeg-decode.ts";
export { encodeJpeg, type JpegWriteOptions } from "./jpeg-encode.ts";
export type { ImageChannels, ImageOptions } from "./options.ts";
export { decodePng } from "./png-decode.ts";
export { encodePng, type PngWriteOptions } from "./png-encode.ts";
