export {
  decodeParquet,
  type ParquetBytes,
  type ParquetColumn,
  type ParquetLists,
  type ParquetNumbers,
  type ParquetReadOptions,
  type ParquetTable,
  type ParquetTexts,
} from "./decode.ts";
export { encodeParquet } from "./encode.ts";
export type { ParquetInput } from "./input.ts";
