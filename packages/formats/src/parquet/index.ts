export {
  decodeParquet,
  type ParquetColumn,
  type ParquetNumbers,
  type ParquetReadOptions,
  type ParquetTable,
  type ParquetTexts,
} from "./decode.ts";
export { encodeParquet } from "./encode.ts";
export type { ParquetInput } from "./input.ts";
