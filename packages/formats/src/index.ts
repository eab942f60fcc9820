export { type CsvReadOptions, type CsvWriteOptions, type Delimiter, decodeCsv, encodeCsv } from "./csv.ts";
export { FormatError } from "./format-error.ts";
export {
  decodeImage,
  decodeJpeg,
  decodePng,
  encodeJpeg,
  encodePng,
  type FromImageDataOptions,
  fromImageData,
  type ImageChannels,
  type ImageDataLike,
  type ImageFormat,
  type ImageInfo,
  type ImageOptions,
  imageInfo,
  type JpegWriteOptions,
  type PlatformImageData,
  type PngWriteOptions,
  toImageData,
} from "./image/index.ts";
export type { UnpackOptions } from "./limit.ts";
export { decodeMat, encodeMat, type MatReadOptions } from "./mat/index.ts";
export { decodeNpz, encodeNpz, type NpzOptions } from "./npz.ts";
export {
  decodeParquet,
  encodeParquet,
  type ParquetBytes,
  type ParquetColumn,
  type ParquetInput,
  type ParquetLists,
  type ParquetNumbers,
  type ParquetReadOptions,
  type ParquetTable,
  type ParquetTexts,
} from "./parquet/index.ts";
export { decodePyTorch, type PlainValue, type PyTorchFile } from "./pytorch/index.ts";
export { type ByteSource, SafetensorsReader, type TensorInfo } from "./safetensors.ts";
export {
  type DecodeOptions,
  decodeTensors,
  type EncodeOptions,
  encodeTensors,
  type TensorFile,
  type TensorFormat,
} from "./tensor-file.ts";
export { decodeTfjs, tfjsShards } from "./tfjs.ts";
