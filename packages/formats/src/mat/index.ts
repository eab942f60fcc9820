export { decodeMat, type MatReadOptions } from "./decode.ts";
export { encodeMat } from "./encode.ts";
